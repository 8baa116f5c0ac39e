using System.Diagnostics;
using System.Net.WebSockets;
using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Binance;

/// <summary>
/// Binance's spot market, live: one connection that is replaced when it breaks, falls silent or grows old, and a task that fetches the books'
/// snapshots. Whoever touches the streams' state or writes events holds the gate: the connection's thread for a message at a time, seldom
/// anybody else. Counters and status are read without it.
/// </summary>
public sealed class BinanceFeed : ILiveFeed, IFrameSink
{
    private const int MaxKinds = 64;

    private readonly BinanceFeedOptions _options;
    private readonly IMarketDataPort _port;
    private readonly FeedCounters _counters = new();
    private readonly Lock _gate = new();
    private readonly MarketStreams _streams;
    private readonly BookSnapshots _snapshots;
    private readonly BinanceRest _rest;
    private readonly Backoff _backoff;
    private readonly string[] _names;
    private readonly HashSet<string> _kindsSeen = new(StringComparer.Ordinal);
    private readonly SilentStreams _silence;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _wake = new(0);
    private StreamConnection? _current;
    private Handover? _handover;
    private Task _running = Task.CompletedTask;
    private long _frameNoticeTicks;
    private bool _isStarted;
    private bool _isOff;

    /// <summary>Throws <see cref="ArgumentException"/> that names the option that can't be used.</summary>
    public BinanceFeed(BinanceFeedOptions options, IMarketDataPort port)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(port);
        _options = options.Validated();
        _port = port;
        _streams = new MarketStreams(options.Instruments, options.Streams, port, index => _snapshots!.Want(index), _counters);
        _rest = new BinanceRest(options);
        _snapshots = new BookSnapshots(options, _rest, _streams, _counters, _gate, Problem);
        _backoff = new Backoff(options.FirstRetry, options.LongestRetry, options.Seed);
        _names = [.. options.Instruments.SelectMany(NamesOf)];
        _silence = new SilentStreams(options, _streams);
    }

    public string Name => _options.Name;

    public FeedStatus Status => _counters.Snapshot(_options.Name, (_options.Streams & BinanceStreams.Depth) != 0 ? _options.Instruments.Count : 0);

    public void Start()
    {
        lock (_gate)
        {
            if (_isStarted) { return; }
            _isStarted = true;
            _running = Task.Run(RunAsync);
        }
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        Volatile.Read(ref _current)?.End("stopped");
        await _running.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _snapshots.Dispose();
        _rest.Dispose();
        _wake.Dispose();
        _stop.Dispose();
    }

    public bool Resubscribe(InstrumentId instrument)
    {
        int index = 0;
        while (index < _options.Instruments.Count && _options.Instruments[index].Id != instrument) { index++; }
        if (index == _options.Instruments.Count) { return false; }
        lock (_gate) { _streams.Restart(index, FeedClock.Now); }
        _ = ResubscribeAsync(index);
        return true;
    }

    public void Disconnect()
    {
        Volatile.Write(ref _isOff, true);
        Volatile.Read(ref _current)?.End("taken off by an operator");
        _wake.Release();
    }

    public void Reconnect()
    {
        Volatile.Write(ref _isOff, false);
        Volatile.Read(ref _current)?.End("replaced by an operator");
        _wake.Release();
    }

    void IFrameSink.OnFrame(StreamConnection connection, ReadOnlySpan<byte> frame)
    {
        Timestamp received = FeedClock.Now;
        lock (_gate)
        {
            _counters.Messages++;
            _counters.Bytes += frame.Length;
            _counters.LastReceived = received.Nanoseconds;
            if (connection == _current)
            {
                Take(frame, received);
                _handover?.OldSpoke();
                if (_handover is { IsDue: true }) { ChangeOver(); }
            }
            else if (_handover?.Next == connection && !_handover.TryKeep(frame, received))
            {
                ChangeOver();
                Take(frame, received);
            }
        }
    }

    private IEnumerable<string> NamesOf(Instrument instrument)
    {
        string symbol = instrument.Symbol.ToLowerInvariant();
        if ((_options.Streams & BinanceStreams.Trades) != 0) { yield return $"{symbol}@trade"; }
        if ((_options.Streams & BinanceStreams.Quotes) != 0) { yield return $"{symbol}@bookTicker"; }
        if ((_options.Streams & BinanceStreams.Depth) != 0) { yield return $"{symbol}@depth@100ms"; }
    }

    private void Take(ReadOnlySpan<byte> frame, Timestamp received)
    {
        switch (_streams.Take(frame, received))
        {
            case FrameOutcome.Other: TakeOther(frame); break;
            case FrameOutcome.Faulty: ProblemOfFrame(_streams.Problem); break;
            default: break;
        }
    }

    private void TakeOther(ReadOnlySpan<byte> frame)
    {
        OtherFrame other = OtherFrame.Read(frame);
        switch (other.Kind)
        {
            case OtherFrame.Reply: break;
            case OtherFrame.Error: Problem($"the venue refuses a request: {other.Text}"); break;
            case OtherFrame.ServerShutdown:
                _options.Notice?.Invoke("the venue is about to shut this server down: changing to another connection");
                _current?.AskForRotation();
                break;
            default:
                _counters.UnknownMessages++;
                if (_kindsSeen.Count < MaxKinds && _kindsSeen.Add(other.Kind)) { Problem($"a message of the kind '{other.Kind}', which nobody asked for"); }
                break;
        }
    }

    private void Problem(string text)
    {
        bool isNew = Interlocked.Exchange(ref _counters.LastProblem, text) != text;
        if (isNew) { _options.Notice?.Invoke(text); }
    }

    // Of damaged messages there may be thousands: one line a second.
    private void ProblemOfFrame(string text)
    {
        Volatile.Write(ref _counters.LastProblem, text);
        if (_frameNoticeTicks != 0 && Stopwatch.GetElapsedTime(_frameNoticeTicks) < TimeSpan.FromSeconds(1)) { return; }
        _frameNoticeTicks = Stopwatch.GetTimestamp();
        _options.Notice?.Invoke(text);
    }

    private async Task RunAsync()
    {
        Task[] tasks = [ConnectAsync(), WatchAsync(), _snapshots.RunAsync(() => _counters.State == FeedState.Connected, _stop.Token)];
        Task first = await Task.WhenAny(tasks).ConfigureAwait(false);
        if (!_stop.IsCancellationRequested)
        {
            Problem($"the feed has failed: {first.Exception?.InnerException}");   // None of them ends by itself.
            await _stop.CancelAsync().ConfigureAwait(false);
            Volatile.Read(ref _current)?.End("the feed has failed");
        }

        await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _counters.State = first.IsFaulted ? FeedState.Failed : FeedState.Stopped;
    }

    private async Task ConnectAsync()
    {
        while (!_stop.IsCancellationRequested) { await ConnectOnceAsync().ConfigureAwait(false); }
    }

    private async Task ConnectOnceAsync()
    {
        if (Volatile.Read(ref _isOff))
        {
            _counters.State = FeedState.Disconnected;
            await _wake.WaitAsync(_stop.Token).ConfigureAwait(false);
            return;
        }

        _counters.State = FeedState.Connecting;
        if (await TryOpenAsync().ConfigureAwait(false) is { } connection)
        {
            long start = Stopwatch.GetTimestamp();
            Problem($"connection lost: {await ServeAsync(connection).ConfigureAwait(false)}");
            if (_stop.IsCancellationRequested) { return; }
            _counters.Reconnects++;
            if (Stopwatch.GetElapsedTime(start) >= _options.StableAfter) { _backoff.Reset(); }
        }

        if (Volatile.Read(ref _isOff)) { return; }
        _counters.State = FeedState.Waiting;
        await _wake.WaitAsync(_backoff.Next(), _stop.Token).ConfigureAwait(false);   // An operator may end the waiting.
    }

    private async Task<StreamConnection?> TryOpenAsync()
    {
        try
        {
            return await StreamConnection.OpenAsync(_options, _names, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is WebSocketException or HttpRequestException or IOException or InvalidOperationException || (fault is OperationCanceledException && !_stop.IsCancellationRequested))
        {
            Problem($"can't connect to {_options.StreamUrl}: {ConnectionFault.Text(fault)}");
            return null;
        }
    }

    // From the opening of a connection to the loss of it, or of one that took over from it.
    private async Task<string> ServeAsync(StreamConnection connection)
    {
        lock (_gate)
        {
            _current = connection;
            _counters.ConnectedSince = FeedClock.Now.Nanoseconds;
            _counters.State = FeedState.Connected;
            _silence.Begin();
            if ((_options.Streams & BinanceStreams.Depth) != 0) { _snapshots.WantAll(); }
        }

        while (_wake.Wait(0)) { }   // What it was to wake has happened.
        Task<string> receiving = Task.Run(() => connection.ReceiveAsync(this));   // While messages are at hand it does not return.
        while (true)
        {
            if (Volatile.Read(ref _isOff) || _stop.IsCancellationRequested) { connection.End("taken off"); }   // While it was opened, when nobody knew of it.
            await Task.WhenAny(receiving, connection.RotationAsked.Task).ConfigureAwait(false);
            if (receiving.IsCompleted) { break; }
            (connection, receiving) = await RotateAsync(connection, receiving).ConfigureAwait(false);
        }

        string reason = await receiving.ConfigureAwait(false);
        lock (_gate)
        {
            _current = null;
            _counters.ConnectedSince = 0;
            _streams.Lose(FeedClock.Now);
        }

        connection.Dispose();
        return reason;
    }

    // What goes on afterwards: the next connection, or the old one when there is no other. Three states, in each of which the old one's end is
    // seen: opening (no gate; ConnectTimeout), overlap (the handover says when it is due; OverlapAtMost), leaving (ConnectTimeout). The watch
    // ends who is silent in all of them.
    private async Task<(StreamConnection Connection, Task<string> Receiving)> RotateAsync(StreamConnection old, Task<string> oldReceiving)
    {
        if (await TryOpenAsync().ConfigureAwait(false) is not { } next)
        {
            await Task.WhenAny(oldReceiving, Task.Delay(_backoff.Next(), _stop.Token)).ConfigureAwait(false);
            old.RotationRefused();
            return (old, oldReceiving);
        }

        lock (_gate) { _handover = new Handover(next, _streams, _options, TimeProvider.System); }
        Task<string> nextReceiving = Task.Run(() => next.ReceiveAsync(this));
        bool isMute = false;
        while (Volatile.Read(ref _current) == old && !isMute && !oldReceiving.IsCompleted && !nextReceiving.IsCompleted)
        {
            await Task.WhenAny(oldReceiving, nextReceiving, Task.Delay(_options.WatchInterval, _stop.Token)).ConfigureAwait(false);
            lock (_gate)
            {
                if (_handover is { IsDue: true }) { ChangeOver(); }
                isMute = _handover is { IsNextMute: true };
            }
        }

        bool isNextGone;
        lock (_gate)
        {
            isNextGone = (isMute || nextReceiving.IsCompleted) && _current == old && !oldReceiving.IsCompleted;
            if (!isNextGone) { ChangeOver(); }   // Unless that has happened.
            _handover = null;
            _streams.ForgetBeginnings();
        }

        if (isNextGone) { Problem(isMute ? "another connection was to take over, but told nothing" : "another connection was to take over, but broke"); }
        StreamConnection left = isNextGone ? next : old;
        left.End("another connection took over");
        try { await (isNextGone ? nextReceiving : oldReceiving).WaitAsync(_options.ConnectTimeout).ConfigureAwait(false); }
        catch (TimeoutException) { Problem("a connection that was ended does not return: it is left behind"); }   // To wait on would leave the other one unserved.

        left.Dispose();
        if (!isNextGone) { return (next, nextReceiving); }
        await Task.WhenAny(oldReceiving, Task.Delay(_backoff.Next(), _stop.Token)).ConfigureAwait(false);
        old.RotationRefused();
        return (old, oldReceiving);
    }

    // Behind the gate.
    private void ChangeOver()
    {
        if (_handover is not { } handover) { return; }
        _handover = null;
        _streams.ForgetBeginnings();
        _current = handover.Next;
        _counters.Rotations++;
        _counters.ConnectedSince = FeedClock.Now.Nanoseconds;
        for (int position = 0; handover.TryTake(ref position, out ReadOnlySpan<byte> frame, out Timestamp received);) { Take(frame, received); }
    }

    private async Task WatchAsync()
    {
        using PeriodicTimer timer = new(_options.WatchInterval);
        while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
        {
            StreamConnection? connection;
            int silent;
            lock (_gate)
            {
                _port.DeliverOwed();
                connection = _current;
                silent = connection is null ? SilentStreams.None : _silence.Look(connection.Messages + (_handover?.Next.Messages ?? 0));
                if (silent == SilentStreams.Connection) { _handover?.Next.End("nothing was received for too long"); }   // It would only take over the silence.
            }

            if (connection is null) { continue; }
            if (silent == SilentStreams.Connection)
            {
                _counters.Stale++;
                connection.End("nothing was received for too long");
            }
            else if (silent >= 0)
            {
                _counters.Stale++;
                Problem($"{_options.Instruments[silent].Symbol}: silent for too long, subscribing again");
                Resubscribe(_options.Instruments[silent].Id);
            }

            if (Stopwatch.GetElapsedTime(connection.OpenedTicks) >= _options.RotateAfter) { connection.AskForRotation(); }
        }
    }

    private async Task ResubscribeAsync(int index)
    {
        if (Volatile.Read(ref _current) is not { } connection) { return; }
        try
        {
            await connection.ResubscribeAsync([.. NamesOf(_options.Instruments[index])], _stop.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            Problem($"{_options.Instruments[index].Symbol}: can't subscribe again: {fault.Message}");   // The connection is going; the next one subscribes all.
        }
    }
}
