using System.Globalization;
using LlmTrader.Engine.Runtime;
using LlmTrader.Tests.Integration.Cli;

namespace LlmTrader.Tests.Integration.Allocation;

/// <summary>
/// Contract 7: after start the hot path allocates nothing. A million events of a simulated market go through the engine, with bars,
/// orders, fills, checkpoints and both journals; every thread of the process is counted, and the answer is exact.
/// </summary>
public sealed class HotPathAllocationTests
{
    private const int Events = 1_000_000;

    // A machine whose cores all work on something else takes 70 us for each wake-up of a thread.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    [Theory]
    [InlineData(EngineTopology.Pipelined)]
    [InlineData(EngineTopology.Fused)]
    [InlineData(EngineTopology.Inline)]
    public async Task A_million_events_allocate_nothing_on_any_thread(EngineTopology topology)
    {
        Measured measured = await MeasureAsync(topology, Events, "plain");
        Assert.True(measured.Bars > 10_000 && measured.Fills > 1_000, $"{measured}: the measured part must trade.");
        Assert.Equal((0, 0), (measured.Bytes, measured.Collections));
    }

    [Theory]
    [InlineData(EngineTopology.Pipelined)]
    [InlineData(EngineTopology.Fused)]
    [InlineData(EngineTopology.Inline)]
    public async Task A_rule_set_that_allocates_is_found_out(EngineTopology topology)
    {
        Measured measured = await MeasureAsync(topology, Events / 10, "allocating");
        Assert.True(measured.Bars > 0 && measured.Bytes >= measured.Bars, $"{measured}");
    }

    private readonly record struct Measured(long Bars, long Fills, long Bytes, long Collections);

    private static async Task<Measured> MeasureAsync(EngineTopology topology, int events, string ruleSet)
    {
        using CommandProcess process = CommandProcess.StartPart("hot-path", topology.ToString(), events.ToString(CultureInfo.InvariantCulture), ruleSet);
        ProcessResult result = await process.ResultAsync(Patience);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        long[] figures = [.. result.Output.Split().Where(word => word.Length > 0).Select(word => long.Parse(word, CultureInfo.InvariantCulture))];
        return new Measured(figures[0], figures[1], figures[2], figures[3]);
    }
}
