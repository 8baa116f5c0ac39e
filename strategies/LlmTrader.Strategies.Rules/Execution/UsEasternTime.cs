using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Rules.Execution;

/// <summary>
/// New York's distance from UTC by the federal rule, without the machine's time zones: UTC-5, and UTC-4 from 02:00 of the
/// second Sunday of March to 02:00 of the first Sunday of November; before 2007 from the first Sunday of April to the last
/// of October (Energy Policy Act of 2005, before it Public Law 99-359 of 1986). Years before 1987 are taken as 1987 was.
/// </summary>
internal static class UsEasternTime
{
    private const long Hour = 3_600_000_000_000;
    private const long Day = 24 * Hour;

    /// <summary>Nanoseconds to add to UTC; negative.</summary>
    public static long Offset(Timestamp time)
    {
        long day = time.Nanoseconds >= 0 ? time.Nanoseconds / Day : ((time.Nanoseconds + 1) / Day) - 1;
        int year = YearOf(day);
        (long begins, long ends) = year >= 2007
            ? (SundayFrom(DayNumber(year, 3, 8)), SundayFrom(DayNumber(year, 11, 1)))
            : (SundayFrom(DayNumber(year, 4, 1)), SundayFrom(DayNumber(year, 10, 25)));
        bool isSummer = time.Nanoseconds >= (begins * Day) + (7 * Hour) && time.Nanoseconds < (ends * Day) + (6 * Hour);   // 02:00 there, before each change.
        return isSummer ? -4 * Hour : -5 * Hour;
    }

    // The first Sunday at or after a day; day 0 was a Thursday.
    private static long SundayFrom(long day) => day + ((((3 - day) % 7) + 7) % 7);

    // Days since 1970-01-01 of the proleptic Gregorian calendar, for years from 1970 on.
    private static long DayNumber(int year, int month, int day)
    {
        long y = month <= 2 ? year - 1 : year;   // A year that begins in March ends with its leap day.
        long inYear = (((153 * (month + (month > 2 ? -3 : 9))) + 2) / 5) + day - 1;
        return (y * 365) + (y / 4) - (y / 100) + (y / 400) + inYear - 719_468;
    }

    private static int YearOf(long day)
    {
        int year = 1970 + (int)(day / 366);
        while (DayNumber(year + 1, 1, 1) <= day) { year++; }
        while (DayNumber(year, 1, 1) > day) { year--; }
        return year;
    }
}
