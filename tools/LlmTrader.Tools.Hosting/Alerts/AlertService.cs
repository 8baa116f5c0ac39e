using System.Threading.Channels;
using LlmTrader.Tools.Hosting.Alerts.Channels;
using LlmTrader.Tools.Hosting.Alerts.Delivery;
using LlmTrader.Tools.Hosting.Alerts.Rules;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using Serilog;

namespace LlmTrader.Tools.Hosting.Alerts;

/// <summary>
/// Watches metrics and events by rules and tells people by channels. Nothing of it runs on a thread of the engine's, and whoever pushes an
/// event never waits: full queues drop and count.
/// </summary>
public sealed class AlertService : IAsyncDisposable
{
    private readonly AlertServiceOptions _options;
    private readonly IAlertMetrics _metrics;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly ChannelWorker[] _channels;
    private readonly Channel<AlertEvent> _events;
    private readonly AlertEvaluator _evaluator;
    private readonly AlertMetricSet _measured = new();
    private readonly Lock _judging = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly long _start;
    private Task _sampling = Task.CompletedTask;
    private Task _hearing = Task.CompletedTask;
    private HttpClient? _client;
    private long _number;
    private long _dropped;
    private bool _isStopped;

    public AlertService(AlertServiceOptions options, IAlertMetrics metrics, ILogger log, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        (_options, _metrics, _log, _time) = (options, metrics, log, time);
        _start = time.GetTimestamp();
        _events = Channel.CreateBounded<AlertEvent>(new BoundedChannelOptions(options.EventCapacity) { SingleReader = true });
        _evaluator = new AlertEvaluator(options.Rules, options.Timing, Tell);
        _channels = [.. options.Channels.Select(channel => new ChannelWorker(channel, options.Delivery, time, log, Undelivered))];
    }

    /// <summary>Events that found no room.</summary>
    public long DroppedEvents => Interlocked.Read(ref _dropped);

    public IReadOnlyList<ChannelStatus> Channels => [.. _channels.Select(channel => channel.Status)];

    /// <summary>
    /// As a configuration says: without rules those of <see cref="DefaultAlertRules"/>, without channels the log. Throws
    /// <see cref="Runs.RunException"/> when a channel can't be used, e.g. because its secret is not there.
    /// </summary>
    public static AlertService Of(EngineConfiguration configuration, IAlertMetrics metrics, ILogger log, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        HttpClient client = AlertChannelFactory.CreateClient();
        try
        {
            return new AlertService(AlertServiceOptions.Of(configuration, new AlertChannelFactory(configuration.BaseDirectory, client, log, time)), metrics, log, time) { _client = client };
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Begins to look. Call it once.</summary>
    public void Start()
    {
        _hearing = Task.Run(HearAsync);
        _sampling = Task.Run(SampleAsync);
    }

    /// <summary>Tells rules of an event. Any thread; returns at once.</summary>
    public void Push(AlertEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        if (!_events.Writer.TryWrite(happened)) { Interlocked.Increment(ref _dropped); }
    }

    /// <summary>Judges what was pushed, sends what waits, and ends within about the limit.</summary>
    public async Task StopAsync(TimeSpan limit)
    {
        if (_isStopped) { return; }
        _isStopped = true;
        _events.Writer.TryComplete();
        await _stop.CancelAsync();
        await Task.WhenAll(_hearing, _sampling);
        await Task.WhenAll(_channels.Select(channel => channel.StopAsync(limit)));
    }

    /// <summary>Stops without waiting for channels.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero);
        foreach (ChannelWorker channel in _channels) { await channel.DisposeAsync(); }
        _client?.Dispose();
        _stop.Dispose();
    }

    private async Task HearAsync()
    {
        await foreach (AlertEvent happened in _events.Reader.ReadAllAsync())
        {
            lock (_judging) { _evaluator.Happened(_time.GetElapsedTime(_start), happened); }
        }
    }

    private async Task SampleAsync()
    {
        using PeriodicTimer timer = new(_options.Period, _time);
        try
        {
            do { Sample(); } while (await timer.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    private void Sample()
    {
        _measured.Clear();
        try
        {
            _metrics.Measure(_measured);
        }
        catch (Exception e)   // Whatever can't be measured must not end the watch over all else.
        {
            _log.Warning("Alerts: not everything could be measured: {Error}", $"{e.GetType().Name}: {e.Message}");
        }

        lock (_judging) { _evaluator.Sample(_time.GetElapsedTime(_start), _measured.All); }
    }

    private void Tell(AlertNotice notice)
    {
        AlertMessage message = new()
        {
            Number = ++_number,
            Time = _time.GetUtcNow(),
            Kind = notice.Kind,
            Severity = notice.Severity,
            Rule = notice.Rule.Name,
            Subject = notice.Subject,
            Text = notice.Text,
            Source = _options.Source,
        };
        foreach (ChannelWorker channel in _channels)
        {
            bool isWanted = notice.Rule.Channels.Count == 0 || notice.Rule.Channels.Contains(channel.Name);
            bool isAboutItself = notice.Rule.Event == AlertEventNames.Undelivered && notice.Subject == channel.Name;
            if (isWanted && !isAboutItself) { channel.Post(message); }
        }
    }

    private void Undelivered(string channel, string error) =>
        Push(new AlertEvent(AlertEventNames.Undelivered, channel, $"A message could not be delivered by channel {channel}: {error}", AlertSeverity.Warning));
}
