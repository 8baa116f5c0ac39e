using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Observations;

namespace LlmTrader.Tests.Property.Observations;

/// <summary>Facts of a market that never was, from a seed.</summary>
internal static class RandomFacts
{
    public static readonly string[] Symbols = ["BTCUSDT.BINANCE", "ETHUSDT.BINANCE", "600519.SSE", "AAPL.XNAS", "SOLUSDT.OKX", "DOGEUSDT.BYBIT", "XRPEUR.KRAKEN"];

    private const long Minute = 60_000_000_000;

    public static ObservationFacts Of(int seed, int bars = 80)
    {
        Random random = new(seed);
        string[] names = [.. Symbols.Take(random.Next(1, Symbols.Length + 1))];
        Timestamp end = Timestamp.FromUnixSeconds(1_750_000_000 + random.Next(0, 10_000_000));
        return new ObservationFacts
        {
            Instruments = [.. names.Select(name => Instrument(name, end, bars, random))],
            Accounts = [new AccountFacts("main-binance", "USDT", Amount(random), Amount(random), Amount(random)), new AccountFacts("main-binance", "CNY", Amount(random), Amount(random), Amount(random))],
            Positions = [.. names.Where(_ => random.Next(2) == 0).Select(name => new PositionFacts("main-binance", name, Amount(random) - 50_000, Amount(random), Amount(random) - 50_000))],
            Orders = [.. names.SelectMany(name => Enumerable.Range(0, random.Next(3)).Select(i => Order(name, i, end, random)))],
            Limits = [.. names.Select(name => new LimitFacts(name, Amount(random), random.Next(2) == 0 ? null : Amount(random), null, "5 %", random.Next(100), random.Next(2) == 0))],
            RiskRules = [new RiskRuleFacts(1, "drawdown", "account", "main-binance", "20 %", "halt", true), new RiskRuleFacts(2, "position", "instrument", names[0], "12.5", "reject", false), new RiskRuleFacts(3, "leverage", "all", null, "300 %", "reject", true)],
            Slots = [new SlotFacts(0, "active", "btcusdt-trend", new string('a', 64)), new SlotFacts(1, "paused", null, null)],
            Decisions = [.. Enumerable.Range(0, random.Next(6)).Select(i => new DecisionFacts($"20260131-{i}", end - new Duration(i * 60 * Minute), "local/random 1", "macd-adx", "rejected", $"BTCUSDT had {i} trades on 2026-01-31"))],
        };
    }

    /// <summary>The same in another order.</summary>
    public static ObservationFacts Shuffled(ObservationFacts facts, int seed)
    {
        Random random = new(seed);
        T[] Mix<T>(IReadOnlyList<T> list)
        {
            T[] mixed = [.. list];
            random.Shuffle(mixed);
            return mixed;
        }

        return facts with
        {
            Instruments = Mix([.. facts.Instruments.Select(one => one with { Horizons = Mix([.. one.Horizons.Select(series => series with { Bars = Mix(series.Bars) })]) })]),
            Accounts = Mix(facts.Accounts),
            Positions = Mix(facts.Positions),
            Orders = Mix(facts.Orders),
            Limits = Mix(facts.Limits),
            RiskRules = Mix(facts.RiskRules),
            Slots = Mix(facts.Slots),
            Decisions = Mix(facts.Decisions),
        };
    }

    private static InstrumentFacts Instrument(string name, Timestamp end, int bars, Random random) => new()
    {
        Name = name,
        Kind = "spot",
        Quote = name.Contains("USDT", StringComparison.Ordinal) ? "USDT" : "CNY",
        Status = "continuous",
        TickSize = 0.01m,
        LotSize = 0.0010m,
        TakerFee = 0.001m,
        MinNotional = 5,
        Horizons = [Series("1m", end, Minute, random.Next(0, bars), random), Series("1h", end, 60 * Minute, random.Next(0, bars), random)],
    };

    private static BarSeries Series(string bar, Timestamp end, long period, int count, Random random)
    {
        List<ObservedBar> bars = [];
        decimal close = 1 + (Amount(random) / 3);
        for (int i = 0; i < count; i++)
        {
            decimal open = close;
            close = Math.Round(close * (1 + ((decimal)random.Next(-200, 201) / 10_000)), 4);
            decimal high = Math.Round(Math.Max(open, close) * 1.001m, 4), low = Math.Round(Math.Min(open, close) * 0.999m, 4);
            bars.Add(new ObservedBar(end - new Duration((count - 1 - i) * period), open, high, low, close, Amount(random)));
        }

        return new BarSeries(bar, bars);
    }

    private static OrderFacts Order(string name, int number, Timestamp end, Random random) => new()
    {
        Id = $"{random.Next(1, 1_000_000)}-{number}", Account = "main-binance", Instrument = name, Strategy = "0", Side = "buy", Type = "limit",
        Quantity = Amount(random), Filled = 0, Price = Amount(random), Created = end - new Duration(random.NextInt64(0, 1_000_000_000_000)),
    };

    private static decimal Amount(Random random) => random.Next(0, 10_000_000) / 100m;
}
