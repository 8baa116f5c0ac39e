using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Execution;

/// <summary>
/// Time as a venue's people read it. Fixed tables and not the machine's time zones, whose updates would change a replay:
/// the mainland Chinese exchanges are at UTC+8 without daylight saving, those of the United States in New York's time by
/// <see cref="UsEasternTime"/>, every other venue is continuous in UTC. Holidays and short days are not known here; a
/// weekend is.
/// </summary>
internal sealed class VenueClock
{
    private const long Minute = 60_000_000_000;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;

    private static readonly VenueClock Continuous = new(Place.Anywhere, "UTC");
    private static readonly VenueClock Mainland = new(Place.China, "Asia/Shanghai");
    private static readonly VenueClock UnitedStates = new(Place.UnitedStates, "America/New_York");

    private readonly Place _place;

    private VenueClock(Place place, string zone) => (_place, Zone) = (place, zone);

    private enum Place : byte
    {
        Anywhere,
        China,
        UnitedStates,
    }

    /// <summary>The name of the zone, for people.</summary>
    public string Zone { get; }

    public static VenueClock Of(Instrument instrument) => Of(instrument.Venue);

    /// <summary>Of a venue by its name, a market identifier code or a common short form; UTC for one that is in no table.</summary>
    public static VenueClock Of(string venue) => venue switch
    {
        "SSE" or "SZSE" or "BSE" or "XSHG" or "XSHE" or "XBSE" or "SH" or "SZ" or "BJ" => Mainland,
        "XNYS" or "XNAS" or "XASE" or "ARCX" or "BATS" or "IEXG" or "NYSE" or "NASDAQ" or "AMEX" or "ARCA" => UnitedStates,
        _ => Continuous,
    };

    /// <summary>Number of the venue's day that a bar opened on.</summary>
    public long Session(Timestamp barOpen) => FloorDiv(Local(barOpen), Day);

    /// <summary>Bars of a period in a year of trading: 365 days of 24 hours, 242 of 4 in China, 252 of 6.5 in the United States.</summary>
    public double BarsPerYear(BarSpec bar) => _place switch
    {
        Place.China => 242.0 * Math.Max(1.0, 4.0 * Hour / bar.Period.Nanoseconds),
        Place.UnitedStates => 252.0 * Math.Max(1.0, 6.5 * Hour / bar.Period.Nanoseconds),
        _ => 365.0 * Day / bar.Period.Nanoseconds,
    };

    /// <summary>The value of a time variable at an instant.</summary>
    public double Read(RuleVariable variable, Timestamp time)
    {
        long local = Local(time);
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

    private long Local(Timestamp time) => time.Nanoseconds + _place switch
    {
        Place.China => 8 * Hour,
        Place.UnitedStates => UsEasternTime.Offset(time),
        _ => 0,
    };

    private SessionPhase Phase(long minute, int weekday)
    {
        if (_place == Place.Anywhere) { return SessionPhase.Continuous; }
        if (weekday > 5) { return SessionPhase.Closed; }
        if (_place == Place.UnitedStates) { return minute is >= 570 and < 960 ? SessionPhase.Continuous : SessionPhase.Closed; }   // 09:30 to 16:00.
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
