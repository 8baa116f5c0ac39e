using System.Globalization;

namespace LlmTrader.Perf.Latency.Histograms;

/// <summary>The two text forms of HdrHistogram's percentile distribution.</summary>
public enum PercentileDistributionFormat
{
    /// <summary>Aligned columns with a footer (.hgrm), as HdrHistogram's plotter reads them.</summary>
    Text,

    /// <summary>Comma-separated, without the footer.</summary>
    Csv,
}

/// <summary>Writes a histogram as HdrHistogram's outputPercentileDistribution does, byte for byte.</summary>
public static class PercentileDistribution
{
    /// <summary>Writes the distribution; lines end in \n on every platform.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="histogram">What; not recorded to meanwhile.</param>
    /// <param name="ticksPerHalfDistance">Lines per half distance to 100 %, at least 1.</param>
    /// <param name="valueUnitScalingRatio">Recorded units per printed unit, such as 1000 for ns printed as µs; above 0.</param>
    /// <param name="format">Columns or CSV.</param>
    public static void Write(
        TextWriter writer,
        LatencyHistogram histogram,
        int ticksPerHalfDistance = 5,
        double valueUnitScalingRatio = 1.0,
        PercentileDistributionFormat format = PercentileDistributionFormat.Text)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(histogram);
        if (!double.IsFinite(valueUnitScalingRatio) || valueUnitScalingRatio <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(valueUnitScalingRatio), valueUnitScalingRatio, "The ratio must be finite and above 0.");
        }

        IEnumerable<PercentileIterationValue> steps = histogram.Percentiles(ticksPerHalfDistance);
        string valueFormat = "F" + histogram.Layout.SignificantDigits.ToString(CultureInfo.InvariantCulture);
        string Scaled(double value) => (value / valueUnitScalingRatio).ToString(valueFormat, CultureInfo.InvariantCulture);

        if (format == PercentileDistributionFormat.Csv)
        {
            writer.Write("\"Value\",\"Percentile\",\"TotalCount\",\"1/(1-Percentile)\"\n");
            foreach (PercentileIterationValue step in steps) { writer.Write(CsvLine(step, Scaled(step.Value))); }
            return;
        }

        writer.Write("       Value     Percentile TotalCount 1/(1-Percentile)\n\n");
        foreach (PercentileIterationValue step in steps) { writer.Write(TextLine(step, Scaled(step.Value))); }

        writer.Write(Invariant($"#[Mean    = {Scaled(histogram.Mean),12}, StdDeviation   = {Scaled(histogram.StdDeviation),12}]\n"));
        writer.Write(Invariant($"#[Max     = {Scaled(histogram.Max),12}, Total count    = {histogram.TotalCount,12}]\n"));
        writer.Write(Invariant($"#[Buckets = {histogram.Layout.BucketCount,12}, SubBuckets     = {histogram.Layout.SubBucketCount,12}]\n"));
    }

    private static string CsvLine(PercentileIterationValue step, string value)
    {
        string inverse = IsLast(step) ? "Infinity" : Invariant($"{Inverse(step):F2}");
        return Invariant($"{value},{step.Percentile / 100.0:F12},{step.TotalCountToThisValue},{inverse}\n");
    }

    private static string TextLine(PercentileIterationValue step, string value)
    {
        string inverse = IsLast(step) ? "" : Invariant($" {Inverse(step),14:F2}");
        return Invariant($"{value,12} {step.Percentile / 100.0:F12} {step.TotalCountToThisValue,10}{inverse}\n");
    }

    private static bool IsLast(PercentileIterationValue step) => step.Percentile >= 100.0;

    private static double Inverse(PercentileIterationValue step) => 1 / (1 - (step.Percentile / 100.0));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
