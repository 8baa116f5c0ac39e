using System.Text;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Statistics;

namespace LlmTrader.Strategies.Generation.Acceptance.Reporting;

/// <summary>A report for people: the verdict, every gate with its value and limit, the parts of the history, the equity, the rules.</summary>
public static class AcceptanceMarkdown
{
    // A quarter: what a few days earned says nothing of a year, and compounded it is a number of fifty digits.
    private const double LeastYears = 0.25;

    public static string Write(AcceptanceReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        StringBuilder text = new();
        void Line(string line = "") => text.Append(line).Append('\n');

        Line($"# {Cell(report.Candidate.Document.Name)}: {(report.Accepted ? "accepted" : report.IsHoldOutDue ? "accepted but for the hold-out" : "rejected")}");
        Line();
        Line($"Candidate `{report.Candidate.Hash}` by {Cell(report.Candidate.Proposer)} {Cell(report.Candidate.ProposerVersion)}, family `{report.Family}`.");
        Line($"Data `{report.Data.Data}`, {Cell(string.Join(", ", report.Data.Instruments))}: {ReportNumber.Count(report.Trials)} candidates were ever scored on it, {ReportNumber.Count(report.ComparedTrials)} of them are compared here. Seed {report.Seed}.");
        Line();
        Line("| gate | value | | limit | result | |");
        Line("|---|---:|---|---:|---|---|");
        foreach (Gate gate in report.Gates)
        {
            Line($"| {gate.Name} | {ReportNumber.Text(gate.Value)} | {Sign(gate.Comparison)} | {ReportNumber.Text(gate.Limit)} | {Result(gate)} | {Cell(gate.Reason)} |");
        }

        Line();
        Line("| part | from | to | return | a year | largest loss | round trips | StateHash |");
        Line("|---|---|---|---:|---:|---:|---:|---|");
        foreach (ReportPart part in ReportPart.Of(report)) { Line($"| {part.Name} | {part.Window.Start} | {part.Window.End} | {Figures(part)} |"); }
        Line();
        text.Append(EquityPicture.Svg(report));
        Line();
        Line("```yaml");
        text.Append(report.Candidate.Source);
        if (!report.Candidate.Source.EndsWith('\n')) { Line(); }
        Line("```");
        return text.ToString();
    }

    private static string Figures(ReportPart part)
    {
        if (part.Outcome is not { } outcome) { return "shut | – | – | – | –"; }
        double years = part.Window.Length.Nanoseconds / (365.25 * Duration.OneDay.Nanoseconds);
        return $"{ReportNumber.Percent(outcome.TotalReturn)} | {(years < LeastYears ? "–" : ReportNumber.Percent(WalkForward.Annualised(outcome.TotalReturn, years)))} | {ReportNumber.Percent(outcome.MaxDrawdown)} | {ReportNumber.Count(outcome.Trades)} | `{outcome.StateHash}`";
    }

    private static string Result(Gate gate) => gate.Passed switch { true => "passed", false => "**failed**", null => "not asked" };

    private static string Sign(GateComparison comparison) => comparison switch { GateComparison.AtLeast => "≥", GateComparison.AtMost => "≤", _ => ">" };

    // A pipe or a line's end of somebody else's text must not end a cell.
    private static string Cell(string text) => text.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal);
}
