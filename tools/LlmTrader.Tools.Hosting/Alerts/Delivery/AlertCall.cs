using LlmTrader.Tools.Hosting.Alerts.Channels;

namespace LlmTrader.Tools.Hosting.Alerts.Delivery;

/// <summary>One call of a channel, whatever the channel does.</summary>
public static class AlertCall
{
    /// <summary>Ends within the limit, and throws only when it is cancelled from outside.</summary>
    public static async Task<AlertDelivery> RunAsync(IAlertChannel channel, AlertMessage message, TimeSpan limit, TimeProvider time, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        using CancellationTokenSource timeout = new(limit, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancel);
        try
        {
            // Some clients hear a cancellation late, or not while they look a name up; that must not hold the queue up.
            return await channel.SendAsync(message, either.Token).WaitAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            cancel.ThrowIfCancellationRequested();
            return AlertDelivery.Unreachable($"no answer within {limit.TotalSeconds:0.#} s");
        }
        catch (Exception error)   // A fault in one channel is told, and ends neither it nor the others; its text might hold a secret.
        {
            return AlertDelivery.Refused($"the channel failed: {error.GetType().Name}");
        }
    }
}
