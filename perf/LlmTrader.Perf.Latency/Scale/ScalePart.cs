using System.Globalization;
using LlmTrader.Perf.Latency.Reports;

namespace LlmTrader.Perf.Latency.Scale;

/// <summary>Scale as a part of a report.</summary>
public static class ScalePart
{
    public static PartReport Of(ScaleReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new PartReport
        {
            Name = "scale",
            What = "History through the unmodified stages on one core, a sweep of a million orders over all (through the bar engine, as a search runs them, and in turns through the inline engine), and what work costs as instruments, rule sets, indicators and books grow; by processor time, the sweep by the clock.",
            Measurements = report.Measurements,
            Curves = report.Curves,
            Tables = [Goals(report)],
        };
    }

    /// <summary>What is wanted of the figures that were measured, and whether it is met.</summary>
    public static PageTable Goals(ScaleReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new PageTable("Goals", ["goal", "is", ""], [.. Rows(report)]);
    }

    private static IEnumerable<string[]> Rows(ScaleReport report)
    {
        foreach (ThroughputRow row in report.Rates)
        {
            if (row.Goal is { } goal) { yield return [$"{row.PerSecond.Name}: at least {Quantity.Text(goal, row.PerSecond.Unit)}", Quantity.Text(row.PerSecond.Spread().Median, row.PerSecond.Unit), Verdict(row.IsGoalMet)]; }
        }

        if (report.Sweep is { } sweep)
        {
            yield return [$"a million orders over bars in under {OrderSweepResult.GoalMilliseconds:0} ms", Quantity.Text(sweep.MillionMilliseconds * 1e6, "ns"), Verdict(sweep.IsGoalMet)];
            yield return ["the same, equal to the bit, through the inline engine", Quantity.Text(sweep.InlineMilliseconds * 1e6, "ns"), ""];
        }

        foreach (ScaleCurve curve in report.Scale.Curves)
        {
            yield return [$"{curve.Cost.Name}: linear or better up to {curve.UpTo.ToString("N0", CultureInfo.InvariantCulture)}", $"exponent {curve.Exponent.ToString("F2", CultureInfo.InvariantCulture)}", Verdict(curve.IsLinearOrBetter)];
        }
    }

    private static string Verdict(bool isMet) => isMet ? "met" : "NOT MET";
}
