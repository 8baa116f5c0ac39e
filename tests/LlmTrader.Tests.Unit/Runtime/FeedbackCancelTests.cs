using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tests.Unit.Runtime;

public sealed class FeedbackCancelTests
{
    [Fact]
    public void A_chain_of_answers_without_end_can_be_cancelled()
    {
        using CancellationTokenSource cancel = new();
        Feedback feedback = new(16, doorbell: null);
        Sequencer<Echo> sequencer = new(new Echo(feedback, cancel), new PendingFeedback([feedback], 16), SequencerStart.Beginning) { Cancel = cancel.Token };
        EngineEvent first = RuntimeWorld.Trade(0, 100);
        sequencer.Sequence(ref first, first.Time);
        Assert.Throws<OperationCanceledException>(() => sequencer.AdvanceTo(first.Time));
    }

    /// <summary>Answers every event with a report at the same time, as two stages that answer each other would.</summary>
    private readonly struct Echo(Feedback feedback, CancellationTokenSource cancel) : ISequencedOutput
    {
        public void Publish(ref EngineEvent sequenced)
        {
            if (sequenced.Sequence == 10_000) { cancel.Cancel(); }
            Assert.True(sequenced.Sequence < 100_000, "Nobody looked.");
            feedback.Risk.Send(new InstrumentId(0), default, sequenced.Time, sequenced.Time);
        }
    }
}
