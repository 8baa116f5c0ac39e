using LlmTrader.Tools.Hosting.Configuration.Engine;

namespace LlmTrader.Tools.Hosting.Alerts.Rules;

/// <summary>How often people are told of the same thing.</summary>
public sealed record AlertTiming
{
    /// <summary>The least time between two raised messages of one rule about one subject; what comes sooner is counted.</summary>
    public TimeSpan Repeat { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The least time between two raised messages of a metric's rule: what is critical is told each time it begins anew.</summary>
    public TimeSpan RepeatOf(AlertRule rule) => rule.Severity == AlertSeverity.Critical ? TimeSpan.Zero : Repeat;

    /// <summary>What lasts is told again after so long.</summary>
    public TimeSpan Remind { get; init; } = TimeSpan.FromHours(4);

    /// <summary>A subject of which nothing is heard for so long is forgotten.</summary>
    public TimeSpan Forget { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Pairs of a rule and a subject that are followed at once.</summary>
    public int MaxSubjects { get; init; } = 1024;
}
