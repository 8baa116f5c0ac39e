using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tests.Unit.Swap;

/// <summary>The rings against lists that forget nothing.</summary>
public sealed class BarHistoryTests
{
    [Fact]
    public void What_is_handed_over_is_the_end_of_every_ring_in_the_order_of_closing()
    {
        Random random = new(3);
        for (int run = 0; run < 50; run++)
        {
            (int instruments, int specs, int retained) = (random.Next(1, 4), random.Next(1, 4), random.Next(1, 9));
            BarHistory history = new(instruments, specs, retained);
            List<ClosedBar> all = [];
            ClosedBar[] bars = new ClosedBar[history.Capacity];
            long[] ordinals = new long[history.Capacity];
            for (int i = 0; i < 60; i++)
            {
                ClosedBar bar = new() { Instrument = new InstrumentId(random.Next(instruments)) };
                bar.Bar.Spec = new BarSpecId((ushort)random.Next(specs));
                bar.Bar.Close = new Price(i);
                history.Add(in bar);
                all.Add(bar);

                int perRing = random.Next(retained + 3);
                int count = history.CopyTo(perRing, bars, ordinals);
                Array.Sort(ordinals, bars, 0, count);
                IEnumerable<long> expected = all.GroupBy(b => (b.Instrument, b.Bar.Spec))
                    .SelectMany(ring => ring.TakeLast(Math.Min(perRing, retained))).Select(b => b.Bar.Close.Raw).Order();
                Assert.Equal(expected, bars[..count].Select(b => b.Bar.Close.Raw));
            }

            Assert.Equal(60, history.Added);
        }
    }
}
