namespace LlmTrader.Tools.Hosting.Alerts.Channels;

/// <summary>How a try ended.</summary>
public enum DeliveryOutcome
{
    /// <summary>The service says that it took the message.</summary>
    Delivered,

    /// <summary>It was not reached, or is busy: the same message may pass later.</summary>
    Unreachable,

    /// <summary>It does not want this message, and will not want it later.</summary>
    Refused,
}

/// <summary>The result of one try.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Error">Why it failed, without secrets; null when it did not.</param>
/// <param name="RetryAfter">How long the service wants to be left alone; null when it did not say.</param>
public sealed record AlertDelivery(DeliveryOutcome Outcome, string? Error = null, TimeSpan? RetryAfter = null)
{
    public static AlertDelivery Delivered { get; } = new(DeliveryOutcome.Delivered);

    public static AlertDelivery Unreachable(string error, TimeSpan? retryAfter = null) => new(DeliveryOutcome.Unreachable, error, retryAfter);

    public static AlertDelivery Refused(string error) => new(DeliveryOutcome.Refused, error);
}
