namespace LlmTrader.Feeds.Import;

/// <summary>
/// Local wall-clock time to UTC. Zones change on whole minutes, so one look-up serves a minute of rows.
/// The rules for times that never were or were twice are <see cref="CsvLayout.Zone"/>'s.
/// </summary>
internal sealed class ZoneClock(TimeZoneInfo zone)
{
    private const long Minute = 60_000_000_000;
    private const long NanosecondsPerTick = 100;

    private readonly bool _isUtc = zone.BaseUtcOffset == TimeSpan.Zero && !zone.SupportsDaylightSavingTime;
    private long _minute = long.MinValue;
    private bool _exists;
    private long _earlierOffset;   // Subtracted from local time; the larger offset gives the earlier instant.
    private long _laterOffset;

    /// <summary>False for a time that the clocks jumped over.</summary>
    public bool TryToUtc(long local, long previousUtc, out long utc)
    {
        utc = local;
        if (_isUtc) { return true; }

        long minute = Math.DivRem(local, Minute).Quotient;
        if (minute != _minute) { LookUp(minute); }
        utc = local - _earlierOffset;
        if (utc < previousUtc) { utc = local - _laterOffset; }
        return _exists;
    }

    private void LookUp(long minute)
    {
        _minute = minute;
        var local = new DateTime(DateTime.UnixEpoch.Ticks + (minute * (Minute / NanosecondsPerTick)), DateTimeKind.Unspecified);
        _exists = !zone.IsInvalidTime(local);
        TimeSpan[] offsets = _exists && zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local) : [zone.GetUtcOffset(local)];
        _earlierOffset = offsets.Max().Ticks * NanosecondsPerTick;
        _laterOffset = offsets.Min().Ticks * NanosecondsPerTick;
    }
}
