using System.Globalization;

namespace LlmTrader.Engine.Core;

/// <summary>A point in time: UTC nanoseconds since 1970-01-01, leap seconds not counted (as Unix time).</summary>
public readonly record struct Timestamp(long Nanoseconds) : IComparable<Timestamp>
{
    public static Timestamp MinValue => new(long.MinValue);

    public static Timestamp MaxValue => new(long.MaxValue);

    public static Timestamp FromUnixSeconds(long seconds) => new(checked(seconds * 1_000_000_000));

    public static Timestamp FromUnixMilliseconds(long milliseconds) => new(checked(milliseconds * 1_000_000));

    public static Timestamp FromUnixMicroseconds(long microseconds) => new(checked(microseconds * 1_000));

    public static Timestamp operator +(Timestamp time, Duration duration) => new(checked(time.Nanoseconds + duration.Nanoseconds));

    public static Timestamp operator -(Timestamp time, Duration duration) => new(checked(time.Nanoseconds - duration.Nanoseconds));

    public static Duration operator -(Timestamp left, Timestamp right) => new(checked(left.Nanoseconds - right.Nanoseconds));

    public static bool operator <(Timestamp left, Timestamp right) => left.Nanoseconds < right.Nanoseconds;

    public static bool operator >(Timestamp left, Timestamp right) => left.Nanoseconds > right.Nanoseconds;

    public static bool operator <=(Timestamp left, Timestamp right) => left.Nanoseconds <= right.Nanoseconds;

    public static bool operator >=(Timestamp left, Timestamp right) => left.Nanoseconds >= right.Nanoseconds;

    public static Timestamp Max(Timestamp left, Timestamp right) => left.Nanoseconds >= right.Nanoseconds ? left : right;

    public int CompareTo(Timestamp other) => Nanoseconds.CompareTo(other.Nanoseconds);

    /// <summary>Which period since 1970 this time lies in; before 1970 towards the past, so that the periods around it are as long as the others.</summary>
    public long PeriodOf(Duration period)
    {
        (long periods, long into) = Math.DivRem(Nanoseconds, period.Nanoseconds);
        return into < 0 ? periods - 1 : periods;
    }

    /// <summary>ISO 8601 with nine decimals, e.g. <c>2024-08-08T23:54:14.087896568Z</c>.</summary>
    public override string ToString()
    {
        (long seconds, long nanoseconds) = Math.DivRem(Nanoseconds, 1_000_000_000);
        if (nanoseconds < 0) { seconds--; nanoseconds += 1_000_000_000; }
        return string.Create(CultureInfo.InvariantCulture, $"{DateTime.UnixEpoch.AddSeconds(seconds):yyyy-MM-ddTHH:mm:ss}.{nanoseconds:D9}Z");
    }
}

/// <summary>A length of time in nanoseconds; may be negative (a clock that is behind).</summary>
public readonly record struct Duration(long Nanoseconds) : IComparable<Duration>
{
    public static Duration Zero => default;

    public static Duration OneSecond => new(1_000_000_000);

    public static Duration OneDay => new(86_400_000_000_000);

    public static Duration FromMilliseconds(long milliseconds) => new(checked(milliseconds * 1_000_000));

    public static Duration FromSeconds(long seconds) => new(checked(seconds * 1_000_000_000));

    public static Duration FromMinutes(long minutes) => FromSeconds(checked(minutes * 60));

    public static Duration FromDays(long days) => FromSeconds(checked(days * 86_400));

    public static bool operator <(Duration left, Duration right) => left.Nanoseconds < right.Nanoseconds;

    public static bool operator >(Duration left, Duration right) => left.Nanoseconds > right.Nanoseconds;

    public static bool operator <=(Duration left, Duration right) => left.Nanoseconds <= right.Nanoseconds;

    public static bool operator >=(Duration left, Duration right) => left.Nanoseconds >= right.Nanoseconds;

    public int CompareTo(Duration other) => Nanoseconds.CompareTo(other.Nanoseconds);
}
