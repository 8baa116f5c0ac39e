using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tests.Unit.Runtime;

public sealed class TimerHeapTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(2)]   // And grows.
    public void It_does_what_a_sorted_list_does(int? first)
    {
        for (int seed = 1; seed <= 200; seed++)
        {
            Random random = new(seed);
            TimerHeap heap = new(64, first);
            SortedSet<(long Due, int Id)> plain = [];
            for (int step = 0; step < 500; step++)
            {
                if (plain.Count < 64 && (plain.Count == 0 || random.Next(2) == 0))
                {
                    (long due, int id) = (random.Next(40), random.Next(4));   // Few values: many ties, many asked for twice.
                    heap.Add(new Timestamp(due), new TimerId(id));
                    plain.Add((due, id));
                }
                else
                {
                    (Timestamp due, TimerId id) = heap.Take();
                    Assert.True(plain.Min == (due.Nanoseconds, id.Value), $"seed {seed}, step {step}: {due.Nanoseconds}/{id.Value} instead of {plain.Min}");
                    plain.Remove(plain.Min);
                }

                Assert.Equal(plain.Count, heap.Count);
                Assert.Equal(plain.Count == 0 ? long.MaxValue : plain.Min.Due, heap.NextDue.Nanoseconds);
            }
        }
    }

    [Fact]
    public void More_timers_than_it_holds_is_a_broken_invariant()
    {
        TimerHeap heap = new(2);
        heap.Add(new Timestamp(1), new TimerId(0));
        heap.Add(new Timestamp(2), new TimerId(0));
        heap.Add(new Timestamp(2), new TimerId(0));   // There already.
        Assert.Throws<InvariantViolationException>(() => heap.Add(new Timestamp(3), new TimerId(0)));
    }

    [Fact]
    public void Taking_from_an_empty_heap_is_a_broken_invariant() =>
        Assert.Throws<InvariantViolationException>(() => new TimerHeap(2).Take());
}
