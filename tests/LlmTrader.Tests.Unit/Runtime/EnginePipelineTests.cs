using LlmTrader.Engine.Core;
using LlmTrader.Engine.Ring;
using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tests.Unit.Runtime;

public sealed class EnginePipelineTests
{
    [Theory]
    [InlineData(EngineTopology.Pipelined, 6)]
    [InlineData(EngineTopology.Fused, 2)]
    public void Urgent_are_the_Sequencers_thread_and_those_of_all_handlers_but_journal_and_gate(EngineTopology topology, int count)
    {
        EngineOptions options = RuntimeWorld.Options();
        ThreadingOptions threading = RuntimeWorld.Threading(topology);
        Feedback feedback = new(capacity: 1024, doorbell: null);
        using RuleSetStaging staging = new(compiler: null, feedback, options, hasThread: false);
        TradingStages stages = new(options, ScriptedRuleSet.Idle, StageFeedback.Shared(feedback), outJournal: null, probe: null, staging);
        StateHashLedger ledger = new(options.CheckpointInterval, threading.RingCapacity);
        using Pipeline<EngineEvent> pipeline = EnginePipeline.Build(
            threading, stages, new OutboundGate(stages.Commands, gateway: null, probe: null), new JournalHandler(new FakeJournal(), untilDurable: false), ledger, feedback);

        IReadOnlyList<string> urgent = EnginePipeline.UrgentThreads(topology);
        Assert.Equal(["sequencer", .. pipeline.Processors.Select(processor => processor.ThreadName).Except(["ring-journal", "ring-gate"])], urgent);
        Assert.Equal(count, urgent.Count);
    }
}
