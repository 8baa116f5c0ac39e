using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Risk;

/// <summary>
/// One share in dollars (tick 0.05, lots of 10, taker fee 0.1 %), a second one, and an account with 10,000 USD. Prices are
/// in dollars.
/// </summary>
internal sealed class RiskWorld
{
    public static readonly Currency Usd = Currency.Parse("USD");
    public static readonly InstrumentId Spy = new(0);
    public static readonly InstrumentId Qqq = new(1);
    public static readonly AccountId Main = new(0);

    public static readonly InstrumentTable Instruments = new([Share(Spy, "SPY"), Share(Qqq, "QQQ")]);

    private long _orders;

    public RiskWorld(RiskLimits? limits = null, TradingState state = TradingState.Active, int maxOpenOrders = 16, decimal? last = 100m)
    {
        Gate = new RiskGate(
            Instruments,
            new RiskOptions { DefaultLimits = limits ?? new RiskLimits(), InitialState = state, MaxOpenOrders = maxOpenOrders },
            [new AccountOptions { Id = Main, Name = "main", InitialCash = [Of(10_000)] }]);
        if (last is { } price) { Gate.OnMarketPrice(Spy, PriceOf(price)); }
    }

    public RiskGate Gate { get; }

    public Timestamp Now { get; set; } = Timestamp.FromUnixSeconds(1_000_000);

    /// <summary>Of the order that was checked last.</summary>
    public OrderCommand Last { get; private set; }

    public static Money Of(decimal amount) => new((long)(amount * Money.One), Usd);

    public static Price PriceOf(decimal price) => new((long)(price * 100));

    public OrderCommand Limit(Side side, decimal price, long quantity) => new()
    {
        OrderId = OrderId.From(++_orders, 0),
        Instrument = Spy,
        Account = Main,
        Action = CommandAction.New,
        Side = side,
        Type = OrderType.Limit,
        TimeInForce = TimeInForce.GoodTillCancel,
        Price = PriceOf(price),
        Quantity = new Quantity(quantity),
    };

    public OrderCommand Market(Side side, long quantity) => Limit(side, 0, quantity) with { Type = OrderType.Market };

    public RejectReason Check(OrderCommand command)
    {
        Last = command;
        return Gate.Check(in command, Now);
    }

    public RejectReason Buy(decimal price, long quantity) => Check(Limit(Side.Buy, price, quantity));

    public RejectReason Sell(decimal price, long quantity) => Check(Limit(Side.Sell, price, quantity));

    public void Report(in OrderCommand order, ReportKind kind, decimal price = 0, long last = 0, long leaves = 0, decimal fee = 0)
    {
        var report = new ExecutionReport
        {
            OrderId = order.OrderId,
            Account = order.Account,
            Side = order.Side,
            Kind = kind,
            LastPrice = PriceOf(price),
            LastQuantity = new Quantity(last),
            LeavesQuantity = new Quantity(leaves),
            FeeRaw = Of(fee).Raw,
            FeeCurrency = Usd,
        };
        Gate.OnReport(order.Instrument, in report, ReportSource.Venue);
    }

    /// <summary>Gives the account a position by a fill of an order that the gate never saw.</summary>
    public void Hold(Side side, long quantity, decimal price = 0) =>
        Report(new OrderCommand { OrderId = OrderId.From(1 << 20, 0), Instrument = Spy, Account = Main, Side = side }, ReportKind.Fill, price, quantity);

    public void Set(RiskLimitKind limit, long value, InstrumentId instrument) =>
        Gate.OnLimitChange(new RiskLimitChange { Limit = limit, Value = value, Instrument = instrument });

    public void Set(TradingState state) => Gate.OnTradingState(new TradingStateChange { State = state });

    public long Position => Gate.Position(Main, Spy).Raw;

    public long Working(Side side) => Gate.Working(Main, Spy, side).Raw;

    public decimal Cash => Gate.Cash(Main, Usd).Raw / (decimal)Money.One;

    public decimal Reserved => Gate.Reserved(Main, Usd).Raw / (decimal)Money.One;

    private static Instrument Share(InstrumentId id, string symbol) => new()
    {
        Id = id,
        Symbol = symbol,
        Venue = "TEST",
        Base = Currency.Parse(symbol),
        Quote = Usd,
        PriceScale = 2,
        QuantityScale = 0,
        TickSize = new PriceOffset(5),
        LotSize = new Quantity(10),
        TakerFee = new FeeRate(100_000),
    };
}
