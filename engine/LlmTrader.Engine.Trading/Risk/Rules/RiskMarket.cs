using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>What the rules know of one instrument's market.</summary>
internal struct RiskMarket
{
    private const long DayNanoseconds = 86_400_000_000_000;

    /// <summary>Zero before the first.</summary>
    public Price Last;

    public QuoteTick Quote;

    /// <summary>Engine time of the last market data.</summary>
    public Timestamp DataAt;
    public bool HasData;
    public InstrumentStatus Status;

    private Price _reference;
    private Timestamp _dayEnd;

    /// <summary>What a day's prices are measured by: the last one of the day before, or the first known; zero before that.</summary>
    public readonly Price Reference => _reference;

    public void OnData(Timestamp now)
    {
        DataAt = now;
        HasData = true;
    }

    /// <summary>A price that is not positive is no reference, and the one before stays.</summary>
    public void OnPrice(Price price, Timestamp now)
    {
        if (price.Raw <= 0) { return; }
        if (Last.Raw == 0 || now >= _dayEnd) { (_reference, _dayEnd) = (Last.Raw == 0 ? price : Last, EndOfDay(now)); }
        Last = price;
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
    public static Timestamp EndOfDay(Timestamp now) => new(checked((DayOf(now) + 1) * DayNanoseconds));

    public static long DayOf(Timestamp now)
    {
        long day = now.Nanoseconds / DayNanoseconds;
        return now.Nanoseconds < day * DayNanoseconds ? day - 1 : day;
    }
}
