using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// The engine on the caller's thread: the same stages, one event to its end before the next. From raw market data the
/// place of every answer follows from event time and the latency model alone, so that two runs are the same to the bit.
/// </summary>
public sealed class InlineEngine
{
    private readonly EngineOptions _options;
    private readonly StageFeedback _feedback;
    private readonly PendingFeedback _pending;
    private readonly IOutJournal? _outJournal;
    private readonly StagesOutput _output;
    private Sequencer<StagesOutput> _sequencer;
    private readonly RuleSetSchedule? _schedule;
    private EngineEvent _next;
    private EngineEvent _scheduled;

    /// <param name="options">What decisions depend on.</param>
    /// <param name="ruleSet">The strategy.</param>
    /// <param name="journal">Keeps the sequenced events; null for a run that nobody replays.</param>
    /// <param name="outJournal">Takes the derived stream.</param>
    /// <param name="probe">Measures decision latency.</param>
    /// <param name="compiler">Makes rule sets of source texts; null refuses every staging.</param>
    /// <param name="schedule">Swaps that happen on the way.</param>
    /// <param name="startsSmall">
    /// Buffers and tables begin small and grow up to the same limits, so that an engine is cheap to make: for searches, which make thousands.
    /// What it decides is the same; it allocates when more is under way than ever before.
    /// </param>
    public InlineEngine(
        EngineOptions options, IRuleSet ruleSet, IJournal? journal = null, IOutJournal? outJournal = null, ILatencyProbe? probe = null,
        IRuleSetCompiler? compiler = null, RuleSetSchedule? schedule = null, bool startsSmall = false)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Execution != ExecutionMode.Simulated) { throw new ArgumentException("An inline engine has no gateway: its execution is simulated."); }
        _options = options.Validated();
        Feedback feedback = new(options.InlineFeedbackCapacity, doorbell: null, isDirect: true);
        _feedback = StageFeedback.Shared(feedback);
        _pending = new PendingFeedback([], options.InlineFeedbackCapacity, startsSmall);
        feedback.SendTo(_pending);
        _outJournal = outJournal;
        _schedule = schedule;
        RuleSetStaging staging = new(compiler, feedback, options, hasThread: false);
        Stages = new TradingStages(options, ruleSet, _feedback, outJournal, probe, staging, startsSmall);
        _output = new StagesOutput(Stages, journal, outJournal, new StateHashLedger(options.CheckpointInterval, ringCapacity: 1), feedback);
        _sequencer = new Sequencer<StagesOutput>(_output, _pending, SequencerStart.Beginning);
    }

    public TradingStages Stages { get; }

    /// <summary>
    /// Takes a journaled run up again, before the first event of this one; the journal that was given continues it. A schedule must
    /// not hold what the journal holds already. Throws as <see cref="EngineRecovery.Run"/>.
    /// </summary>
    public RecoveryResult Recover(RecoverySource source, CancellationToken cancel = default)
    {
        Invariant.Holds(_sequencer.NextSequence == 0);
        _feedback.Gate.SendTo(null);   // What the stages send is compared with the journal first.
        RecoveryResult result = EngineRecovery.Run(_options, Stages, _feedback, _pending, _outJournal, source, out SequencerStart start, cancel);
        _feedback.Gate.SendTo(_pending);
        _sequencer = new Sequencer<StagesOutput>(_output, _pending, in start);
        _sequencer.Resume(in start);
        return result;
    }

    /// <summary>Events sequenced so far; the next one's sequence.</summary>
    public long Events => _sequencer.NextSequence;

    /// <summary>Engine time of the last event.</summary>
    public Timestamp Now => _sequencer.Now;

    /// <summary>
    /// Runs a source to its end or until <paramref name="cancel"/>; returns the number of its events. Throws
    /// <see cref="OperationCanceledException"/> when it is cancelled in the middle of a long chain of answers to one event.
    /// </summary>
    public long Run(IMarketDataSource source, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        _sequencer.Cancel = cancel;
        long count = 0;
        while (source.TryRead(ref _next))
        {
            Process(ref _next);
            if ((++count & 0xFFFF) == 0 && cancel.IsCancellationRequested) { break; }
        }

        return count;
    }

    /// <summary>Sequences one outside event at its own time.</summary>
    public void Process(ref EngineEvent e)
    {
        if (_schedule is { Waiting: > 0 }) { TakeScheduled(e.Time); }
        _sequencer.Sequence(ref e, e.Time);
    }

    /// <summary>Delivers what is still under way, ends the journal with the final checkpoint and returns it.</summary>
    public HashCheckpoint Complete()
    {
        _sequencer.Drain();
        HashCheckpoint last = new() { UpTo = _sequencer.NextSequence - 1, Hash = Stages.Hash.Combine() };
        _next = new EngineEvent { Kind = EventKind.HashCheckpoint, Instrument = InstrumentId.None, Checkpoint = last };
        _sequencer.Append(ref _next);
        _output.Complete();
        return last;
    }

    // Each is compiled, and its ready event sequenced, before the next enters: a set can be staged and activated at one place.
    private void TakeScheduled(Timestamp time)
    {
        while (_schedule!.TryTake(time, _sequencer.NextSequence, ref _scheduled)) { _sequencer.Sequence(ref _scheduled, time); }
    }

    /// <summary>Journal, stages and checkpoint in the caller's stack frame.</summary>
    private readonly struct StagesOutput(
        TradingStages stages, IJournal? journal, IOutJournal? outJournal, StateHashLedger ledger, Feedback feedback) : ISequencedOutput
    {
        public void Publish(ref EngineEvent sequenced)
        {
            journal?.Append(in sequenced);
            stages.OnEvent(ref sequenced);
            if (ledger.IsNoted(in sequenced)) { Submit(ref sequenced); }
        }

        public void Complete()
        {
            journal?.Complete();
            outJournal?.Complete();
        }

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        private void Submit(ref EngineEvent e)
        {
            ledger.At(in e) = stages.Hash;
            feedback.Submit(ledger.Checkpoint(in e));
        }
    }
}
