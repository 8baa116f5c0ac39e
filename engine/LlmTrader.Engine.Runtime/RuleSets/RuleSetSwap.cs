using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// Rule-set events applied to the slots. Whatever they ask for is either done or refused, and the derived stream says which,
/// so that nobody has to guess why a set does not trade.
/// </summary>
internal sealed class RuleSetSwap : ISnapshotState
{
    private readonly RuleSetSlot[] _slots;
    private readonly RuleSetStaging _staging;
    private readonly RuleSetUnwinder _unwinder;
    private readonly SignalOutput _output;
    private readonly Feedback _feedback;
    private readonly RuleSetVersionStore _versions;
    private readonly SourceAssembler? _source;
    private readonly ClosedBar[] _held;   // Bars that closed since the stage event.
    private int _heldCount;
    private bool _overflowed;

    public RuleSetSwap(
        EngineOptions options, RuleSetSlot[] slots, RuleSetStaging staging, RuleSetUnwinder unwinder, SignalOutput output, Feedback feedback,
        RuleSetVersionStore versions)
    {
        _slots = slots;
        _staging = staging;
        _unwinder = unwinder;
        _output = output;
        _feedback = feedback;
        _versions = versions;
        _source = staging.History is null ? null : new SourceAssembler();
        _held = staging.History is null ? [] : new ClosedBar[options.RuleSets.MaxBufferedBars];
    }

    public RuleSetCounts Counts { get; } = new();

    public void OnEvent(ref EngineEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.RuleSetSource: OnSource(in e.RuleSetSource); break;
            case EventKind.RuleSetStage: Answer(e.Kind, e.RuleSetStage.Slot, e.RuleSetStage.SetId, Stage(in e.RuleSetStage)); break;
            case EventKind.CapitalShare: SetShare(in e.CapitalShare); break;
            case EventKind.RuleSetQuarantine when e.RuleSet.Code.IsFailure(): break;   // Done and told when it happened.
            default: Answer(e.Kind, e.RuleSet.Slot, e.RuleSet.SetId, Change(e.Kind, in e.RuleSet)); break;
        }
    }

    /// <summary>A bar has closed: kept for the next warm-up, and held back for the set that is being compiled.</summary>
    public void OnBar(in ClosedBar bar)
    {
        if (_staging.History is null) { return; }
        _staging.History.Add(in bar);
        if (!_staging.IsUnderWay || _overflowed) { return; }
        if (_heldCount < _held.Length) { _held[_heldCount++] = bar; return; }
        _overflowed = true;
        Answer(EventKind.RuleSetStage, _staging.Slot, _staging.SetId, RuleSetCode.BufferOverflow);
    }

    /// <summary>A set threw: <see cref="Fail(RuleSetSlot, RuleSetVersion, RuleSetCode)"/> with the code that it stands for, and what it said is kept for people.</summary>
    public void Fail(RuleSetSlot slot, RuleSetVersion version, Exception exception)
    {
        Counts.FirstFailure ??= $"{version.RuleSet.Name}: {exception.Message}";
        Fail(slot, version, RuleSetCodes.Of(exception));
    }

    /// <summary>A set failed under evaluation: it is stopped here and now, and the journal is told through the Sequencer.</summary>
    public void Fail(RuleSetSlot slot, RuleSetVersion version, RuleSetCode code)
    {
        Remove(slot, version.SetId);
        Counts.Failed(code);
        _output.Note(EventKind.RuleSetQuarantine, slot.Id, version.SetId, code);
        RuleSetChange stopped = new() { SetId = version.SetId, Slot = slot.Id, Code = code };
        _feedback.SubmitQuarantine(in stopped);
    }

    /// <inheritdoc/>
    /// <remarks>An engine with a compiler and one without differ here; each loads only its own kind.</remarks>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section(_source is null ? "rule-set swaps without a compiler" : "rule-set swaps");
        if (_source is not null)
        {
            transfer.Part(_source);
            _staging.Transfer(transfer, _versions);
        }

        transfer.Used(_held, ref _heldCount);
        transfer.Value(ref _overflowed);
        transfer.Part(Counts);
    }

    private void OnSource(in RuleSetSource piece)
    {
        RuleSetCode code = _source is null ? RuleSetCode.NoCompiler : _source.Add(in piece);
        if (code != RuleSetCode.None) { Answer(EventKind.RuleSetSource, default, piece.SetId, code); }   // A piece that fits says nothing: the stage event will.
    }

    private RuleSetCode Stage(in RuleSetStage stage)
    {
        if (_source is null) { return RuleSetCode.NoCompiler; }
        if (stage.Slot.Value >= _slots.Length) { return RuleSetCode.UnknownSlot; }
        if (_staging.IsUnderWay) { return RuleSetCode.StagingBusy; }
        foreach (RuleSetSlot slot in _slots)
        {
            if (slot.Holds(stage.SetId)) { return RuleSetCode.SetIdInUse; }
        }

        if (!_source.TryGet(stage.SetId, stage.Length, out ReadOnlySpan<byte> source)) { return RuleSetCode.SourceIncomplete; }
        _heldCount = 0;
        _overflowed = false;
        _staging.Begin(in stage, source);
        return RuleSetCode.None;
    }

    // Whatever set decides in the slot, or will: a share outlives swaps.
    private void SetShare(in CapitalShareChange change)
    {
        bool isKnown = change.Slot.Value < _slots.Length;
        if (isKnown) { _slots[change.Slot.Value].CapitalShare = change.Share; }
        _output.Fold(change.Share);
        Answer(EventKind.CapitalShare, change.Slot, isKnown ? _slots[change.Slot.Value].ActiveSetId : -1, isKnown ? RuleSetCode.None : RuleSetCode.UnknownSlot);
    }

    private RuleSetCode Change(EventKind kind, in RuleSetChange change)
    {
        if (change.Slot.Value >= _slots.Length) { return RuleSetCode.UnknownSlot; }
        RuleSetSlot slot = _slots[change.Slot.Value];
        switch (kind)
        {
            case EventKind.RuleSetReady: return Ready(slot, in change);
            case EventKind.RuleSetActivate: return Activate(slot, change.SetId);
            case EventKind.RuleSetRollback: return RollBack(slot);
            case EventKind.RuleSetShadow: return Shadow(slot, in change);
            default:
                Invariant.Holds(kind == EventKind.RuleSetQuarantine);
                return Quarantine(slot, in change);
        }
    }

    private RuleSetCode Ready(RuleSetSlot slot, in RuleSetChange ready)
    {
        if (!_staging.IsUnderWay || _staging.SetId != ready.SetId || _staging.Slot != slot.Id) { return RuleSetCode.UnknownSet; }
        RuleSetVersion? version = _staging.Finish();
        if (ready.Code != RuleSetCode.None) { return ready.Code; }
        if (_overflowed) { return RuleSetCode.BufferOverflow; }
        if (version is null) { return RuleSetCode.DoesNotCompile; }   // A replay that can't do what the run did; its own ready message says so.
        return CatchUp(slot, version);
    }

    private RuleSetCode CatchUp(RuleSetSlot slot, RuleSetVersion version)
    {
        try
        {
            version.WarmUp(_held.AsSpan(0, _heldCount));
        }
        catch (Exception exception) when (RuleSetRunner.IsOfRuleSet(exception))
        {
            return RuleSetCode.Threw;
        }

        slot.Stage(version);
        return RuleSetCode.None;
    }

    private RuleSetCode Activate(RuleSetSlot slot, int setId)
    {
        if (slot.Staged?.SetId != setId) { return WhyNotReady(slot, setId); }
        slot.Activate();
        _unwinder.Enter(slot);
        return RuleSetCode.None;
    }

    private RuleSetCode RollBack(RuleSetSlot slot)
    {
        if (slot.Previous is null) { return RuleSetCode.NothingToRollBackTo; }
        slot.RollBack();
        _unwinder.Enter(slot);
        return RuleSetCode.None;
    }

    private RuleSetCode Shadow(RuleSetSlot slot, in RuleSetChange change)
    {
        if (slot.Staged?.SetId != change.SetId) { return WhyNotReady(slot, change.SetId); }
        slot.IsShadowing = change.On != 0;
        return RuleSetCode.None;
    }

    private RuleSetCode Quarantine(RuleSetSlot slot, in RuleSetChange change)
    {
        if (!Remove(slot, change.SetId)) { return RuleSetCode.UnknownSet; }
        Counts.Failed(change.Code);
        return RuleSetCode.None;
    }

    private bool Remove(RuleSetSlot slot, int setId)
    {
        bool removed = slot.Remove(setId, out bool wasActive);
        if (wasActive) { _unwinder.Stop(slot); }
        return removed;
    }

    private RuleSetCode WhyNotReady(RuleSetSlot slot, int setId) =>
        _staging.IsUnderWay && _staging.SetId == setId && _staging.Slot == slot.Id ? RuleSetCode.NotReady : RuleSetCode.UnknownSet;

    private void Answer(EventKind change, StrategyId slot, int setId, RuleSetCode code)
    {
        Counts.Add(change, code);
        _output.Note(change, slot, setId, code);
    }
}
