using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>Answers on their way back, first in first out, written where they become events.</summary>
/// <param name="source">Who answers.</param>
internal sealed class DueReports(ReportSource source) : IReportPort
{
    private Entry[] _entries = new Entry[4];   // A power of two.
    private int _first;

    public int Count { get; private set; }

    /// <summary>When the first may enter; the end of time when there is none.</summary>
    public Timestamp NextDue { get; private set; } = Timestamp.MaxValue;

    /// <summary>The first one as an event without sequence and engine time; it stays until <see cref="RemoveFirst"/>.</summary>
    public ref EngineEvent First => ref _entries[_first].Event;

    public void Send(InstrumentId instrument, in ExecutionReport report, Timestamp venueTime, Timestamp due)
    {
        if (Count == _entries.Length) { Grow(); }
        ref Entry entry = ref _entries[(_first + Count++) & (_entries.Length - 1)];
        entry.Due = due;
        entry.Event.Kind = EventKind.Report;
        entry.Event.ReportSource = source;
        entry.Event.Instrument = instrument;
        entry.Event.ExchangeTime = venueTime;
        entry.Event.Report = report;
        if (Count == 1) { NextDue = due; }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RemoveFirst()
    {
        _first = (_first + 1) & (_entries.Length - 1);
        Count--;
        NextDue = Count > 0 ? _entries[_first].Due : Timestamp.MaxValue;
    }

    private void Grow()
    {
        Entry[] entries = new Entry[2 * Count];
        for (int i = 0; i < Count; i++) { entries[i] = _entries[(_first + i) & (Count - 1)]; }
        (_entries, _first) = (entries, 0);
    }

    private struct Entry
    {
        public Timestamp Due;
        public EngineEvent Event;
    }
}
