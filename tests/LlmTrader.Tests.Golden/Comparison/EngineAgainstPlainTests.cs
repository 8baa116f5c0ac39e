using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Feeds.Import;
using LlmTrader.Strategies.Rules;
using LlmTrader.Tests.Golden.Independent;
using LlmTrader.Tests.Support;
using LlmTrader.Tools.Hosting.Backtests;

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
    [InlineData(1000)]   // Large enough for partial fills, and for a cross while the order of the last one still works.
    public void Spy_trades_into_minutes(int quantity)
    {
        PlainResult plain = Plain(quantity, lot: 1).RunOnTrades(PlainCsv.SpyTrades());
        Instrument spy = NewInstrument("SPY", "US", "USD", priceScale: 4, lotDecimals: 0, quantityScale: 0);
        using MergedSource source = new([.. new[] { "20131008", "20131009", "20131010" }.Select(day => Open(
            CsvLayouts.LeanEquityTrades, new ImportOptions { Instrument = spy, Date = DateOnly.ParseExact(day, "yyyyMMdd", null) },
            "us-equity-trade-ticks-201310", "spy", $"{day}_trade.zip"))]);

        Compare(plain, Run(source, spy, BarSpec.Parse("1m"), quantity), spy, isOnBars: false);
        Assert.True(plain.Fills.Count > (quantity == 1000 ? 400 : 100));
        Assert.Equal(quantity == 1000, plain.TakenBack > 0);
    }

    [SkippableFact]
    public void Bitmex_minutes_as_they_come()
    {
        PlainResult plain = Plain(100, lot: 1).RunOnBars(PlainCsv.BitmexXbtUsdMinutes());
        Instrument xbt = NewInstrument("XBTUSD", "BITMEX", "USD", priceScale: 1, lotDecimals: 0, quantityScale: 0);
        using CsvSource source = Open(CsvLayouts.BitmexKlines, new ImportOptions { Instrument = xbt }, "klines-bitmex-xbtusd-1m", "XBTUSD_1m_2018.csv.gz");

        Compare(plain, Run(source, xbt, BarSpec.Parse("1m"), 100), xbt, isOnBars: true);
        Assert.Equal(525_600, plain.Bars.Count);
    }

    public static TheoryData<string, string, string, int> BinancePairs()
    {
        TheoryData<string, string, string, int> cases = [];
        (string Pair, string Quantity, int LotDecimals)[] pairs =
        [
            ("BTCUSDT", "0.5", 5), ("ETHUSDT", "2.5", 4), ("BNBUSDT", "7", 3), ("SOLUSDT", "3", 3), ("XRPUSDT", "100", 1),
            ("ADAUSDT", "250.5", 1), ("DOGEUSDT", "1000", 0), ("AVAXUSDT", "12.34", 2), ("LINKUSDT", "20.5", 2), ("DOTUSDT", "33.33", 2),
        ];
        foreach ((string pair, string quantity, int lotDecimals) in pairs)
        {
            cases.Add(pair, "1h", quantity, lotDecimals);
            cases.Add(pair, "1d", quantity, lotDecimals);
        }

        return cases;
    }

    [SkippableTheory]
    [MemberData(nameof(BinancePairs))]
    public void Binance_hours_and_days_as_they_come(string pair, string interval, string quantityText, int lotDecimals)
    {
        decimal quantity = decimal.Parse(quantityText, System.Globalization.CultureInfo.InvariantCulture);
        decimal lot = 1;
        for (int i = 0; i < lotDecimals; i++) { lot /= 10; }
        string[] file = ["klines-binance-spot", interval, $"{pair}_{interval}.csv.gz"];
        PlainResult plain = Plain(quantity, lot).RunOnBars(interval == "1h" ? PlainCsv.BinanceSpotHours(pair) : PlainCsv.BinanceSpotDays(pair));
        ScaleProbeResult scales = ScaleProbe.Run(SharedData.Find(file), CsvLayouts.BinanceKlines);
        Instrument instrument = NewInstrument(pair, "BINANCE", "USDT", scales.PriceScale, lotDecimals, Math.Max(scales.QuantityScale, lotDecimals));
        BarSpec bar = BarSpec.Parse(interval);
        using CsvSource source = Open(CsvLayouts.BinanceKlines, new ImportOptions { Instrument = instrument, BarSpec = bar }, file);

        Compare(plain, Run(source, instrument, bar, quantity), instrument, isOnBars: true);
        Assert.True(plain.RoundTrips.Count > (interval == "1h" ? 200 : 20), $"{plain.RoundTrips.Count} round trips");
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

    private static EngineRun Run(IMarketDataSource source, Instrument instrument, BarSpec bar, decimal quantity)
    {
        EngineOptions options = new()
        {
            Instruments = new InstrumentTable([instrument]),
            Bars = new BarOptions { Specs = [bar] },
            Accounts = [new AccountOptions { Id = new AccountId(0), Name = "main", InitialCash = [ToMoney(InitialCash, instrument)] }],   // A cash account: the plain calculation has no risk gate, and none may be needed.
        };
        MovingAverageCross cross = new(
            new MovingAverageCrossOptions { Fast = 10, Slow = 30, Bar = bar, Quantity = quantity.ToString(System.Globalization.CultureInfo.InvariantCulture) },
            options.Instruments, options.Bars.Specs);
        using BacktestRecorder recorder = new(options);
        EngineRun run = new(cross, recorder);
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

        CompareRoundTrips(plain, engine, instrument, isOnBars);
        Assert.Equal(ToMoney(plain.FinalEquity, instrument), engine.Equity);
    }

    private static void CompareRoundTrips(PlainResult plain, EngineRun engine, Instrument instrument, bool isOnBars)
    {
        Dictionary<long, long> closeOf = isOnBars ? plain.Bars.ToDictionary(bar => bar.OpenMs, bar => bar.CloseMs) : [];
        long Known(long fillMs) => isOnBars ? closeOf[fillMs] : fillMs;
        Assert.Equal(plain.RoundTrips.Count, engine.RoundTrips.Count);
        for (int i = 0; i < plain.RoundTrips.Count; i++)
        {
            PlainRoundTrip expected = plain.RoundTrips[i];
            RoundTrip actual = engine.RoundTrips[i];
            Assert.True(
                Known(expected.EntryMs) == actual.EntryTime.Nanoseconds / 1_000_000
                && Known(expected.ExitMs) == actual.ExitTime.Nanoseconds / 1_000_000
                && actual.EntrySide == Side.Buy
                && expected.Quantity == ToDecimal(actual.Quantity.Raw, instrument.QuantityScale)
                && expected.GrossProfit == ToDecimal(actual.GrossRaw, Money.Scale)
                && expected.Fees == ToDecimal(actual.FeesRaw, Money.Scale)
                && expected.NetProfit == ToDecimal(actual.NetRaw, Money.Scale),
                $"round trip {i}: {expected}, the engine has {actual}");
        }
    }

    private static decimal ToDecimal(long raw, int scale) => new decimal(raw) / (decimal)Math.Pow(10, scale);

    private static Money ToMoney(decimal amount, Instrument instrument) => new((long)(amount * Money.One), instrument.Quote);

    /// <summary>
    /// Writes down what the engine did: its bars as the rule set sees them, its fills as the derived stream has them, its
    /// round trips as a backtest makes them of that.
    /// </summary>
    private sealed class EngineRun : IRuleSet, IOutJournal
    {
        private readonly IRuleSet _inner;
        private readonly BacktestRecorder _recorder;

        public EngineRun(IRuleSet ruleSet, BacktestRecorder recorder)
        {
            _inner = ruleSet;
            _recorder = recorder;
            recorder.RoundTripEnded += RoundTrips.Add;
        }

        public List<RoundTrip> RoundTrips { get; } = [];

        public List<ClosedBar> Bars { get; } = [];

        public List<(Timestamp Time, ExecutionReport Fill)> Fills { get; } = [];

        public int Orders { get; private set; }

        public Money Equity { get; set; }

        public string Name => _inner.Name;

        public string Id => _inner.Id;

        public int WarmUpBars => _inner.WarmUpBars;

        public bool WatchesPrices => _inner.WatchesPrices;

        public RuleSetHandOver HandOver => _inner.HandOver;

        public long CostPerBar => _inner.CostPerBar;

        public bool ReadsOtherSeries => _inner.ReadsOtherSeries;

        public void Observe(ReadOnlySpan<ClosedBar> together) => _inner.Observe(together);

        public RuleSetOutcome Decide(in ClosedBar observed, IRuleSetContext context) => _inner.Decide(in observed, context);

        public RuleSetOutcome OnBar(in ClosedBar bar, IRuleSetContext context)
        {
            Bars.Add(bar);
            return _inner.OnBar(in bar, context);
        }

        public void WarmUp(in ClosedBar bar) => _inner.WarmUp(in bar);

        public RuleSetOutcome OnPrice(InstrumentId instrument, Price price, IRuleSetContext context) => _inner.OnPrice(instrument, price, context);

        public void OnReport(InstrumentId instrument, in ExecutionReport report) => _inner.OnReport(instrument, in report);

        public void Transfer(ISnapshotTransfer transfer) => _inner.Transfer(transfer);

        public void Append(in OutRecord record)
        {
            _recorder.Append(in record);
            if (record.Kind == OutKind.Decision && record.Decision.Action == CommandAction.New) { Orders++; }
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
