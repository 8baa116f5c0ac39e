using System.Numerics;
using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>Folds everything that risk says into its hash, and passes on what is asked for.</summary>
internal sealed class RiskRecorder(IRiskRecords? records, bool keptToo) : ISnapshotState
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

    public void Fold(in OrderCommand command, RejectReason verdict)
    {
        _hash.Fold(in command, verdict);
        if (_verdicts == 0) { return; }
        _hash.Fold(_verdicts);
        _verdicts = 0;
    }

    /// <summary>One verdict, with the fields of <see cref="RiskVerdict"/>: written where it stays, since a copy of just written small fields waits for them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(
        OrderId order, long observed, long limit, int rule, AccountId account, StrategyId strategy, RiskPhase phase, RiskAction action, RejectReason reason,
        InstrumentId instrument)
    {
        _verdicts = With(_verdicts, observed, limit, rule, phase, action, reason);
        if (records is null || (!keptToo && reason == RejectReason.None)) { return; }
        Write(records, order, observed, limit, rule, account, strategy, phase, action, reason, instrument);
    }

    /// <summary>As <see cref="Add"/>, of rules that an order has kept.</summary>
    public void AddKept(ReadOnlySpan<KeptRules.Kept> kept, in OrderCommand command)
    {
        ulong verdicts = _verdicts;
        foreach (ref readonly KeptRules.Kept one in kept)
        {
            verdicts = With(verdicts, one.Observed, one.Limit, one.Rule, RiskPhase.Before, RiskAction.None, RejectReason.None);
        }

        _verdicts = verdicts;
        if (records is null || !keptToo) { return; }
        if (records.TryCount(kept.Length, out int dropped)) { Dropped += dropped; return; }
        foreach (ref readonly KeptRules.Kept one in kept)
        {
            Write(
                records, command.OrderId, one.Observed, one.Limit, one.Rule, command.Account, command.Strategy, RiskPhase.Before, RiskAction.None, RejectReason.None,
                command.Instrument);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong With(ulong verdicts, long observed, long limit, int rule, RiskPhase phase, RiskAction action, RejectReason reason)
    {
        ulong said = (ulong)(uint)rule | ((ulong)phase << 32) | ((ulong)action << 40) | ((ulong)reason << 48);
        said = ((said ^ BitOperations.RotateLeft((ulong)limit, 56)) * Odd1) + ((ulong)observed * Odd2);
        return BitOperations.RotateLeft(verdicts, 7) + said;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Write(
        IRiskRecords to, OrderId order, long observed, long limit, int rule, AccountId account, StrategyId strategy, RiskPhase phase, RiskAction action,
        RejectReason reason, InstrumentId instrument)
    {
        ref RiskVerdict verdict = ref to.Claim(instrument);
        if (Unsafe.IsNullRef(ref verdict)) { Dropped++; return; }
        (verdict.OrderId, verdict.Observed, verdict.Limit, verdict.RuleId) = (order, observed, limit, rule);
        (verdict.Account, verdict.Strategy, verdict.Phase, verdict.Action, verdict.Reason) = (account, strategy, phase, action, reason);
    }

    /// <summary>False when there was no room: it must be said again later.</summary>
    public bool TryAdd(in UnclosedPosition position, InstrumentId instrument)
    {
        if (records is not null && !records.TryRecord(in position, instrument)) { return false; }
        _hash.Fold(position.Position.Raw);
        _hash.Fold((ulong)position.Account.Value | ((ulong)position.Reason << 16) | ((ulong)(uint)instrument.Value << 32));
        return true;
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section("risk recorder");
        transfer.Value(ref _hash);
        transfer.Value(ref _verdicts);
        long dropped = Dropped;
        transfer.Value(ref dropped);
        Dropped = dropped;
    }
}
