namespace LlmTrader.Engine.Core;

/// <summary>Open, high, low, close and volume over one <see cref="BarSpec"/>.</summary>
public struct Bar
{
    public Price Open;
    public Price High;
    public Price Low;
    public Price Close;
    public Quantity Volume;

    /// <summary>Sum of price x quantity in the quote currency, 10^-8 units, saturating at 92 billion; 0 when the source has none.</summary>
    public long Turnover;

    /// <summary>Inclusive start of the bar, exchange time. Of tick, volume and notional bars: time of the first trade.</summary>
    public Timestamp OpenTime;

    /// <summary>Number of trades, 0 when the source does not say; saturates.</summary>
    public int TradeCount;

    /// <summary>Index of the bar's <see cref="BarSpec"/> in the engine's options.</summary>
    public BarSpecId Spec;
}

/// <summary>A bar that has just closed, as the bars stage hands it to the stages behind it.</summary>
public struct ClosedBar
{
    public Bar Bar;

    /// <summary>Exclusive end of the bar, exchange time.</summary>
    public Timestamp CloseTime;
    public InstrumentId Instrument;
}

/// <summary>Index of a <see cref="BarSpec"/> in the engine's options.</summary>
public readonly record struct BarSpecId(ushort Value);
