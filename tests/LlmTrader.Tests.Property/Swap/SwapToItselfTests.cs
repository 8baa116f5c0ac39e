using System.Diagnostics.CodeAnalysis;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Execution;

namespace LlmTrader.Tests.Property.Swap;

/// <summary>
/// A swap to the same text, or a rollback to it, at any place changes no decision: stops, time stop, cooldown and entries go
/// on where they stood. A text that differs still knows since when and between which prices the position is held.
/// </summary>
public sealed class SwapToItselfTests
{
    private const string Both = "entry_long: close > close[1] and close[1] > close[2]\nentry_short: close < close[1] and close[1] < close[2]\nexit_long: close < close[3]\nexit_short: close > close[3]\n";
    private const string Long = "entry_long: close > close[1]\n";

    private static int Seeds => Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1" ? 2_000 : 8;

    [Theory]
    [InlineData(Both + "stop_loss: {distance: \"0.5 + abs(close - close[1])\"}\ntake_profit: {percent: 1}\n")]
    [InlineData(Both + "trailing_stop: {distance: \"0.3 + abs(close - close[2])\"}\nmax_entries: 3\n")]
    [InlineData(Both + "max_entries: 3\n", "1 + 9 / (1 + 5 * abs(close - close[1]))")]   // Entries of other sizes than the present one are counted, not estimated.
    [InlineData(Long + "trailing_stop: {percent: 0.7}\ncooldown: 4\n")]
    [InlineData(Long + "time_stop: 7\nmax_entries: 2\ncooldown: 3\n")]
    [InlineData(Long + "exit_long: bars_in_trade > 5 and close < close[1]\nstop_loss: {price: \"close[4] - 1\"}\n")]
    public void It_changes_nothing(string clauses, string size = "2")
    {
        long orders = 0;
        for (int seed = 1; seed <= Seeds; seed++)
        {
            foreach (bool hasTrades in (bool[])[true, false])
            {
                string text = $"name: x\nbar: 1m\nsizing: {{quantity: \"{size}\"}}\n{clauses}";
                List<string> expected = Run(text, seed, hasTrades, swaps: false);
                Assert.Equal(expected, Run(text, seed, hasTrades, swaps: true));
                orders += expected.Count;
            }
        }

        Assert.True(orders > 20 * Seeds, $"only {orders} orders");
    }

    [Theory]
    [InlineData("time_stop: 6\n", "# another\ntime_stop: 6\nmax_entries: 1\nexit_long: close < 0\n")]
    [InlineData("trailing_stop: {percent: 1}\n", "trailing_stop: {percent: 1}\nexit_long: close < 0\n", false)]   // With trades it has no stop before its first bar.
    [InlineData("time_stop: 3\ncooldown: 5\n", "time_stop: 3\ncooldown: 5\nexit_long: close < 0\n")]
    public void Another_text_knows_the_same_of_the_position(string clauses, string others, bool hasTrades = true)
    {
        const string Head = "name: x\nbar: 1m\nsizing: {quantity: 2}\n" + Long;
        for (int seed = 1; seed <= Seeds; seed++)
        {
            List<string> expected = Run(Head + clauses, seed, hasTrades, swaps: false, Head + others);
            Assert.True(expected.Count > 5);
            Assert.Equal(expected, Run(Head + clauses, seed, hasTrades, swaps: true, Head + others));
        }
    }

    private static List<string> Run(string text, int seed, bool hasTrades, bool swaps, string? other = null)
    {
        Currency dollar = Currency.Parse("USD");
        EngineOptions options = new()
        {
            Instruments = new InstrumentTable([new Instrument
            {
                Id = new InstrumentId(0), Symbol = "S", Venue = "TEST", Base = Currency.Parse("S"), Quote = dollar,
                PriceScale = 2, QuantityScale = 0, TickSize = new PriceOffset(1), LotSize = new Quantity(1),
            }]),
            Bars = new BarOptions { Specs = [BarSpec.Parse("1m")] },
            Accounts = [new AccountOptions { Id = new AccountId(0), Name = "main", InitialCash = [new Money(1_000_000 * Money.One, dollar)] }],
            Risk = new RiskOptions { DefaultLimits = new RiskLimits { ShortSelling = true } },
        };
        Orders orders = new();
        DocumentCompiler compiler = new(options);
        Assert.True(compiler.TryCompile(text, out IRuleSet? first, out _));
        InlineEngine engine = new(options, first, outJournal: orders, compiler: compiler);
        Random market = new(seed);
        Random places = new(seed * 7);
        long price = 10_000;
        int setId = 0;
        for (int i = 0; i < 400; i++)
        {
            long open = price;
            price = Math.Clamp(price + market.Next(-40, 41), 5_000, 20_000);
            EngineEvent e = hasTrades ? TradeAt(i * 20, price) : BarAt((i + 1) * 60, open, price, market.Next(other is null ? 30 : 1));
            engine.Process(ref e);
            if (!swaps || places.Next(10) != 0) { continue; }
            if (setId > 0 && places.Next(3) == 0) { Send(engine, e.Time, RuleSetEvents.Rollback(new StrategyId(0))); continue; }
            setId++;
            Send(engine, e.Time, RuleSetEvents.Stage(new StrategyId(0), setId, setId % 2 == 1 && other is not null ? other : text, 100));
            Send(engine, e.Time, [new EngineEvent { Kind = EventKind.Gap, Instrument = new InstrumentId(0) }]);
            Send(engine, e.Time, RuleSetEvents.Activate(new StrategyId(0), setId));
        }

        engine.Complete();
        Assert.True(!swaps || engine.Stages.Signals.RuleSets.Activated > 5);
        return orders.Said;
    }

    private static void Send(InlineEngine engine, Timestamp time, params EngineEvent[] events)
    {
        foreach (EngineEvent e in events)
        {
            EngineEvent timed = e;
            timed.Time = time;
            engine.Process(ref timed);
        }
    }

    private static EngineEvent TradeAt(int seconds, long price) => new()
    {
        Kind = EventKind.Trade, Instrument = new InstrumentId(0), Time = Timestamp.FromUnixSeconds(seconds), ExchangeTime = Timestamp.FromUnixSeconds(seconds),
        Trade = new TradeTick { Price = new Price(price), Quantity = new Quantity(1_000_000) },
    };

    private static EngineEvent BarAt(int seconds, long open, long close, int wick) => new()
    {
        Kind = EventKind.Bar, Instrument = new InstrumentId(0), Time = Timestamp.FromUnixSeconds(seconds), ExchangeTime = Timestamp.FromUnixSeconds(seconds),
        Bar = new Bar
        {
            Open = new Price(open), Close = new Price(close), High = new Price(Math.Max(open, close) + wick), Low = new Price(Math.Min(open, close) - wick),
            Volume = new Quantity(1_000_000), OpenTime = Timestamp.FromUnixSeconds(seconds - 60), Spec = new BarSpecId(0),
        },
    };

    private sealed class DocumentCompiler(EngineOptions options) : IRuleSetCompiler
    {
        public bool TryCompile(string source, [NotNullWhen(true)] out IRuleSet? ruleSet, [NotNullWhen(false)] out string? error)
        {
            RuleReading reading = RuleText.Read(source);
            error = string.Join('\n', reading.Diagnostics);
            ruleSet = reading.IsValid ? new DocumentRuleSet(reading.Document!, reading.Program!, options.Instruments, options.Bars.Specs) : null;
            return ruleSet is not null;
        }
    }

    private sealed class Orders : IOutJournal
    {
        public List<string> Said { get; } = [];

        public void Append(in OutRecord record)
        {
            if (record.Kind != OutKind.Order || record.Order.Report.Kind != ReportKind.Fill) { return; }
            ExecutionReport fill = record.Order.Report;
            Said.Add($"{record.Time} {fill.Side} {fill.LastQuantity.Raw} at {fill.LastPrice.Raw}");
        }

        public void EndOfBatch()
        {
        }

        public void Complete()
        {
        }
    }
}
