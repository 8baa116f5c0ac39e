using System.Diagnostics;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Runtime;

public sealed class EngineLifeTests
{
    private static readonly EngineTopology[] Topologies = [EngineTopology.Pipelined, EngineTopology.Fused];

    public static TheoryData<EngineTopology> Live => [.. Topologies];

    [Fact]
    public void It_starts_once_and_takes_inboxes_only_before() => RuntimeWorld.MustEnd(() =>
    {
        using TradingEngine engine = New(EngineTopology.Fused);
        Assert.Equal(EngineState.Created, engine.State);
        Assert.Throws<InvalidOperationException>(() => engine.Stop(RuntimeWorld.Patience));
        engine.Start();
        Assert.Equal(EngineState.Running, engine.State);
        Assert.Throws<InvalidOperationException>(engine.Start);
        Assert.Throws<InvalidOperationException>(() => engine.AddInbox(4, InboxOverflow.Wait));
        engine.Stop(RuntimeWorld.Patience);
        Assert.Equal(EngineState.Stopped, engine.State);
        Assert.True(engine.Stopped.IsCancellationRequested);
    });

    [Fact]
    public void A_live_engine_is_never_inline() =>
        Assert.Throws<ArgumentException>(() => New(EngineTopology.Inline));

    [Theory]
    [MemberData(nameof(Live))]
    public void A_stop_takes_in_what_is_in_the_inboxes_and_ends_the_journal_with_the_final_checkpoint(EngineTopology topology) => RuntimeWorld.MustEnd(() =>
    {
        FakeJournal journal = new() { HoldsDurable = true };
        FakeOutJournal derived = new();
        using TradingEngine engine = New(topology, new EnginePorts { RuleSet = ScriptedRuleSet.Idle, Journal = journal, OutJournal = derived });
        MarketDataInbox inbox = engine.AddInbox(512, InboxOverflow.Wait);
        for (int i = 0; i < 500; i++) { inbox.Write(RuntimeWorld.Trade(i, 100), engine.Stopped); }
        engine.Start();
        HashCheckpoint final = engine.Stop(RuntimeWorld.Patience);

        List<EngineEvent> events = journal.Events;
        Assert.Equal(500, events.Count(e => e.Kind == EventKind.Trade));
        Assert.Equal((EventKind.HashCheckpoint, final.UpTo, final.Hash), (events[^1].Kind, events[^1].Checkpoint.UpTo, events[^1].Checkpoint.Hash));
        Assert.Equal((events.Count - 2, events.Count), (final.UpTo, engine.Events));
        Assert.Equal(events.Count - 1, journal.DurableSequence);   // Complete was called.
        Assert.True(derived.IsComplete);
    });

    // A market may be silent for hours; the last fill is not to wait in memory for its next price.
    [Theory]
    [MemberData(nameof(Live))]
    public void Derived_records_are_passed_on_also_when_no_event_comes_any_more(EngineTopology topology) => RuntimeWorld.MustEnd(() =>
    {
        FakeOutJournal derived = new();
        using TradingEngine engine = New(topology, new EnginePorts { RuleSet = ScriptedRuleSet.Idle, Journal = new FakeJournal(), OutJournal = derived });
        MarketDataInbox inbox = engine.AddInbox(4, InboxOverflow.Wait);
        engine.Start();
        inbox.Write(RuntimeWorld.Trade(0, 100), engine.Stopped);
        RuntimeWorld.Eventually(() => engine.Passed == 0, "the only event is through");
        int before = derived.Batches;
        RuntimeWorld.Eventually(() => derived.Batches > before + 1, "asked again, without an event");
        engine.Stop(RuntimeWorld.Patience);
    });

    [Theory]
    [MemberData(nameof(Live))]
    public void What_is_at_hand_shares_a_look_at_the_clock_and_what_comes_alone_has_its_own(EngineTopology topology) => RuntimeWorld.MustEnd(() =>
    {
        FakeJournal journal = new();
        using TradingEngine engine = New(topology, new EnginePorts { RuleSet = ScriptedRuleSet.Idle, Journal = journal, Clock = new StepClock() });
        MarketDataInbox inbox = engine.AddInbox(64, InboxOverflow.Wait);
        for (int i = 0; i < 64; i++) { inbox.Write(RuntimeWorld.Trade(i, 100), engine.Stopped); }
        engine.Start();
        RuntimeWorld.Eventually(() => engine.Events == 64, "the burst is taken in");
        for (int i = 0; i < 5; i++)
        {
            inbox.Write(RuntimeWorld.Trade(64 + i, 100), engine.Stopped);
            RuntimeWorld.Eventually(() => engine.Events == 65 + i, "a lone event is taken in");
        }

        engine.Stop(RuntimeWorld.Patience);
        Timestamp[] times = [.. journal.Events.Where(e => e.Kind == EventKind.Trade).Select(e => e.Time)];
        Assert.Equal([8, 8, 8, 8, 8, 8, 8, 8, 1, 1, 1, 1, 1], times.GroupBy(time => time).Select(group => group.Count()));
        Assert.Equal(times.Order(), times);
    });

    [Theory]
    [MemberData(nameof(Live))]
    public void A_stop_ends_although_the_feeds_go_on(EngineTopology topology) => RuntimeWorld.MustEnd(() =>
    {
        using TradingEngine engine = New(topology);
        MarketDataInbox inbox = engine.AddInbox(1024, InboxOverflow.Wait);
        engine.Start();
        Thread feeder = new(() =>
        {
            for (int i = 0; inbox.Write(RuntimeWorld.Trade(i, 100), engine.Stopped); i++)
            {
            }
        });
        feeder.Start();
        RuntimeWorld.Eventually(() => engine.Events > 1000, "the feed runs");
        engine.Stop(TimeSpan.FromSeconds(10));
        feeder.Join();
    });

    [Fact]
    public void Without_a_stop_it_can_be_disposed_at_any_time_and_twice() => RuntimeWorld.MustEnd(() =>
    {
        TradingEngine never = New(EngineTopology.Pipelined);
        never.Dispose();
        never.Dispose();

        TradingEngine running = New(EngineTopology.Pipelined);
        MarketDataInbox inbox = running.AddInbox(64, InboxOverflow.Wait);
        running.Start();
        inbox.Write(RuntimeWorld.Trade(0, 100), running.Stopped);
        CancellationToken stopped = running.Stopped;
        running.Dispose();
        running.Dispose();
        Assert.True(stopped.IsCancellationRequested);
    });

    [Theory]
    [MemberData(nameof(Live))]
    public void More_bars_in_a_batch_than_the_buffer_holds_is_no_deadlock(EngineTopology topology) => RuntimeWorld.MustEnd(() =>
    {
        // Each trade closes nine bars and a batch has up to 1,024 trades; the buffer holds 4,096 bars.
        string[] bars = [.. Enumerable.Range(1, 9).Select(volume => $"{volume}v")];
        int seen = 0;
        using TradingEngine engine = new(RuntimeWorld.Options(bars), RuntimeWorld.Threading(topology, ring: 4096), new EnginePorts
        {
            RuleSet = new ScriptedRuleSet((_, _) => seen++),
        });
        MarketDataInbox inbox = engine.AddInbox(16_384, InboxOverflow.Wait);
        for (int i = 0; i < 16_000; i++) { inbox.Write(RuntimeWorld.Trade(i, 100), engine.Stopped); }
        engine.Start();
        engine.Stop(RuntimeWorld.Patience);
        Assert.Equal(9 * 16_000, seen);
    });

    [Fact]
    public void A_report_that_is_not_due_yet_is_no_reason_to_spin() => RuntimeWorld.MustEnd(() =>
    {
        EngineOptions options = RuntimeWorld.Options("1t") with { Venue = new VenueOptions { ResponseLatency = Duration.FromSeconds(3600) } };
        StillClock clock = new();
        FakeJournal journal = new();
        using TradingEngine engine = new(options, RuntimeWorld.Threading(EngineTopology.Fused), new EnginePorts
        {
            RuleSet = new ScriptedRuleSet((_, context) => context.SubmitMarket(new InstrumentId(0), Side.Buy, new Quantity(1))),
            Journal = journal,
            Clock = clock,
        });
        MarketDataInbox inbox = engine.AddInbox(64, InboxOverflow.Wait);
        engine.Start();
        inbox.Write(RuntimeWorld.Trade(0, 100), engine.Stopped);
        RuntimeWorld.Eventually(() => journal.WrittenSequence >= 0, "the trade is in");
        Thread.Sleep(50);   // The report is on its way back by now, due in an hour.

        Stopwatch idle = Stopwatch.StartNew();
        long before = clock.Reads;
        Thread.Sleep(100);
        long reads = clock.Reads - before;
        double milliseconds = idle.Elapsed.TotalMilliseconds;    // A busy machine may sleep for seconds.

        // Awake once a millisecond at most: some reads in each, where a spinning loop makes thousands.
        Assert.True(reads < 50 * milliseconds, $"{reads} looks at the clock in {milliseconds} ms of idleness");
        engine.Stop(RuntimeWorld.Patience);
        Assert.Contains(journal.Events, e => e.Kind == EventKind.Report);
    });

    private static TradingEngine New(EngineTopology topology, EnginePorts? ports = null) =>
        new(RuntimeWorld.Options("1t"), RuntimeWorld.Threading(topology, ring: 64), ports ?? new EnginePorts { RuleSet = ScriptedRuleSet.Idle });

    // Later at each look.
    private sealed class StepClock : IClock
    {
        private int _looks;

        public Timestamp Now => RuntimeWorld.At(++_looks);
    }

    private sealed class StillClock : IClock
    {
        private long _reads;

        public long Reads => Volatile.Read(ref _reads);

        public Timestamp Now
        {
            get
            {
                Interlocked.Increment(ref _reads);
                return RuntimeWorld.At(1);
            }
        }
    }
}
