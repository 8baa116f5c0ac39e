using LlmTrader.Engine.Core;
using LlmTrader.Engine.Ring;
using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tests.Unit.Runtime;

/// <summary>Contract 6: nothing leaves before it is written.</summary>
public sealed class OutboundGateTests
{
    [Theory]
    [InlineData(EngineTopology.Pipelined)]
    [InlineData(EngineTopology.Fused)]
    public void No_command_reaches_the_gateway_before_its_sequence_is_durable(EngineTopology topology) => RuntimeWorld.MustEnd(() =>
    {
        FakeJournal journal = new() { HoldsDurable = true };
        FakeGateway gateway = new(journal);
        using TradingEngine engine = new(RuntimeWorld.Options("1t"), RuntimeWorld.Threading(topology), new EnginePorts
        {
            RuleSet = new ScriptedRuleSet((_, context) => context.SubmitMarket(new InstrumentId(0), Side.Buy, new Quantity(1))),
            Journal = journal,
            Gateway = gateway,
            UntilDurable = true,
        });
        MarketDataInbox inbox = engine.AddInbox(64, InboxOverflow.Wait);
        engine.Start();
        for (int i = 0; i < 10; i++) { inbox.Write(RuntimeWorld.Trade(i, 100), engine.Stopped); }

        // The market data and its answers are all written; the disk is what is slow.
        RuntimeWorld.Eventually(() => journal.WrittenSequence >= 20, "the events are written");
        Thread.Sleep(50);
        Assert.Empty(gateway.Sent);
        Assert.Equal(-1, journal.DurableSequence);

        journal.HoldsDurable = false;
        engine.Stop(RuntimeWorld.Patience);
        Assert.Equal(10, gateway.Sent.Count);
        Assert.All(gateway.Sent, sent => Assert.True(sent.Durable >= sent.Command.OrderId.Sequence, $"{sent.Command.OrderId} left when {sent.Durable} was durable"));
    });

    [Fact]
    public void Without_until_durable_the_gate_waits_for_the_written_sequence() => RuntimeWorld.MustEnd(() =>
    {
        FakeJournal journal = new() { HoldsWritten = true };
        CountingProbe probe = new();
        using TradingEngine engine = new(RuntimeWorld.Options("1t"), RuntimeWorld.Threading(EngineTopology.Fused), new EnginePorts
        {
            RuleSet = ScriptedRuleSet.Idle,
            Journal = journal,
            Probe = probe,
        });
        MarketDataInbox inbox = engine.AddInbox(64, InboxOverflow.Wait);
        engine.Start();
        for (int i = 0; i < 10; i++) { inbox.Write(RuntimeWorld.Trade(i, 100), engine.Stopped); }

        RuntimeWorld.Eventually(() => probe.Decisions == 10, "matching never waits for the journal");
        Thread.Sleep(20);
        Assert.Equal(0, probe.Releases);
        journal.HoldsWritten = false;
        RuntimeWorld.Eventually(() => probe.Releases == 10, "the gate lets go when the events are written");
        engine.Stop(RuntimeWorld.Patience);
    });

    [Fact]
    public void What_risk_rejects_never_reaches_the_gateway() => RuntimeWorld.MustEnd(() =>
    {
        FakeJournal journal = new();
        FakeGateway gateway = new(journal);
        using TradingEngine engine = new(RuntimeWorld.Options("1t"), RuntimeWorld.Threading(EngineTopology.Fused), new EnginePorts
        {
            RuleSet = new ScriptedRuleSet((bar, context) => context.SubmitMarket(new InstrumentId(0), bar == 0 ? Side.Sell : Side.Buy, new Quantity(3))),
            Journal = journal,
            Gateway = gateway,
            UntilDurable = true,
        });
        MarketDataInbox inbox = engine.AddInbox(64, InboxOverflow.Wait);
        engine.Start();
        inbox.Write(RuntimeWorld.Trade(0, 100), engine.Stopped);   // A short sale: not allowed.
        inbox.Write(RuntimeWorld.Trade(1, 100), engine.Stopped);
        engine.Stop(RuntimeWorld.Patience);

        Assert.Equal(Side.Buy, Assert.Single(gateway.Sent).Command.Side);
    });

    [Fact]
    public void A_gateway_needs_a_journal_that_syncs()
    {
        FakeJournal journal = new();
        EnginePorts ports = new() { RuleSet = ScriptedRuleSet.Idle, Gateway = new FakeGateway(journal) };
        Assert.Throws<ArgumentException>(() => New(ports with { Journal = journal, UntilDurable = false }));
        Assert.Throws<ArgumentException>(() => New(ports with { Journal = null, UntilDurable = true }));   // Nothing would ever be written.
        New(ports with { Journal = journal, UntilDurable = true }).Dispose();

        static TradingEngine New(EnginePorts ports) => new(RuntimeWorld.Options("1t"), RuntimeWorld.Threading(EngineTopology.Fused), ports);
    }

    private sealed class CountingProbe : ILatencyProbe
    {
        private int _decisions;
        private int _releases;

        public int Decisions => Volatile.Read(ref _decisions);

        public int Releases => Volatile.Read(ref _releases);

        public void OnDecision(in EngineEvent e) => Interlocked.Increment(ref _decisions);

        public void OnRelease(in EngineEvent e) => Interlocked.Increment(ref _releases);
    }
}
