using System.Globalization;
using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Perf.Latency.Reports;

/// <summary>What became of a measurement from one report to another.</summary>
public enum ComparisonVerdict
{
    /// <summary>The whole interval lies on the bad side of the tolerance.</summary>
    Worse,

    /// <summary>The whole interval lies on the good side of the tolerance.</summary>
    Better,

    /// <summary>Neither is shown.</summary>
    NotShown,

    /// <summary>Too few runs for an interval.</summary>
    TooFewRuns,
}

/// <summary>One measurement in both reports.</summary>
/// <param name="Name">Of the measurement.</param>
/// <param name="Unit">Of its values.</param>
/// <param name="A">Runs of the first report.</param>
/// <param name="B">Runs of the second.</param>
/// <param name="Change">The second over the first less 1, by Hodges and Lehmann; in the unit itself where a value is 0 or less.</param>
/// <param name="Low">Lower end of its interval; null without one.</param>
/// <param name="High">Upper end.</param>
/// <param name="Confidence">Of the interval.</param>
/// <param name="IsRelative">Whether the change is a share.</param>
/// <param name="Verdict">What that says.</param>
public sealed record MeasurementComparison(
    string Name, string Unit, MedianSpread A, MedianSpread B, double Change, double? Low, double? High, double Confidence, bool IsRelative, ComparisonVerdict Verdict)
{
    internal static MeasurementComparison Of(Measurement a, Measurement b, double confidence, double tolerance)
    {
        bool isRelative = a.Runs.Concat(b.Runs).All(run => run > 0);   // A time twice as long and half as long are equally far; a share needs no unit.
        ShiftEstimate shift = RunComparison.Compare(Scaled(a), Scaled(b), confidence);
        (double change, double? low, double? high) = isRelative
            ? (Math.Exp(shift.Shift) - 1, Share(shift.Low), Share(shift.High))
            : (shift.Shift, shift.Low, shift.High);
        return new MeasurementComparison(
            a.Name, a.Unit, a.Spread(), b.Spread(), change, low, high, shift.Confidence, isRelative, Judge(low, high, a.Better, isRelative ? tolerance : 0));

        double[] Scaled(Measurement one) => [.. one.Runs.Select(run => isRelative ? Math.Log(run) : run)];
        static double? Share(double? end) => end is { } log ? Math.Exp(log) - 1 : null;
    }

    internal string[] Row() =>
    [
        Name, Text(A), Text(B), Changed(Change), Low is { } low && High is { } high ? $"{Changed(low)} to {Changed(high)}" : "-",
        Verdict switch { ComparisonVerdict.Worse => "WORSE", ComparisonVerdict.Better => "better", ComparisonVerdict.TooFewRuns => "too few runs", _ => "not shown" },
    ];

    private static ComparisonVerdict Judge(double? low, double? high, Better better, double tolerance)
    {
        if (low is not { } from || high is not { } to) { return ComparisonVerdict.TooFewRuns; }
        double slower = tolerance;
        double faster = -tolerance / (1 + tolerance);   // As far the other way.
        if (from > slower) { return better == Better.Lower ? ComparisonVerdict.Worse : ComparisonVerdict.Better; }
        if (to < faster) { return better == Better.Lower ? ComparisonVerdict.Better : ComparisonVerdict.Worse; }
        return ComparisonVerdict.NotShown;
    }

    private string Changed(double change) => IsRelative
        ? (change * 100).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture) + " %"
        : (change > 0 ? "+" : "") + Quantity.Text(change, Unit);

    private string Text(MedianSpread spread) => $"{Quantity.Text(spread.Median, Unit)} ({spread.Runs.ToString(CultureInfo.InvariantCulture)})";
}

/// <summary>Two reports against each other.</summary>
/// <param name="Measurements">That both have, the worse ones first, then the better ones.</param>
/// <param name="OnlyInA">Names.</param>
/// <param name="OnlyInB">Names.</param>
/// <param name="Differences">Between the machines and builds: where there are any, a change may be theirs.</param>
/// <param name="Confidence">Asked for, of each interval.</param>
/// <param name="Tolerance">Share below which a change does not count.</param>
public sealed record ReportComparison(
    IReadOnlyList<MeasurementComparison> Measurements, IReadOnlyList<string> OnlyInA, IReadOnlyList<string> OnlyInB, IReadOnlyList<string> Differences, double Confidence, double Tolerance)
{
    public int Worse => Measurements.Count(one => one.Verdict == ComparisonVerdict.Worse);

    public static ReportComparison Of(ReportDocument a, ReportDocument b, double confidence, double tolerance)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        Dictionary<string, Measurement> others = b.Measurements.ToDictionary(one => one.Name);
        HashSet<string> names = [.. a.Measurements.Select(one => one.Name)];
        MeasurementComparison[] both =
        [
            .. a.Measurements.Where(one => others.ContainsKey(one.Name)).Select(one => MeasurementComparison.Of(one, others[one.Name], confidence, tolerance))
                .OrderBy(one => one.Verdict),
        ];
        return new ReportComparison(
            both, [.. names.Where(name => !others.ContainsKey(name))], [.. b.Measurements.Select(one => one.Name).Where(name => !names.Contains(name))],
            Different(a.Environment, b.Environment), confidence, tolerance);
    }

    public PageTable Table() => new(
        "", ["measurement", "A, median (runs)", "B, median (runs)", "change", string.Create(CultureInfo.InvariantCulture, $"{Confidence * 100:0.#} % interval"), ""],
        [.. Measurements.Select(one => one.Row())]);

    // The date and what else ran are never the same; the rest should be.
    private static string[] Different(BenchmarkEnvironment? a, BenchmarkEnvironment? b)
    {
        string[] expected = ["measured", "core pairs, round trip", "load average at start"];
        if (a is null || b is null) { return ["one of the files does not say where it was measured"]; }
        return [.. a.Facts().Zip(b.Facts()).Where(pair => pair.First.Value != pair.Second.Value && !expected.Contains(pair.First.Name)).Select(pair => $"{pair.First.Name}: {pair.First.Value} | {pair.Second.Value}")];
    }
}
