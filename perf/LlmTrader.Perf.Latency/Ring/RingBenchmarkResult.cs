namespace LlmTrader.Perf.Latency.Ring;

/// <summary>How <see cref="RingBenchmark"/> is run.</summary>
public sealed record RingBenchmarkOptions
{
    /// <summary>Counted runs; one warm-up run comes before them.</summary>
    public int Runs { get; init; } = 10;

    /// <summary>Slots of the ring and of each channel; a power of two.</summary>
    public int Capacity { get; init; } = 65_536;

    /// <summary>Events per measurement of the ring: about 0.1 s, so that a lost time slice does not decide it.</summary>
    public long RingEvents { get; init; } = 5_000_000;

    /// <summary>Events per measurement of the channels, which take several times as long per event.</summary>
    public long ChannelEvents { get; init; } = 1_000_000;

    /// <summary>Events per claim in the scenarios with batches.</summary>
    public int Batch { get; init; } = 10;

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Runs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ChannelEvents, 1);
        if (Capacity < 1 || !int.IsPow2(Capacity)) { throw new ArgumentException($"Capacity must be a power of two, but is {Capacity}."); }
        if (Batch < 1 || Batch > Capacity) { throw new ArgumentException($"Batch must be 1 to the capacity, but is {Batch}."); }
        if (RingEvents < Batch || RingEvents % Batch != 0) { throw new ArgumentException($"RingEvents must be a multiple of Batch, but is {RingEvents}."); }
    }
}

/// <summary>The figures of one scenario, a value per counted run.</summary>
/// <param name="Name">Short and unique, for tables and JSON.</param>
/// <param name="Description">What ran.</param>
/// <param name="OperationsPerSecond">Events per second from the producer's first to the last stage's last; by run.</param>
public sealed record ThroughputSeries(string Name, string Description, IReadOnlyList<double> OperationsPerSecond)
{
    /// <summary>Of <see cref="OperationsPerSecond"/>.</summary>
    public double Median => Spread.Median(OperationsPerSecond);

    /// <summary>The slowest run.</summary>
    public double Min => OperationsPerSecond.Min();

    /// <summary>The quickest run.</summary>
    public double Max => OperationsPerSecond.Max();
}

/// <summary>How many times as fast one scenario is as another, measured side by side within each run.</summary>
/// <param name="Ours">Name of the ring's series.</param>
/// <param name="Theirs">Name of the other.</param>
/// <param name="PerRun">Ours divided by theirs, by run.</param>
public sealed record ThroughputRatio(string Ours, string Theirs, IReadOnlyList<double> PerRun)
{
    /// <summary>The median of the runs' ratios; not the ratio of the medians, which would mix runs.</summary>
    public double Median => Spread.Median(PerRun);

    /// <summary>The least favourable run.</summary>
    public double Min => PerRun.Min();

    /// <summary>The most favourable run.</summary>
    public double Max => PerRun.Max();
}

/// <summary>Where one run ran.</summary>
/// <param name="Run">From 1; the warm-up is not listed.</param>
/// <param name="Pair">The near pair chosen for one producer and one consumer; null where threads can't be pinned.</param>
/// <param name="Chain">The cores of producer and stages in the 3-stage scenarios; empty: not pinned.</param>
public sealed record RunPlacement(int Run, CorePair? Pair, IReadOnlyList<int> Chain);

/// <summary>Everything that one call of <see cref="RingBenchmark.Run"/> found.</summary>
public sealed record RingBenchmarkResult(
    RingBenchmarkOptions Options,
    int ProcessorCount,
    string Runtime,
    string WaitStrategy,
    IReadOnlyList<RunPlacement> Placements,
    IReadOnlyList<ThroughputSeries> Series,
    IReadOnlyList<ThroughputRatio> Ratios);

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
