using System.Collections.Concurrent;
using Serilog.Core;
using Serilog.Events;

namespace LlmTrader.Tools.Hosting.Live.Logging;

/// <summary>
/// Hands log events to the sinks behind it on a thread of its own, so that a full terminal or a slow disk holds nobody up who logs.
/// Above its capacity events are dropped, and the next one that finds room says how many.
/// </summary>
internal sealed class BackgroundSink : ILogEventSink, IDisposable
{
    private const int Capacity = 4096;

    private readonly BlockingCollection<LogEvent> _events = new(Capacity);
    private readonly CollapsingSink _inner;
    private readonly Thread _thread;
    private long _dropped;

    public BackgroundSink(CollapsingSink inner)
    {
        _inner = inner;
        _thread = new Thread(Run) { Name = "log", IsBackground = true, Priority = ThreadPriority.BelowNormal };
        _thread.Start();
    }

    /// <summary>Events that found no room.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    public void Emit(LogEvent logEvent)
    {
        bool isTaken;
        try { isTaken = _events.TryAdd(logEvent); }
        catch (InvalidOperationException) { return; }   // After the end nobody reads.
        if (!isTaken) { Interlocked.Increment(ref _dropped); }
    }

    /// <summary>Writes what is waiting and ends.</summary>
    public void Dispose()
    {
        _events.CompleteAdding();
        _thread.Join();
        _events.Dispose();
        _inner.Dispose();
    }

    private void Run()
    {
        long told = 0;
        while (!_events.IsCompleted)
        {
            if (_events.TryTake(out LogEvent? logEvent, CollapsingSink.Window)) { _inner.Emit(logEvent); } else { _inner.Flush(DateTimeOffset.UtcNow); }
            long dropped = Dropped;
            if (dropped == told || _events.Count > Capacity / 2) { continue; }
            _inner.Emit(LogLines.Of(LogEventLevel.Warning, DateTimeOffset.UtcNow, $"{dropped - told} log lines were dropped: more came than could be written."));
            told = dropped;
        }
    }
}
