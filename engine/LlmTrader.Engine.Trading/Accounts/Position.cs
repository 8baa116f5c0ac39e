using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>What an account holds of one instrument. Amounts are 10^-8 of the instrument's quote currency.</summary>
public struct Position
{
    /// <summary>Signed: positive is long, negative is short.</summary>
    public Quantity Quantity;

    /// <summary>What the open quantity cost, or brought in when short; positive in both cases.</summary>
    public long CostRaw;

    /// <summary>What the open quantity is worth at the last or mark price, negative when short; before a price is known, its cost.</summary>
    public long ValueRaw;

    /// <summary>Profit or loss of what has been closed, fees not deducted.</summary>
    public long RealizedRaw;

    /// <summary>Fees paid in the quote currency, rebates deducted; those in other currencies are in the account's balances only.</summary>
    public long FeesRaw;

    /// <summary>Of a perpetual: funding received, less what was paid.</summary>
    public long FundingRaw;

    /// <summary>What the position adds to the account's equity beside cash: spot its value, a perpetual its unrealised profit.</summary>
    internal long CarriedRaw;

    /// <summary>Profit or loss of the open quantity at the last price, fees not deducted.</summary>
    public readonly long UnrealizedRaw => checked(ValueRaw - SignedCostRaw);

    /// <summary>The cost with the sign of the position: what it is worth before it has a last price.</summary>
    internal readonly long SignedCostRaw => Quantity.Raw >= 0 ? CostRaw : checked(-CostRaw);

    /// <summary>
    /// Cost over quantity, ties to even at the instrument's price scale; zero without a position. For people to read: no
    /// amount is ever computed from it.
    /// </summary>
    public readonly Price AveragePrice(Instrument instrument)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        if (Quantity.IsZero) { return Price.Zero; }

        int shift = instrument.PriceScale + instrument.QuantityScale - Money.Scale;
        Int128 numerator = (Int128)CostRaw * FixedPoint.Pow10(Math.Max(shift, 0));
        Int128 denominator = (Int128)Quantity.Abs().Raw * FixedPoint.Pow10(Math.Max(-shift, 0));
        return new Price(checked((long)Rounding.HalfEven(numerator, denominator)));
    }

    /// <summary>
    /// Takes a fill in and returns the profit that it realises. Without a sum of roundings: what a fill brings is split into a
    /// closed and an opened part whose sum is the fill's notional, and the cost into a closed and a kept part whose sum is the cost before.
    /// </summary>
    internal long Apply(Instrument instrument, Side side, Price price, Quantity quantity, long notionalRaw)
    {
        Quantity change = side == Side.Buy ? quantity : -quantity;
        if (Quantity.IsZero || (Quantity.Raw ^ change.Raw) >= 0)   // Of one sign.
        {
            Quantity += change;
            CostRaw = checked(CostRaw + notionalRaw);
            return 0;
        }

        Quantity held = Quantity.Abs();
        return quantity <= held ? Close(change, quantity, held, notionalRaw) : Turn(instrument, price, change, held, notionalRaw);
    }

    // Through zero: the old position closes at the fill's price, the rest of the fill opens the new one.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private long Turn(Instrument instrument, Price price, Quantity change, Quantity held, long notionalRaw)
    {
        long closingRaw = instrument.Notional(price, held).Raw;
        Quantity rest = Quantity + change;
        long profit = Close(-Quantity, held, held, closingRaw);
        Quantity = rest;
        CostRaw = checked(notionalRaw - closingRaw);
        return profit;
    }

    private long Close(Quantity change, Quantity closed, Quantity held, long notionalRaw)
    {
        long closedCost = closed == held ? CostRaw : PartOfCost(closed, held);   // The last part takes all that is left.
        long profit = checked(Quantity.Raw > 0 ? notionalRaw - closedCost : closedCost - notionalRaw);
        RealizedRaw = checked(RealizedRaw + profit);
        CostRaw = checked(CostRaw - closedCost);
        Quantity += change;
        return profit;
    }

    // Never larger than the cost itself.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly long PartOfCost(Quantity closed, Quantity held) => (long)Rounding.HalfEvenProduct(CostRaw, closed.Raw, held.Raw);
}
