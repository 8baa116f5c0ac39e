using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// What a perpetual's venue asks for by the value of a position, in 10^-8 of the quote currency, from its
/// <see cref="MarginTier"/>s. All amounts are rounded up: a margin is never too small by a rounding.
/// </summary>
public sealed class MarginSchedule
{
    private const long Whole = 100_000_000;   // 10^MarginTier.RateScale.

    private readonly MarginTier[] _tiers;

    /// <summary>The instrument must be a perpetual.</summary>
    public MarginSchedule(Instrument instrument)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        Invariant.Holds(instrument.IsPerpetual && instrument.MarginTiers.Count > 0);
        _tiers = [.. instrument.MarginTiers];
    }

    /// <summary>The venue takes no position above this.</summary>
    public long MaxNotionalRaw => _tiers[^1].NotionalCapRaw;

    /// <summary>The largest whole leverage that the first tier allows.</summary>
    public static int MaxLeverage(Instrument perpetual)
    {
        ArgumentNullException.ThrowIfNull(perpetual);
        return (int)(Whole / perpetual.MarginTiers[0].InitialRate);
    }

    /// <summary>Of a position of this value, in 10^-8: one over the leverage, or what its tier asks for when that is more.</summary>
    public int InitialRate(long notionalRaw, int leverage) =>
        Math.Max(TierOf(notionalRaw).InitialRate, (int)Rounding.AwayFromZero(Whole, leverage));

    /// <summary>To open a position of this value.</summary>
    public long Initial(long notionalRaw, int leverage) => AtRate(notionalRaw, InitialRate(notionalRaw, leverage));

    /// <summary>To keep a position of this value: value × the tier's rate − its deduction, at least 0.</summary>
    public long Maintenance(long notionalRaw)
    {
        MarginTier tier = TierOf(notionalRaw);
        return Math.Max(0, AtRate(notionalRaw, tier.MaintenanceRate) - tier.DeductionRaw);
    }

    /// <summary>A share of a value, rounded up.</summary>
    public static long AtRate(long notionalRaw, int rate) => checked((long)Rounding.AwayFromZero((Int128)notionalRaw * rate, Whole));

    // A position that the market has carried past the last cap stays in the last tier.
    private MarginTier TierOf(long notionalRaw)
    {
        for (int i = 0; i < _tiers.Length - 1; i++)
        {
            if (notionalRaw <= _tiers[i].NotionalCapRaw) { return _tiers[i]; }
        }

        return _tiers[^1];
    }
}
