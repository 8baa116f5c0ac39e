using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Unit.Bars;

public sealed class BarHotPathTests
{
    private const int Trades = 1_000_000;

    [Fact]
    public void The_hash_is_that_of_the_closed_bars_in_order()
    {
        BarTestBed bed = new(BarTestBed.Options("1m", "2t"));
        Assert.Equal(new HashAccumulator(1).Value, bed.Builder.Hash);
        for (int i = 0; i < 100; i++) { bed.Trade(i * 7, 100 + (i * i % 13), 1 + (i % 5), i % 3); }

        HashAccumulator expected = new(1);
        foreach (ClosedBar closed in bed.Closed) { expected.Fold(in closed); }
        Assert.True(bed.Closed.Count > 50);
        Assert.Equal(expected.Value, bed.Builder.Hash);
        Assert.Equal(bed.Closed.Count, bed.Builder.Counters.Closed);
    }

    [Theory]
    [InlineData("1m")]
    [InlineData("1s,1m,1h,1d,500t,1000v,50000n")]
    public void A_million_trades_allocate_nothing(string specs)
    {
        Drain drain = new();
        BarOptions options = BarTestBed.Options(specs.Split(',')) with { Gaps = GapPolicy.Fill, CloseDelay = Duration.FromMilliseconds(300) };
        BarBuilder builder = new(BarTestBed.Instruments(8), options, drain, drain);
        Run(builder, drain, 0);   // Everything is compiled and every bar has been open once.

        int first = 0;
        Assert.Equal(0, AllocatedBytes.Least(() => Run(builder, drain, first += Trades)));
        Assert.True(builder.Counters.Closed > 1_000);
        Assert.Equal(builder.Counters.Closed, drain.Bars);
    }

    private static void Run(BarBuilder builder, Drain timers, int first)
    {
        uint random = 1;
        for (int i = first; i < first + Trades; i++)
        {
            random = (random * 1_664_525) + 1_013_904_223;
            Timestamp now = new(i * 1_000_000L * 5);
            timers.Fire(builder, now);
            TradeTick trade = new() { Price = new Price(10_000 + (random >> 26)), Quantity = new Quantity(1 + (random >> 22)) };
            builder.OnTrade(new InstrumentId((int)(random >> 29)), in trade, now - new Duration(random >> 4), now);   // Up to 268 ms on the way.
        }
    }

    /// <summary>Counts bars and keeps one due time per timer and place, without allocating.</summary>
    private sealed class Drain : IClosedBarSink, ITimerPort
    {
        private readonly (Timestamp Due, int Id)[] _due = new (Timestamp, int)[64];
        private int _count;

        public long Bars { get; private set; }

        public void Append(in ClosedBar closed) => Bars++;

        public void Request(TimerId id, Timestamp due)
        {
            int place = _count++;
            for (; place > 0 && Later(_due[place - 1], (due, id.Value)); place--) { _due[place] = _due[place - 1]; }
            _due[place] = (due, id.Value);
        }

        /// <summary>The earliest are at the end.</summary>
        public void Fire(BarBuilder builder, Timestamp now)
        {
            while (_count > 0 && _due[_count - 1].Due <= now)
            {
                (Timestamp due, int id) = _due[--_count];
                builder.OnTimer(new TimerId(id), due, now);
            }
        }

        private static bool Later((Timestamp Due, int Id) inserted, (Timestamp Due, int Id) other) =>
            inserted.Due < other.Due || (inserted.Due == other.Due && inserted.Id < other.Id);
    }
}
