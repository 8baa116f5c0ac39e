using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Import;
using LlmTrader.Tests.Support;
using LlmTrader.Tools.Hosting.Backtests.Comparison;
using LlmTrader.Tools.Hosting.Configuration;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tests.Golden.RuleSets;

/// <summary>Shipped rule sets compared over real hourly bars; what the comparison says is found again, by plain means, in the files of both runs.</summary>
public sealed class CompareShippedSetsTests : IDisposable
{
    private static readonly BarSpec Bar = BarSpec.Parse("1h");

    private readonly string _folder = Directory.CreateTempSubdirectory("llmtrader-compare-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableTheory]
    [InlineData("rsi-reversion", "bollinger-breakout")]
    [InlineData("moving-average-cross", "volatility-target-trend")]
    public void The_first_differing_decision_and_the_days_are_those_of_both_runs_files(string a, string b)
    {
        BacktestComparison comparison = Compare(Configuration(ShippedRuleSets.Text(a, Bar)), Configuration(ShippedRuleSets.Text(b, Bar)));
        CheckFirstDifference(comparison);
        CheckDays(comparison);
        Assert.True(comparison.Accounts[0].Daily is { NoInterval: null, Lower: { } lower, Mean: { } mean, Upper: { } upper } && lower < mean && mean < upper);
    }

    // All but one parameter the same: the sets agree for a while before they part.
    [SkippableFact]
    public void Sets_that_agree_at_first_part_where_their_orders_do()
    {
        string text = ShippedRuleSets.Text("moving-average-cross", Bar);
        string other = text.Replace("percent_of_equity: 50}", "quantity: 0.2}", StringComparison.Ordinal);
        string stopped = other + "stop_loss: {distance: 6 * atr(14)}\n";
        BacktestComparison comparison = Compare(Configuration(other), Configuration(stopped));
        CheckFirstDifference(comparison);
        CheckDays(comparison);
        Assert.True(comparison.FirstDifference!.Number > 1, $"They part at number {comparison.FirstDifference.Number}.");
    }

    [SkippableFact]
    public void A_set_compared_with_itself_differs_nowhere()
    {
        RunConfiguration configuration = Configuration(ShippedRuleSets.Text("bollinger-breakout", Bar));
        BacktestComparison comparison = Compare(configuration, configuration);
        Assert.True(comparison.IsEqual);
        Assert.Null(comparison.FirstDifference);
        Assert.True(comparison.A.Decisions > 100 && comparison.A == comparison.B, comparison.A.ToString());
        AccountComparison account = Assert.Single(comparison.Accounts);
        Assert.All(account.Metrics, metric => Assert.True((metric.Difference.Exact ?? 0) == 0 && (metric.Difference.Ratio ?? 0) == 0, metric.Name));
        Assert.Equal((0m, 0m, 0m, 0.5), (account.Daily.Mean, account.Daily.Lower, account.Daily.Upper, account.Daily.ProbabilityBetter));
        Assert.Equal(File.ReadAllBytes(Path.Combine(_folder, "out", "a", "orders.csv")), File.ReadAllBytes(Path.Combine(_folder, "out", "b", "orders.csv")));
    }

    private void CheckFirstDifference(BacktestComparison comparison)
    {
        string[][] a = Orders("a");
        string[][] b = Orders("b");
        Assert.Equal((comparison.A.Decisions, comparison.B.Decisions), (a.Length, b.Length));
        int first = 0;
        while (first < a.Length && first < b.Length && Decided(a[first]) == Decided(b[first])) { first++; }

        DecisionDifference found = comparison.FirstDifference!;
        Assert.Equal(first + 1, found.Number);
        Assert.Equal(first < a.Length ? Decided(a[first]) : null, Decided(found.A));
        Assert.Equal(first < b.Length ? Decided(b[first]) : null, Decided(found.B));
        Assert.Equal(new[] { found.A?.Time, found.B?.Time }.Where(time => time is not null).Min(StringComparer.Ordinal), found.Time);
    }

    // equity.csv holds every change: the last equity up to a midnight less that of the midnight before.
    private void CheckDays(BacktestComparison comparison)
    {
        SortedDictionary<DateTime, decimal> a = DailyProfits("a");
        SortedDictionary<DateTime, decimal> b = DailyProfits("b");
        decimal[] differences = [.. a.Keys.Union(b.Keys).Select(day => b.GetValueOrDefault(day) - a.GetValueOrDefault(day))];
        AccountComparison account = Assert.Single(comparison.Accounts);
        DailyDifference daily = account.Daily;
        Assert.Equal(668, daily.Days);
        Assert.Equal((differences.Count(one => one > 0), differences.Count(one => one < 0)), (daily.DaysBetter, daily.DaysWorse));
        Assert.Equal(Math.Round(differences.Sum() / daily.Days, 8, MidpointRounding.ToEven), daily.Mean);
        Assert.Equal(differences.Sum(), account.Metrics.Single(metric => metric.Name == "netProfit").Difference.Exact);
    }

    private SortedDictionary<DateTime, decimal> DailyProfits(string side)
    {
        SortedDictionary<DateTime, decimal> last = [];
        foreach (string[] row in Rows(side, "equity.csv"))
        {
            DateTime time = DateTime.Parse(row[0][..23], CultureInfo.InvariantCulture);
            last[time.TimeOfDay == TimeSpan.Zero ? time.Date.AddDays(-1) : time.Date] = decimal.Parse(row[4], CultureInfo.InvariantCulture);
        }

        decimal previous = 100_000;
        return new SortedDictionary<DateTime, decimal>(last.ToDictionary(pair => pair.Key, pair => -previous + (previous = pair.Value)));
    }

    // An order's row appears when the order is done; its id, SEQUENCE-PLACE, tells when it was decided.
    private string[][] Orders(string side) => [.. Rows(side, "orders.csv").OrderBy(row => long.Parse(row[0].Split('-')[0], CultureInfo.InvariantCulture)).ThenBy(row => int.Parse(row[0].Split('-')[1], CultureInfo.InvariantCulture))];

    private IEnumerable<string[]> Rows(string side, string file) => File.ReadLines(Path.Combine(_folder, "out", side, file)).Skip(1).Select(line => line.Split(','));

    // time, account, instrument, side, type, time in force, quantity, limit, and why it was refused; these sets send nothing but market orders.
    private static string Decided(string[] row) => string.Join(' ', [.. row[1..9], row[14]]);

    private static string? Decided(ComparedDecision? decision) => decision is null
        ? null
        : string.Join(' ', decision.Time, decision.Account, decision.Instrument, decision.Side, decision.Type, decision.TimeInForce, decision.Quantity, decision.Price, decision.Verdict == RejectReason.None ? "" : decision.Verdict);

    private BacktestComparison Compare(RunConfiguration a, RunConfiguration b)
    {
        string data = Path.Combine(_folder, "btc");
        string file = SharedData.Find("klines-binance-spot", "1h", "BTCUSDT_1h.csv.gz");
        ScaleProbeResult probe = ScaleProbe.Run(file, CsvLayouts.BinanceKlines);
        Instrument bitcoin = new()
        {
            Id = new InstrumentId(0), Symbol = "BTCUSDT", Venue = "BINANCE", Base = Currency.Parse("BTC"), Quote = Currency.Parse("USDT"),
            PriceScale = probe.PriceScale, QuantityScale = probe.QuantityScale, TickSize = new PriceOffset(1), LotSize = new Quantity(1), TakerFee = new FeeRate(100_000),
        };
        new ImportRunner(new ImportRunOptions
        {
            Files = [file], Directory = data, Layout = CsvLayouts.BinanceKlines, Import = new ImportOptions { Instrument = bitcoin, BarSpec = Bar },
        }).Run();
        return new ComparisonRunner(new ComparisonOptions { Data = [data], A = a, B = b, OutputDirectory = Path.Combine(_folder, "out") }).Run().Comparison;
    }

    private static RunConfiguration Configuration(string rules) => new()
    {
        Strategy = "shipped",
        Rules = rules,
        Bars = [Bar.ToString()],
        Accounts = [new AccountConfiguration { Name = "main", Cash = new Dictionary<string, string> { ["USDT"] = "100000" } }],
    };
}
