using System.Globalization;
using LlmTrader.Tools.Hosting.Configuration.Engine;

namespace LlmTrader.Tools.Hosting.Alerts.Rules;

/// <summary>When people are told: a metric is beyond a bound for some time, or an event happened.</summary>
public sealed record AlertRule
{
    public required string Name { get; init; }

    /// <summary>The metric; null for an event.</summary>
    public string? Metric { get; init; }

    /// <summary>The event; null for a metric.</summary>
    public string? Event { get; init; }

    /// <summary>Told above it; with <see cref="Below"/> in between both.</summary>
    public double? Above { get; init; }

    public double? Below { get; init; }

    /// <summary>How long it must be so without a break.</summary>
    public TimeSpan For { get; init; }

    public AlertSeverity Severity { get; init; } = AlertSeverity.Warning;

    /// <summary>Names of channels; empty for all.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];

    public static AlertRule Of(AlertRuleConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new AlertRule
        {
            Name = configuration.Name,
            Metric = configuration.Metric,
            Event = configuration.Event,
            Above = (double?)configuration.Above,
            Below = (double?)configuration.Below,
            For = configuration.For,
            Severity = configuration.Severity,
            Channels = configuration.Channels,
        };
    }

    public bool IsBrokenBy(double value) => (Above is not { } above || value > above) && (Below is not { } below || value < below);

    /// <summary><c>above 30 for 10s</c>.</summary>
    public string Bounds()
    {
        string above = Above is { } a ? $"above {Number(a)}" : "";
        string below = Below is { } b ? $"below {Number(b)}" : "";
        string bounds = above.Length > 0 && below.Length > 0 ? $"{above} and {below}" : above + below;
        return For > TimeSpan.Zero ? $"{bounds} for {TimeSpanText.Format(For)}" : bounds;
    }

    internal static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
