using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// What the risk stage hands on with an event for the derived stream: verdicts of rules and positions left open. Without such a stream
/// they are counted, since an event has room for so many, and not kept.
/// </summary>
internal sealed class VerdictBuffer(StageBuffer<OutRecord> records, int mostPerEvent, bool keeps) : IRiskRecords
{
    private OutRecord _unkept;
    private long _sequence;
    private Timestamp _now;
    private int _first;
    private int _count;

    public void Begin(ref EngineEvent e)
    {
        _count = 0;
        if (!keeps) { return; }
        _sequence = e.Sequence;
        _now = e.Time;
        _first = records.Position;
    }

    public void End(ref EngineEvent e) => e.Verdicts = keeps ? new StageRange(_first, (ushort)_count) : default;

    public ref RiskVerdict Claim(InstrumentId instrument)
    {
        if (_count >= mostPerEvent) { return ref Unsafe.NullRef<RiskVerdict>(); }
        return ref Next(instrument, OutKind.Verdict).Verdict;
    }

    public bool TryCount(int verdicts, out int dropped)
    {
        dropped = keeps ? 0 : Math.Max(0, verdicts - (mostPerEvent - _count));
        if (!keeps) { _count += verdicts - dropped; }
        return !keeps;
    }

    public bool TryRecord(in UnclosedPosition position, InstrumentId instrument)
    {
        if (_count >= mostPerEvent) { return false; }
        Next(instrument, OutKind.Unclosed).Unclosed = position;
        return true;
    }

    private ref OutRecord Next(InstrumentId instrument, OutKind kind)
    {
        _count++;
        if (!keeps) { return ref _unkept; }
        ref OutRecord record = ref records.Append(_sequence);
        record = default;   // Written in its place: a copy of what was just written waits for it.
        record.Sequence = _sequence;
        record.Time = _now;
        record.Instrument = instrument;
        record.Kind = kind;
        return ref record;
    }
}
