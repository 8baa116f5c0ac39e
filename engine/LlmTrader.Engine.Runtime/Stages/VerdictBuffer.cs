using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Engine.Runtime;

/// <summary>What the risk stage hands on with an event for the derived stream: verdicts of rules and positions left open.</summary>
internal sealed class VerdictBuffer(StageBuffer<OutRecord> records, int mostPerEvent) : IRiskRecords
{
    private long _sequence;
    private Timestamp _now;
    private int _first;
    private int _count;

    public void Begin(ref EngineEvent e)
    {
        _sequence = e.Sequence;
        _now = e.Time;
        _first = records.Position;
        _count = 0;
    }

    public void End(ref EngineEvent e) => e.Verdicts = new StageRange(_first, (ushort)_count);

    public ref RiskVerdict Claim(InstrumentId instrument)
    {
        if (_count >= mostPerEvent) { return ref Unsafe.NullRef<RiskVerdict>(); }
        return ref Next(instrument, OutKind.Verdict).Verdict;
    }

    public bool TryRecord(in UnclosedPosition position, InstrumentId instrument)
    {
        if (_count >= mostPerEvent) { return false; }
        Next(instrument, OutKind.Unclosed).Unclosed = position;
        return true;
    }

    private ref OutRecord Next(InstrumentId instrument, OutKind kind)
    {
        ref OutRecord record = ref records.Append(_sequence);
        record = new OutRecord { Sequence = _sequence, Time = _now, Instrument = instrument, Kind = kind };
        _count++;
        return ref record;
    }
}
