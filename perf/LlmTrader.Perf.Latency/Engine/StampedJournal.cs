using LlmTrader.Engine.Core;
using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Perf.Latency.Engine;

/// <summary>A real journal, on whose thread is measured when each market event was written and when it was on the disk.</summary>
/// <param name="inner">It.</param>
/// <param name="syncsOnTheWay">False where only the run's end is synced: there is no durable latency then.</param>
internal sealed class StampedJournal(IJournal inner, bool syncsOnTheWay) : IJournal
{
    private const int Capacity = 1 << 20;   // More than a block, what may be unsynced and a ring together.

    private readonly long[] _intended = new long[Capacity];    // By sequence; 0 is no market event.
    private long _measureFrom = long.MaxValue;
    private bool _isMeasured;
    private long _next;       // Sequences: what was noted ends before this one,
    private long _written;    // what of it is written before this,
    private long _durable;    // and what is on the disk before this.

    public LatencyHistogram Written { get; } = LatencyHistogram.OfNanoseconds();

    public LatencyHistogram Durable { get; } = LatencyHistogram.OfNanoseconds();

    public long WrittenSequence => inner.WrittenSequence;

    public long DurableSequence => inner.DurableSequence;

    public bool OnDurable(Action<long> moved) => inner.OnDurable(moved);

    /// <summary>Events that were meant to arrive before this are warm-up. Set before the run.</summary>
    public void MeasureFrom(long ticks) => Volatile.Write(ref _measureFrom, ticks);

    public void Append(in EngineEvent sequenced)
    {
        inner.Append(in sequenced);
        bool isMeasured = sequenced.IntendedTicks >= _measureFrom;
        if (!_isMeasured)
        {
            if (!isMeasured) { return; }
            _isMeasured = true;
            _next = _written = _durable = sequenced.Sequence;
        }

        Invariant.Holds(sequenced.Sequence == _next && _next - (syncsOnTheWay ? _durable : _written) < Capacity);
        _intended[_next++ & (Capacity - 1)] = isMeasured ? sequenced.IntendedTicks : 0;
    }

    public void EndOfBatch()
    {
        inner.EndOfBatch();
        Settle();
    }

    public void Complete()
    {
        inner.Complete();
        if (syncsOnTheWay) { Settle(); }   // Else the run's one sync would be in every event's latency.
    }

    private void Settle()
    {
        if (_written == _next && (_durable == _next || !syncsOnTheWay)) { return; }
        long now = ExternalClock.NowTicks;
        _written = Take(Written, _written, inner.WrittenSequence, now);
        if (syncsOnTheWay) { _durable = Take(Durable, _durable, inner.DurableSequence, now); }
    }

    private long Take(LatencyHistogram histogram, long from, long upTo, long now)
    {
        long end = Math.Min(_next, upTo + 1);
        for (; from < end; from++)
        {
            long intended = _intended[from & (Capacity - 1)];
            if (intended != 0) { histogram.Record(Math.Max(0, ExternalClock.TicksToNanoseconds(now - intended))); }
        }

        return from;
    }
}
