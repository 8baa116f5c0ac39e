using LlmTrader.Perf.Latency.Reports;
using LlmTrader.Perf.Latency.Scale;
using LlmTrader.Tests.Unit.Runtime;

namespace LlmTrader.Tests.Unit.Scale;

/// <summary>By itself: what other tests allocate would count too.</summary>
[Collection(WholeProcessTests.Name)]
public sealed class ScaleMemoryTests
{
    [Fact]
    public void Each_further_instrument_and_rule_set_takes_some_kilobytes()
    {
        IReadOnlyList<Measurement> memory = ScaleMemory.Measure();
        Assert.Equal(["scale.memory.instrument", "scale.memory.rule-set"], memory.Select(one => one.Name));
        Assert.All(memory, one => Assert.True(one.Spread().Median is > 1_000 and < 200_000, $"{one.Name}: {one.Spread()}"));
    }
}
