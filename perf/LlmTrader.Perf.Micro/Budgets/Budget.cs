using System.Globalization;

namespace LlmTrader.Perf.Micro.Budgets;

/// <summary>What an operation may cost.</summary>
/// <param name="Name">The benchmark's.</param>
/// <param name="Bytes">The most that one operation allocates.</param>
/// <param name="Ratio">The most time that one operation takes, in steps of the reference loop measured in the same run.</param>
internal sealed record Budget(string Name, long Bytes, double Ratio)
{
    /// <summary>How much slower than when it was pinned an operation may become: other processors differ from the one at hand by less.</summary>
    private const double Tolerance = 4;

    /// <summary>And how much more one that allocates at all may allocate. Nothing stays nothing.</summary>
    private const double Slack = 1.25;

    /// <summary>The budget that a measurement asks for.</summary>
    public static Budget Of(BenchmarkCost cost, double ratio) => new(cost.Name, cost.Bytes == 0 ? 0 : (long)Math.Ceiling(TwoDigits(cost.Bytes * Slack)), TwoDigits(ratio * Tolerance));

    /// <summary>As a line of the file.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name},{Bytes},{Ratio}");

    private static double TwoDigits(double value)
    {
        double unit = Math.Pow(10, Math.Floor(Math.Log10(value)) - 1);
        return Math.Round(Math.Ceiling(value / unit) * unit, 6);
    }
}
