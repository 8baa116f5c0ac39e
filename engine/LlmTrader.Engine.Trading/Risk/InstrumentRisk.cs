using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>What the gate knows of one instrument: the limits in force and the last price.</summary>
internal struct InstrumentRisk
{
    public long OrderQuantityLimit;
    public long OrderNotionalLimit;
    public long PositionLimit;
    public long PriceCollar;
    public long OrderRateLimit;

    /// <summary>As configured; it does not change.</summary>
    public readonly long MarketBuffer;
    public bool ShortSelling;

    /// <summary>The largest fee rate that a fill may cost, in 10^-8.</summary>
    public readonly int DearestFee;

    /// <summary>Zero as long as there is none.</summary>
    public Price Last;

    public InstrumentRisk(RiskLimits limits, int dearestFee)
    {
        DearestFee = dearestFee;
        OrderQuantityLimit = limits.OrderQuantity.Raw;
        OrderNotionalLimit = limits.OrderNotional;
        PositionLimit = limits.Position.Raw;
        PriceCollar = limits.PriceCollar;
        MarketBuffer = limits.MarketBuffer;
        OrderRateLimit = limits.OrderRate;
        ShortSelling = limits.ShortSelling;
    }

    public readonly bool HasLast => Last.Raw > 0;

    /// <summary>Whether the order can't be judged without a last price: it has no price of its own, or a limit compares with it.</summary>
    public readonly bool NeedsLast(in OrderCommand command) =>
        command.Type is OrderType.Market or OrderType.TrailingStop || PriceCollar != 0 || (OrderNotionalLimit != 0 && command.Side == Side.Sell);

    /// <summary>How far above the last price a buy without a limit is reserved for, in 1/10,000 of it.</summary>
    public readonly long Buffer => MarketBuffer != 0 ? MarketBuffer : PriceCollar;

    public void Change(in RiskLimitChange change)
    {
        switch (change.Limit)
        {
            case RiskLimitKind.OrderQuantity: OrderQuantityLimit = change.Value; break;
            case RiskLimitKind.OrderNotional: OrderNotionalLimit = change.Value; break;
            case RiskLimitKind.Position: PositionLimit = change.Value; break;
            case RiskLimitKind.PriceCollar: PriceCollar = change.Value; break;
            case RiskLimitKind.OrderRate: OrderRateLimit = change.Value; break;
            default: ShortSelling = change.Value != 0; break;
        }
    }
}
