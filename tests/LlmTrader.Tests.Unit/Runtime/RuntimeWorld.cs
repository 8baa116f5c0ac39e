using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Runtime;

/// <summary>A tiny market by hand: instruments in whole shares at prices in cents, one account with a million dollars.</summary>
internal static class RuntimeWorld
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);   // A hang is for ever; a busy machine is not.

    public static readonly Timestamp Open = Timestamp.FromUnixSeconds(1_735_689_600);

    private static readonly Currency Dollar = Currency.Parse("USD");

    public static EngineOptions Options(params string[] bars) => Options(1, bars);

    public static EngineOptions Options(int instruments, params string[] bars) => new()
    {
        Instruments = new InstrumentTable([.. Enumerable.Range(0, instruments).Select(Share)]),
        Bars = new BarOptions { Specs = [.. bars.Select(BarSpec.Parse)] },
        Accounts = [new AccountOptions { Id = new AccountId(0), Name = "main", InitialCash = [new Money(1_000_000 * Money.One, Dollar)] }],
    };

    public static ThreadingOptions Threading(EngineTopology topology, int ring = 1024) => new() { Topology = topology, RingCapacity = ring };

    public static Timestamp At(double seconds) => Open + new Duration((long)(seconds * 1_000_000_000));

    public static EngineEvent Trade(double seconds, long price, long quantity = 100, int instrument = 0) => new()
    {
        Kind = EventKind.Trade,
        Instrument = new InstrumentId(instrument),
        Time = At(seconds),
        ExchangeTime = At(seconds),
        Trade = new TradeTick { Price = new Price(price), Quantity = new Quantity(quantity) },
    };

    public static EngineEvent Quote(double seconds, long bid, long ask, long size = 100, int instrument = 0) => new()
    {
        Kind = EventKind.Quote,
        Instrument = new InstrumentId(instrument),
        Time = At(seconds),
        ExchangeTime = At(seconds),
        Quote = new QuoteTick { BidPrice = new Price(bid), BidQuantity = new Quantity(size), AskPrice = new Price(ask), AskQuantity = new Quantity(size) },
    };

    /// <summary>A person's market order.</summary>
    public static EngineEvent Manual(double seconds, Side side, long quantity, int instrument = 0) => new()
    {
        Kind = EventKind.Command,
        Instrument = new InstrumentId(instrument),
        Time = At(seconds),
        Command = new OrderCommand
        {
            Action = CommandAction.New,
            Side = side,
            Quantity = new Quantity(quantity),
            Type = OrderType.Market,
            TimeInForce = TimeInForce.GoodTillCancel,
            Strategy = StrategyId.Manual,
        },
    };

    public static EngineEvent Limit(double seconds, RiskLimitKind limit, long value) => new()
    {
        Kind = EventKind.RiskLimitChange,
        Instrument = InstrumentId.None,
        Time = At(seconds),
        RiskLimit = new RiskLimitChange { Instrument = InstrumentId.None, Limit = limit, Value = value },
    };

    public static EngineEvent State(double seconds, TradingState state)
    {
        EngineEvent e = new() { Kind = EventKind.TradingStateChange, Instrument = InstrumentId.None, Time = At(seconds) };
        e.TradingState.State = state;
        return e;
    }

    /// <summary>Runs on a thread of its own and fails when it does not end in time, so that a hang is a failure and not a hang.</summary>
    public static void MustEnd(Action action) => new Background(action).MustEnd();

    /// <summary>Waits until a condition holds that other threads bring about.</summary>
    public static void Eventually(Func<bool> condition, string what)
    {
        Assert.True(SpinWait.SpinUntil(condition, Patience), $"Never happened: {what}.");
    }

    private static Instrument Share(int id) => new()
    {
        Id = new InstrumentId(id),
        Symbol = $"SHARE{id}",
        Venue = "TEST",
        Base = Currency.Parse("SHARE"),
        Quote = Dollar,
        PriceScale = 2,
        QuantityScale = 0,
        TickSize = new PriceOffset(1),
        LotSize = new Quantity(1),
    };
}
