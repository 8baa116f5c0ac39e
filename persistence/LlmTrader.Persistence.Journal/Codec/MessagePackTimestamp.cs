namespace LlmTrader.Persistence.Journal.Codec;

/// <summary>A point in time as the MessagePack timestamp extension defines it (UTC, no leap seconds).</summary>
/// <param name="Seconds">Whole seconds since 1970-01-01; negative before.</param>
/// <param name="Nanoseconds">0 to 999,999,999, always counted forwards from <paramref name="Seconds"/>.</param>
public readonly record struct MessagePackTimestamp(long Seconds, uint Nanoseconds)
{
    /// <summary>One past the largest legal <see cref="Nanoseconds"/>.</summary>
    public const uint NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Splits UTC nanoseconds since 1970; rounds the seconds down, so that the rest is never negative.</summary>
    public static MessagePackTimestamp FromUnixNanoseconds(long nanoseconds)
    {
        long seconds = Math.DivRem(nanoseconds, (long)NanosecondsPerSecond, out long rest);
        return rest < 0
            ? new(seconds - 1, (uint)(rest + NanosecondsPerSecond))
            : new(seconds, (uint)rest);
    }

    /// <summary>UTC nanoseconds since 1970.</summary>
    /// <exception cref="OverflowException">The time is outside the years 1677 to 2262.</exception>
    public long ToUnixNanoseconds()
    {
        // Through Int128: the seconds of long.MinValue ns alone lie below long's range, the sum does not.
        return checked((long)(((Int128)Seconds * NanosecondsPerSecond) + Nanoseconds));
    }
}
