using LlmTrader.Perf.Latency.Reports;

namespace LlmTrader.Perf.Latency.Ring;

/// <summary>How the ring's threads wait in a benchmark, ours and a peer's alike.</summary>
public enum RingWait
{
    /// <summary>A hundred looks, then offers the core to others between looks.</summary>
    Yielding,

    /// <summary>Never gives the core away.</summary>
    Spinning,
}

/// <summary>How <see cref="RingBenchmark"/> is run.</summary>
public sealed record RingBenchmarkOptions
{
    /// <summary>Counted runs; one warm-up run comes before them.</summary>
    public int Runs { get; init; } = 10;

    /// <summary>Slots of the ring and of each queue; a power of two.</summary>
    public int Capacity { get; init; } = 65_536;

    /// <summary>Events per measurement of the ring: about 0.1 s, so that a lost time slice does not decide it.</summary>
    public long RingEvents { get; init; } = 20_000_000;

    /// <summary>Events per measurement of the queues, which take several times as long per event.</summary>
    public long QueueEvents { get; init; } = 1_000_000;

    /// <summary>Round trips, and events of one hop, per measurement: 0.2 s at one hop each microsecond.</summary>
    public long LatencyEvents { get; init; } = 200_000;

    /// <summary>Events per claim in the scenarios with batches.</summary>
    public int Batch { get; init; } = 10;

    /// <summary>How the ring's threads wait.</summary>
    public RingWait Wait { get; init; } = RingWait.Yielding;

    /// <summary>External peers that join, each as a command; see <see cref="RingPeer"/>.</summary>
    public IReadOnlyList<string> Peers { get; init; } = [];

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Runs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(QueueEvents, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(LatencyEvents, 1);
        if (Capacity < 1 || !int.IsPow2(Capacity)) { throw new ArgumentException($"Capacity must be a power of two, but is {Capacity}."); }
        if (Batch < 1 || Batch > Capacity) { throw new ArgumentException($"Batch must be 1 to the capacity, but is {Batch}."); }
        if (RingEvents < Batch || RingEvents % Batch != 0) { throw new ArgumentException($"RingEvents must be a multiple of Batch, but is {RingEvents}."); }
    }
}

/// <summary>One figure, a value per counted run, and what ran.</summary>
/// <param name="Measurement">Its name, unit and values.</param>
/// <param name="Contest">What it took turns with: figures of one contest ran one right after the other in each run.</param>
/// <param name="Description">What ran.</param>
public sealed record RingSeries(Measurement Measurement, string Contest, string Description)
{
    /// <summary>Dotted and stable.</summary>
    public string Name => Measurement.Name;

    /// <summary>Of the runs.</summary>
    public double Median => Spread.Median(Measurement.Runs);

    /// <summary>The lowest run.</summary>
    public double Min => Measurement.Runs.Min();

    /// <summary>The highest run.</summary>
    public double Max => Measurement.Runs.Max();
}

/// <summary>How many times as good one figure is as another, both taken right after one another within each run.</summary>
/// <param name="Ours">Name of the ring's series.</param>
/// <param name="Theirs">Name of the other.</param>
/// <param name="PerRun">Ours divided by theirs where more is better, theirs by ours where less is: above 1 ours is better.</param>
/// <param name="CleanRuns">Those of the runs whose cores were near each other before and after.</param>
public sealed record RingRatio(string Ours, string Theirs, IReadOnlyList<double> PerRun, IReadOnlyList<double> CleanRuns)
{
    /// <summary>The median of the runs' ratios; not the ratio of the medians, which would mix runs.</summary>
    public double Median => Spread.Median(PerRun);

    /// <summary>The same of the clean runs; null if there is none.</summary>
    public double? CleanMedian => CleanRuns.Count == 0 ? null : Spread.Median(CleanRuns);

    /// <summary>The least favourable run.</summary>
    public double Min => PerRun.Min();

    /// <summary>The most favourable run.</summary>
    public double Max => PerRun.Max();
}

/// <summary>Where one run of one contest ran.</summary>
/// <param name="Run">From 1; the warm-up is not listed.</param>
/// <param name="Contest">Which.</param>
/// <param name="Pair">The near pair chosen for one producer and one consumer; null where threads can't be pinned.</param>
/// <param name="Chain">The cores of producer and stages in the 3-stage scenarios; empty: not pinned.</param>
/// <param name="RoundTripAfterNs">Between the pair's cores when the contest was over; null where threads can't be pinned.</param>
public sealed record RunPlacement(int Run, string Contest, CorePair? Pair, IReadOnlyList<int> Chain, double? RoundTripAfterNs = null)
{
    /// <summary>Cores of one cache complex answer in 45 to 120 ns, those of two in some 500: what lies above is far, or was disturbed.</summary>
    public const double NearRoundTripNs = 200;

    /// <summary>Whether the pair was near before the contest and still was after it.</summary>
    public bool IsClean => Pair is { RoundTripNs: <= NearRoundTripNs } && RoundTripAfterNs is <= NearRoundTripNs;

    /// <summary>The pair's cores; empty: not pinned.</summary>
    internal IReadOnlyList<int> PairCores => Pair is { } pair ? [pair.First, pair.Second] : [];
}

/// <summary>A peer that answered.</summary>
/// <param name="Name">The library's.</param>
/// <param name="Version">Its version.</param>
/// <param name="Command">How it was asked.</param>
public sealed record RingPeerIdentity(string Name, string Version, string Command);

/// <summary>Everything that one call of <see cref="RingBenchmark.Run"/> found.</summary>
public sealed record RingBenchmarkResult(
    RingBenchmarkOptions Options,
    int ProcessorCount,
    string Runtime,
    string WaitStrategy,
    IReadOnlyList<RingPeerIdentity> Peers,
    IReadOnlyList<RunPlacement> Placements,
    IReadOnlyList<RingSeries> Series,
    IReadOnlyList<RingRatio> Ratios)
{
    /// <summary>The figures in the shape of all benchmarks.</summary>
    public IReadOnlyList<Measurement> Measurements => [.. Series.Select(series => series.Measurement)];
}

/// <summary>Order statistics of a few runs.</summary>
internal static class Spread
{
    /// <summary>The middle value, or the mean of the two middle ones.</summary>
    public static double Median(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
