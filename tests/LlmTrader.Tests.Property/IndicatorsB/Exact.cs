using LlmTrader.Perf.Latency.Indicators;

namespace LlmTrader.Tests.Property.IndicatorsB;

/// <summary>Variances without a rounding until their end: in two passes over exact differences.</summary>
internal static class Exact
{
    /// <summary>Divided by length - lost.</summary>
    public static double[] Variances(double[] x, int length, int lost = 0) => Plain.Window(x, length, window =>
    {
        decimal[] exact = [.. window.Select(value => (decimal)value)];
        decimal mean = exact.Average();
        return (double)(exact.Sum(value => (value - mean) * (value - mean)) / (length - lost));
    });

    public static double[] Deviations(double[] x, int length, int lost = 0) => Plain.Map(Variances(x, length, lost), Math.Sqrt);
}
