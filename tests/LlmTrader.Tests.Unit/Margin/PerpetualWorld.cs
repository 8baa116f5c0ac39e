using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Margin;

/// <summary>
/// Two perpetuals in dollars with Binance's first three BTCUSDT brackets scaled to rounder numbers, tick 0.01, lot 0.001, taker
/// fee 0.1 %, liquidation fee 1 %; one account with 1,000 USD.
/// </summary>
internal static class PerpetualWorld
{
    public static readonly Currency Usd = Currency.Parse("USD");
    public static readonly AccountId Main = new(0);
    public static readonly InstrumentId Btc = new(0);
    public static readonly InstrumentId Eth = new(1);

    public static readonly InstrumentTable Instruments = new([Perpetual(Btc, "BTC"), Perpetual(Eth, "ETH")]);

    public static Money Of(decimal amount) => new((long)(amount * Money.One), Usd);

    public static decimal Decimal(Money money) => money.Raw / (decimal)Money.One;

    public static Price PriceOf(decimal price) => new((long)(price * 100));

    public static Quantity QuantityOf(decimal quantity) => new((long)(quantity * 1000));

    public static AccountOptions Account(int leverage = 10, MarginMode mode = MarginMode.Cross) => new()
    {
        Id = Main, Name = "main", Leverage = leverage, MarginMode = mode, InitialCash = [Of(1000)],
    };

    public static ExecutionReport Fill(Side side, decimal price, decimal quantity, decimal fee = 0) => new()
    {
        OrderId = OrderId.From(1 << 20, 0), Kind = ReportKind.Fill, Account = Main, Side = side, LastPrice = PriceOf(price), LastQuantity = QuantityOf(quantity),
        CumulativeQuantity = QuantityOf(quantity), FeeRaw = Of(fee).Raw, FeeCurrency = Usd,
    };

    public static OrderCommand Order(long id, Side side, decimal price, decimal quantity, InstrumentId? instrument = null) => new()
    {
        OrderId = OrderId.From(id, 0), Instrument = instrument ?? Btc, Account = Main, Action = CommandAction.New, Side = side,
        Type = price == 0 ? OrderType.Market : OrderType.Limit, TimeInForce = TimeInForce.GoodTillCancel, Price = PriceOf(price), Quantity = QuantityOf(quantity),
    };

    public static Instrument Perpetual(InstrumentId id, string symbol) => new()
    {
        Id = id,
        Symbol = symbol,
        Venue = "TEST",
        Base = Currency.Parse(symbol),
        Quote = Usd,
        PriceScale = 2,
        QuantityScale = 3,
        TickSize = new PriceOffset(1),
        LotSize = new Quantity(1),
        TakerFee = new FeeRate(100_000),
        LiquidationFee = new FeeRate(1_000_000),
        Kind = InstrumentKind.LinearPerpetual,
        MarginTiers =
        [
            new MarginTier(50_000 * Money.One, 800_000, 400_000, 0),
            new MarginTier(250_000 * Money.One, 1_000_000, 500_000, 50 * Money.One),
            new MarginTier(1_000_000 * Money.One, 2_000_000, 1_000_000, 1_300 * Money.One),
        ],
    };

    public static EngineOptions Options(AccountOptions account) => new()
    {
        Instruments = Instruments,
        Bars = new BarOptions { Specs = [BarSpec.Parse("1m")] },
        Accounts = [account],
        Risk = new RiskOptions { DefaultLimits = new RiskLimits { ShortSelling = true } },
    };
}
