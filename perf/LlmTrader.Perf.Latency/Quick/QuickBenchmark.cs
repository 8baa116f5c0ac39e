using System.Diagnostics;
using LlmTrader.Engine.Runtime;
using LlmTrader.Perf.Latency.Engine;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Perf.Latency.Ring;

namespace LlmTrader.Perf.Latency.Quick;

/// <summary>What is tried.</summary>
public sealed record QuickOptions
{
    /// <summary>Of the machine, or of the part of it that the process may use.</summary>
    public int Cores { get; init; } = Math.Max(1, CorePlacement.AllowedCores() is { Count: > 0 } allowed ? allowed.Count : Environment.ProcessorCount);

    /// <summary>Events per second, rising; a way that does not carry one is not asked for the next.</summary>
    public IReadOnlyList<long> Rates { get; init; } = [100_000, 1_000_000, 2_000_000];

    /// <summary>Of each try, a third of which warms up.</summary>
    public TimeSpan Length { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>After this nothing new is tried.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Ways to run an engine here: its urgent threads spin where two cores stay free for everybody else, or sleep.</summary>
    internal IReadOnlyList<(EngineTopology Topology, int Spinning)> Ways()
    {
        int spinning = ThreadingOptions.For(Cores).SpinningThreads;
        int[] counts = spinning > 0 ? [spinning, 0] : [0];
        return [.. from topology in (EngineTopology[])[EngineTopology.Fused, EngineTopology.Pipelined] from count in counts select (topology, count)];
    }
}

/// <summary>One way at one rate.</summary>
/// <param name="Topology">How the stages are spread.</param>
/// <param name="Spinning">Engine threads that spin while they wait; the others sleep.</param>
/// <param name="Rate">Events per second.</param>
/// <param name="Decision">From when an event was meant to arrive to the decision; without any where the rate was not kept up.</param>
public sealed record QuickTry(EngineTopology Topology, int Spinning, long Rate, LatencySummary Decision)
{
    /// <summary>An engine that falls behind has a queue before it: half of the events wait longer than this.</summary>
    public const long KeptUpNs = 1_000_000;

    public bool IsCarried => Decision.Count > 0 && Decision.P50Ns < KeptUpNs;
}

/// <param name="Cores">That the engine may use.</param>
/// <param name="NearestNs">Round trip between the two nearest cores; null where threads can't be pinned.</param>
/// <param name="FarthestNs">Of the two farthest.</param>
/// <param name="Idle">How late a thread is woken that has nothing else to do: no engine here is steadier than that.</param>
/// <param name="Tries">In the order in which they ran.</param>
public sealed record QuickResult(int Cores, double? NearestNs, double? FarthestNs, LatencySummary Idle, IReadOnlyList<QuickTry> Tries)
{
    /// <summary>
    /// The try that speaks for its way: the highest rate that any way carried, and there the shortest wait for a decision, of the ways
    /// whose median is within a quarter of the best the one with the fewest spinning threads. Null when none carried anything.
    /// </summary>
    public QuickTry? Recommended
    {
        get
        {
            QuickTry[] carried = [.. Tries.Where(one => one.IsCarried)];
            if (carried.Length == 0) { return null; }
            long rate = carried.Max(one => one.Rate);
            QuickTry[] there = [.. carried.Where(one => one.Rate == rate)];
            double most = there.Min(one => one.Decision.P50Ns) * 1.25;
            return there.Where(one => one.Decision.P50Ns <= most).OrderBy(one => one.Spinning).ThenBy(one => one.Decision.P50Ns).First();
        }
    }
}

/// <summary>What a machine can carry, and how an engine is best run on it, in less than a minute.</summary>
public static class QuickBenchmark
{
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(1);

    /// <param name="options">What.</param>
    /// <param name="onTry">Hears of progress as (done, all).</param>
    public static QuickResult Run(QuickOptions options, Action<int, int>? onTry = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        long start = Stopwatch.GetTimestamp();
        IReadOnlyList<CorePair> pairs = CoreProbe.Measure();
        LatencySummary idle = Idle();
        IReadOnlyList<(EngineTopology Topology, int Spinning)> ways = options.Ways();
        bool[] carries = [.. ways.Select(_ => true)];
        List<QuickTry> tries = [];
        int done = 0;
        foreach (long rate in options.Rates)
        {
            for (int way = 0; way < ways.Count; way++)
            {
                if (carries[way] && Stopwatch.GetElapsedTime(start) < options.Patience)
                {
                    QuickTry one = Try(options, ways[way].Topology, ways[way].Spinning, rate);
                    carries[way] = one.IsCarried;
                    tries.Add(one);
                }

                onTry?.Invoke(++done, options.Rates.Count * ways.Count);
            }
        }

        return new QuickResult(options.Cores, pairs.Count > 0 ? pairs[0].RoundTripNs : null, pairs.Count > 0 ? pairs[^1].RoundTripNs : null, idle, tries);
    }

    private static LatencySummary Idle()
    {
        using HiccupMeter hiccups = HiccupMeter.Start();
        Thread.Sleep(IdleTime);
        return LatencySummary.From(hiccups.Stop());
    }

    private static QuickTry Try(QuickOptions options, EngineTopology topology, int spinning, long rate)
    {
        EngineLatencyResult result = EngineLatencyBenchmark.Run(new EngineLatencyOptions
        {
            Topologies = [topology],
            Rates = [rate],
            Runs = 1,
            WarmUp = options.Length / 3,
            Length = options.Length * 2 / 3,
            SpinningThreads = spinning,
        });
        EngineLatencyRow row = result.Rows[0];
        LatencySummary none = LatencySummary.From(LatencyHistogram.OfNanoseconds());   // A run that broke off before anything was decided.
        return new QuickTry(topology, spinning, rate, row.IsKeptUp ? row[LatencySpans.Decision]?.All ?? none : none);
    }
}
