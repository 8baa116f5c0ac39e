using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>A trade as every specification sees it: the product is made once per trade, not once per bar.</summary>
internal readonly struct TradePrint(in TradeTick trade, Timestamp exchangeTime, Timestamp now)
{
    public readonly Price Price = trade.Price;
    public readonly Quantity Quantity = trade.Quantity;

    /// <summary>Raw price times raw quantity, exact: below 2^126.</summary>
    public readonly UInt128 Product = Math.BigMul((ulong)trade.Price.Raw, (ulong)trade.Quantity.Raw);

    public readonly Timestamp ExchangeTime = exchangeTime;
    public readonly Timestamp Now = now;
}

/// <summary>A bar under construction; without trades it is not open, and its empty span contains no time.</summary>
internal struct OpenBar
{
    // Above every notional that fits Money (2^63 × 10^18), and low enough that adding one more product can't overflow.
    private static readonly UInt128 ProductLimit = UInt128.One << 124;

    public Timestamp Start;

    /// <summary>Exclusive. Of tick, volume and notional bars: just after the latest trade so far.</summary>
    public Timestamp End;

    public Price Open;
    public Price High;
    public Price Low;
    public Price Close;
    public Quantity Volume;
    public long Trades;

    /// <summary>Sum of raw price times raw quantity, exact below its limit; it is scaled and rounded once, at the close.</summary>
    public UInt128 Product;

    public readonly bool IsOpen => Trades != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool Contains(Timestamp time) => time >= Start && time < End;

    public void Begin(Timestamp start, Timestamp end, in TradePrint print)
    {
        Start = start;
        End = end;
        Open = High = Low = Close = print.Price;
        Volume = print.Quantity;
        Trades = 1;
        Product = UInt128.Min(print.Product, ProductLimit);
    }

    /// <summary>Throws <see cref="OverflowException"/> when the volume no longer fits 63 bits: the quantity scale is too fine.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(in TradePrint print)
    {
        Price price = print.Price;
        if (price > High) { High = price; }
        if (price < Low) { Low = price; }
        Close = price;
        Volume += print.Quantity;
        Trades++;
        UInt128 product = Product + print.Product;
        Product = product < ProductLimit ? product : ProductLimit;
    }

    public readonly Bar ToBar(Instrument instrument, BarSpecId spec) => new()
    {
        Open = Open,
        High = High,
        Low = Low,
        Close = Close,
        Volume = Volume,
        Turnover = Turnover(instrument),
        OpenTime = Start,
        TradeCount = (int)Math.Min(Trades, int.MaxValue),
        Spec = spec,
    };

    /// <summary>The product in 10^-8 of the quote currency: as the notional of one trade, but rounded once for the whole bar.</summary>
    private readonly long Turnover(Instrument instrument)
    {
        int shift = Money.Scale - instrument.PriceScale - instrument.QuantityScale;
        Int128 product = (Int128)Product;
        if (shift < 0) { return (long)Int128.Min(Rounding.HalfEven(product, FixedPoint.Pow10(-shift)), long.MaxValue); }

        long unit = FixedPoint.Pow10(shift);
        return product > long.MaxValue / unit ? long.MaxValue : (long)product * unit;
    }
}
