using LlmTrader.Tools.Hosting.Alerts.Channels;
using LlmTrader.Tools.Hosting.Alerts.Delivery;
using LlmTrader.Tools.Hosting.Alerts.Rules;
using LlmTrader.Tools.Hosting.Configuration.Engine;

namespace LlmTrader.Tools.Hosting.Alerts;

/// <summary>Who is told of what, and how often.</summary>
public sealed record AlertServiceOptions
{
    public required IReadOnlyList<AlertRule> Rules { get; init; }

    public required IReadOnlyList<IAlertChannel> Channels { get; init; }

    public AlertTiming Timing { get; init; } = new();

    public DeliveryOptions Delivery { get; init; } = new();

    /// <summary>Between two looks at the metrics.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Events that may wait to be judged.</summary>
    public int EventCapacity { get; init; } = 1024;

    /// <summary>What messages say they come from.</summary>
    public string Source { get; init; } = Environment.MachineName;

    /// <summary>As a configuration says. Throws <see cref="Runs.RunException"/> when a channel can't be used.</summary>
    public static AlertServiceOptions Of(EngineConfiguration configuration, AlertChannelFactory factory)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(factory);
        return new AlertServiceOptions
        {
            Rules = RulesOf(configuration),
            Channels = [.. ChannelsOf(configuration).Select(factory.Create)],
            Delivery = new DeliveryOptions { DigestAbove = configuration.Alerts.DigestAbove },
        };
    }

    /// <summary>The configured rules; without any those of <see cref="DefaultAlertRules"/>.</summary>
    public static IReadOnlyList<AlertRule> RulesOf(EngineConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration.Alerts.Rules.Count > 0 ? [.. configuration.Alerts.Rules.Select(AlertRule.Of)] : DefaultAlertRules.Of(configuration);
    }

    /// <summary>The configured channels; without any the log.</summary>
    public static IReadOnlyList<AlertChannelConfiguration> ChannelsOf(EngineConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration.Alerts.Channels.Count > 0 ? configuration.Alerts.Channels : [new AlertChannelConfiguration { Name = "log", Kind = AlertChannelKind.Log }];
    }
}
