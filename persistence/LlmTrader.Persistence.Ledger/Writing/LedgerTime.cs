namespace LlmTrader.Persistence.Ledger.Writing;

/// <summary>Nanoseconds since 1970 as the database's time: whole microseconds, towards the past.</summary>
internal static class LedgerTime
{
    private const long NanosecondsPerMicrosecond = 1000;

    /// <summary>PostgreSQL counts from 2000 on.</summary>
    private const long EpochMicroseconds = 946_684_800_000_000;

    public static DateTime Of(long nanoseconds) => DateTime.UnixEpoch.AddTicks(Microseconds(nanoseconds) * TimeSpan.TicksPerMicrosecond);

    /// <summary>A timestamptz as the server itself keeps and receives it: microseconds since 2000.</summary>
    public static long Binary(long nanoseconds) => Microseconds(nanoseconds) - EpochMicroseconds;

    private static long Microseconds(long nanoseconds)
    {
        (long microseconds, long rest) = Math.DivRem(nanoseconds, NanosecondsPerMicrosecond);
        return rest < 0 ? microseconds - 1 : microseconds;
    }
}
