using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Import;

/// <summary>
/// Several sources as one, by (time, index of the source, the source's own order): the merge that contract 1 fixes for
/// backtests. Each source must be in the order of its time. Owns the sources and disposes them.
/// </summary>
public sealed class MergedSource : IMarketDataSource
{
    private readonly IMarketDataSource[] _sources;
    private readonly EngineEvent[] _heads;
    private readonly int[] _heap;   // Sources that have a head, the earliest at the root.
    private int _count;
    private bool _started;

    /// <summary>The order of <paramref name="sources"/> decides between equal times.</summary>
    public MergedSource(IReadOnlyList<IMarketDataSource> sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        _sources = [.. sources];
        _heads = new EngineEvent[_sources.Length];
        _heap = new int[_sources.Length];
    }

    /// <summary>Throws what a source throws, and <see cref="InvariantViolationException"/> when a source's time goes back.</summary>
    public bool TryRead(ref EngineEvent next)
    {
        if (!_started) { Start(); }
        if (_count == 0) { return false; }

        int source = _heap[0];
        CopyTo(_heads[source], ref next);
        Timestamp time = next.Time;
        if (_sources[source].TryRead(ref _heads[source])) { Invariant.Holds(_heads[source].Time >= time); }
        else { _heap[0] = _heap[--_count]; }
        SiftDown(0);
        return true;
    }

    public void Dispose()
    {
        foreach (IMarketDataSource source in _sources) { source.Dispose(); }
    }

    // The slot's sequence and measurement fields are the caller's.
    private static void CopyTo(in EngineEvent head, ref EngineEvent next)
    {
        (long sequence, long intended) = (next.Sequence, next.IntendedTicks);
        next = head;
        (next.Sequence, next.IntendedTicks) = (sequence, intended);
    }

    private void Start()
    {
        _started = true;
        for (int source = 0; source < _sources.Length; source++)
        {
            if (_sources[source].TryRead(ref _heads[source])) { _heap[_count++] = source; }
        }

        for (int parent = (_count / 2) - 1; parent >= 0; parent--) { SiftDown(parent); }
    }

    private void SiftDown(int parent)
    {
        while (true)
        {
            int child = (2 * parent) + 1;
            if (child >= _count) { return; }
            if (child + 1 < _count && Precedes(_heap[child + 1], _heap[child])) { child++; }
            if (!Precedes(_heap[child], _heap[parent])) { return; }
            (_heap[parent], _heap[child]) = (_heap[child], _heap[parent]);
            parent = child;
        }
    }

    private bool Precedes(int left, int right)
    {
        int byTime = _heads[left].Time.CompareTo(_heads[right].Time);
        return byTime != 0 ? byTime < 0 : left < right;
    }
}
