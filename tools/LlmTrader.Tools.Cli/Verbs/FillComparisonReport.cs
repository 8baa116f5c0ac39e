using System.Globalization;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Backtests;
using LlmTrader.Tools.Hosting.Fills;
using LlmTrader.Tools.Hosting.Runs;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs;

/// <summary>Fills under several models, side by side.</summary>
internal static class FillComparisonReport
{
    private const string NoQueue = "The data shows no queue (neither quotes nor a book that fills use): every queue model is the same as none, and so are their rows.";

    public static void Print(IReadOnlyList<(FillVariant Variant, BacktestResult Result)> results, Session session)
    {
        Table table = Tables.Figures("Model", "Instrument", "Orders", "Filled", "Fills", "Quantity", "of ordered", "as maker", "Net profit");
        foreach ((FillVariant variant, BacktestResult result) in results)
        {
            foreach (InstrumentFills fills in result.Fills)
            {
                table.Row(variant.Name, fills.Instrument, Figure.Count(fills.Orders), Figure.Count(fills.FilledOrders), Figure.Count(fills.Fills), Text(fills.Filled),
                    Share(fills.Filled, fills.Ordered), Share(fills.FilledAsMaker, fills.Filled), Profit(result));
            }
        }

        session.Write(table);
        if (results.Any(run => !run.Result.ShowsQueue)) { session.WriteLine(NoQueue); }
        session.WriteLine("none waits until the market trades through the limit, touch fills when it comes to it; what is true lies between risk-averse and touch.");
    }

    public static void WriteJson(IReadOnlyList<(FillVariant Variant, BacktestResult Result)> results, Session session) => session.WriteJson(new
    {
        note = results.Any(run => !run.Result.ShowsQueue) ? NoQueue : null,
        models = results.Select(run => new { model = run.Variant.Name, run.Result.Fills, run.Result.Report.Performance, run.Result.Warnings, run.Result.Report.StateHash }).ToArray(),
    });

    private static string Profit(BacktestResult result) => string.Join(" ", result.Report.Performance.Select(summary => $"{Text(summary.NetProfit)} {summary.Currency}"));

    private static string Share(decimal part, decimal whole) => whole == 0 ? "" : Figure.Percent((double)(part / whole));

    private static string Text(decimal value) => value.ToString("#,0.########", CultureInfo.InvariantCulture);
}
