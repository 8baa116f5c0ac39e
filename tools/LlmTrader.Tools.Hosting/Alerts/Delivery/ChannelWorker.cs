using System.Threading.Channels;
using LlmTrader.Tools.Hosting.Alerts.Channels;
using Serilog;

namespace LlmTrader.Tools.Hosting.Alerts.Delivery;

/// <summary>Sends one channel's messages in their order, on a task of its own: whoever posts never waits for a service.</summary>
internal sealed class ChannelWorker : IAsyncDisposable
{
    private readonly IAlertChannel _channel;
    private readonly DeliveryOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Action<string, string> _undelivered;
    private readonly Channel<AlertMessage> _waiting;
    private readonly DigestWindow _window;
    private readonly long _start;
    private readonly CancellationTokenSource _abandon = new();
    private readonly Task _task;
    private long _delivered;
    private long _failed;
    private long _dropped;
    private string? _lastError;

    /// <param name="channel">Called by one task.</param>
    /// <param name="options">How hard it tries.</param>
    /// <param name="time">Its clock.</param>
    /// <param name="log">Hears what was given up.</param>
    /// <param name="undelivered">Told the channel and why when a message was given up.</param>
    public ChannelWorker(IAlertChannel channel, DeliveryOptions options, TimeProvider time, ILogger log, Action<string, string> undelivered)
    {
        (_channel, _options, _time, _log, _undelivered) = (channel, options, time, log, undelivered);
        _waiting = Channel.CreateBounded<AlertMessage>(new BoundedChannelOptions(options.Capacity) { SingleReader = true });
        _window = new DigestWindow(Math.Min(options.DigestAbove, channel.MaxCallsPerMinute));
        _start = time.GetTimestamp();
        _task = Task.Run(RunAsync);
    }

    public string Name => _channel.Name;

    public ChannelStatus Status => new(
        Name, Interlocked.Read(ref _delivered), Interlocked.Read(ref _failed), Interlocked.Read(ref _dropped), _waiting.Reader.Count + _window.Waiting, Volatile.Read(ref _lastError));

    private TimeSpan Now => _time.GetElapsedTime(_start);

    /// <summary>Returns at once; a message for which there is no room is counted.</summary>
    public void Post(AlertMessage message)
    {
        if (!_waiting.Writer.TryWrite(message)) { Interlocked.Increment(ref _dropped); }
    }

    /// <summary>Sends what waits, the digest too, and ends; what is not sent within the limit is given up.</summary>
    public async Task StopAsync(TimeSpan limit)
    {
        _waiting.Writer.TryComplete();
        try
        {
            await _task.WaitAsync(limit, _time);
        }
        catch (TimeoutException)
        {
            await _abandon.CancelAsync();
            await _task;
        }
    }

    /// <summary>Gives up what waits.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero);
        _abandon.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (await HasMoreAsync())
            {
                if (_window.Take(Now) is { } digest) { await DeliverAsync(digest); }
                if (_waiting.Reader.TryRead(out AlertMessage? message) && _window.TryPass(Now, message)) { await DeliverAsync(message); }
            }

            if (_window.Take(Now, isLast: true) is { } last) { await DeliverAsync(last, isLast: true); }
        }
        catch (OperationCanceledException) when (_abandon.IsCancellationRequested)
        {
            int left = _waiting.Reader.Count + _window.Waiting + 1;   // With the one under way.
            Interlocked.Add(ref _failed, left);
            _log.Warning("Alert channel {Channel}: {Count} messages were given up at the stop.", Name, left);
        }
    }

    // True when a message has come or a digest is due; false at the end.
    private async Task<bool> HasMoreAsync()
    {
        if (_window.Due is not { } due) { return await _waiting.Reader.WaitToReadAsync(_abandon.Token); }
        TimeSpan wait = due - Now;
        if (wait <= TimeSpan.Zero) { return true; }
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(_abandon.Token);
        Task<bool> message = _waiting.Reader.WaitToReadAsync(end.Token).AsTask();
        Task digest = Task.Delay(wait, _time, end.Token);
        Task first = await Task.WhenAny(message, digest);
        if (first == message) { await end.CancelAsync(); return await message; }
        await end.CancelAsync();
        _abandon.Token.ThrowIfCancellationRequested();
        return true;
    }

    // The last one does not wait for its minute: one call too many is better than a loss.
    private async Task DeliverAsync(AlertMessage message, bool isLast = false)
    {
        for (int attempt = 1; ; attempt++)
        {
            if (!isLast) { await WaitAsync(_window.NextCall(Now) - Now); }
            _window.Called(Now);
            AlertDelivery delivery = await AlertCall.RunAsync(_channel, message, _options.Timeout, _time, _abandon.Token);
            Volatile.Write(ref _lastError, delivery.Error);
            if (delivery.Outcome == DeliveryOutcome.Delivered) { Interlocked.Increment(ref _delivered); return; }
            if (delivery.Outcome == DeliveryOutcome.Refused || attempt == _options.MaxAttempts) { GiveUp(delivery, attempt); return; }
            TimeSpan delay = _options.FirstDelay * Math.Pow(2, attempt - 1);
            if (delivery.RetryAfter > delay) { delay = delivery.RetryAfter.Value; }
            await WaitAsync(delay < _options.MaxDelay ? delay : _options.MaxDelay);
        }
    }

    private void GiveUp(AlertDelivery delivery, int attempts)
    {
        Interlocked.Increment(ref _failed);
        _log.Warning("Alert channel {Channel}: a message was given up after {Attempts} calls: {Error}", Name, attempts, delivery.Error);
        _undelivered(Name, delivery.Error ?? "");
    }

    private Task WaitAsync(TimeSpan wait) => wait > TimeSpan.Zero ? Task.Delay(wait, _time, _abandon.Token) : Task.CompletedTask;
}
