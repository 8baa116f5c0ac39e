using LlmTrader.Tools.Hosting.Backtests;
using Xunit.Abstractions;

namespace LlmTrader.Tests.Property.Backtests;

/// <summary>Whole runs with partial fills, rejects, cancels, reversals and open ends; the seed is the market's and the strategy's.</summary>
public sealed class BacktestProperties(ITestOutputHelper output)
{
    private const int Seeds = 40;

    [Fact]
    public void Results_of_all_trades_and_of_open_positions_are_the_change_of_equity()
    {
        long trades = 0;
        int open = 0;
        ForEachSeed(run =>
        {
            PerformanceSummary s = run.Summary;
            Assert.Equal(s.NetProfit, run.RoundTrips.Sum(trip => trip.NetRaw * 0.00000001m) + s.OpenProfit);
            Assert.Equal(RecordedBacktest.Amount(run.Book.Equity), s.FinalEquity);
            Assert.Equal(s.FinalEquity - s.InitialEquity, s.NetProfit);
            Assert.Equal(RecordedBacktest.Amount(run.Book.Fees), s.Fees);
            Assert.True(s.MaxDrawdown <= RecordedBacktest.Amount(run.Book.MaxDrawdown));   // The book also sees prices between rows.
            trades += s.Trades;
            open += s.OpenTrades;
        });
        Assert.True(trades > 20 * Seeds, $"{trades} trades are too few to show anything");
        Assert.True(open > Seeds / 2, $"{open} open positions are too few to show anything");
        output.WriteLine($"{trades} trades, {open} open positions in {Seeds} runs");
    }

    [Fact]
    public void The_summary_is_what_the_tables_say()
    {
        ForEachSeed(run =>
        {
            PlainTables tables = new(run);
            PerformanceSummary s = run.Summary;
            DateTime start = PlainTables.Time(s.Start!);
            DateTime end = PlainTables.Time(s.End!);
            List<decimal> results = tables.NetResults();
            Assert.Equal(results, run.Rows("trades.csv").Select(row => PlainTables.Number(row["net"])));
            Assert.Equal(results.Count, s.Trades);
            Assert.Equal(tables.Fees, s.Fees);
            Assert.Equal(tables.TradedNotional, s.TradedNotional);
            AssertClose(results.Count(result => result > 0) / (double)results.Count, s.WinRate);
            Assert.Equal(results.Count == 0 ? null : results.Max(), s.BestTrade);
            Assert.Equal(results.Count == 0 ? null : results.Min(), s.WorstTrade);
            if (results.Count > 0) { Assert.Equal(Math.Round(results.Average(), 8, MidpointRounding.ToEven), s.Expectancy); }
            decimal lost = -results.Where(result => result < 0).Sum();
            AssertClose(lost == 0 ? double.NaN : (double)(results.Where(result => result > 0).Sum() / lost), s.ProfitFactor);
            AssertClose(tables.Exposure(start, end), s.Exposure, 1e-6);   // DateTime knows 100 ns.
            AssertClose((double)tables.AverageEquity(start, end, s.InitialEquity), (double)s.AverageEquity, 1e-6);
            AssertClose(tables.MaxDrawdownRatio, s.MaxDrawdownRatio);
            double[] returns = tables.HourlyReturns(start, end, s.InitialEquity);
            Assert.Equal(returns.Length, s.Returns);
            AssertClose(returns.Aggregate(1.0, (product, r) => product * (1 + r)) - 1, s.TotalReturn, 1e-6);
        });
    }

    [Fact]
    public void Tables_agree_with_the_funnel()
    {
        ForEachSeed(run =>
        {
            List<Dictionary<string, string>> orders = run.Rows("orders.csv");
            List<Dictionary<string, string>> fills = run.Rows("fills.csv");
            long Status(string status) => orders.Count(row => row["status"] == status);
            Assert.Equal(run.Funnel.Filled, Status("Filled"));
            Assert.Equal(run.Funnel.Canceled, Status("Canceled"));
            Assert.Equal(run.Funnel.Expired, Status("Expired"));
            Assert.Equal(run.Funnel.Fills, fills.Count);
            Assert.Equal(run.Funnel.Sent, orders.Count - Status("Rejected"));
            Assert.Equal(orders.Count, orders.Select(row => row["order_id"]).Distinct().Count());
            foreach (Dictionary<string, string> order in orders)
            {
                decimal filled = fills.Where(fill => fill["order_id"] == order["order_id"]).Sum(fill => PlainTables.Number(fill["quantity"]));
                Assert.Equal(PlainTables.Number(order["filled_quantity"]), filled);
                Assert.Equal(order["status"] is "PendingNew" or "New" or "PartiallyFilled" or "PendingCancel", order["done_time"].Length == 0);
                Assert.Equal(order["status"] == "Rejected", order["reject_reason"].Length > 0);
            }
        });
    }

    [Fact]
    public void Two_runs_give_the_same_bytes()
    {
        foreach (int seed in (int[])[1, 2, 3, 17])
        {
            using RecordedBacktest first = new(seed);
            using RecordedBacktest second = new(seed);
            string[] names = [.. Directory.EnumerateFiles(first.Directory).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
            Assert.Equal(["equity.csv", "fills.csv", "orders.csv", "trades.csv"], names);
            foreach (string name in names)
            {
                byte[] bytes = File.ReadAllBytes(Path.Combine(first.Directory, name));
                Assert.True(bytes.AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(second.Directory, name))), $"{name} differs, seed {seed}");
                Assert.DoesNotContain((byte)'\r', bytes);
            }

            Assert.Equal(first.Summary, second.Summary);
        }
    }

    private static void ForEachSeed(Action<RecordedBacktest> check)
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            using RecordedBacktest run = new(seed);
            try { check(run); }
            catch (Exception e) { throw new InvalidOperationException($"Seed {seed}: {e.Message}", e); }
        }
    }

    // NaN stands for undefined.
    private static void AssertClose(double expected, double? actual, double relative = 1e-9)
    {
        Assert.Equal(double.IsNaN(expected), actual is null);
        if (actual is { } value) { Assert.InRange(value, expected - (relative * Math.Abs(expected)) - 1e-15, expected + (relative * Math.Abs(expected)) + 1e-15); }
    }
}
