using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>What the gate knows of one instrument: the limits in force, the last price and the orders of this second.</summary>
internal struct InstrumentRisk
{
    public long OrderQuantityLimit;
    public long OrderNotionalLimit;
    public long PositionLimit;
    public long PriceCollar;
    public long OrderRateLimit;
    public bool ShortSelling;

    /// <summary>The largest fee rate that a fill may cost, in 10^-8.</summary>
    public readonly int DearestFee;

    /// <summary>Zero as long as there is none.</summary>
    public Price Last;

    public RateWindow Orders;

    public InstrumentRisk(RiskLimits limits, int dearestFee)
    {
        DearestFee = dearestFee;
        OrderQuantityLimit = limits.OrderQuantity.Raw;
        OrderNotionalLimit = limits.OrderNotional;
        PositionLimit = limits.Position.Raw;
        PriceCollar = limits.PriceCollar;
        OrderRateLimit = limits.OrderRate;
        ShortSelling = limits.ShortSelling;
    }

    public readonly bool HasLast => Last.Raw > 0;

    /// <summary>Whether the order can't be judged without a last price: it has no price of its own, or a limit compares with it.</summary>
    public readonly bool NeedsLast(in OrderCommand command) =>
        command.Type is OrderType.Market or OrderType.TrailingStop || PriceCollar != 0 || (OrderNotionalLimit != 0 && command.Side == Side.Sell);

    public readonly bool IsOutsideCollar(in OrderCommand command)
    {
        if (PriceCollar == 0 || !command.HasLimit) { return false; }

        // A stop-limit comes to the market when that has come to its trigger.
        Price reference = command.HasTrigger ? command.Trigger : Last;
        Int128 limit = (Int128)command.Price.Raw * OrderValue.CollarUnit;
        return command.Side == Side.Buy
            ? limit > (Int128)reference.Raw * (OrderValue.CollarUnit + PriceCollar)
            : limit < (Int128)reference.Raw * (OrderValue.CollarUnit - PriceCollar);
    }

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
