using LlmTrader.Engine.Core;
using LlmTrader.Engine.Ring;
using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tests.Unit.Runtime;

/// <summary>When something breaks, the engine says so and everything ends; nothing hangs.</summary>
public sealed class EngineFaultTests
{
    private static readonly EngineTopology[] Topologies = [EngineTopology.Pipelined, EngineTopology.Fused];

    public static TheoryData<EngineTopology> Live => [.. Topologies];

    [Theory]
    [MemberData(nameof(Live))]
    public void A_full_disk_faults_the_engine(EngineTopology topology)
    {
        EnginePorts ports = new() { RuleSet = ScriptedRuleSet.Idle, Journal = new FakeJournal { FullAt = 7 } };
        HandlerFaultException fault = FaultOf(topology, ports);

        Assert.Equal(("journal", 7), (fault.Fault.HandlerName, fault.Fault.Sequence));
        Assert.IsType<IOException>(fault.InnerException);
    }

    [Theory]
    [MemberData(nameof(Live))]
    public void A_gateway_that_throws_faults_the_engine(EngineTopology topology)
    {
        EnginePorts ports = new()
        {
            RuleSet = new ScriptedRuleSet((_, context) => context.SubmitMarket(new InstrumentId(0), Side.Buy, new Quantity(1))),
            Journal = new FakeJournal(),
            Gateway = new BrokenGateway(),
            UntilDurable = true,
        };
        HandlerFaultException fault = FaultOf(topology, ports);

        Assert.Equal(("gate", 0), (fault.Fault.HandlerName, fault.Fault.Sequence));
    }

    [Theory]
    [MemberData(nameof(Live))]
    public void A_clock_that_throws_faults_the_engine_too(EngineTopology topology) => RuntimeWorld.MustEnd(() =>
    {
        using TradingEngine engine = New(topology, new EnginePorts { RuleSet = ScriptedRuleSet.Idle, Clock = new BrokenClock() });
        MarketDataInbox inbox = engine.AddInbox(4, InboxOverflow.Wait);
        engine.Start();
        Assert.False(WriteForEver(inbox, engine));

        Assert.Equal(EngineState.Faulted, engine.State);
        IOException fault = Assert.Throws<IOException>(() => engine.Stop(RuntimeWorld.Patience));
        Assert.Same(fault, engine.Fault);
    });

    [Theory]
    [MemberData(nameof(Live))]
    public void A_fault_before_the_first_look_at_the_state_is_not_forgotten(EngineTopology topology) => RuntimeWorld.MustEnd(() =>
    {
        for (int i = 0; i < 20; i++)
        {
            using TradingEngine engine = New(topology, new EnginePorts { RuleSet = ScriptedRuleSet.Idle, Journal = new FakeJournal { FullAt = 0 } });
            MarketDataInbox inbox = engine.AddInbox(4, InboxOverflow.Wait);
            inbox.Write(RuntimeWorld.Trade(0, 100), engine.Stopped);   // The fault may come while Start is still at work.
            engine.Start();
            RuntimeWorld.Eventually(() => engine.Fault is not null && engine.Stopped.IsCancellationRequested, "the fault");
            Assert.Equal(EngineState.Faulted, engine.State);
        }
    });

    [Fact]
    public void A_gate_that_is_stuck_is_a_time_out_and_not_a_hang() => RuntimeWorld.MustEnd(() =>
    {
        FakeJournal journal = new();
        FakeGateway gateway = new(journal);
        gateway.Open.Reset();
        TradingEngine engine = New(EngineTopology.Fused, new EnginePorts
        {
            RuleSet = new ScriptedRuleSet((_, context) => context.SubmitMarket(new InstrumentId(0), Side.Buy, new Quantity(1))),
            Journal = journal,
            Gateway = gateway,
            UntilDurable = true,
        });
        MarketDataInbox inbox = engine.AddInbox(64, InboxOverflow.Wait);
        engine.Start();
        inbox.Write(RuntimeWorld.Trade(0, 100), engine.Stopped);

        Assert.Throws<TimeoutException>(() => engine.Stop(TimeSpan.FromMilliseconds(100)));
        Assert.True(engine.Stopped.IsCancellationRequested);
        gateway.Open.Set();
        engine.Dispose();
    });

    private static HandlerFaultException FaultOf(EngineTopology topology, EnginePorts ports)
    {
        HandlerFaultException? fault = null;
        RuntimeWorld.MustEnd(() =>
        {
            using TradingEngine engine = New(topology, ports);
            MarketDataInbox inbox = engine.AddInbox(4, InboxOverflow.Wait);
            engine.Start();
            Assert.False(WriteForEver(inbox, engine));
            Assert.Equal(EngineState.Faulted, engine.State);
            fault = Assert.Throws<HandlerFaultException>(() => engine.Stop(RuntimeWorld.Patience));
            Assert.Equal(EngineState.Faulted, engine.State);
            Assert.Throws<HandlerFaultException>(() => engine.Stop(RuntimeWorld.Patience));   // And it stays so.
        });
        return fault!;
    }

    /// <summary>A feeder that only ends when it is told that the engine has stopped.</summary>
    private static bool WriteForEver(MarketDataInbox inbox, TradingEngine engine)
    {
        for (int i = 0; ; i++)
        {
            if (!inbox.Write(RuntimeWorld.Trade(i, 100), engine.Stopped)) { return false; }
        }
    }

    private static TradingEngine New(EngineTopology topology, EnginePorts ports) =>
        new(RuntimeWorld.Options("1t"), RuntimeWorld.Threading(topology, ring: 64), ports);

    private sealed class BrokenGateway : IExecutionGateway
    {
        public void Send(in OrderCommand command, Timestamp decidedAt) => throw new IOException("The venue closed the connection.");
    }

    private sealed class BrokenClock : IClock
    {
        private int _reads;

        public Timestamp Now => ++_reads < 50 ? RuntimeWorld.At(_reads) : throw new IOException("The clock is gone.");
    }
}
