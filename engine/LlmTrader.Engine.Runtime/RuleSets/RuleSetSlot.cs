using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// The versions of one rule set: the one that decides, the one before it, and the one that is ready to take over. Only the
/// signals stage reads and changes them, and only at an event of the ring; other threads may read the published ids.
/// </summary>
public sealed class RuleSetSlot
{
    private readonly RuleSetBook _book;
    private int _activeId = -1;
    private int _previousId = -1;
    private int _stagedId = -1;
    private long _evaluation;
    private long _evaluations;
    private int _watchers;   // 1 when the active set watches prices.

    internal RuleSetSlot(StrategyId id, RuleSetBook book, SignalOutput output)
    {
        Id = id;
        _book = book;
        Context = new SlotContext(id, book, output, isShadow: false);
        Shadow = new SlotContext(id, book, output, isShadow: true);
    }

    public StrategyId Id { get; }

    /// <summary>Id of the set that decides, −1 when none does. Any thread may read it.</summary>
    public int ActiveSetId => Volatile.Read(ref _activeId);

    /// <summary>Id of the set that a rollback would bring back, −1 for none. Any thread may read it.</summary>
    public int PreviousSetId => Volatile.Read(ref _previousId);

    /// <summary>Id of the set that is ready to take over, −1 for none. Any thread may read it.</summary>
    public int StagedSetId => Volatile.Read(ref _stagedId);

    /// <summary>The number of the evaluation that is going on, 0 between two. Any thread may read it, to see how long one takes.</summary>
    public long Evaluation => Volatile.Read(ref _evaluation);

    internal SlotContext Context { get; }

    internal SlotContext Shadow { get; }

    internal RuleSetVersion? Active { get; private set; }

    /// <summary>Keeps receiving bars and sends nothing.</summary>
    internal RuleSetVersion? Previous { get; private set; }

    internal RuleSetVersion? Staged { get; private set; }

    /// <summary>Whether it holds a version besides the one that decides.</summary>
    internal bool HasOthers => Previous is not null || Staged is not null;

    /// <summary>The staged set evaluates and records what it would do.</summary>
    public bool IsShadowing { get; internal set; }

    /// <summary>The slot's position is being closed; until it is, the active set only receives bars.</summary>
    public bool IsClosing { get; internal set; }

    /// <summary>How much of the slot's capital its sets may use, in parts of <see cref="CapitalShareChange.All"/>.</summary>
    public int CapitalShare
    {
        get => _book.CapitalShare(Id);
        internal set => _book.SetCapitalShare(Id, value);
    }

    /// <summary>While it is closing: orders from this sequence on are those that close.</summary>
    internal long ClosesFrom { get; set; }

    /// <summary>Orders from before this sequence are to be cancelled, because their set was stopped or replaced; 0 for none.</summary>
    internal long CancelBefore { get; set; }

    /// <summary>Whether the unwinder has anything left to do.</summary>
    internal bool IsUnwinding => IsClosing || CancelBefore > 0;

    /// <summary>The version with this id; null when the slot does not hold it. Only for the thread that runs the stages, between two events.</summary>
    public RuleSetVersion? Find(int setId) => Active?.SetId == setId ? Active : Previous?.SetId == setId ? Previous : Staged?.SetId == setId ? Staged : null;

    internal void BeginEvaluation() => Volatile.Write(ref _evaluation, ++_evaluations);

    internal void EndEvaluation() => Volatile.Write(ref _evaluation, 0);

    internal bool Holds(int setId) => Active?.SetId == setId || Previous?.SetId == setId || Staged?.SetId == setId;

    internal void Start(RuleSetVersion first)
    {
        Active = first;
        Publish();
    }

    internal void Stage(RuleSetVersion version)
    {
        Staged = version;
        IsShadowing = false;
        Publish();
    }

    internal void Activate()
    {
        Previous = Active ?? Previous;   // A set that was stopped never comes back; the one before it may.
        Active = Staged;
        Staged = null;
        IsShadowing = false;
        Publish();
    }

    internal void RollBack()
    {
        (Active, Previous) = (Previous, Active);
        Publish();
    }

    /// <summary>Saves or loads the slot with its versions.</summary>
    internal void Transfer(ISnapshotTransfer transfer, RuleSetVersionStore versions)
    {
        transfer.Section("rule-set slot");
        Active = versions.Transfer(transfer, Active);
        Previous = versions.Transfer(transfer, Previous);
        Staged = versions.Transfer(transfer, Staged);
        (bool isShadowing, bool isClosing, long closesFrom, long cancelBefore) = (IsShadowing, IsClosing, ClosesFrom, CancelBefore);
        transfer.Value(ref _evaluations);
        transfer.Value(ref isShadowing);
        transfer.Value(ref isClosing);
        transfer.Value(ref closesFrom);
        transfer.Value(ref cancelBefore);
        (IsShadowing, IsClosing, ClosesFrom, CancelBefore) = (isShadowing, isClosing, closesFrom, cancelBefore);
        if (transfer.IsLoading) { Publish(); }
    }

    /// <summary>Stops a version for good. False when the slot does not hold it.</summary>
    internal bool Remove(int setId, out bool wasActive)
    {
        wasActive = Active?.SetId == setId;
        if (!Holds(setId)) { return false; }
        if (wasActive) { Active = null; }
        if (Previous?.SetId == setId) { Previous = null; }
        if (Staged?.SetId == setId) { Staged = null; IsShadowing = false; }
        Publish();
        return true;
    }

    private void Publish()
    {
        int watchers = Active?.WatchesPrices == true ? 1 : 0;
        _book.Watchers += watchers - _watchers;
        _watchers = watchers;
        Volatile.Write(ref _activeId, Active?.SetId ?? -1);
        Volatile.Write(ref _previousId, Previous?.SetId ?? -1);
        Volatile.Write(ref _stagedId, Staged?.SetId ?? -1);
    }
}
