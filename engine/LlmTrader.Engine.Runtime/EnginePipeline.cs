using LlmTrader.Engine.Core;
using LlmTrader.Engine.Ring;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// The picture of the design, as code:
/// <code>
/// ring ─┬─► journal ──────────────────────────────────────────────────┐  (kept sequence)
///       └─► bars ──► signals ──► risk ──► matching ──► accounts ──► outbound gate
/// </code>
/// </summary>
public static class EnginePipeline
{
    /// <summary>The last handler's name: what is through with it is through with all of them.</summary>
    internal const string Gate = "gate";

    private const string Bars = "bars";
    private const string Signals = "signals";
    private const string Risk = "risk";
    private const string Matching = "matching";
    private const string Accounts = "accounts";
    private const string Trading = "trading";

    /// <summary>
    /// Names of the threads whose delay is a decision's, the most urgent first: the Sequencer's, then those of the trading handlers in the
    /// order of the picture. Inline has no threads of its own.
    /// </summary>
    public static IReadOnlyList<string> UrgentThreads(EngineTopology topology) => topology switch
    {
        EngineTopology.Pipelined => WithSequencer(Bars, Signals, Risk, Matching, Accounts),
        EngineTopology.Fused => WithSequencer(Trading),
        _ => [],
    };

    /// <summary>
    /// Wires the stages to a new ring in the topology that the threading options name. A ring's sequences are the events' own, so it
    /// begins with the next event's: 0, or where a recovery has come to.
    /// </summary>
    public static Pipeline<EngineEvent> Build(
        ThreadingOptions threading, TradingStages stages, OutboundGate gate, JournalHandler? journal, StateHashLedger ledger, Feedback gateFeedback,
        long firstSequence = 0)
    {
        ArgumentNullException.ThrowIfNull(threading);
        int urgency = 1;   // 0 is the Sequencer's own thread.
        var pipeline = new PipelineBuilder<EngineEvent>(threading.RingCapacity, static () => new BlockingWaitStrategy(), firstSequence);
        HandlerOptions Next() => new() { WaitStrategy = threading.WaitStrategy(urgency++) };
        HandlerOptions NextRecording() => Next() with { WaitTimeout = threading.RecordWait };   // The accounts write the derived records.

        (HandlerNode<EngineEvent> bars, HandlerNode<EngineEvent> signals, HandlerNode<EngineEvent> risk, HandlerNode<EngineEvent> accounts) =
            threading.Topology == EngineTopology.Pipelined ? Pipelined(pipeline, stages, ledger, Next, NextRecording) : Fused(pipeline, stages, ledger, NextRecording);

        HandlerGroup<EngineEvent> behind = pipeline.After(accounts);
        if (journal is not null)
        {
            pipeline.Handle("journal", journal, Next() with { WaitTimeout = threading.JournalWait });
            behind = behind.AndAfter(journal.Kept);   // Nothing leaves before it is written.
        }

        HandlerNode<EngineEvent> outbound = behind.Handle(Gate, new GateHandler(gate, ledger, gateFeedback), Next());
        stages.GateBy(bars.Processor.Sequence, signals.Processor.Sequence, risk.Processor.Sequence, outbound.Processor.Sequence, pipeline.Ring);
        return pipeline.Build();
    }

    private static (HandlerNode<EngineEvent> Bars, HandlerNode<EngineEvent> Signals, HandlerNode<EngineEvent> Risk, HandlerNode<EngineEvent> Accounts) Pipelined(
        PipelineBuilder<EngineEvent> pipeline, TradingStages stages, StateHashLedger ledger, Func<HandlerOptions> next, Func<HandlerOptions> nextRecording)
    {
        var bars = pipeline.Handle(Bars, Stage(EngineStage.Bars, stages.Bars, static (ref StateHash hash, ulong value) => hash.Bars = value), next());
        var signals = pipeline.After(bars).Handle(Signals, Stage(EngineStage.Signals, stages.Signals, static (ref StateHash hash, ulong value) => hash.Signals = value), next());
        var risk = pipeline.After(signals).Handle(Risk, Stage(EngineStage.Risk, stages.Risk, static (ref StateHash hash, ulong value) => hash.Risk = value), next());
        var matching = pipeline.After(risk).Handle(Matching, Stage(EngineStage.Matching, stages.Matching, static (ref StateHash hash, ulong value) => hash.Matching = value), next());
        var accounts = pipeline.After(matching).Handle(Accounts, Stage(EngineStage.Accounts, stages.Accounts, static (ref StateHash hash, ulong value) => hash.Accounts = value), nextRecording());
        return (bars, signals, risk, accounts);

        StageHandler Stage(EngineStage place, ITradingStage stage, StageHandler.Note note) => new(stage, ledger, note, place, stages.StageProbe);
    }

    private static (HandlerNode<EngineEvent> Bars, HandlerNode<EngineEvent> Signals, HandlerNode<EngineEvent> Risk, HandlerNode<EngineEvent> Accounts) Fused(
        PipelineBuilder<EngineEvent> pipeline, TradingStages stages, StateHashLedger ledger, Func<HandlerOptions> nextRecording)
    {
        var trading = pipeline.Handle(Trading, new FusedHandler(stages, ledger), nextRecording());
        return (trading, trading, trading, trading);
    }

    private static string[] WithSequencer(params IEnumerable<string> handlers) => [SequencerThread.Name, .. handlers.Select(EventProcessor.ThreadNameOf)];
}
