using System.ComponentModel;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>Who is told of what.</summary>
public sealed record AlertsConfiguration
{
    [Description("Ways to tell people.")]
    public IReadOnlyList<AlertChannelConfiguration> Channels { get; init; } = [];

    [Description("What they are told of.")]
    public IReadOnlyList<AlertRuleConfiguration> Rules { get; init; } = [];

    [Within("1", "10000")]
    [Description("Messages a minute on one channel above which they become one digest.")]
    public int DigestAbove { get; init; } = 20;
}

/// <summary>A way to tell people. Which of the fields a kind needs is said where it is missing.</summary>
public sealed record AlertChannelConfiguration
{
    [Name]
    [Description("What rules and `alerts test` call it.")]
    public required string Name { get; init; }

    [Description("How it tells.")]
    public required AlertChannelKind Kind { get; init; }

    [Description("The address that is called, a secret of its own: ${env:NAME} or file:/path.")]
    public SecretReference? Url { get; init; }

    [Description("Signing secret, bot token or password: ${env:NAME} or file:/path.")]
    public SecretReference? Secret { get; init; }

    [Description("What else the kind takes, such as chat_id (telegram), or host, port, user, from and to (email).")]
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>Kinds of channels.</summary>
public enum AlertChannelKind
{
    Log,
    Webhook,
    Dingtalk,
    Wecom,
    Feishu,
    Telegram,
    Email,
}

/// <summary>When somebody is told: a metric above or below a value for some time, or an event.</summary>
public sealed record AlertRuleConfiguration
{
    [Name]
    [Description("What its messages are called, and told once by.")]
    public required string Name { get; init; }

    [Description("A metric, such as journal.lag_seconds; this or event.")]
    public string? Metric { get; init; }

    [Description("An event, such as feed.disconnected; this or metric.")]
    public string? Event { get; init; }

    [Description("Of a metric: told when it is above.")]
    public decimal? Above { get; init; }

    [Description("Of a metric: told when it is below.")]
    public decimal? Below { get; init; }

    [Within("0s", "30d")]
    [Description("How long it must be so.")]
    public TimeSpan For { get; init; }

    [Description("How bad it is.")]
    public AlertSeverity Severity { get; init; } = AlertSeverity.Warning;

    [Description("The channels, by name; all when left out.")]
    public IReadOnlyList<string> Channels { get; init; } = [];
}

/// <summary>By rising urgency.</summary>
public enum AlertSeverity
{
    Info,
    Warning,
    Critical,
}
