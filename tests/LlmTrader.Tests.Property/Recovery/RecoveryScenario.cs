using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Tests.Property.Risk;
using LlmTrader.Tests.Property.Swap;
using LlmTrader.Tests.Property.Topologies;

namespace LlmTrader.Tests.Property.Recovery;

/// <summary>
/// What a run takes in, as lists, so that it can be cut anywhere and go on with the rest: a seeded market (every fourth one of
/// ready-made bars) and, between its events, people's orders, risk changes, kills and rule-set swaps.
/// </summary>
internal sealed class RecoveryScenario
{
    private const int Slots = 3;
    private const int Events = 1500;

    private readonly int _seed;

    public RecoveryScenario(int seed)
    {
        _seed = seed;
        using SimulatedMarket market = LiveRun.Market(seed, Events, Duration.FromMilliseconds(seed % 2 * 2));
        EngineEvent next = default;
        while (market.TryRead(ref next)) { Market.Add(next); }
        if (seed % 4 == 0) { Market = Bars(Market); }
        Random random = new(seed);
        int nextSet = 1;
        for (int i = 0; i < Market.Count; i++)
        {
            if (random.Next(25) != 0) { continue; }
            foreach (EngineEvent command in Disturbance(random, i, ref nextSet)) { Commands.Add((i, command)); }
        }
    }

    /// <summary>The market, in order.</summary>
    public List<EngineEvent> Market { get; } = [];

    /// <summary>What people and programs want, each before a place of the market.</summary>
    public List<(int Before, EngineEvent Event)> Commands { get; } = [];

    /// <summary>The set that decides at first: orders of every kind.</summary>
    public IRuleSet First() => new ErraticRuleSet((ulong)_seed, bursts: _seed % 5 == 0);

    public static IRuleSetCompiler Compiler() => new SlowCompiler(0);

    public EngineOptions Options() => new()
    {
        Instruments = new InstrumentTable([.. SimulatedMarket.DemoInstruments().Take(2).Select(simulated => simulated.Instrument)]),
        Bars = new BarOptions { Specs = [BarSpec.Parse("1s"), BarSpec.Parse("20t")], CloseDelay = Duration.FromMilliseconds(_seed % 3 * 100) },
        Accounts = [new AccountOptions { Id = new AccountId(0), Name = "main", InitialCash = [new Money(1_000_000 * Money.One, Currency.Parse("USDT"))] }],
        Risk = new RiskOptions
        {
            MaxOpenOrders = 64, DefaultLimits = new RiskLimits { OrderRate = 50, PriceCollar = 500, ShortSelling = true }, Rules = [JudgedOrders.Rule],
        },
        Venue = new VenueOptions
        {
            EntryLatency = Duration.FromMilliseconds(_seed % 4 * 30), ResponseLatency = Duration.FromMilliseconds(_seed % 3 * 50), MaxOpenOrders = 64,
            FillOnTouch = _seed % 2 == 1, ParticipationPercent = _seed % 7 == 0 ? 25 : 100, SelfTrade = (VenueSelfTrade)(_seed % 3),
        },
        RuleSets = new RuleSetOptions { Slots = Slots, RetainedBars = 16, MaxBufferedBars = 64 },
        MaxCommandsPerEvent = 16,
        CheckpointInterval = 256,
    };

    /// <summary>How much of the market a journal holds. A bar whose print is in it will follow by itself.</summary>
    public static int MarketIn(IEnumerable<EngineEvent> journal) =>
        journal.Count(e => e.Kind == EventKind.BarPrint || (e.Kind.IsMarketData() && e.Kind != EventKind.Bar));

    /// <summary>How many of the commands a journal holds.</summary>
    public static int CommandsIn(IEnumerable<EngineEvent> journal) => journal.Count(e => e.Kind switch
    {
        EventKind.Command => !e.Command.Strategy.IsEngine,
        EventKind.RuleSetReady => false,
        EventKind.RuleSetQuarantine => !e.RuleSet.Code.IsFailure(),
        EventKind.RiskLimitChange or EventKind.TradingStateChange or EventKind.Kill or EventKind.KillReset or EventKind.CashFlow => true,
        EventKind.StrategyStateChange or EventKind.CancelAll or EventKind.CapitalShare or EventKind.AdminRequest => true,
        >= EventKind.RuleSetSource and <= EventKind.RuleSetShadow => true,
        _ => false,
    });

    // Bars of one second from the market's trades; each comes at its close.
    private static List<EngineEvent> Bars(List<EngineEvent> market)
    {
        const long Second = 1_000_000_000;
        List<EngineEvent> bars = [];
        EngineEvent[] open = new EngineEvent[2];
        foreach (EngineEvent e in market)
        {
            for (int i = 0; i < open.Length; i++)
            {
                if (open[i].Kind == EventKind.None || e.Time.Nanoseconds < open[i].Time.Nanoseconds) { continue; }
                bars.Add(open[i]);
                open[i] = default;
            }

            if (e.Kind != EventKind.Trade) { continue; }
            ref EngineEvent bar = ref open[e.Instrument.Value];
            if (bar.Kind == EventKind.None)
            {
                long start = e.Time.Nanoseconds / Second * Second;
                Timestamp close = new(start + Second);
                bar = new EngineEvent { Kind = EventKind.Bar, Instrument = e.Instrument, Time = close, ExchangeTime = close };
                bar.Bar = new Bar { Open = e.Trade.Price, High = e.Trade.Price, Low = e.Trade.Price, OpenTime = new Timestamp(start) };
            }

            bar.Bar.High = new Price(Math.Max(bar.Bar.High.Raw, e.Trade.Price.Raw));
            bar.Bar.Low = new Price(Math.Min(bar.Bar.Low.Raw, e.Trade.Price.Raw));
            bar.Bar.Close = e.Trade.Price;
            bar.Bar.Volume += e.Trade.Quantity;
            bar.Bar.TradeCount++;
        }

        return bars;
    }

    private static EngineEvent[] Disturbance(Random random, int place, ref int nextSet)
    {
        StrategyId slot = new((ushort)random.Next(Slots));
        int setId = Math.Max(1, nextSet - random.Next(1, 4));
        EngineEvent e = new() { Instrument = InstrumentId.None };
        switch (random.Next(17))
        {
            case 0 or 1 or 2:
                int throws = random.Next(3) == 0 ? 20 + random.Next(200) : -1;
                string source = $"seed={random.Next(1, 1000)} warmup={random.Next(40)} close={random.Next(2)} throws={throws} watches={random.Next(2)}";
                return RuleSetEvents.Stage(slot, nextSet++, source.PadRight(random.Next(60, 400)), 40);
            case 3 or 4: return [RuleSetEvents.Activate(slot, setId)];
            case 5: return [RuleSetEvents.Rollback(slot)];
            case 6: return [RuleSetEvents.Shadow(slot, setId, random.Next(3) > 0)];
            case 7: return [RuleSetEvents.Quarantine(slot, setId, random.Next(2) == 0 ? RuleSetCode.Operator : RuleSetCode.Overrun)];
            case 8:
                e.Kind = EventKind.RiskLimitChange;
                e.RiskLimit = new RiskLimitChange { Instrument = InstrumentId.None, Limit = RiskLimitKind.OrderRate, Value = random.Next(2) == 0 ? 5 : 1000 };
                return [e];
            case 9:
                e.Kind = EventKind.TradingStateChange;
                e.TradingState.State = (TradingState)(random.Next(4) == 0 ? random.Next(4) : 0);
                return [e];
            case 10 when random.Next(4) == 0:
                e.Kind = EventKind.Kill;
                e.Kill.Flatten = (byte)random.Next(2);
                return [e];
            case 10 or 11:
                e.Kind = EventKind.KillReset;
                return [e];
            case 12: return [OperatorEvents.StrategyState(slot, (TradingState)random.Next(3))];
            case 14: return [OperatorEvents.CapitalShare(slot, random.Next(3) == 0 ? CapitalShareChange.All : 1 << random.Next(6))];
            case 13: return [.. AdminRequests.Events(place + 1, "operator", "cancel all", "test"), OperatorEvents.CancelAll(strategy: random.Next(2) == 0 ? slot : null)];
            default:
                e.Kind = EventKind.Command;
                e.Instrument = new InstrumentId(random.Next(2));
                e.Command = new OrderCommand
                {
                    Action = random.Next(4) == 0 ? CommandAction.Cancel : CommandAction.New, OrderId = OrderId.From(random.Next(place + 1), 200), Side = random.Next(2) == 0 ? Side.Buy : Side.Sell,
                    Quantity = new Quantity(1000), Type = OrderType.Market, TimeInForce = TimeInForce.GoodTillCancel, Strategy = StrategyId.Manual,
                };
                return [e];
        }
    }
}
