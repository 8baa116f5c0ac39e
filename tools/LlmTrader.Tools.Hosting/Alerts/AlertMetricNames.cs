namespace LlmTrader.Tools.Hosting.Alerts;

/// <summary>Metrics that rules can be about: the one place that says what they are called and what they mean.</summary>
public static class AlertMetricNames
{
    public const string JournalLagEvents = "journal.lag_events";
    public const string JournalLagSeconds = "journal.lag_seconds";
    public const string DiskUsedPercent = "disk.used_percent";
    public const string DiskFreeBytes = "disk.free_bytes";
    public const string FeedAgeSeconds = "feed.age_seconds";
    public const string FeedConnected = "feed.connected";
    public const string FeedReconnectsPerHour = "feed.reconnects_per_hour";
    public const string FeedGapsPerMinute = "feed.gaps_per_minute";
    public const string FeedDroppedPerMinute = "feed.dropped_per_minute";
    public const string DrawdownPercent = "account.drawdown_percent";
    public const string DailyLossPercent = "account.daily_loss_percent";
    public const string RejectsPerMinute = "orders.rejects_per_minute";
    public const string KillIsSet = "kill.is_set";
    public const string EngineIsFaulted = "engine.is_faulted";
    public const string DecisionP99Microseconds = "latency.decision_p99_us";
    public const string ReleaseP99Microseconds = "latency.release_p99_us";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<AlertName> All { get; } =
    [
        new(JournalLagEvents, "", "events in the ring that the journal has not committed: written in mode async, else put on the disk"),
        new(JournalLagSeconds, "", "seconds since the oldest event that the journal has not committed"),
        new(DiskUsedPercent, "", "used space of the journal's disk, in percent"),
        new(DiskFreeBytes, "", "bytes that may still be written to the journal's disk"),
        new(FeedAgeSeconds, "feed", "seconds since its last message"),
        new(FeedConnected, "feed", "1 when its connection stands, else 0"),
        new(FeedReconnectsPerHour, "feed", "connections made anew in the last hour"),
        new(FeedGapsPerMinute, "feed", "holes in its streams in the last minute"),
        new(FeedDroppedPerMinute, "feed", "events in the last minute that the engine had no room for"),
        new(DrawdownPercent, "account", "how far its equity is below its peak, in percent"),
        new(DailyLossPercent, "account", "what it lost since the UTC day began, in percent of its first cash; withdrawals are no loss"),
        new(RejectsPerMinute, "", "orders refused in the last minute, by risk or by the venue"),
        new(KillIsSet, "", "1 while trading is killed, else 0"),
        new(EngineIsFaulted, "", "1 when the engine has failed, else 0"),
        new(DecisionP99Microseconds, "", "99th percentile of the time from ingest to the gate, in microseconds"),
        new(ReleaseP99Microseconds, "", "99th percentile of the time from ingest to the gateway, in microseconds"),
    ];
}
