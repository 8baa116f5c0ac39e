using System.Text.Json.Serialization;
using LlmTrader.Engine.Runtime;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Perf.Latency.Reports;
using LlmTrader.Perf.Latency.Ring;

namespace LlmTrader.Perf.Latency.Engine;

/// <summary>One way through the engine, measured in one cell.</summary>
/// <param name="Name">One of <see cref="LatencySpans"/>.</param>
/// <param name="All">All runs together.</param>
/// <param name="P50">By run, nanoseconds.</param>
/// <param name="P99">By run, nanoseconds.</param>
/// <param name="P999">By run, nanoseconds.</param>
/// <param name="Histogram">Behind <paramref name="All"/>.</param>
public sealed record SpanLatency(
    string Name, LatencySummary All, IReadOnlyList<double> P50, IReadOnlyList<double> P99, IReadOnlyList<double> P999, [property: JsonIgnore] LatencyHistogram Histogram)
{
    /// <summary>One of the three percentiles, by run.</summary>
    internal IReadOnlyList<double> ByRun(double percentile) => percentile switch
    {
        50 => P50,
        99 => P99,
        99.9 => P999,
        _ => throw new ArgumentOutOfRangeException(nameof(percentile), percentile, "By run there are p50, p99 and p99.9."),
    };
}

/// <summary>What else a run tells.</summary>
/// <param name="EventsPerSecond">Taken through to the decision.</param>
/// <param name="Collections">Garbage collections of generation 0, 1 and 2 while it was measured.</param>
/// <param name="PausedNs">That they held all threads.</param>
/// <param name="AllocatedBytes">By the whole process while it was measured, generator and harness included.</param>
/// <param name="Preemptions">Times that the operating system took the core from one of the urgent threads; null where it does not tell.</param>
/// <param name="Fills">Of the whole run, its warm-up included, so that a reader sees that the engine did trade.</param>
/// <param name="IdleP99Ns">How late an idle thread was woken right before the run.</param>
/// <param name="Pair">The near pair that was chosen; null where threads were not pinned.</param>
public sealed record LatencyRunFacts(
    double EventsPerSecond, IReadOnlyList<int> Collections, double PausedNs, long AllocatedBytes, long? Preemptions, long Fills, long IdleP99Ns, CorePair? Pair)
{
    /// <summary>A near pair answers in 45 to 130 ns where caches are shared; beyond this the two cores share none.</summary>
    public const double FarNs = 250;

    /// <summary>The nearest cores were far apart: the hops of this run cost several times as much as elsewhere.</summary>
    public bool IsFar => Pair is { RoundTripNs: > FarNs };
}

/// <summary>One cell.</summary>
/// <param name="Cell">Which.</param>
/// <param name="Series">By span; those that nothing was recorded in are left out, but for the decision.</param>
/// <param name="Runs">In the order in which they ran.</param>
/// <param name="AreTailsMeasurable">False when as many threads spin as there are cores: a tail then shows the operating system's time slices.</param>
public sealed record EngineLatencyRow(LatencyCell Cell, IReadOnlyList<SpanLatency> Series, IReadOnlyList<LatencyRunFacts> Runs, bool AreTailsMeasurable)
{
    // A stall of the machine near a run's end is not a rate that was too high.
    private const double KeptUpShare = 0.9;

    public EngineTopology Topology => Cell.Topology;

    /// <summary>Most runs kept the rate up: the latencies are the engine's, and not those of a queue that grows.</summary>
    public bool IsKeptUp => Cell.Rate == 0 || MedianSpread.From([.. Runs.Select(run => run.EventsPerSecond)]).Median >= KeptUpShare * Cell.Rate;

    /// <summary>Of the span that every cell has.</summary>
    [JsonIgnore]
    public LatencySummary Decision => this[LatencySpans.Decision]!.All;

    /// <summary>A span's series; null when nothing was recorded in it.</summary>
    public SpanLatency? this[string span] => Series.FirstOrDefault(series => series.Name == span);

    internal IEnumerable<Measurement> Measurements()
    {
        string name = $"latency.{Cell.Name}";
        yield return new Measurement($"{name}.throughput", "events/s", Better.Higher, [.. Runs.Select(run => run.EventsPerSecond)]);
        if (!IsKeptUp || Cell.Rate == 0) { yield break; }   // What is left measures a queue.
        foreach (SpanLatency series in Series)
        {
            yield return new Measurement($"{name}.{series.Name}.p50", "ns", Better.Lower, series.P50);
            if (!AreTailsMeasurable) { continue; }
            yield return new Measurement($"{name}.{series.Name}.p99", "ns", Better.Lower, series.P99);
            yield return new Measurement($"{name}.{series.Name}.p999", "ns", Better.Lower, series.P999);
        }
    }
}

/// <param name="Rows">By cell.</param>
/// <param name="IdleHiccups">How late an idle thread is woken on this machine: no tail below it says anything about the engine.</param>
/// <param name="Cores">That the process may use.</param>
/// <param name="SpinningThreads">Of the engine, besides the generator.</param>
/// <param name="ClockNs">What one look at the clock costs; a stage's own time has one in it, a span has one at its end.</param>
/// <param name="Note">What a reader must know; null when there is nothing.</param>
/// <param name="Idle">Behind <paramref name="IdleHiccups"/>.</param>
public sealed record EngineLatencyResult(
    IReadOnlyList<EngineLatencyRow> Rows, LatencySummary IdleHiccups, int Cores, int SpinningThreads, double ClockNs, string? Note, [property: JsonIgnore] LatencyHistogram Idle)
{
    /// <summary>Every figure with its runs, for a comparison.</summary>
    public IReadOnlyList<Measurement> Measurements => [.. Rows.SelectMany(row => row.Measurements())];
}
