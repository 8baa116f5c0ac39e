namespace LlmTrader.Tools.Hosting.Alerts.Delivery;

/// <summary>How hard a channel tries.</summary>
public sealed record DeliveryOptions
{
    /// <summary>Messages that may wait; above it new ones are dropped and counted.</summary>
    public int Capacity { get; init; } = 1000;

    /// <summary>Calls a minute, if the service takes so many; what is more waits for a digest.</summary>
    public int DigestAbove { get; init; } = 20;

    /// <summary>Calls for one message.</summary>
    public int MaxAttempts { get; init; } = 6;

    /// <summary>Before the second call; doubled from call to call.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait, also when the service asks for more.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>One call, answer included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);
}
