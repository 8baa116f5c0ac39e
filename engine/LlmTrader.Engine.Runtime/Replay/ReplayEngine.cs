using System.Diagnostics.CodeAnalysis;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Ring;

namespace LlmTrader.Engine.Runtime;

/// <summary>What a replay found.</summary>
/// <param name="Events">Events replayed.</param>
/// <param name="Hash">The StateHash after the last of them.</param>
/// <param name="Agreed">The last checkpoint of the journal that the replay reproduced.</param>
/// <param name="AgreedCheckpoints">How many it reproduced.</param>
/// <param name="Divergence">The first difference; null when there is none.</param>
public sealed record ReplayResult(long Events, ulong Hash, HashCheckpoint Agreed, long AgreedCheckpoints, Divergence? Divergence);

/// <summary>
/// Runs journaled events through the unmodified stages in any topology. Answers and timers come from the journal; what the
/// stages send back is compared with them instead of being sequenced.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "What it owns starts and ends within Run.")]
public sealed class ReplayEngine
{
    private readonly EngineOptions _options;
    private readonly ThreadingOptions _threading;
    private readonly StageFeedback _feedback;
    private readonly RuleSetStaging _staging;
    private readonly IOutJournal? _outJournal;
    private EngineEvent _next;

    /// <param name="options">The same that the journal was written under.</param>
    /// <param name="threading">Names the topology.</param>
    /// <param name="ruleSet">The same rule set, fresh.</param>
    /// <param name="outJournal">Takes the rebuilt derived stream.</param>
    /// <param name="compiler">The one that the run had; it compiles again what the journal says was swapped in.</param>
    public ReplayEngine(
        EngineOptions options, ThreadingOptions threading, IRuleSet ruleSet, IOutJournal? outJournal = null, IRuleSetCompiler? compiler = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(threading);
        _options = options.Validated();
        _threading = threading;
        _outJournal = outJournal;
        Feedback New() => new(options.FeedbackCapacity, doorbell: null);
        _feedback = threading.Topology switch
        {
            EngineTopology.Pipelined => new StageFeedback(New(), New(), New(), New(), New(), New()),
            EngineTopology.Fused => StageFeedback.Shared(New()) with { Gate = New(), Staging = New() },
            _ => StageFeedback.Shared(New()),
        };
        _staging = new RuleSetStaging(compiler, _feedback.Staging, options, hasThread: threading.Topology != EngineTopology.Inline);
        Stages = new TradingStages(options, ruleSet, _feedback, outJournal, probe: null, _staging);
    }

    public TradingStages Stages { get; }

    /// <summary>Events replayed so far; another thread may read it for a progress bar.</summary>
    public long Progress { get; private set; }

    /// <summary>Replays to the journal's end, or to the first divergence that shows.</summary>
    public ReplayResult Run(IJournalReader journal, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(journal);
        using RuleSetStaging staging = _staging;
        staging.Start();
        ReplayVerifier verifier = _threading.Topology == EngineTopology.Inline ? RunInline(journal, cancel) : RunThreaded(journal, cancel);
        _outJournal?.Complete();
        if (!cancel.IsCancellationRequested) { verifier.Complete(); }
        return new ReplayResult(Progress, Stages.Hash.Combine(), verifier.Agreed, verifier.AgreedCheckpoints, verifier.Divergence);
    }

    private ReplayVerifier RunInline(IJournalReader journal, CancellationToken cancel)
    {
        InlineReplay replay = new(_options, Stages, _feedback);
        while (replay.Divergence is null && replay.TryStep(journal))
        {
            if ((++Progress & 0xFFFF) == 0 && cancel.IsCancellationRequested) { break; }
        }

        return replay.Verifier;
    }

    private ReplayVerifier RunThreaded(IJournalReader journal, CancellationToken cancel)
    {
        ReplayVerifier verifier = new(_feedback.Inboxes);
        StateHashLedger ledger = new(_options.CheckpointInterval, _threading.RingCapacity);
        OutboundGate gate = new(Stages.Commands, gateway: null, probe: null);   // A replay sends nothing anywhere.
        using Pipeline<EngineEvent> pipeline = EnginePipeline.Build(_threading, Stages, gate, journal: null, ledger, _feedback.Gate);
        foreach (Feedback feedback in _feedback.Inboxes) { feedback.WaitForRoomIn(pipeline.Ring); }
        pipeline.Start();
        while (verifier.Divergence is null && journal.TryRead(ref _next))
        {
            verifier.OnJournaled(in _next, ledger.IsFinal(in _next));
            Publish(pipeline, verifier);
            verifier.Collect();
            if ((++Progress & 0xFFFF) == 0 && cancel.IsCancellationRequested) { return verifier; }
        }

        SpinWait spin = default;
        Sequence lastStage = pipeline[EnginePipeline.Gate].Sequence;
        while (lastStage.Value < pipeline.Ring.Cursor) { CollectOrThrow(pipeline, verifier, ref spin); }
        pipeline.Drain(Timeout.InfiniteTimeSpan);
        return verifier;
    }

    private void Publish(Pipeline<EngineEvent> pipeline, ReplayVerifier verifier)
    {
        SpinWait spin = default;
        long slot;
        while (!pipeline.Ring.TryClaim(1, out slot)) { CollectOrThrow(pipeline, verifier, ref spin); }
        pipeline.Ring[slot] = _next;
        pipeline.Ring.Publish(slot);
    }

    // The stages wait while their way back is full, so whoever waits for them takes in what they send.
    private static void CollectOrThrow(Pipeline<EngineEvent> pipeline, ReplayVerifier verifier, ref SpinWait spin)
    {
        if (pipeline.Fault is { } fault) { throw new HandlerFaultException(fault); }
        verifier.Collect();
        spin.SpinOnce();
    }
}
