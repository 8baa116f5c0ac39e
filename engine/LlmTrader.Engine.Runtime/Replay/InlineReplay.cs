using LlmTrader.Engine.Core;
using LlmTrader.Engine.Ring;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// Journaled events through the stages on the caller's thread, one at a time, compared as <see cref="ReplayVerifier"/> says. Between
/// two events all of it can be saved and loaded: the stages, what they have sent and the journal does not hold yet, and the place in the
/// journal. A start is such a state and the rest of the journal.
/// </summary>
public sealed class InlineReplay : ISnapshotState
{
    private const int MaxUnanswered = 1 << 24;

    // Some minutes of a busy market.
    private const long ForgetInterval = 1 << 20;

    private readonly StateHashLedger _ledger;
    private readonly Feedback _gate;
    private readonly ReplayVerifier _verifier;
    private long _nextSequence;
    private Timestamp _now = Timestamp.MinValue;
    private EngineEvent _next;
    private EngineEvent _printed;   // A bar that the venue has seen; its kind is None when the strategy has seen it too.

    /// <summary>A replay of its own, for snapshots.</summary>
    /// <param name="options">The same that the journal was written under.</param>
    /// <param name="ruleSet">The same rule set, fresh.</param>
    /// <param name="outJournal">Takes the rebuilt derived stream; null drops it.</param>
    /// <param name="compiler">The one that the run had.</param>
    public InlineReplay(EngineOptions options, IRuleSet ruleSet, IOutJournal? outJournal = null, IRuleSetCompiler? compiler = null)
        : this(options, StageFeedback.Shared(new Feedback(ArgumentNonNull(options).Validated().FeedbackCapacity, doorbell: null)), ruleSet, outJournal, compiler)
    {
    }

    /// <summary>Through stages that somebody else has made.</summary>
    internal InlineReplay(EngineOptions options, TradingStages stages, StageFeedback feedback)
    {
        Stages = stages;
        _ledger = new StateHashLedger(options.CheckpointInterval, ringCapacity: 1);
        _gate = feedback.Gate;
        _verifier = new ReplayVerifier(feedback.Inboxes, MaxUnanswered);
    }

    private InlineReplay(EngineOptions options, StageFeedback feedback, IRuleSet ruleSet, IOutJournal? outJournal, IRuleSetCompiler? compiler)
        : this(options, new TradingStages(options, ruleSet, feedback, outJournal ?? new OutTail(null), probe: null, StagingOf(options, feedback, compiler)), feedback)
    {
    }

    public TradingStages Stages { get; }

    /// <summary>The sequence of the next event.</summary>
    public long NextSequence => _nextSequence;

    /// <summary>Engine time of the last event.</summary>
    public Timestamp Now => _now;

    /// <summary>The last event as the stages have left it: until the next one, the ranges in it lead into their buffers.</summary>
    public ref readonly EngineEvent Last => ref _next;

    /// <summary>The first difference found so far.</summary>
    public Divergence? Divergence => _verifier.Divergence;

    /// <summary>What was compared.</summary>
    internal ReplayVerifier Verifier => _verifier;

    /// <summary>
    /// Does the journal's next event. False at its end. Throws <see cref="InvalidOperationException"/> when it is not the one that
    /// comes next.
    /// </summary>
    public bool TryStep(IJournalReader journal)
    {
        ArgumentNullException.ThrowIfNull(journal);
        if (!journal.TryRead(ref _next)) { return false; }
        if (_next.Sequence != _nextSequence) { throw new InvalidOperationException($"The journal goes on at sequence {_next.Sequence}, the state is the one before {_nextSequence}."); }
        _nextSequence++;
        _now = _next.Time;
        if (_next.Kind == EventKind.BarPrint) { _printed = _next; }
        else if (_next.Kind == EventKind.Bar) { _printed = default; }

        _verifier.OnJournaled(in _next, _ledger.IsFinal(in _next));
        Stages.OnEvent(ref _next);
        if (_ledger.IsNoted(in _next))
        {
            _ledger.At(in _next) = Stages.Hash;
            _gate.Submit(_ledger.Checkpoint(in _next));
        }

        _verifier.Collect();
        if (_nextSequence % ForgetInterval == 0) { _verifier.Forget(); }
        return true;
    }

    /// <summary>The journal is at its end: what is still unmatched is a difference. What was sent and not journaled is none, unless the run ended clean.</summary>
    public ReplayResult Complete()
    {
        _verifier.Complete();
        return new ReplayResult(_nextSequence, Stages.Hash.Combine(), _verifier.Agreed, _verifier.AgreedCheckpoints, _verifier.Divergence);
    }

    /// <summary>Saves or loads between two events. Fails when the replay has found a difference.</summary>
    public void Transfer(ISnapshotTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        transfer.Section("engine");
        transfer.Value(ref _nextSequence);
        transfer.Value(ref _now);
        transfer.Value(ref _printed);
        transfer.Part(Stages);
        transfer.Part(_verifier);
    }

    /// <summary>Where a Sequencer goes on, and into <paramref name="pending"/> what it has not sequenced yet.</summary>
    internal SequencerStart HandOver(PendingFeedback pending, in EngineEvent epoch)
    {
        _verifier.HandOver(pending);
        return new SequencerStart(_nextSequence, _now, epoch, _printed.Kind == EventKind.None ? null : _printed);
    }

    private static RuleSetStaging StagingOf(EngineOptions options, StageFeedback feedback, IRuleSetCompiler? compiler) =>
        new(compiler, feedback.Staging, options, hasThread: false);

    private static EngineOptions ArgumentNonNull(EngineOptions? options) => options ?? throw new ArgumentNullException(nameof(options));
}
