using LlmTrader.Engine.Core;
using LlmTrader.Engine.Ring;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Engine.Runtime;

/// <summary>The five stages that decide, with the buffers between them. Which thread runs which is the topology's business.</summary>
public sealed class TradingStages : ISnapshotState
{
    private const int FewEntries = 4;   // As many as most events write.

    /// <param name="options">What decisions depend on.</param>
    /// <param name="ruleSet">The strategy.</param>
    /// <param name="feedback">Each stage's way back to the Sequencer; stages on one thread may share one.</param>
    /// <param name="outJournal">Takes the derived stream; null keeps none.</param>
    /// <param name="probe">Measures decision latency; null measures nothing.</param>
    /// <param name="staging">Compiles rule sets that are to be swapped in.</param>
    /// <param name="startsSmall">The buffers between the stages, and their tables of orders, begin small and grow; for one thread alone.</param>
    public TradingStages(
        EngineOptions options, IRuleSet ruleSet, StageFeedback feedback, IOutJournal? outJournal, ILatencyProbe? probe, RuleSetStaging staging, bool startsSmall = false)
    {
        int? first = startsSmall ? FewEntries : null;
        ClosedBars = new StageBuffer<ClosedBar>(options.ClosedBarCapacity, first);
        Commands = new StageBuffer<OrderCommand>(Math.Max(4096, 4 * OrderId.MaxCommandsPerEvent), first);
        Notes = new StageBuffer<OutRecord>(1024, first);
        Verdicts = new StageBuffer<OutRecord>(2 * options.MaxVerdictsPerEvent, first);
        StageProbe = probe as IStageProbe;
        Bars = new BarsStage(options, ClosedBars, feedback.Bars);
        Signals = new SignalsStage(options, ruleSet, ClosedBars, Commands, Notes, staging, feedback.Signals, startsSmall);
        MarketRulesTable marketRules = new(options.Instruments, options.MarketRules);
        Risk = new RiskStage(options, marketRules, Commands, Verdicts, feedback.Risk, keepsVerdicts: outJournal is not null, startsSmall);
        Matching = new MatchingStage(options, marketRules, Commands, feedback.Matching.Venue, feedback.Matching, probe, startsSmall);
        Accounts = new AccountsStage(options, Commands, Notes, Verdicts, outJournal, startsSmall);
    }

    public StageBuffer<ClosedBar> ClosedBars { get; }

    public StageBuffer<OrderCommand> Commands { get; }

    /// <summary>What the signals stage tells about rule sets.</summary>
    public StageBuffer<OutRecord> Notes { get; }

    /// <summary>What the risk stage tells about its verdicts.</summary>
    public StageBuffer<OutRecord> Verdicts { get; }

    public BarsStage Bars { get; }

    public SignalsStage Signals { get; }

    public RiskStage Risk { get; }

    public MatchingStage Matching { get; }

    public AccountsStage Accounts { get; }

    /// <summary>Asks for each stage apart; null in every run but some benchmarks'.</summary>
    internal IStageProbe? StageProbe { get; }

    /// <summary>One after the other, on the caller's thread.</summary>
    public void OnEvent(ref EngineEvent e)
    {
        if (StageProbe is { } probe)
        {
            OnEvent(ref e, probe);
            return;
        }

        Bars.OnEvent(ref e);
        Signals.OnEvent(ref e);
        Risk.OnEvent(ref e);
        Matching.OnEvent(ref e);
        Accounts.OnEvent(ref e);
    }

    /// <summary>No further event is at hand: the stages that gather something for their ports pass it on.</summary>
    public void EndOfBatch()
    {
        Matching.EndOfBatch();
        Accounts.EndOfBatch();
    }

    // The same, telling a probe where each stage ends.
    private void OnEvent(ref EngineEvent e, IStageProbe probe)
    {
        probe.OnBegin(EngineStage.Bars, in e);
        Bars.OnEvent(ref e);
        probe.OnEnd(EngineStage.Bars, in e);
        Signals.OnEvent(ref e);
        probe.OnEnd(EngineStage.Signals, in e);
        Risk.OnEvent(ref e);
        probe.OnEnd(EngineStage.Risk, in e);
        Matching.OnEvent(ref e);
        probe.OnEnd(EngineStage.Matching, in e);
        Accounts.OnEvent(ref e);
        probe.OnEnd(EngineStage.Accounts, in e);
    }

    /// <inheritdoc/>
    /// <remarks>What lies between the stages belongs to the event that wrote it: after the event there is nothing in it.</remarks>
    public void Transfer(ISnapshotTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        transfer.Section("trading stages");
        transfer.Part(Bars);
        transfer.Part(Signals);
        transfer.Part(Risk);
        transfer.Part(Matching);
        transfer.Part(Accounts);
    }

    /// <summary>The accumulators as they are now; only meaningful when all stages have done the same events.</summary>
    public StateHash Hash => new()
    {
        Bars = Bars.Hash,
        Signals = Signals.Hash,
        Risk = Risk.Hash,
        Matching = Matching.Hash,
        Accounts = Accounts.Hash,
    };

    /// <summary>Entries between stages stay until the last stage has passed them.</summary>
    internal void GateBy(Sequence bars, Sequence signals, Sequence risk, Sequence lastStage, RingBuffer<EngineEvent> ring)
    {
        ClosedBars.GateBy(bars, lastStage, ring);
        Commands.GateBy(signals, lastStage, ring);
        Notes.GateBy(signals, lastStage, ring);
        Verdicts.GateBy(risk, lastStage, ring);
    }
}

/// <summary>Each stage's way back to the Sequencer.</summary>
public sealed record StageFeedback(Feedback Bars, Feedback Signals, Feedback Risk, Feedback Matching, Feedback Gate, Feedback Staging)
{
    /// <summary>One way for all: everything runs on one thread.</summary>
    public static StageFeedback Shared(Feedback feedback) => new(feedback, feedback, feedback, feedback, feedback, feedback);

    /// <summary>The inboxes without repetition, in the order in which the Sequencer reads them.</summary>
    public IReadOnlyList<Feedback> Inboxes => [.. new[] { Bars, Signals, Risk, Matching, Gate, Staging }.Distinct()];
}
