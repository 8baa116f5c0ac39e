namespace LlmTrader.Tools.Hosting.Alerts.Channels;

/// <summary>A way to tell people.</summary>
public interface IAlertChannel
{
    /// <summary>The configuration's.</summary>
    string Name { get; }

    /// <summary>What its service takes; more would be refused, or would close it for a while.</summary>
    int MaxCallsPerMinute { get; }

    /// <summary>One try. A failure is a value, in words without secrets; throws only when it is cancelled.</summary>
    Task<AlertDelivery> SendAsync(AlertMessage message, CancellationToken cancel);
}
