using LlmTrader.Tools.Hosting.Configuration.Engine;

namespace LlmTrader.Tools.Hosting.Alerts.Rules;

/// <summary>What people are told of when the configuration names no rules: what costs money or stops the engine, at the bounds that it has for itself.</summary>
public static class DefaultAlertRules
{
    // So much of a limit that there is time to act before it is reached.
    private const double NearLimit = 0.75;

    public static IReadOnlyList<AlertRule> Of(EngineConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        List<AlertRule> rules =
        [
            new() { Name = "kill", Metric = AlertMetricNames.KillIsSet, Above = 0, Severity = AlertSeverity.Critical },
            new() { Name = "engine-fault", Event = AlertEventNames.EngineFaulted, Severity = AlertSeverity.Critical },
            new() { Name = "feed-disconnected", Metric = AlertMetricNames.FeedConnected, Below = 1, For = TimeSpan.FromSeconds(10), Severity = AlertSeverity.Critical },
            new() { Name = "feed-stale", Metric = AlertMetricNames.FeedAgeSeconds, Above = 30 },
            new() { Name = "feed-reconnects", Metric = AlertMetricNames.FeedReconnectsPerHour, Above = 10 },
            new() { Name = "journal-lag", Metric = AlertMetricNames.JournalLagSeconds, Above = 1, For = TimeSpan.FromSeconds(5) },
            new() { Name = "disk-filling", Metric = AlertMetricNames.DiskUsedPercent, Above = PercentOf(configuration.Journal.WarnAt), For = TimeSpan.FromMinutes(1) },
            new() { Name = "disk-full", Metric = AlertMetricNames.DiskUsedPercent, Above = PercentOf(configuration.Journal.StopEntriesAt), Severity = AlertSeverity.Critical },
            new() { Name = "rejects", Metric = AlertMetricNames.RejectsPerMinute, Above = 30 },
            new() { Name = "rule-set-quarantined", Event = AlertEventNames.RuleSetQuarantined, Severity = AlertSeverity.Critical },
            new() { Name = "undelivered", Event = AlertEventNames.Undelivered },
        ];
        if (configuration.Risk.Drawdown is { } drawdown) { rules.Add(new() { Name = "drawdown", Metric = AlertMetricNames.DrawdownPercent, Above = NearLimit * PercentOf(drawdown) }); }
        if (configuration.Risk.DailyLoss is { } loss) { rules.Add(new() { Name = "daily-loss", Metric = AlertMetricNames.DailyLossPercent, Above = NearLimit * PercentOf(loss) }); }
        return rules;
    }

    private static double PercentOf(Ratio ratio) => ratio.BasisPoints / 100.0;
}
