using System.Numerics;
using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>Folds everything that risk says into its hash, and passes on what is asked for.</summary>
internal sealed class RiskRecorder(IRiskRecords? records, bool keptToo)
{
    private const ulong Odd1 = 0x9E37_79B9_7F4A_7C15;
    private const ulong Odd2 = 0xA076_1D64_78BD_642F;

    private HashAccumulator _hash = new(3);
    private ulong _verdicts;   // Those since the last command, in order: many of them, so that a fold of each would be felt.

    public ulong Hash
    {
        get
        {
            HashAccumulator all = _hash;
            if (_verdicts != 0) { all.Fold(_verdicts); }
            return all.Value;
        }
    }

    /// <summary>Records that found no room with their event; they are in the hash all the same.</summary>
    public long Dropped { get; private set; }

    public void Fold(in OrderCommand judged)
    {
        _hash.Fold(in judged);
        if (_verdicts == 0) { return; }
        _hash.Fold(_verdicts);
        _verdicts = 0;
    }

    public void Add(in RiskVerdict verdict, InstrumentId instrument)
    {
        ulong said = (ulong)(uint)verdict.RuleId | ((ulong)verdict.Phase << 32) | ((ulong)verdict.Action << 40) | ((ulong)verdict.Reason << 48);
        said = ((said ^ BitOperations.RotateLeft((ulong)verdict.Limit, 56)) * Odd1) + ((ulong)verdict.Observed * Odd2);
        _verdicts = BitOperations.RotateLeft(_verdicts, 7) + said;
        if (records is null || (!keptToo && verdict.Reason == RejectReason.None)) { return; }
        if (!records.TryRecord(in verdict, instrument)) { Dropped++; }
    }

    /// <summary>False when there was no room: it must be said again later.</summary>
    public bool TryAdd(in UnclosedPosition position, InstrumentId instrument)
    {
        if (records is not null && !records.TryRecord(in position, instrument)) { return false; }
        _hash.Fold(position.Position.Raw);
        _hash.Fold((ulong)position.Account.Value | ((ulong)position.Reason << 16) | ((ulong)(uint)instrument.Value << 32));
        return true;
    }
}
