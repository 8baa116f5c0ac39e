using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Runtime;

public sealed class ReplayEngineTests
{
    public static TheoryData<EngineTopology> All => [EngineTopology.Pipelined, EngineTopology.Fused, EngineTopology.Inline];

    [Theory]
    [MemberData(nameof(All))]
    public void A_run_without_events_replays_too(EngineTopology topology)
    {
        FakeJournal journal = new();
        HashCheckpoint final = new InlineEngine(RuntimeWorld.Options("1t"), ScriptedRuleSet.Idle, journal).Complete();
        ReplayResult result = Replay(RuntimeWorld.Options("1t"), topology, ScriptedRuleSet.Idle, journal);

        Assert.Null(result.Divergence);
        Assert.Equal((1, final.Hash, 1), (result.Events, result.Hash, result.AgreedCheckpoints));
    }

    // The stages send a reject per trade and only the reading thread takes them in: a ring full of events is more than
    // the way back holds at once.
    [Theory]
    [MemberData(nameof(All))]
    public void More_answers_in_a_ring_than_the_way_back_holds_are_no_fault(EngineTopology topology) => RuntimeWorld.MustEnd(() =>
    {
        EngineOptions options = RuntimeWorld.Options("1t") with { Risk = new RiskOptions { MaxOpenOrders = 16 }, Venue = new VenueOptions { MaxOpenOrders = 16 } };
        FakeJournal journal = new();
        InlineEngine engine = new(options, Shorts(), journal);
        for (int i = 0; i < 30_000; i++)
        {
            EngineEvent trade = RuntimeWorld.Trade(i, 100);
            engine.Process(ref trade);
        }

        HashCheckpoint final = engine.Complete();
        ReplayResult result = Replay(options, topology, Shorts(delay: topology != EngineTopology.Inline), journal);
        Assert.Null(result.Divergence);
        Assert.Equal(final.Hash, result.Hash);

        // Shorts are not allowed: each is rejected. The delay lets the reader run a whole ring ahead.
        static ScriptedRuleSet Shorts(bool delay = false) => new((bar, context) =>
        {
            if (delay && bar == 0) { Thread.Sleep(200); }
            context.SubmitMarket(new InstrumentId(0), Side.Sell, new Quantity(1));
        });
    });

    [Theory]
    [MemberData(nameof(All))]
    public void A_missing_answer_and_an_answer_too_many_are_divergences(EngineTopology topology)
    {
        FakeJournal journal = new();
        InlineEngine engine = new(RuntimeWorld.Options("1t"), Buys(), journal);
        for (int i = 0; i < 20; i++)
        {
            EngineEvent trade = RuntimeWorld.Trade(i, 100);
            engine.Process(ref trade);
        }

        engine.Complete();
        Assert.Null(Replay(RuntimeWorld.Options("1t"), topology, Buys(), journal).Divergence);
        Assert.NotNull(Replay(RuntimeWorld.Options("1t"), topology, ScriptedRuleSet.Idle, journal).Divergence);

        static ScriptedRuleSet Buys() => new((bar, context) => { if (bar % 3 == 0) { context.SubmitMarket(new InstrumentId(0), Side.Buy, new Quantity(1)); } });
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_replay_can_be_cancelled(EngineTopology topology) => RuntimeWorld.MustEnd(() =>
    {
        using CancellationTokenSource cancel = new();
        ReplayEngine replay = new(RuntimeWorld.Options("1t"), RuntimeWorld.Threading(topology, ring: 65_536), ScriptedRuleSet.Idle);
        ReplayResult result = replay.Run(new EndlessJournal(cancelAt: 300_000, cancel), cancel.Token);
        Assert.InRange(result.Events, 300_000, 400_000);
    });

    private static ReplayResult Replay(EngineOptions options, EngineTopology topology, IRuleSet ruleSet, FakeJournal journal) =>
        new ReplayEngine(options, RuntimeWorld.Threading(topology, ring: 65_536), ruleSet).Run(journal.Read());

    private sealed class EndlessJournal(long cancelAt, CancellationTokenSource cancel) : IJournalReader
    {
        private long _next;

        public bool TryRead(ref EngineEvent next)
        {
            if (_next == cancelAt) { cancel.Cancel(); }
            next = RuntimeWorld.Trade(0, 100);
            next.Sequence = _next++;
            return true;
        }

        public void Dispose()
        {
        }
    }
}
