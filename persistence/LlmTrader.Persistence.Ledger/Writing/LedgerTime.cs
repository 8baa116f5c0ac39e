namespace LlmTrader.Persistence.Ledger.Writing;

/// <summary>Nanoseconds since 1970 as the database's time: whole microseconds, towards the past.</summary>
internal static class LedgerTime
{
    private const long NanosecondsPerMicrosecond = 1000;

    public static DateTime Of(long nanoseconds)
    {
        (long microseconds, long rest) = Math.DivRem(nanoseconds, NanosecondsPerMicrosecond);
        if (rest < 0) { microseconds--; }
        return DateTime.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
    }
}
