using System.Globalization;
using LlmTrader.Engine.Runtime;
using LlmTrader.Tests.Integration.Cli;

namespace LlmTrader.Tests.Integration.Allocation;

/// <summary>
/// Contract 7: after start the hot path allocates nothing. Ten million events of a simulated market go through the engine, with bars,
/// orders, fills, checkpoints and both journals, a billion with LLMTRADER_LONG=1; every thread of the process is counted, and the answer
/// is exact.
/// </summary>
public sealed class HotPathAllocationTests
{
    private const long Events = 10_000_000;
    private const long ManyEvents = 1_000_000_000;
    private const double MostGrowthPerHour = 1 << 20;

    // A machine whose cores all work on something else takes 70 us for each wake-up of a thread.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);
    private static readonly TimeSpan LongPatience = TimeSpan.FromHours(3);

    [Theory]
    [InlineData(EngineTopology.Pipelined)]
    [InlineData(EngineTopology.Fused)]
    [InlineData(EngineTopology.Inline)]
    public async Task Ten_million_events_allocate_nothing_on_any_thread(EngineTopology topology)
    {
        Measured measured = await MeasureAsync(topology, Events, "plain");
        Assert.True(measured.Bars > 100_000 && measured.Fills > 10_000, $"{measured}: the measured part must trade.");
        Assert.Equal((0, 0), (measured.Bytes, measured.Collections));
    }

    [SkippableTheory]
    [InlineData(EngineTopology.Fused)]
    [InlineData(EngineTopology.Inline)]
    public async Task A_billion_events_allocate_nothing_and_resident_memory_stands_still(EngineTopology topology)
    {
        Skip.IfNot(Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1", "Minutes to an hour: set LLMTRADER_LONG=1.");
        (Measured measured, double slope) = await MeasureLongAsync(topology);
        Assert.True(measured.Bars > 10_000_000 && measured.Fills > 1_000_000, $"{measured}: the measured part must trade.");
        Assert.Equal((0, 0), (measured.Bytes, measured.Collections));
        Assert.True(slope < MostGrowthPerHour, $"{slope:N0} bytes an hour");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3 << 20)]
    public void The_slope_of_resident_memory_is_that_of_its_second_half(double perHour)
    {
        ResidentSamples samples = new(Environment.ProcessId);
        for (int i = 0; i < 100; i++) { samples.Add(i / 60.0, 5e8 + (i < 40 ? 1e6 * i : 4e7) + (perHour * i / 60) + (i % 2)); }
        Assert.InRange(samples.Slope(), perHour - 10, perHour + 10);
    }

    [Theory]
    [InlineData(EngineTopology.Pipelined)]
    [InlineData(EngineTopology.Fused)]
    [InlineData(EngineTopology.Inline)]
    public async Task A_rule_set_that_allocates_is_found_out(EngineTopology topology)
    {
        Measured measured = await MeasureAsync(topology, Events / 100, "allocating");
        Assert.True(measured.Bars > 0 && measured.Bytes >= measured.Bars, $"{measured}");
    }

    private readonly record struct Measured(long Bars, long Fills, long Bytes, long Collections);

    private static async Task<Measured> MeasureAsync(EngineTopology topology, long events, string ruleSet)
    {
        using CommandProcess process = Start(topology, events, ruleSet);
        return Read(await process.ResultAsync(Patience));
    }

    private static async Task<(Measured Measured, double Slope)> MeasureLongAsync(EngineTopology topology)
    {
        using CommandProcess process = Start(topology, ManyEvents, "plain");
        ResidentSamples samples = new(process.Id);
        Task<ProcessResult> running = process.ResultAsync(LongPatience);
        while (await Task.WhenAny(running, Task.Delay(100)) != running) { samples.Take(); }
        return (Read(await running), samples.Slope());
    }

    private static CommandProcess Start(EngineTopology topology, long events, string ruleSet) =>
        CommandProcess.StartPart("hot-path", topology.ToString(), events.ToString(CultureInfo.InvariantCulture), ruleSet);

    private static Measured Read(ProcessResult result)
    {
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        long[] figures = [.. result.Output.Split().Where(word => word.Length > 0).Select(word => long.Parse(word, CultureInfo.InvariantCulture))];
        return new Measured(figures[0], figures[1], figures[2], figures[3]);
    }
}
