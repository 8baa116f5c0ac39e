using LlmTrader.Engine.Core;
using LlmTrader.Engine.Ring;

namespace LlmTrader.Engine.Runtime;

/// <summary>Where a live engine is in its life. It only ever moves forward.</summary>
public enum EngineState
{
    Created,
    Running,
    Draining,
    Stopped,
    Faulted,
}

/// <summary>What a live engine talks to. Everything but the rule set may be absent.</summary>
public sealed record EnginePorts
{
    public required IRuleSet RuleSet { get; init; }

    /// <summary>Makes rule sets of source texts; null refuses every staging.</summary>
    public IRuleSetCompiler? RuleSetCompiler { get; init; }

    /// <summary>The Sequencer's clock; null takes the time from the sources.</summary>
    public IClock? Clock { get; init; }

    /// <summary>
    /// The wall's, by which a <see cref="RuleSetWatchdog"/> measures evaluations; null measures none. The Sequencer's own may be
    /// another one, or none: a market on its own time runs at any speed.
    /// </summary>
    public IClock? WallClock { get; init; }

    /// <summary>
    /// What one evaluation of a rule set may take by <see cref="WallClock"/> before its quarantine is asked for. An evaluation takes
    /// microseconds; this much is a set that hangs, and not a machine that is busy.
    /// </summary>
    public TimeSpan EvaluationBudget { get; init; } = TimeSpan.FromSeconds(2);

    public IJournal? Journal { get; init; }

    public IOutJournal? OutJournal { get; init; }

    public IExecutionGateway? Gateway { get; init; }

    public ILatencyProbe? Probe { get; init; }

    /// <summary>Whether commands wait for the disk or only for the operating system. A gateway to a real venue needs true.</summary>
    public bool UntilDurable { get; init; }
}

/// <summary>A live engine: the Sequencer on its thread, the stages on theirs. Inboxes are added before the start.</summary>
public sealed class TradingEngine : IDisposable
{
    private const int ReportCapacity = 4096;

    private readonly EngineOptions _options;
    private readonly EnginePorts _ports;
    private readonly ThreadingOptions _threading;
    private readonly Doorbell _doorbell = new();
    private readonly List<MarketDataInbox> _inboxes = [];
    private readonly CancellationTokenSource _stopped = new();
    private readonly StageFeedback _feedback;
    private readonly StateHashLedger _ledger;
    private readonly PendingFeedback _pending;
    private readonly RuleSetStaging _staging;
    private Pipeline<EngineEvent>? _pipeline;
    private SequencerThread? _sequencer;
    private SequencerStart _begin = SequencerStart.Beginning;
    private readonly Lock _stateGate = new();
    private Thread? _thread;
    private RuleSetWatchdog? _watchdog;
    private bool _isDisposed;

    public TradingEngine(EngineOptions options, ThreadingOptions threading, EnginePorts ports)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(threading);
        ArgumentNullException.ThrowIfNull(ports);
        if (threading.Topology == EngineTopology.Inline) { throw new ArgumentException("A live engine has threads of its own; the inline topology is InlineEngine."); }
        if (ports.Gateway is not null && !(ports.Journal is not null && ports.UntilDurable)) { throw new ArgumentException("A gateway needs a journal that syncs (group or sync): live trading refuses mode async."); }

        if (options.Execution == ExecutionMode.Gateway && ports.Gateway is null) { throw new ArgumentException("Execution by a gateway needs one: EnginePorts.Gateway."); }

        _options = options.Validated();
        _threading = threading;
        _ports = ports;
        _feedback = NewFeedback();
        _pending = new PendingFeedback(_feedback.Inboxes, options.FeedbackCapacity);
        _staging = new RuleSetStaging(ports.RuleSetCompiler, _feedback.Staging, options, hasThread: true);
        Stages = new TradingStages(options, ports.RuleSet, _feedback, ports.OutJournal, ports.Probe, _staging);
        _ledger = new StateHashLedger(options.CheckpointInterval, threading.RingCapacity);
        Commands = new CommandInbox(4096, options.Instruments, options.EquityLines, _doorbell, options.Risk.Rules, options.RuleSets.Slots);
        if (options.Execution == ExecutionMode.Gateway) { Reports = new ReportInbox(ReportCapacity, options.Instruments, _doorbell); }
        RuleSets = new RuleSetControl(Commands, Stages.Signals.Slots, _staging, Stopped);
    }

    public TradingStages Stages { get; }

    /// <summary>Orders and changes from people and outside programs.</summary>
    public CommandInbox Commands { get; }

    /// <summary>The gateway's way in; null when the simulated venue executes.</summary>
    public ReportInbox? Reports { get; }

    /// <summary>Stages, activates and stops rule sets.</summary>
    public RuleSetControl RuleSets { get; }

    public EngineState State { get; private set; } = EngineState.Created;

    /// <summary>Quarantines that the watchdog asked for because an evaluation took too long.</summary>
    public long Overruns => _watchdog?.Overruns ?? 0;

    /// <summary>What stopped the engine; null while all is well.</summary>
    public Exception? Fault => _pipeline?.Fault is { } fault ? new HandlerFaultException(fault) : _sequencer?.Fault;

    /// <summary>Events of the journal, those before a recovery included. Exact once the engine has stopped.</summary>
    public long Events => _sequencer?.Events ?? _begin.NextSequence;

    /// <summary>Engine time of the journal's last event; what feeds have written may be ahead of it. Exact once the engine has stopped.</summary>
    public Timestamp Time => _sequencer?.Time ?? _begin.Now;

    /// <summary>The last sequence that every stage is through with, the journal included; a moment's view.</summary>
    public long Passed => _pipeline is { } pipeline ? pipeline[EnginePipeline.Gate].Sequence.Value : _begin.NextSequence - 1;

    /// <summary>Cancelled as soon as the engine takes nothing in any more; feeds that wait for room give up then.</summary>
    public CancellationToken Stopped => _stopped.Token;

    /// <summary>A new feed's way in. Only before the start.</summary>
    public MarketDataInbox AddInbox(int capacity, InboxOverflow overflow)
    {
        if (State != EngineState.Created) { throw new InvalidOperationException("Inboxes are added before the engine starts."); }
        MarketDataInbox inbox = new(capacity, _options.Instruments.Count, overflow, _doorbell);
        _inboxes.Add(inbox);
        return inbox;
    }

    /// <summary>
    /// Takes a journaled run up again: only before the start, on the caller's thread; the journal that the ports name continues
    /// that run. Nothing is sent again. Throws as <see cref="EngineRecovery.Run"/>; the engine is of no use then.
    /// </summary>
    public RecoveryResult Recover(RecoverySource source, CancellationToken cancel = default)
    {
        if (State != EngineState.Created || _begin.NextSequence > 0) { throw new InvalidOperationException("An engine recovers once, before it starts."); }
        return EngineRecovery.Run(_options, Stages, _feedback, _pending, _ports.OutJournal, source, out _begin, cancel);
    }

    public void Start()
    {
        if (State != EngineState.Created) { throw new InvalidOperationException($"The engine is {State}; it starts once."); }
        OutboundGate gate = new(Stages.Commands, _ports.Gateway, _ports.Probe);
        JournalHandler? journal = _ports.Journal is null ? null : new JournalHandler(_ports.Journal, _ports.UntilDurable);
        _pipeline = EnginePipeline.Build(_threading, Stages, gate, journal, _ledger, _feedback.Gate, _begin.NextSequence);
        _pipeline.Faulted += _ => Fail();
        _sequencer = new SequencerThread(
            _pipeline, _pending, Reports, Commands, _inboxes, _doorbell, _ports.Clock, _threading.SpinningThreads > 0, in _begin);
        MoveTo(EngineState.Running);   // First: the threads may fail before this one goes on.
        _staging.Start();
        _pipeline.Start();
        _thread = new Thread(RunSequencer) { Name = SequencerThread.Name, IsBackground = true };
        _thread.Start();
        if (_ports.WallClock is { } wall) { _watchdog = new RuleSetWatchdog(RuleSets, wall, _ports.EvaluationBudget); }
    }

    /// <summary>
    /// Takes in what is in the inboxes, lets every answer come back, ends the journal with the final checkpoint and stops.
    /// Throws the engine's fault when there is one, <see cref="TimeoutException"/> when it does not end in time.
    /// </summary>
    public HashCheckpoint Stop(TimeSpan timeout)
    {
        if (_sequencer is null || _pipeline is null || _thread is null) { throw new InvalidOperationException("The engine was not started."); }
        MoveTo(EngineState.Draining);
        _sequencer.Stop();
        bool ended = _thread.Join(timeout);
        _stopped.Cancel();
        ThrowIfFaulted();
        if (!ended || !_pipeline.Drain(timeout))
        {
            ThrowIfFaulted();
            _pipeline.Halt();
            throw new TimeoutException($"The engine did not drain within {timeout.TotalSeconds:0.#} s.");
        }

        _ports.OutJournal?.Complete();
        MoveTo(EngineState.Stopped);
        return _sequencer.Final;
    }

    public void Dispose()
    {
        if (_isDisposed) { return; }
        _isDisposed = true;
        _watchdog?.Dispose();
        _stopped.Cancel();
        _sequencer?.Stop();
        _pipeline?.Dispose();
        _thread?.Join();
        _staging.Dispose();
        _stopped.Dispose();
    }

    private StageFeedback NewFeedback()
    {
        Feedback New() => new(_options.FeedbackCapacity, _doorbell);
        Feedback gate = New();
        Feedback staging = new(RuleSetStaging.FeedbackCapacity, _doorbell);
        if (_threading.Topology == EngineTopology.Pipelined) { return new StageFeedback(New(), New(), New(), New(), gate, staging); }
        Feedback trading = New();
        return new StageFeedback(trading, trading, trading, trading, gate, staging);
    }

    private void ThrowIfFaulted()
    {
        if (Fault is not { } fault) { return; }
        MoveTo(EngineState.Faulted);
        throw fault;
    }

    private void RunSequencer()
    {
        _sequencer!.Run(() => Stages.Hash.Combine());
        if (_sequencer.Fault is not null) { Fail(); }
    }

    private void Fail()
    {
        MoveTo(EngineState.Faulted);
        _stopped.Cancel();
    }

    // Several threads see the engine end in their own way; the state only moves forward.
    private void MoveTo(EngineState next)
    {
        lock (_stateGate)
        {
            if (next > State) { State = next; }
        }
    }
}
