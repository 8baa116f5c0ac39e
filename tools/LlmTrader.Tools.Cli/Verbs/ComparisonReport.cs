using System.Globalization;
using System.Text.Json;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Backtests.Comparison;
using LlmTrader.Tools.Hosting.Runs;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs;

/// <summary>What <c>llmtrader backtest --compare</c> says.</summary>
internal static class ComparisonReport
{
    public static void WriteJson(ComparisonResult result, Session session) => session.WriteJson(new
    {
        result.OutputDirectory,
        elapsed = result.A.Elapsed + result.B.Elapsed,
        result.Warnings,
        comparison = JsonSerializer.Deserialize<JsonElement>(result.Comparison.ToJson()),   // As in comparison.json, to the letter.
    });

    public static void Print(ComparisonResult result, Session session)
    {
        BacktestComparison comparison = result.Comparison;
        foreach ((string letter, ComparedRun run) in new[] { ("A", comparison.A), ("B", comparison.B) })
        {
            session.WriteLine($"{letter}: {run.Strategy} ({run.RuleSetId}), {Figure.Count(run.Decisions)} decisions, StateHash {run.StateHash}");
        }

        foreach (AccountComparison account in comparison.Accounts)
        {
            Table table = Tables.Figures($"{account.Account}, {account.Currency}", "A", "B", "B - A");
            foreach (MetricComparison metric in account.Metrics)
            {
                (string label, string a, string b, string difference) = metric.Texts();
                table.Row(label, a, b, difference);
            }

            session.Write(table);
            foreach (string line in Lines(account.Daily, account.Currency)) { session.WriteLine(line); }
            session.WriteLine();
        }

        if (comparison.IsEqual) { session.WriteLine("The runs are equal: every decision, every metric and every day is the same."); }
        else if (comparison.FirstDifference is { } first)
        {
            foreach (string line in first.Lines()) { session.WriteLine(line); }
        }
        else { session.WriteLine("Every decision is the same; the metrics differ by when the runs look at their equity (other bars)."); }

        session.WriteLine();
        session.WriteLine(result.OutputDirectory is { } files ? $"Files: {files}" : "No files were written; name a directory with --out for both runs' files and comparison.json.");
    }

    private static IEnumerable<string> Lines(DailyDifference daily, string currency)
    {
        if (daily.Days == 0) { yield return "Daily profit: the runs have no day in common."; yield break; }
        if (daily.IsZero) { yield return $"Daily profit: the same on all of {Figure.Count(daily.Days)} UTC days from {daily.FirstDay} to {daily.LastDay}."; yield break; }
        yield return $"Daily profit of B less that of A, {Figure.Count(daily.Days)} UTC days from {daily.FirstDay} to {daily.LastDay}: "
            + $"mean {Amount(daily.Mean)} {currency} a day; B better on {Figure.Count(daily.DaysBetter)} days, worse on {Figure.Count(daily.DaysWorse)}.";
        yield return daily.NoInterval is { } reason
            ? $"  No interval: {reason}."
            : $"  95 % interval of the mean: {Amount(daily.Lower)} to {Amount(daily.Upper)} {currency} a day; P(B > A) {Figure.Percent(daily.ProbabilityBetter!.Value)}"
              + $" (stationary bootstrap, {Figure.Count(DailyDifference.Resamples)} resamples, blocks of {daily.BlockDays} days on average).";
    }

    private static string Amount(decimal? value) => value!.Value.ToString("+#,##0.00;-#,##0.00;0.00", CultureInfo.InvariantCulture);
}
