using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Strategies.Rules;
using LlmTrader.Tests.Property.Topologies;

namespace LlmTrader.Tests.Property.RuleExecution;

/// <summary>
/// Through the engine, and with series of other bars and another instrument: when everything from a time on is another
/// market, all that was decided before that time stays as it was.
/// </summary>
public sealed class NoLookAheadTests
{
    private const int Events = 9_000;
    private const long Spacing = 2 * Second;
    private const long Second = 1_000_000_000;

    private static readonly BarSpec[] Specs = [BarSpec.Parse("1m"), BarSpec.Parse("5m"), BarSpec.Parse("15m")];
    private static readonly InstrumentTable Instruments = PaperMarket.Table("BTCUSDT.BINANCE", "ETHUSDT.BINANCE");

    [Theory]
    [InlineData("entry_long: close > sma(close, 3) @ 5m and rising(close of \"ETHUSDT.BINANCE\")\nexit_long: close < sma(close, 5) @ 5m")]
    [InlineData("entry_long: close of \"ETHUSDT.BINANCE\" @ 15m > open of \"ETHUSDT.BINANCE\" @ 15m\nexit_long: falling(close, 2)\nstop_loss: {distance: atr(5) @ 5m}\ntrailing_stop: {percent: 0.2}")]
    [InlineData("entry_long: position of \"ETHUSDT.BINANCE\" == 0 and cross_above(close, ema(close, 4) @ 5m)\nexit_long: bars_in_trade >= 4\norder: {limit: {percent: 0.02}, time_out: 3}")]
    public void What_was_decided_does_not_depend_on_what_comes_after_it(string clauses)
    {
        string text = $"name: look\nbar: 1m\n{clauses}\nsizing: {{quantity: 1}}\n";
        foreach (bool isBars in new[] { false, true })
        {
            EngineEvent[] whole = isBars ? ReadyMadeBars(seed: 1) : Trades(seed: 1);
            EngineEvent[] other = isBars ? ReadyMadeBars(seed: 2) : Trades(seed: 2);
            OutRecord[] records = Run(text, whole);
            Assert.True(records.Count(record => record.Kind == OutKind.Decision) > 30, $"bars {isBars}: only {records.Count(record => record.Kind == OutKind.Decision)} decisions");
            int different = 0;
            var random = new Random(7);
            for (int trial = 0; trial < 20; trial++)
            {
                int cut = random.Next(whole.Length / 4, whole.Length);
                Timestamp from = whole[cut].Time;
                OutRecord[] changed = Run(text, [.. whole.TakeWhile(e => e.Time < from), .. other.Where(e => e.Time >= from)]);
                OutRecord[] before = Before(records, from), beforeOther = Before(changed, from);
                Assert.True(before.SequenceEqual(beforeOther), $"bars {isBars}, cut at event {cut}: {before.Length} records before it and {beforeOther.Length} with another future");
                if (!records.SequenceEqual(changed)) { different++; }
            }

            Assert.True(different > 15, $"the other future changed {different} of 20 runs");
        }
    }

    private static OutRecord[] Before(OutRecord[] records, Timestamp time) => [.. records.Where(record => record.Time < time)];

    private static OutRecord[] Run(string text, EngineEvent[] events)
    {
        EngineOptions options = new()
        {
            Instruments = Instruments,
            Bars = new BarOptions { Specs = Specs },
            Accounts = [new AccountOptions { Id = new AccountId(0), Name = "main", InitialCash = [new Money(10_000_000 * Money.One, Currency.Parse("USDT"))] }],
        };
        Assert.True(RuleSets.TryCreateFromText(text, "look", Instruments, Specs, out IRuleSet? ruleSet, out string? error), error);
        MemoryOut records = new();
        InlineEngine engine = new(options, ruleSet, outJournal: records);
        using Listed source = new(events);
        engine.Run(source);
        return [.. records.Records];
    }

    // A trade every two seconds, the instruments in turn; two seeds differ in prices only.
    private static EngineEvent[] Trades(int seed)
    {
        var random = new Random(seed);
        long[] price = [1_000_000, 100_000];
        var events = new EngineEvent[Events];
        for (int i = 0; i < events.Length; i++)
        {
            int id = i % 2;
            price[id] = Math.Max(1_000, price[id] + (random.Next(-9, 10) * price[id] / 20_000));
            events[i] = At(EventKind.Trade, id, (i + 1) * Spacing);
            events[i].Trade = new TradeTick { Price = new Price(price[id]), Quantity = new Quantity(1_000_000), TradeId = i + 1 };
        }

        return events;
    }

    // Bars of all specifications, each when it closes; at one time the longer ones first.
    private static EngineEvent[] ReadyMadeBars(int seed)
    {
        var events = new List<EngineEvent>();
        var bars = new Bar[2, Specs.Length];
        EngineEvent[] trades = Trades(seed);
        int next = 0;
        for (long minute = 1; minute * 60 * Second <= Events * Spacing; minute++)
        {
            for (; next < trades.Length && trades[next].Time.Nanoseconds < minute * 60 * Second; next++)
            {
                for (int spec = 0; spec < Specs.Length; spec++) { Add(ref bars[trades[next].Instrument.Value, spec], trades[next].Trade, trades[next].Time, spec); }
            }

            for (int spec = Specs.Length - 1; spec >= 0; spec--)
            {
                if (minute * 60 * Second % Specs[spec].Step != 0) { continue; }
                for (int id = 0; id < 2; id++)
                {
                    EngineEvent e = At(EventKind.Bar, id, minute * 60 * Second);
                    e.Bar = bars[id, spec];
                    events.Add(e);
                    bars[id, spec] = default;
                }
            }
        }

        return [.. events];
    }

    private static void Add(ref Bar bar, in TradeTick trade, Timestamp time, int spec)
    {
        if (bar.TradeCount == 0)
        {
            bar = new Bar { Open = trade.Price, High = trade.Price, Low = trade.Price, OpenTime = new Timestamp(time.Nanoseconds / Specs[spec].Step * Specs[spec].Step), Spec = new BarSpecId((ushort)spec) };
        }

        bar.High = new Price(Math.Max(bar.High.Raw, trade.Price.Raw));
        bar.Low = new Price(Math.Min(bar.Low.Raw, trade.Price.Raw));
        bar.Close = trade.Price;
        bar.Volume += trade.Quantity;
        bar.TradeCount++;
    }

    private static EngineEvent At(EventKind kind, int instrument, long time) =>
        new() { Kind = kind, Instrument = new InstrumentId(instrument), Time = new Timestamp(time), ExchangeTime = new Timestamp(time) };

    private sealed class Listed(EngineEvent[] events) : IMarketDataSource
    {
        private int _next;

        public bool TryRead(ref EngineEvent next)
        {
            if (_next == events.Length) { return false; }
            next = events[_next++];
            return true;
        }

        public void Dispose()
        {
        }
    }
}
