using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>What the rules know of one instrument's market.</summary>
internal struct RiskMarket
{
    /// <summary>Zero before the first.</summary>
    public Price Last;

    public QuoteTick Quote;

    /// <summary>Engine time of the last market data.</summary>
    public Timestamp DataAt;
    public bool HasData;
    public InstrumentStatus Status;

    private Price _reference;
    private Price _traded;
    private bool _isClose;
    private Timestamp _dayEnd;

    private readonly Price Close => _traded.Raw > 0 ? _traded : Last;

    /// <summary>
    /// What a day's prices are measured by: the last one of the venue's day before (one that traded, where any has), or the first
    /// known; zero before that.
    /// </summary>
    public readonly Price ReferenceAt(Timestamp now) => EndsDay(now) ? Close : _reference;

    /// <summary>Whether the reference is a close, not the first known price.</summary>
    public readonly bool KnowsClose(Timestamp now) => EndsDay(now) ? Last.Raw > 0 : _isClose;

    /// <summary>Whether a time is past the day that is known, or none is.</summary>
    public readonly bool EndsDay(Timestamp at) => Last.Raw == 0 || at >= _dayEnd;

    public void OnData(Timestamp now)
    {
        DataAt = now;
        HasData = true;
    }

    /// <summary>A price that is not positive is no reference, and the one before stays.</summary>
    public void OnPrice(Price price, bool isTraded)
    {
        if (price.Raw <= 0) { return; }
        Last = price;
        if (isTraded) { _traded = price; }
    }

    /// <summary>A day of the venue's begins with a price, which is told after.</summary>
    public void BeginDay(Price first, Timestamp end)
    {
        (_reference, _isClose) = Last.Raw == 0 ? (first, false) : (Close, true);
        _dayEnd = end;
    }

    /// <summary>The age of what is known; without anything, as old as can be.</summary>
    public readonly long Age(Timestamp now) => HasData ? now.Nanoseconds - DataAt.Nanoseconds : long.MaxValue;

    /// <summary>Ask minus bid over their middle, as a <see cref="RiskRatio"/>; without both sides as wide as can be. A crossed quote has none.</summary>
    public readonly long Spread()
    {
        if (Quote.BidPrice.Raw <= 0 || Quote.AskPrice.Raw <= 0) { return long.MaxValue; }
        return RiskRatio.Of(2 * ((Int128)Quote.AskPrice.Raw - Quote.BidPrice.Raw), (Int128)Quote.AskPrice.Raw + Quote.BidPrice.Raw);
    }

    /// <summary>The midnight, UTC, after a time.</summary>
    public static Timestamp EndOfDay(Timestamp now) => new(checked((now.PeriodOf(Duration.OneDay) + 1) * Duration.OneDay.Nanoseconds));
}
