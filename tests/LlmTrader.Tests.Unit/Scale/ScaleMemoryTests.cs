using LlmTrader.Perf.Latency.Reports;
using LlmTrader.Perf.Latency.Scale;

namespace LlmTrader.Tests.Unit.Scale;

/// <summary>Nothing else may run beside these tests: they look at what the whole process has allocated.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WholeProcessTests
{
    public const string Name = "whole process";
}

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
