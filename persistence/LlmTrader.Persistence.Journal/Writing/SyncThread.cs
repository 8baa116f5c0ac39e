using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Persistence.Journal.Writing;

/// <summary>What a sync covers: nothing that is written after it began.</summary>
/// <param name="File">The segment. Those before it were synced when they were closed.</param>
/// <param name="Sequence">The last one in it.</param>
/// <param name="Bytes">Content that the stream's writer has written so far, up to there.</param>
internal readonly record struct SyncExtent(IJournalFile File, long Sequence, long Bytes);

/// <summary>
/// The thread that syncs in modes group and async while the writer's goes on. One sync at a time, and at most one more that begins when
/// it ends. The writer waits for both before it syncs, closes or leaves a segment itself.
/// </summary>
internal sealed class SyncThread
{
    private const string Name = JournalWriter.ThreadPrefix + "sync";

    // Far above what a disk needs that answers at all. One that hangs must not hold up whoever stops.
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();
    private readonly Action<SyncExtent> _sync;
    private readonly Action _release;
    private SyncExtent _extent;    // Of the sync that comes next.
    private bool _isWanted;
    private volatile bool _isBusy;
    private volatile bool _isAbandoned;
    private bool _isEnding;
    private bool _hasEnded;

    /// <summary>Starts the thread.</summary>
    /// <param name="sync">Runs on it, once for each extent. Must not throw.</param>
    /// <param name="release">Gives back what <paramref name="sync"/> uses: called when the thread ends, if it was abandoned.</param>
    public SyncThread(Action<SyncExtent> sync, Action release)
    {
        _sync = sync;
        _release = release;
        new Thread(Run) { IsBackground = true, Name = Name }.Start();
    }

    /// <summary>Whether a sync is under way, or waits for one. What it did is seen by whoever reads that it is not.</summary>
    public bool IsBusy => _isBusy;

    /// <summary>Whether it was left alone with a sync that did not come to its end: nobody believes that sync any more.</summary>
    public bool IsAbandoned => _isAbandoned;

    /// <summary>Begins a sync, at once or when the one under way ends. One that waits for that covers this extent instead of its own.</summary>
    public void Begin(in SyncExtent extent)
    {
        lock (_gate)
        {
            Invariant.Holds(!_isEnding);
            _extent = extent;
            _isWanted = true;
            _isBusy = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Returns once no sync is under way.</summary>
    public void Wait()
    {
        lock (_gate)
        {
            while (_isBusy) { Monitor.Wait(_gate); }
        }
    }

    /// <summary>Waits for the end of the sync under way, but not longer than <paramref name="limit"/>; false when it still is.</summary>
    public bool TryWait(TimeSpan limit)
    {
        lock (_gate)
        {
            if (_isBusy) { Monitor.Wait(_gate, limit); }
            return !_isBusy;
        }
    }

    /// <summary>No further sync will begin: the thread ends by itself. Returns at once.</summary>
    public void End()
    {
        lock (_gate)
        {
            _isEnding = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>
    /// Ends the thread, and waits until it has. False when that takes too long: then it is on its own, and releases
    /// everything when it gets away from the disk.
    /// </summary>
    public bool TryLeave()
    {
        lock (_gate)
        {
            if (_isAbandoned) { return false; }
            End();
            long start = Environment.TickCount64;
            while (!_hasEnded && Farewell - TimeSpan.FromMilliseconds(Environment.TickCount64 - start) is var left && left > TimeSpan.Zero) { Monitor.Wait(_gate, left); }
            _isAbandoned = !_hasEnded;
            return _hasEnded;
        }
    }

    private void Run()
    {
        while (TryTake(out SyncExtent extent)) { _sync(extent); }

        lock (_gate)
        {
            _hasEnded = true;
            Monitor.PulseAll(_gate);
        }

        if (_isAbandoned) { _release(); }
    }

    private bool TryTake(out SyncExtent extent)
    {
        lock (_gate)
        {
            if (!_isWanted)
            {
                _isBusy = false;
                Monitor.PulseAll(_gate);
            }

            while (!_isWanted && !_isEnding) { Monitor.Wait(_gate); }
            bool isTaken = _isWanted;
            _isWanted = false;
            extent = _extent;
            return isTaken;
        }
    }
}
