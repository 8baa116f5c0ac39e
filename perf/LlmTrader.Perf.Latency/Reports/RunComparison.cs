namespace LlmTrader.Perf.Latency.Reports;

/// <summary>By how much the runs of one side differ from those of another.</summary>
/// <param name="Shift">Hodges and Lehmann's estimate: the median of all differences between a run of the one and a run of the other.</param>
/// <param name="Low">Lower end of the interval; null when there are too few runs for one of that confidence.</param>
/// <param name="High">Its upper end.</param>
/// <param name="Confidence">That the interval has, at least as much as asked for; 0 without one.</param>
public readonly record struct ShiftEstimate(double Shift, double? Low, double? High, double Confidence);

/// <summary>
/// Two sets of runs compared without a word about how they are distributed: Hodges and Lehmann's estimate of the shift, with the interval
/// of those shifts that the Mann-Whitney test does not reject.
/// </summary>
/// <remarks>
/// A handful of runs on a machine with neighbours is skewed and has outliers: a mean and its t-interval follow the outlier, and a bootstrap
/// of five values can't show more spread than the five have, so that its intervals are too narrow. The Mann-Whitney interval is exact at
/// any number of runs, and one wild run can't move it far. What it needs is 4 runs of each for 95 %.
/// </remarks>
public static class RunComparison
{
    // Up to so many pairs the distribution is counted out; beyond, the normal one is as good.
    private const int CountedPairs = 2_500;

    /// <summary>The shift from <paramref name="a"/> to <paramref name="b"/>.</summary>
    /// <param name="a">Runs, at least one.</param>
    /// <param name="b">Runs, at least one.</param>
    /// <param name="confidence">Asked for, above 0 and below 1.</param>
    public static ShiftEstimate Compare(IReadOnlyList<double> a, IReadOnlyList<double> b, double confidence)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Count == 0 || b.Count == 0) { throw new ArgumentException("Each side needs a run."); }
        if (confidence is not (> 0 and < 1)) { throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "Above 0 and below 1."); }
        double[] differences = [.. from x in a from y in b select y - x];
        Array.Sort(differences);
        double shift = Histograms.MedianSpread.From(differences).Median;
        (int outside, double reached) = Outside(a.Count, b.Count, confidence);
        return outside < 0
            ? new ShiftEstimate(shift, null, null, 0)
            : new ShiftEstimate(shift, differences[outside], differences[^(outside + 1)], reached);
    }

    /// <summary>How many of the sorted differences lie outside on each side, and the confidence of what is inside; -1 when none is enough.</summary>
    private static (int Outside, double Confidence) Outside(int n, int m, double confidence)
    {
        double[] below = n * m <= CountedPairs ? Counted(n, m) : Normal(n, m);
        double most = (1 - confidence) / 2;
        int outside = -1;
        while (outside + 1 < below.Length && below[outside + 1] <= most + 1e-12) { outside++; }   // Ten in a hundred are no exact binary number.
        return (outside, outside < 0 ? 0 : 1 - (2 * below[outside]));
    }

    // P(U <= u) when both sides are the same, by p(n, m, u) = n / (n + m) p(n - 1, m, u - m) + m / (n + m) p(n, m - 1, u).
    private static double[] Counted(int n, int m)
    {
        double[][] row = [.. Enumerable.Range(0, m + 1).Select(_ => (double[])[1])];   // Nobody on the one side: U is 0.
        for (int i = 1; i <= n; i++)
        {
            double[][] next = new double[m + 1][];
            next[0] = [1];
            for (int j = 1; j <= m; j++)
            {
                double[] p = new double[(i * j) + 1];
                for (int u = 0; u < row[j].Length; u++) { p[u + j] += (double)i / (i + j) * row[j][u]; }
                for (int u = 0; u < next[j - 1].Length; u++) { p[u] += (double)j / (i + j) * next[j - 1][u]; }
                next[j] = p;
            }

            row = next;
        }

        double sum = 0;
        return [.. row[m].Select(p => sum += p).Take(((n * m) + 1) / 2)];
    }

    private static double[] Normal(int n, int m)
    {
        double mean = n * m / 2.0;
        double deviation = Math.Sqrt(n * m * (n + m + 1.0) / 12);
        return [.. Enumerable.Range(0, n * m / 2).Select(u => Below((u + 0.5 - mean) / deviation))];
    }

    // Abramowitz and Stegun 26.2.17, within 7.5e-8; for z of 0 and below.
    private static double Below(double z)
    {
        double t = 1 / (1 + (0.2316419 * -z));
        double series = t * (0.319381530 + (t * (-0.356563782 + (t * (1.781477937 + (t * (-1.821255978 + (t * 1.330274429))))))));
        return Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI) * series;
    }
}
