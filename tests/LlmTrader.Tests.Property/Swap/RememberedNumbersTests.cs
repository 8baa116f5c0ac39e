using System.Diagnostics.CodeAnalysis;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Persistence.Snapshots.Content;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Execution;

namespace LlmTrader.Tests.Property.Swap;

/// <summary>
/// A set leaves its numbers again only where they have changed. After every event the slots' book must hold, to the byte, what it holds when
/// the same sets leave all of them at every price: over fills, swaps, rollbacks and the prices between them.
/// </summary>
public sealed class RememberedNumbersTests
{
    private const string Head = "name: x\nbar: 4t\nsizing: {quantity: 2}\nentry_long: close > close[1]\nentry_short: close < close[1] and close[1] < close[2]\n";

    private static readonly InstrumentId Share = new(0);
    private static readonly StrategyId Slot = new(0);

    private static int Seeds => Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1" ? 1_000 : 10;

    [Theory]
    [InlineData("trailing_stop: {percent: 0.7}\ncooldown: 2\n")]
    [InlineData("stop_loss: {distance: \"0.5 + abs(close - close[1])\"}\ntake_profit: {percent: 1}\nmax_entries: 3\n")]
    [InlineData("stop_loss: {price: \"close[2] - 1\"}\nexit_long: close < close[3]\n")]
    public void They_are_those_that_are_left_at_every_price(string clauses)
    {
        (long looks, long remembered) = (0, 0);
        for (int seed = 1; seed <= Seeds; seed++)
        {
            Run sparing = new(Head + clauses, leavesAll: false);
            Run plain = new(Head + clauses, leavesAll: true);
            Random random = new(seed);
            long price = 10_000;
            int setId = 0;
            for (int i = 0; i < 600; i++)
            {
                price = Math.Clamp(price + random.Next(-30, 31), 5_000, 20_000);
                EngineEvent data = random.Next(3) == 0 ? Quote(price, random.Next(1, 9)) : Trade(price);
                foreach (EngineEvent e in (EngineEvent[])[data, .. Swap(random, ref setId, clauses)])
                {
                    sparing.Give(e, i);
                    plain.Give(e, i);
                    Assert.True(sparing.Book().SequenceEqual(plain.Book()), $"seed {seed}, event {i}: {e.Kind}");
                }
            }

            looks += sparing.Looks;
            remembered += sparing.Remembered;
        }

        Assert.True(looks > 50 * Seeds && remembered > looks / 4, $"{looks} looks, {remembered} of them with numbers that were there");
    }

    // Now and then the same text takes over or another one does, or the one before comes back.
    private static EngineEvent[] Swap(Random random, ref int setId, string clauses)
    {
        if (random.Next(12) > 0) { return []; }
        if (setId > 0 && random.Next(3) == 0) { return [RuleSetEvents.Rollback(Slot)]; }
        string text = Head + clauses + (random.Next(3) == 0 ? "exit_short: close > close[2]\n" : "");
        return [.. RuleSetEvents.Stage(Slot, ++setId, text, 20), new EngineEvent { Kind = EventKind.Gap, Instrument = Share }, RuleSetEvents.Activate(Slot, setId)];
    }

    private static EngineEvent Trade(long price) => new()
    {
        Kind = EventKind.Trade, Instrument = Share, Trade = new TradeTick { Price = new Price(price), Quantity = new Quantity(1_000_000) },
    };

    private static EngineEvent Quote(long price, int spread) => new()
    {
        Kind = EventKind.Quote, Instrument = Share,
        Quote = new QuoteTick { BidPrice = new Price(price - spread), BidQuantity = new Quantity(1_000), AskPrice = new Price(price + spread), AskQuantity = new Quantity(1_000) },
    };

    private sealed class Run : IRuleSetCompiler
    {
        private readonly EngineOptions _options;
        private readonly bool _leavesAll;
        private readonly InlineEngine _engine;

        public Run(string text, bool leavesAll)
        {
            Currency dollar = Currency.Parse("USD");
            _leavesAll = leavesAll;
            _options = new EngineOptions
            {
                Instruments = new InstrumentTable([new Instrument
                {
                    Id = Share, Symbol = "S", Venue = "TEST", Base = Currency.Parse("S"), Quote = dollar,
                    PriceScale = 2, QuantityScale = 0, TickSize = new PriceOffset(1), LotSize = new Quantity(1),
                }]),
                Bars = new BarOptions { Specs = [BarSpec.Parse("4t")] },
                Accounts = [new AccountOptions { Id = new AccountId(0), Name = "main", InitialCash = [new Money(1_000_000 * Money.One, dollar)] }],
                Risk = new RiskOptions { DefaultLimits = new RiskLimits { ShortSelling = true }, MaxOpenOrders = 16 },
                Venue = new VenueOptions { ResponseLatency = Duration.FromSeconds(3) },
            };
            Assert.True(TryCompile(text, out IRuleSet? first, out string? error), error);
            _engine = new InlineEngine(_options, first, compiler: this);
        }

        public long Looks => _engine.Stages.Signals.Counts.Prices;

        public long Remembered { get; private set; }

        public void Give(EngineEvent e, int second)
        {
            e.Time = e.ExchangeTime = Timestamp.FromUnixSeconds(1_735_689_600 + second);
            _engine.Process(ref e);
        }

        public ReadOnlySpan<byte> Book()
        {
            SnapshotSaver saver = new();
            _engine.Stages.Signals.Book.Transfer(saver);
            return saver.Content;
        }

        public bool TryCompile(string source, [NotNullWhen(true)] out IRuleSet? ruleSet, [NotNullWhen(false)] out string? error)
        {
            RuleReading reading = RuleText.Read(source);
            error = string.Join('\n', reading.Diagnostics);
            ruleSet = reading.IsValid ? new Seen(new DocumentRuleSet(reading.Document!, reading.Program!, _options.Instruments, _options.Bars.Specs), this) : null;
            return ruleSet is not null;
        }

        /// <summary>Shows its set a context that tells what it remembers, or one that does not.</summary>
        private sealed class Seen(IRuleSet inner, Run run) : IRuleSet
        {
            public string Name => inner.Name;

            public string Id => inner.Id;

            public int WarmUpBars => inner.WarmUpBars;

            public bool WatchesPrices => inner.WatchesPrices;

            public RuleSetHandOver HandOver => inner.HandOver;

            public RuleSetOutcome OnBar(in ClosedBar bar, IRuleSetContext context) => inner.OnBar(in bar, Shown(context));

            public void WarmUp(in ClosedBar bar) => inner.WarmUp(in bar);

            public RuleSetOutcome OnPrice(InstrumentId instrument, Price price, IRuleSetContext context)
            {
                if (!context.Remembered(instrument, Id).IsEmpty) { run.Remembered++; }
                return inner.OnPrice(instrument, price, Shown(context));
            }

            public void OnReport(InstrumentId instrument, in ExecutionReport report) => inner.OnReport(instrument, in report);

            public void Transfer(ISnapshotTransfer transfer) => inner.Transfer(transfer);

            private IRuleSetContext Shown(IRuleSetContext context) => run._leavesAll ? new Plain(context) : context;
        }

        private sealed class Plain(IRuleSetContext inner) : IRuleSetContext
        {
            public Timestamp Now => inner.Now;

            public InstrumentTable Instruments => inner.Instruments;

            public Quantity Position(InstrumentId instrument) => inner.Position(instrument);

            public Money Cost(InstrumentId instrument) => inner.Cost(instrument);

            public Money Equity(Currency currency) => inner.Equity(currency);

            public Money PeakEquity(Currency currency) => inner.PeakEquity(currency);

            public Price LastPrice(InstrumentId instrument) => inner.LastPrice(instrument);

            public QuoteTick LastQuote(InstrumentId instrument) => inner.LastQuote(instrument);

            public Quantity Working(InstrumentId instrument) => inner.Working(instrument);

            public int OpenOrders(InstrumentId instrument) => inner.OpenOrders(instrument);

            public bool TryGetHistory(InstrumentId instrument, BarSpecId spec, out PositionHistory history) => inner.TryGetHistory(instrument, spec, out history);

            public void Remember(InstrumentId instrument, string setId, ReadOnlySpan<long> numbers) => inner.Remember(instrument, setId, numbers);

            public bool TryRecall(InstrumentId instrument, string setId, Span<long> numbers) => inner.TryRecall(instrument, setId, numbers);

            public RejectReason SubmitMarket(InstrumentId instrument, Side side, Quantity quantity) => inner.SubmitMarket(instrument, side, quantity);

            public RejectReason SubmitLimit(InstrumentId instrument, Side side, Quantity quantity, Price limit, TimeInForce timeInForce, out OrderId order) =>
                inner.SubmitLimit(instrument, side, quantity, limit, timeInForce, out order);

            public RejectReason CancelAll(InstrumentId instrument) => inner.CancelAll(instrument);

            public RejectReason Cancel(InstrumentId instrument, OrderId order) => inner.Cancel(instrument, order);
        }
    }
}
