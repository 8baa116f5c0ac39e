using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Feeds.Import;
using LlmTrader.Strategies.Rules;
using LlmTrader.Tests.Golden.Independent;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Golden.Comparison;

/// <summary>
/// The engine and the plain calculation on the same real data: the same bars, the same fills, the same round trips, the
/// same final equity, to the last unit.
/// </summary>
public class EngineAgainstPlainTests
{
    private const decimal TakerRate = 0.0005m;
    private const decimal InitialCash = 10_000_000m;

    [SkippableTheory]
    [InlineData(100)]
    [InlineData(1000)]   // Large enough for partial fills, and for a buy and a sale that work at once.
    public void Spy_trades_into_minutes(int quantity)
    {
        PlainResult plain = Plain(quantity, lot: 1).RunOnTrades(PlainCsv.SpyTrades());
        Instrument spy = NewInstrument("SPY", "US", "USD", priceScale: 4, lotDecimals: 0, quantityScale: 0);
        using MergedSource source = new([.. new[] { "20131008", "20131009", "20131010" }.Select(day => Open(
            CsvLayouts.LeanEquityTrades, new ImportOptions { Instrument = spy, Date = DateOnly.ParseExact(day, "yyyyMMdd", null) },
            "us-equity-trade-ticks-201310", "spy", $"{day}_trade.zip"))]);

        Compare(plain, Run(source, spy, BarSpec.Parse("1m"), quantity, plain.BothSidesWorked), spy, isOnBars: false);
        Assert.True(plain.Fills.Count > (quantity == 1000 ? 400 : 100));
        Assert.Equal(quantity == 1000, plain.BothSidesWorked);
    }

    [SkippableFact]
    public void Bitmex_minutes_as_they_come()
    {
        PlainResult plain = Plain(100, lot: 1).RunOnBars(PlainCsv.BitmexXbtUsdMinutes());
        Instrument xbt = NewInstrument("XBTUSD", "BITMEX", "USD", priceScale: 1, lotDecimals: 0, quantityScale: 0);
        using CsvSource source = Open(CsvLayouts.BitmexKlines, new ImportOptions { Instrument = xbt }, "klines-bitmex-xbtusd-1m", "XBTUSD_1m_2018.csv.gz");

        Compare(plain, Run(source, xbt, BarSpec.Parse("1m"), 100, plain.BothSidesWorked), xbt, isOnBars: true);
        Assert.Equal(525_600, plain.Bars.Count);
    }

    [SkippableTheory]
    [InlineData("BTCUSDT", "0.5", 2, 5)]
    [InlineData("ETHUSDT", "2.5", 2, 4)]
    [InlineData("DOGEUSDT", "1000", 5, 0)]
    [InlineData("XRPUSDT", "100", 4, 1)]
    [InlineData("SOLUSDT", "3", 2, 3)]
    public void Binance_hours_as_they_come(string pair, string quantityText, int priceScale, int lotDecimals)
    {
        decimal quantity = decimal.Parse(quantityText, System.Globalization.CultureInfo.InvariantCulture);
        decimal lot = 1;
        for (int i = 0; i < lotDecimals; i++) { lot /= 10; }
        PlainResult plain = Plain(quantity, lot).RunOnBars(PlainCsv.BinanceSpotHours(pair));
        Instrument instrument = NewInstrument(pair, "BINANCE", "USDT", priceScale, lotDecimals, quantityScale: 8);
        using CsvSource source = Open(
            CsvLayouts.BinanceKlines, new ImportOptions { Instrument = instrument, BarSpec = BarSpec.Parse("1h") }, "klines-binance-spot", "1h", $"{pair}_1h.csv.gz");

        Compare(plain, Run(source, instrument, BarSpec.Parse("1h"), quantity, plain.BothSidesWorked), instrument, isOnBars: true);
    }

    private static PlainBacktest Plain(decimal quantity, decimal lot) =>
        new() { Quantity = quantity, TakerRate = TakerRate, InitialCash = InitialCash, Lot = lot };

    // Volumes have more decimals than lots: the scale is the volumes', the lot the orders'.
    private static Instrument NewInstrument(string symbol, string venue, string quote, int priceScale, int lotDecimals, int quantityScale) => new()
    {
        Id = new InstrumentId(0),
        Symbol = symbol,
        Venue = venue,
        Base = Currency.Parse("X"),
        Quote = Currency.Parse(quote),
        PriceScale = priceScale,
        QuantityScale = quantityScale,
        TickSize = new PriceOffset(1),
        LotSize = new Quantity(FixedPoint.Pow10(quantityScale - lotDecimals)),
        TakerFee = new FeeRate((int)(TakerRate * 100_000_000)),
    };

    private static CsvSource Open(CsvLayout layout, ImportOptions options, params string[] parts) =>
        CsvSource.Open(SharedData.Find(parts), layout, options);

    private static EngineRun Run(IMarketDataSource source, Instrument instrument, BarSpec bar, decimal quantity, bool bothSidesWork)
    {
        EngineOptions options = new()
        {
            Instruments = new InstrumentTable([instrument]),
            Bars = new BarOptions { Specs = [bar] },
            Accounts = [new AccountOptions { Id = new AccountId(0), Name = "main", InitialCash = [ToMoney(InitialCash, instrument)] }],

            // The plain calculation has no risk gate. Where a sale is decided while its buy still works, a cash account's
            // gate would rightly refuse it; everywhere else the defaults must do.
            Risk = new RiskOptions { DefaultLimits = new RiskLimits { ShortSelling = bothSidesWork } },
        };
        MovingAverageCross cross = new(
            new MovingAverageCrossOptions { Fast = 10, Slow = 30, Bar = bar, Quantity = quantity.ToString(System.Globalization.CultureInfo.InvariantCulture) },
            options.Instruments, options.Bars.Specs);
        EngineRun run = new(cross);
        InlineEngine engine = new(options, run, outJournal: run);
        engine.Run(source);
        engine.Complete();
        Assert.Equal(0, engine.Stages.Matching.Venue.DeferredFills);
        run.Equity = engine.Stages.Accounts.Book.Equity(new AccountId(0), instrument.Quote);
        return run;
    }

    private static void Compare(PlainResult plain, EngineRun engine, Instrument instrument, bool isOnBars)
    {
        Assert.Equal(plain.Bars.Count, engine.Bars.Count);
        for (int i = 0; i < plain.Bars.Count; i++)
        {
            PlainBar expected = plain.Bars[i];
            ClosedBar actual = engine.Bars[i];
            Assert.True(
                expected == new PlainBar(
                    actual.Bar.OpenTime.Nanoseconds / 1_000_000, actual.CloseTime.Nanoseconds / 1_000_000,
                    ToDecimal(actual.Bar.Open.Raw, instrument.PriceScale), ToDecimal(actual.Bar.High.Raw, instrument.PriceScale),
                    ToDecimal(actual.Bar.Low.Raw, instrument.PriceScale), ToDecimal(actual.Bar.Close.Raw, instrument.PriceScale),
                    ToDecimal(actual.Bar.Volume.Raw, instrument.QuantityScale), actual.Bar.TradeCount),
                $"bar {i}: {expected}");
        }

        Assert.Equal(plain.Orders, engine.Orders);
        Assert.Equal(plain.Fills.Count, engine.Fills.Count);
        for (int i = 0; i < plain.Fills.Count; i++)
        {
            PlainFill expected = plain.Fills[i];
            (Timestamp time, ExecutionReport fill) = engine.Fills[i];
            long timeMs = isOnBars ? plain.Bars[expected.SourceIndex].CloseMs : expected.TimeMs;   // A bar is known at its close.
            Assert.True(
                timeMs == time.Nanoseconds / 1_000_000
                && expected.IsBuy == (fill.Side == Side.Buy)
                && expected.Price == ToDecimal(fill.LastPrice.Raw, instrument.PriceScale)
                && expected.Quantity == ToDecimal(fill.LastQuantity.Raw, instrument.QuantityScale)
                && expected.Fee == ToDecimal(fill.FeeRaw, Money.Scale),
                $"fill {i}: {expected}");
        }

        Assert.Equal(ToMoney(plain.FinalEquity, instrument), engine.Equity);
    }

    private static decimal ToDecimal(long raw, int scale) => new decimal(raw) / (decimal)Math.Pow(10, scale);

    private static Money ToMoney(decimal amount, Instrument instrument) => new((long)(amount * Money.One), instrument.Quote);

    /// <summary>Writes down what the engine did: its bars as the rule set sees them, its fills as the derived stream has them.</summary>
    private sealed class EngineRun(IRuleSet inner) : IRuleSet, IOutJournal
    {
        public List<ClosedBar> Bars { get; } = [];

        public List<(Timestamp Time, ExecutionReport Fill)> Fills { get; } = [];

        public int Orders { get; private set; }

        public Money Equity { get; set; }

        public string Name => inner.Name;

        public string Id => inner.Id;

        public int WarmUpBars => inner.WarmUpBars;

        public RuleSetOutcome OnBar(in ClosedBar bar, IRuleSetContext context)
        {
            Bars.Add(bar);
            return inner.OnBar(in bar, context);
        }

        public void Append(in OutRecord record)
        {
            if (record.Kind == OutKind.Decision) { Orders++; }
            if (record.Kind == OutKind.Order && record.Order.Report.Kind == ReportKind.Fill) { Fills.Add((record.Time, record.Order.Report)); }
        }

        public void EndOfBatch()
        {
        }

        public void Complete()
        {
        }
    }
}
