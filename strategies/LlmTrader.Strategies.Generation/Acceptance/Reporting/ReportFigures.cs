using System.Globalization;
using LlmTrader.Strategies.Generation.Backtesting;

namespace LlmTrader.Strategies.Generation.Acceptance.Reporting;

/// <summary>A part of the history as a report shows it.</summary>
/// <param name="Name">Such as <c>in_sample</c>.</param>
/// <param name="Window">From when to when.</param>
/// <param name="Outcome">What came of it; null when it was not run.</param>
internal readonly record struct ReportPart(string Name, HistoryWindow Window, BacktestOutcome? Outcome)
{
    public static IReadOnlyList<ReportPart> Of(AcceptanceReport report) =>
    [
        new("in_sample", report.Division.InSample, report.Runs.InSample),
        new("out_of_sample", report.Division.OutOfSample, report.Runs.OutOfSample),
        new("hold_out", report.Division.HoldOut, report.HoldOut),
    ];
}

/// <summary>Numbers as text for people, the same in every culture.</summary>
internal static class ReportNumber
{
    public static string Text(double? value) => value switch
    {
        null => "–",
        double.PositiveInfinity => "∞",
        double.NegativeInfinity => "−∞",
        { } v => v.ToString("0.####", CultureInfo.InvariantCulture),
    };

    public static string Percent(double value) => (100 * value).ToString("0.00", CultureInfo.InvariantCulture) + " %";

    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
