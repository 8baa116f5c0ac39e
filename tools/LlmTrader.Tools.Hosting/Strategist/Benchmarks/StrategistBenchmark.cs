using LlmTrader.Engine.Runtime;
using LlmTrader.Perf.Latency.Engine;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Strategist.Benchmarks;

/// <summary>What is measured.</summary>
public sealed record StrategistBenchmarkOptions
{
    public EngineTopology Topology { get; init; } = EngineTopology.Fused;

    /// <summary>Market events per second.</summary>
    public long Rate { get; init; } = 100_000;

    /// <summary>Pairs of windows: one without the search, one with it.</summary>
    public int Runs { get; init; } = 10;

    /// <summary>Measured in each window.</summary>
    public TimeSpan Length { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Of the engine.</summary>
    public int SpinningThreads { get; init; } = ThreadingOptions.For(Environment.ProcessorCount).SpinningThreads;

    /// <summary>Of the search.</summary>
    public int SearchThreads { get; init; } = BesideEngine.Threads(Environment.ProcessorCount, []);
}

/// <summary>The engine without the search, or with it; each figure over the windows, in nanoseconds.</summary>
/// <param name="IsBeside">Whether the search runs.</param>
/// <param name="P50">Decision latency.</param>
/// <param name="P99">Decision latency.</param>
/// <param name="Max">Decision latency.</param>
/// <param name="IdleP50">How late an idle thread was woken, right before each window.</param>
/// <param name="IdleP99">The same.</param>
/// <param name="SearchCores">Processor time of the search over the time, so that 2 is two cores full.</param>
public sealed record StrategistBenchmarkRow(bool IsBeside, MedianSpread P50, MedianSpread P99, MedianSpread Max, MedianSpread IdleP50, MedianSpread IdleP99, MedianSpread SearchCores);

/// <param name="Alone">Without the search.</param>
/// <param name="Beside">With it.</param>
/// <param name="P50Ratio">With over without, pair by pair.</param>
/// <param name="P99Ratio">With over without, pair by pair.</param>
/// <param name="Cores">Of this machine.</param>
/// <param name="Nice">The search's niceness.</param>
public sealed record StrategistBenchmarkResult(StrategistBenchmarkRow Alone, StrategistBenchmarkRow Beside, MedianSpread P50Ratio, MedianSpread P99Ratio, int Cores, int Nice);

/// <summary>The engine's decision latency with the strategist's search at work on the same machine, and without: windows in turn, so that whatever else runs hits both.</summary>
public static class StrategistBenchmark
{
    /// <param name="options">What.</param>
    /// <param name="onStep">Hears of progress as (done, all) windows.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <exception cref="RunException">The search can't be run here.</exception>
    public static StrategistBenchmarkResult Run(StrategistBenchmarkOptions options, Action<long, long>? onStep = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!OperatingSystem.IsLinux()) { throw new RunException("The search is stopped and continued by signals of Linux, which this system does not have."); }
        EngineLatencyOptions engine = new() { Topologies = [options.Topology], Rates = [options.Rate], Runs = 1, Length = options.Length, SpinningThreads = options.SpinningThreads, Rehearses = false };
        EngineLatencyBenchmark.Run(engine with { Length = TimeSpan.FromMilliseconds(500), Rehearses = true });   // Into its final machine code.
        using SearchProcess search = SearchProcess.Start(options.SearchThreads, cancel);
        List<Window> alone = [];
        List<Window> beside = [];
        for (int run = 0; run < options.Runs; run++)
        {
            // The one first, then the other, so that a drift of the machine is in both.
            foreach (bool isBeside in run % 2 == 0 ? [false, true] : (bool[])[true, false])
            {
                cancel.ThrowIfCancellationRequested();
                (isBeside ? beside : alone).Add(Measure(engine, search, isBeside));
                onStep?.Invoke(alone.Count + beside.Count, 2L * options.Runs);
            }
        }

        return new StrategistBenchmarkResult(
            Row(false, alone), Row(true, beside), Ratio(window => window.Engine.Decision.P50Ns), Ratio(window => window.Engine.Decision.P99Ns), Environment.ProcessorCount, BesideEngine.Nice);

        MedianSpread Ratio(Func<Window, long> figure) => MedianSpread.From([.. beside.Zip(alone, (with, without) => (double)figure(with) / figure(without))]);
    }

    private static Window Measure(EngineLatencyOptions engine, SearchProcess search, bool isBeside)
    {
        if (isBeside) { search.GoOn(); }
        (TimeSpan cpu, long start) = (search.Cpu, System.Diagnostics.Stopwatch.GetTimestamp());
        EngineLatencyResult result = EngineLatencyBenchmark.Run(engine);
        double cores = (search.Cpu - cpu) / System.Diagnostics.Stopwatch.GetElapsedTime(start);
        if (isBeside) { search.Pause(); }
        return new Window(result.Rows[0], result.IdleHiccups, cores);
    }

    private static StrategistBenchmarkRow Row(bool isBeside, List<Window> windows)
    {
        return new StrategistBenchmarkRow(
            isBeside, Of(one => one.Engine.Decision.P50Ns), Of(one => one.Engine.Decision.P99Ns), Of(one => one.Engine.Decision.MaxNs), Of(one => one.Idle.P50Ns), Of(one => one.Idle.P99Ns), Of(one => one.SearchCores));

        MedianSpread Of(Func<Window, double> figure) => MedianSpread.From([.. windows.Select(figure)]);
    }

    private sealed record Window(EngineLatencyRow Engine, LatencySummary Idle, double SearchCores);
}
