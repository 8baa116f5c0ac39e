using LlmTrader.Perf.Latency.Machine;
using LlmTrader.Perf.Latency.Ring;

namespace LlmTrader.Tests.Unit.Machine;

public sealed class InterruptsTests
{
    [Fact]
    public void The_core_that_serves_the_interrupts_is_known_by_its_counters()
    {
        string[] counters = ["cpu  9 0 9 9 9 0 9000 9 0 0", "cpu0 9 0 9 9 9 0 100 20 0 0", "cpu1 9 0 9 9 9 0 90 20 0 0", "cpu2 9 0 9 9 9 0 5 110 0 0", "cpu3 9 0 9 9 9 700 10 0 0", "cpu4 9 0 9 9 9 400 2 0 0", "intr 7"];
        Assert.Equal([3], Interrupts.Busiest(counters, [0, 1, 2, 3]));
        Assert.Equal([4], Interrupts.Busiest(counters, [0, 1, 2, 4]));
        Assert.Empty(Interrupts.Busiest(counters, [0, 1, 2]));
        Assert.Empty(Interrupts.Busiest(counters, [0, 3]));            // Two: either might be the usual one.
        Assert.Empty(Interrupts.Busiest(["cpu0 0 0 0 0 0 0 1", "cpu1 0 0 0 0 0 0 0 1", "cpu2 0 0 0 0 0 0 0 90"], [0, 1, 2]));   // Less than a second.
        Assert.Superset(CorePlacement.QuietCores().ToHashSet(), CorePlacement.AllowedCores().ToHashSet());
    }
}
