using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Replay;

/// <summary>
/// A source as a live feed: its events as if the first happened at the start, at the pace of the clock or a multiple of it, on a thread of
/// its own. It stands in for a venue where there is none: a simulated market, a journal's market data again. Taken off and put back, it
/// has lost what happened meanwhile, and says so by gap events.
/// </summary>
public sealed class PacedFeed : ILiveFeed
{
    /// <summary>The finest pause: events that fall due within one come together, as they do from a socket.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);

    private readonly Func<IMarketDataSource> _open;
    private readonly IMarketDataPort _port;
    private readonly IClock _clock;
    private readonly double _speed;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _start = new();
    private readonly long[] _missing;   // Per instrument: events that were lost and not told of.
    private Thread? _thread;
    private volatile bool _isOff;
    private volatile string? _problem;
    private long _connectedSince;
    private long _lastMessage;
    private long _messages;
    private long _trades;
    private long _quotes;
    private long _books;
    private long _gaps;
    private long _missedTrades;
    private long _dropped;
    private long _reconnects;

    /// <param name="name">As the configuration names it.</param>
    /// <param name="open">Opens the source, whose events are of the engine's instruments.</param>
    /// <param name="instruments">How many the engine has.</param>
    /// <param name="port">The way into the engine.</param>
    /// <param name="clock">Its pace.</param>
    /// <param name="speed">Times real time, above 0.</param>
    public PacedFeed(string name, Func<IMarketDataSource> open, int instruments, IMarketDataPort port, IClock clock, double speed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(speed);
        (Name, _open, _port, _clock, _speed) = (name, open, port, clock, speed);
        _missing = new long[instruments];
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public FeedStatus Status
    {
        get
        {
            long last = Volatile.Read(ref _lastMessage);
            FeedState state = _thread is null || _ended.Task.IsCompleted ? FeedState.Stopped : _isOff ? FeedState.Disconnected : FeedState.Connected;
            return new FeedStatus
            {
                Name = Name,
                State = state,
                ConnectedSince = state == FeedState.Connected ? new Timestamp(Volatile.Read(ref _connectedSince)) : null,
                LastMessage = last == 0 ? null : new Timestamp(last),
                LastMessageAge = last == 0 ? null : _clock.Now - new Timestamp(last),
                Messages = Volatile.Read(ref _messages),
                Trades = Volatile.Read(ref _trades),
                Quotes = Volatile.Read(ref _quotes),
                BookMessages = Volatile.Read(ref _books),
                Gaps = Volatile.Read(ref _gaps),
                MissedTrades = Volatile.Read(ref _missedTrades),
                Dropped = Volatile.Read(ref _dropped),
                Reconnects = Volatile.Read(ref _reconnects),
                LastProblem = _problem,
            };
        }
    }

    /// <inheritdoc/>
    public void Start()
    {
        lock (_start)
        {
            if (_thread is not null || _stop.IsCancellationRequested) { return; }
            Volatile.Write(ref _connectedSince, _clock.Now.Nanoseconds);
            _thread = new Thread(Run) { Name = $"feed {Name}", IsBackground = true };
            _thread.Start();
        }
    }

    /// <inheritdoc/>
    public Task StopAsync()
    {
        lock (_start)
        {
            _stop.Cancel();
            if (_thread is null) { _ended.TrySetResult(); }
            return _ended.Task;
        }
    }

    /// <summary>There is nobody to ask for anything anew.</summary>
    public bool Resubscribe(InstrumentId instrument) => false;

    /// <inheritdoc/>
    public void Disconnect() => _isOff = true;

    /// <inheritdoc/>
    public void Reconnect()
    {
        if (!_isOff) { return; }
        Volatile.Write(ref _connectedSince, _clock.Now.Nanoseconds);
        _reconnects++;
        _isOff = false;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private void Run()
    {
        try
        {
            using IMarketDataSource source = _open();
            Play(source, _stop.Token);
        }
        catch (Exception error) when (error is IOException or InvalidDataException)
        {
            _problem = error.Message;   // The file has gone or is damaged: the feed ends, the engine goes on.
        }

        _ended.TrySetResult();
    }

    private void Play(IMarketDataSource source, CancellationToken stop)
    {
        EngineEvent next = default;
        if (!source.TryRead(ref next)) { return; }
        (Timestamp start, Timestamp first) = (_clock.Now, next.Time);
        bool has = true;
        while (has && !stop.IsCancellationRequested)
        {
            Timestamp now = _clock.Now;
            while (has && DueOf(in next) is var due && due <= now)
            {
                Duration shift = due - next.Time;
                (next.Time, next.ExchangeTime) = (due, next.ExchangeTime + shift);
                Take(in next, now);
                has = source.TryRead(ref next);
            }

            _port.DeliverOwed();
            stop.WaitHandle.WaitOne(Step);
        }

        Timestamp DueOf(in EngineEvent e) => start + new Duration((long)((e.Time - first).Nanoseconds / _speed));
    }

    private void Take(in EngineEvent e, Timestamp now)
    {
        int at = e.Instrument.Value;
        if (_isOff)
        {
            _missing[at]++;
            if (e.Kind == EventKind.Trade) { _missedTrades++; }
            return;
        }

        if (_missing[at] > 0) { TellGap(e.Instrument, ref _missing[at]); }
        _messages++;
        switch (e.Kind)
        {
            case EventKind.Trade: _trades++; break;
            case EventKind.Quote: _quotes++; break;
            case EventKind.Book: _books++; break;
            default: break;
        }

        Volatile.Write(ref _lastMessage, now.Nanoseconds);
        if (!_port.TryWrite(in e)) { _dropped++; }
    }

    private void TellGap(InstrumentId instrument, ref long missing)
    {
        EngineEvent gap = new() { Kind = EventKind.Gap, Instrument = instrument };
        gap.Gap.Dropped = missing;
        missing = 0;
        _gaps++;
        _port.TryWrite(in gap);
    }
}
