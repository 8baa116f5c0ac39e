using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// Rule-set events that enter a backtest at given places: before the first market data at or after a time, or from a sequence on.
/// What is due at one place enters in the order in which it was added.
/// </summary>
public sealed class RuleSetSchedule
{
    private readonly List<Entry> _entries = [];
    private int _done;

    /// <summary>Entries that have not entered yet.</summary>
    public int Waiting => _entries.Count - _done;

    /// <summary>Events that enter before the first market data at or after <paramref name="time"/>.</summary>
    public RuleSetSchedule At(Timestamp time, params ReadOnlySpan<EngineEvent> events) => Add(time, long.MaxValue, events);

    /// <summary>Events that enter before the first market data whose sequence is <paramref name="sequence"/> or later.</summary>
    public RuleSetSchedule AtSequence(long sequence, params ReadOnlySpan<EngineEvent> events) => Add(Timestamp.MaxValue, sequence, events);

    /// <summary>The next event that is due; entries enter in the order of the list, each not before those ahead of it.</summary>
    internal bool TryTake(Timestamp time, long sequence, ref EngineEvent next)
    {
        if (_done == _entries.Count) { return false; }
        Entry entry = _entries[_done];
        if (entry.Time > time && entry.Sequence > sequence) { return false; }
        next = entry.Event;
        next.Time = time;
        _done++;
        return true;
    }

    private RuleSetSchedule Add(Timestamp time, long sequence, ReadOnlySpan<EngineEvent> events)
    {
        foreach (ref readonly EngineEvent e in events)
        {
            if (e.Kind is < EventKind.RuleSetSource or > EventKind.RuleSetQuarantine) { throw new ArgumentException($"A schedule holds rule-set events, {e.Kind} is none."); }
            _entries.Add(new Entry(time, sequence, e));
        }

        return this;
    }

    private readonly record struct Entry(Timestamp Time, long Sequence, EngineEvent Event);
}
