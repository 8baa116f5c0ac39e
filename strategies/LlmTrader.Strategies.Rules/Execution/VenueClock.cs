using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Execution;

/// <summary>
/// Time as a venue's people read it. Fixed tables and not the machine's time zones, whose updates would change a replay:
/// the mainland Chinese exchanges are at UTC+8 without daylight saving, every other venue is continuous in UTC. Holidays
/// are not known here; a weekend is.
/// </summary>
internal sealed class VenueClock
{
    private const long Minute = 60_000_000_000;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;

    private static readonly VenueClock Continuous = new(0, isMainland: false);
    private static readonly VenueClock Mainland = new(8 * Hour, isMainland: true);

    private readonly long _offset;
    private readonly bool _isMainland;

    private VenueClock(long offset, bool isMainland) => (_offset, _isMainland) = (offset, isMainland);

    public static VenueClock Of(Instrument instrument) =>
        instrument.Venue is "SSE" or "SZSE" or "BSE" or "XSHG" or "XSHE" or "XBSE" or "SH" or "SZ" or "BJ" ? Mainland : Continuous;

    /// <summary>Number of the venue's day that a bar opened on.</summary>
    public long Session(Timestamp barOpen) => FloorDiv(barOpen.Nanoseconds + _offset, Day);

    /// <summary>Bars of a period in a year of trading: 365 days of 24 hours, or 242 days of 4 hours.</summary>
    public double BarsPerYear(BarSpec bar) => _isMainland
        ? 242.0 * Math.Max(1.0, 4.0 * Hour / bar.Period.Nanoseconds)
        : 365.0 * Day / bar.Period.Nanoseconds;

    /// <summary>The value of a time variable at an instant.</summary>
    public double Read(RuleVariable variable, Timestamp time)
    {
        long local = time.Nanoseconds + _offset;
        long day = FloorDiv(local, Day);
        long inDay = local - (day * Day);
        int weekday = (int)(((day + 3) % 7 + 7) % 7) + 1;   // Day 0 was a Thursday; 1 is Monday.
        return variable switch
        {
            RuleVariable.Hour => inDay / Hour,
            RuleVariable.Minute => inDay / Minute % 60,
            RuleVariable.DayOfWeek => weekday,
            RuleVariable.SessionPhase => (double)Phase(inDay / Minute, weekday),
            _ => throw new ArgumentOutOfRangeException(nameof(variable), variable, "Not a time variable."),
        };
    }

    private SessionPhase Phase(long minute, int weekday)
    {
        if (!_isMainland) { return SessionPhase.Continuous; }
        if (weekday > 5) { return SessionPhase.Closed; }
        return minute switch
        {
            >= 555 and < 565 => SessionPhase.Auction,      // 09:15 to 09:25.
            >= 565 and < 570 => SessionPhase.Break,
            >= 570 and < 690 => SessionPhase.Continuous,   // 09:30 to 11:30.
            >= 690 and < 780 => SessionPhase.Break,
            >= 780 and < 897 => SessionPhase.Continuous,   // 13:00 to 14:57.
            >= 897 and < 900 => SessionPhase.Auction,
            _ => SessionPhase.Closed,
        };
    }

    private static long FloorDiv(long a, long b) => a >= 0 ? a / b : ((a + 1) / b) - 1;
}
