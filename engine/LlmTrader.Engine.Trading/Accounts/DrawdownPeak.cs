using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>What deposits and withdrawals do to the highest equity, from which a drawdown is counted.</summary>
public static class DrawdownPeak
{
    // Room is left for what equity may still fall below it.
    private const long Highest = long.MaxValue / 2;

    /// <summary>
    /// The peak after money came in or went out, in 10^-8: peak × equity after / equity before, ties to even. So the share of the
    /// peak that is lost stays what it was, as returns that are weighted by time leave flows out. Of an account that had
    /// nothing, or has nothing left, no share can be told: its peak is the equity after the flow. Where almost all had been lost
    /// the quotient may be beyond 64 bits: the peak then stays at half of their range.
    /// </summary>
    /// <param name="peakRaw">Before the flow; not below the equity then.</param>
    /// <param name="beforeRaw">Equity just before.</param>
    /// <param name="afterRaw">Equity just after.</param>
    public static long AfterFlow(long peakRaw, long beforeRaw, long afterRaw)
    {
        if (beforeRaw <= 0 || afterRaw <= 0) { return afterRaw; }
        Int128 scaled = Rounding.HalfEven((Int128)peakRaw * afterRaw, beforeRaw);
        return scaled <= Highest ? (long)scaled : Math.Max(Highest, afterRaw);
    }
}
