namespace LlmTrader.Perf.Latency.Histograms;

/// <summary>What repeated runs of one measurement gave, in the measurement's unit.</summary>
/// <param name="Runs">Number of runs.</param>
/// <param name="Median">The middle run; of an even number, the mean of the two middle ones.</param>
/// <param name="Min">The lowest run.</param>
/// <param name="Max">The highest run.</param>
public readonly record struct MedianSpread(int Runs, double Median, double Min, double Max)
{
    /// <summary>(Max - Min) / |Median|, such as 0.1 for 10 %; null when the median is 0, where it has no meaning.</summary>
    public double? RelativeSpread => Median == 0 ? null : (Max - Min) / Math.Abs(Median);

    /// <summary>Summarises the runs; their order does not matter.</summary>
    /// <exception cref="ArgumentException">There is no run, or one is not a finite number.</exception>
    public static MedianSpread From(params ReadOnlySpan<double> runs)
    {
        if (runs.IsEmpty) { throw new ArgumentException("At least one run is needed.", nameof(runs)); }
        foreach (double run in runs)
        {
            if (!double.IsFinite(run)) { throw new ArgumentException($"A run gave {run}.", nameof(runs)); }
        }

        double[] sorted = runs.ToArray();
        Array.Sort(sorted);
        int middle = sorted.Length / 2;
        double median = sorted.Length % 2 == 1
            ? sorted[middle]
            : sorted[middle - 1] + ((sorted[middle] - sorted[middle - 1]) / 2);
        return new MedianSpread(sorted.Length, median, sorted[0], sorted[^1]);
    }
}
