using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Import;
using LlmTrader.Tests.Golden.Import;
using LlmTrader.Tools.Hosting.Backtests;
using LlmTrader.Tools.Hosting.Configuration;
using LlmTrader.Tools.Hosting.Events;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tests.Golden.Runs;

/// <summary>A day of Bybit's BTCUSDT perpetual with the funding rates that Bybit published, against a sum by hand.</summary>
public sealed class RealFundingTests : IDisposable
{
    private const string Folder = "lean-crypto/cryptofuture/bybit/";

    private readonly string _folder = Directory.CreateTempSubdirectory("llmtrader-funding-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableTheory]
    [InlineData("1")]
    [InlineData("-1")]
    public void Recorded_funding_is_paid_on_the_position_that_is_held_when_it_falls_due(string direction)
    {
        string bars = RealFile.Find(Folder + "minute/btcusdt/20221213_trade.zip");
        string rates = RealFile.Find(Folder + "margin_interest/btcusdt.csv");
        Instrument perpetual = new InstrumentConfiguration
        {
            Symbol = "BTCUSDT",
            Kind = InstrumentKind.LinearPerpetual,
            MarginTiers = [new MarginTierConfiguration { Notional = "2000000", Leverage = 100, Maintenance = "0.5%" }],
        }.Complete(new Instrument
        {
            Id = new InstrumentId(0), Symbol = "BTCUSDT", Venue = "BYBIT", Base = Currency.Parse("BTC"), Quote = Currency.Parse("USDT"),
            PriceScale = 2, QuantityScale = 3, TickSize = new PriceOffset(1), LotSize = new Quantity(1),
        });
        string data = Path.Combine(_folder, "data");
        Assert.True(CsvLayouts.TryFind("lean-crypto-bars", out CsvLayout? layout));
        new ImportRunner(new ImportRunOptions
        {
            Files = [bars],
            Directory = data,
            Layout = layout,
            Dates = [new DateOnly(2022, 12, 13)],
            Import = new ImportOptions { Instrument = perpetual, BarSpec = BarSpec.Parse("1m"), Date = new DateOnly(2022, 12, 13) },
        }).Run();
        string funding = Path.Combine(_folder, "funding.csv");
        File.WriteAllLines(funding, ["time,rate", .. File.ReadAllLines(rates)]);

        // One order at the first bar and none after it: a rule set that always wants the same.
        PerformanceSummary summary = Assert.Single(new BacktestRunner(new BacktestOptions
        {
            Data = [data],
            Dated = new DatedFiles(Funding: funding),
            Configuration = new RunConfiguration
            {
                Strategy = "hold",
                Rules = $"name: hold\nbar: 1m\n{(direction == "1" ? "entry_long" : "entry_short")}: close > 0\nsizing: {{quantity: 0.5}}\n",
                Accounts = [new AccountConfiguration { Name = "main", Cash = new Dictionary<string, string> { ["USDT"] = "20000" } }],
                Limits = new LimitsConfiguration { ShortSelling = true },
            },
        }).Run().Report.Performance);

        // Of the day's three, those of 00:00 and 16:00 lie outside the recording, which ends at 12:00; that of 08:00 is paid at the close of the minute before 07:59.
        string[] eight = File.ReadAllLines(rates).Single(line => line.StartsWith("20221213 08:00", StringComparison.Ordinal)).Split(',');
        string[] minute = RealFile.Read(bars, header: false).Last(row => RealFile.Whole(row[0]) + 60_000 < 8 * 3_600_000);
        decimal expected = -decimal.Parse(direction, CultureInfo.InvariantCulture) * 0.5m * RealFile.Number(minute[4]) * RealFile.Number(eight[1]);
        Assert.Equal(Math.Round(expected, 8), summary.Funding);
        Assert.NotEqual(0, summary.Funding);
    }
}
