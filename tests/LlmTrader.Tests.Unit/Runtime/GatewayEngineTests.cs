using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Unit.Runtime;

/// <summary>A venue outside executes; the test is the venue. A crash is a journal that ends.</summary>
public sealed class GatewayEngineTests
{
    public static TheoryData<EngineTopology> Live => [EngineTopology.Pipelined, EngineTopology.Fused];

    [Theory]
    [MemberData(nameof(Live))]
    public void What_the_venue_answers_is_a_fact_that_a_replay_takes_from_the_journal(EngineTopology topology) => RuntimeWorld.MustEnd(() =>
    {
        FakeJournal journal = new();
        using Run run = new(topology, journal, ScriptedRuleSet.Idle);
        run.Trade(0);
        OrderCommand order = run.Order(quantity: 10);
        run.Answer(order, ReportKind.Accepted);
        run.Answer(order, ReportKind.Fill, last: 4);
        run.Answer(order, ReportKind.Fill, last: 6);
        HashCheckpoint final = run.Engine.Stop(RuntimeWorld.Patience);

        Assert.Equal(10, run.Engine.Stages.Accounts.Book.PositionOf(default, default).Quantity.Raw);
        Assert.Equal((0, 0), (run.Engine.Stages.Risk.Gate.OpenOrders, run.Engine.Stages.Matching.GatewayOrders!.Count));
        Assert.Equal(3, journal.Events.Count(e => e is { Kind: EventKind.Report, ReportSource: ReportSource.Gateway }));
        foreach (EngineTopology replayed in Enum.GetValues<EngineTopology>())
        {
            ReplayResult result = new ReplayEngine(Options(), RuntimeWorld.Threading(replayed), ScriptedRuleSet.Idle).Run(journal.Read());
            Assert.Null(result.Divergence);
            Assert.Equal(final.Hash, result.Hash);
        }
    });

    [Theory]
    [MemberData(nameof(Live))]
    public void A_start_sends_nothing_again_and_calls_unknown_what_was_not_answered(EngineTopology topology) => RuntimeWorld.MustEnd(() =>
    {
        OrderCommand answered, unanswered;
        FakeJournal journal = new();
        using (Run run = new(topology, journal, ScriptedRuleSet.Idle))
        {
            run.Trade(0);
            answered = run.Order(quantity: 10);
            run.Answer(answered, ReportKind.Accepted);
            unanswered = run.Order(quantity: 5);
        }

        FakeJournal kept = Crashed(journal);
        using Run again = new(topology, kept, ScriptedRuleSet.Idle, recover: true);
        again.Eventually(e => e.Kind == EventKind.Report && e.Report.Kind == ReportKind.Unknown, "the unknown order is told");
        again.Answer(unanswered, ReportKind.NotSent);
        again.Answer(answered, ReportKind.Fill, last: 10);
        again.Engine.Stop(RuntimeWorld.Patience);

        Assert.Empty(again.Gateway.Sent);
        EngineEvent unknown = Assert.Single(kept.Events, e => e.Kind == EventKind.Report && e.Report.Kind == ReportKind.Unknown);
        Assert.Equal((unanswered.OrderId, ReportSource.Venue), (unknown.Report.OrderId, unknown.ReportSource));
        Assert.Equal(10, again.Engine.Stages.Accounts.Book.PositionOf(default, default).Quantity.Raw);
        Assert.Equal(0, again.Engine.Stages.Risk.Gate.OpenOrders);
        Assert.Null(new ReplayEngine(Options(), RuntimeWorld.Threading(EngineTopology.Inline), ScriptedRuleSet.Idle).Run(kept.Read()).Divergence);
    });

    [Fact]
    public void An_order_is_told_unknown_once_although_the_start_crashes_too() => RuntimeWorld.MustEnd(() =>
    {
        FakeJournal journal = new();
        using (Run run = new(EngineTopology.Fused, journal, ScriptedRuleSet.Idle))
        {
            run.Trade(0);
            run.Order(quantity: 5);
        }

        FakeJournal kept = Crashed(journal);
        using (Run second = new(EngineTopology.Fused, kept, ScriptedRuleSet.Idle, recover: true))
        {
            second.Eventually(e => e.Kind == EventKind.Report && e.Report.Kind == ReportKind.Unknown, "the unknown order is told");
        }

        int epoch = kept.Events.FindIndex(e => e.Kind == EventKind.EpochStart);
        FakeJournal cut = Crashed(kept, epoch + 1);   // The report was on its way.
        using Run third = new(EngineTopology.Fused, cut, ScriptedRuleSet.Idle, recover: true, epoch: 3);
        third.Engine.Stop(RuntimeWorld.Patience);
        Assert.Equal(2, cut.Events.Count(e => e.Kind == EventKind.EpochStart));
        Assert.Single(cut.Events, e => e.Kind == EventKind.Report && e.Report.Kind == ReportKind.Unknown);
    });

    [Theory]
    [MemberData(nameof(Live))]
    public void What_a_gateway_learns_at_once_enters_behind_the_report_that_nobody_knows_of_the_order(EngineTopology topology) => RuntimeWorld.MustEnd(() =>
    {
        OrderCommand order;
        FakeJournal journal = new();
        using (Run run = new(topology, journal, ScriptedRuleSet.Idle))
        {
            run.Trade(0);
            order = run.Order(quantity: 10);
        }

        FakeJournal kept = Crashed(journal);
        using Run again = new(topology, kept, ScriptedRuleSet.Idle, recover: true, start: false);
        again.Answer(order, ReportKind.Accepted);
        again.Engine.Start();
        again.Engine.Stop(RuntimeWorld.Patience);
        Assert.Equal([ReportKind.Unknown, ReportKind.Accepted], kept.Events.Where(e => e.Kind == EventKind.Report).Select(e => e.Report.Kind));
        Assert.True(again.Engine.Stages.Matching.GatewayOrders!.TryGet(order.OrderId, out GatewayOrder now));
        Assert.Equal(OrderStatus.New, now.State.Status);
    });

    [Fact]
    public void A_rule_set_may_cancel_again_when_the_answer_to_its_cancel_was_lost() => RuntimeWorld.MustEnd(() =>
    {
        ScriptedRuleSet Canceller() => new((bar, context) =>
        {
            if (bar == 0) { context.SubmitLimit(default, Side.Buy, new Quantity(10), new Price(90), TimeInForce.GoodTillCancel, out _); }
            else { context.CancelAll(default); }
        });
        FakeJournal journal = new();
        using (Run run = new(EngineTopology.Fused, journal, Canceller(), "1t"))
        {
            run.Trade(0);
            run.Answer(run.Sent(CommandAction.New), ReportKind.Accepted);
            run.Trade(1);
            run.Sent(CommandAction.Cancel);
        }

        using Run again = new(EngineTopology.Fused, Crashed(journal), Canceller(), "1t", recover: true);
        again.Trade(2);
        OrderCommand cancel = again.Sent(CommandAction.Cancel);
        again.Answer(cancel, ReportKind.Canceled);
        again.Engine.Stop(RuntimeWorld.Patience);
        Assert.Equal(0, again.Engine.Stages.Risk.Gate.OpenOrders);
    });

    [Fact]
    public void A_kill_whose_cancels_were_lost_cancels_again() => RuntimeWorld.MustEnd(() =>
    {
        FakeJournal journal = new();
        using (Run run = new(EngineTopology.Fused, journal, ScriptedRuleSet.Idle))
        {
            run.Trade(0);
            run.Answer(run.Order(quantity: 10), ReportKind.Accepted);
            Assert.True(run.Engine.Commands.TryWrite(new EngineEvent { Kind = EventKind.Kill, Instrument = InstrumentId.None }));
            run.Sent(CommandAction.Cancel);
        }

        using Run again = new(EngineTopology.Fused, Crashed(journal), ScriptedRuleSet.Idle, recover: true);
        OrderCommand cancel = again.Sent(CommandAction.Cancel);
        again.Answer(cancel, ReportKind.Canceled);
        again.Engine.Stop(RuntimeWorld.Patience);
        Assert.Equal(0, again.Engine.Stages.Risk.Gate.OpenOrders);
    });

    [Fact]
    public void A_snapshot_between_any_two_events_goes_on_as_the_run_did() => RuntimeWorld.MustEnd(() =>
    {
        FakeJournal journal = new();
        using (Run run = new(EngineTopology.Fused, journal, ScriptedRuleSet.Idle))
        {
            run.Trade(0);
            run.Answer(run.Order(quantity: 10), ReportKind.Accepted);
            run.Order(quantity: 5);
        }

        FakeJournal kept = Crashed(journal);
        using (Run again = new(EngineTopology.Fused, kept, ScriptedRuleSet.Idle, recover: true))
        {
            again.Eventually(e => e.Kind == EventKind.Report && e.Report.Kind == ReportKind.Unknown, "the unknown order is told");
            again.Order(quantity: 3);
            again.Engine.Stop(RuntimeWorld.Patience);
        }

        ulong whole = Replay(kept.Events.Count).Stages.Hash.Combine();
        for (int at = 0; at <= kept.Events.Count; at++)
        {
            InlineReplay saved = Replay(at), loaded = new(Options(), ScriptedRuleSet.Idle);
            SnapshotCopy.Copy(saved, loaded);
            Assert.Empty(StateComparer.Differences(saved.Stages.Matching.GatewayOrders!, loaded.Stages.Matching.GatewayOrders!));
            using IJournalReader rest = kept.Read();
            EngineEvent skipped = default;
            for (int i = 0; i < at; i++) { rest.TryRead(ref skipped); }
            while (loaded.TryStep(rest)) { }
            Assert.Null(loaded.Divergence);
            Assert.Equal((whole, 3), (loaded.Stages.Hash.Combine(), loaded.Stages.Matching.GatewayOrders!.Count));
        }

        InlineReplay Replay(int events)
        {
            InlineReplay replay = new(Options(), ScriptedRuleSet.Idle);
            using IJournalReader reader = kept.Read();
            for (int i = 0; i < events; i++) { Assert.True(replay.TryStep(reader)); }
            return replay;
        }
    });

    [Fact]
    public void A_full_report_inbox_makes_the_gateway_wait_and_drops_nothing() => RuntimeWorld.MustEnd(() =>
    {
        const int Reports = 20_000;
        FakeJournal journal = new();
        using Run run = new(EngineTopology.Fused, journal, ScriptedRuleSet.Idle, start: false);
        ReportInbox inbox = run.Engine.Reports!;
        ExecutionReport triggered = new() { OrderId = OrderId.From(1, 0), Kind = ReportKind.Triggered };
        int written = 0;
        Background gateway = new(() =>
        {
            for (; written < Reports; Volatile.Write(ref written, written + 1))
            {
                if (!inbox.Write(default, in triggered, new Timestamp(written), run.Engine.Stopped)) { return; }
            }
        });
        int before = -1;
        while (before != (before = Volatile.Read(ref written)) || before == 0) { Thread.Sleep(20); }
        Assert.InRange(before, 1, Reports - 1);

        run.Engine.Start();
        gateway.MustEnd();
        run.Engine.Stop(RuntimeWorld.Patience);
        Assert.Equal(Enumerable.Range(0, Reports).Select(i => (long)i), journal.Events.Where(e => e.Kind == EventKind.Report).Select(e => e.ExchangeTime.Nanoseconds));
        Assert.Throws<ArgumentException>(() => inbox.Write(new InstrumentId(9), in triggered, default, default));
    });

    [Fact]
    public void Execution_by_a_gateway_needs_one_and_is_never_inline()
    {
        Assert.Throws<ArgumentException>(() => new TradingEngine(Options(), RuntimeWorld.Threading(EngineTopology.Fused), new EnginePorts { RuleSet = ScriptedRuleSet.Idle }));
        Assert.Throws<ArgumentException>(() => new InlineEngine(Options(), ScriptedRuleSet.Idle));
    }

    private static EngineOptions Options(params string[] bars) => RuntimeWorld.Options(bars) with { Execution = ExecutionMode.Gateway };

    private static FakeJournal Crashed(FakeJournal journal, int events = int.MaxValue)
    {
        FakeJournal kept = new();
        foreach (EngineEvent e in journal.Events.Where(e => e.Kind != EventKind.HashCheckpoint).Take(events)) { kept.Append(in e); }
        kept.EndOfBatch();
        return kept;
    }

    /// <summary>One life of the engine; disposing it without a stop is the crash.</summary>
    private sealed class Run : IDisposable
    {
        private readonly FakeJournal _journal;
        private readonly MarketDataInbox _market;
        private readonly GatewayOrders _orders = new(64);

        public Run(EngineTopology topology, FakeJournal journal, ScriptedRuleSet ruleSet, string? bars = null, bool recover = false, int epoch = 2, bool start = true)
        {
            _journal = journal;
            Gateway = new FakeGateway(journal);
            EngineOptions options = Options(bars is null ? [] : [bars]);
            Engine = new TradingEngine(options, RuntimeWorld.Threading(topology), new EnginePorts { RuleSet = ruleSet, Journal = journal, Gateway = Gateway, UntilDurable = true });
            if (recover)
            {
                Engine.Recover(new RecoverySource { Journal = journal.Read(), Epoch = new EpochStart { Epoch = epoch, Reason = EpochReason.Recovery } });
                _orders.TakeOver(Engine.Stages.Matching.GatewayOrders!);
            }

            _market = Engine.AddInbox(64, InboxOverflow.Wait);
            if (start) { Engine.Start(); }
        }

        public TradingEngine Engine { get; }

        public FakeGateway Gateway { get; }

        // Orders enter before market data, so the price must be there before they are given.
        public void Trade(double seconds)
        {
            int before = _journal.Events.Count(e => e.Kind == EventKind.Trade);
            Assert.True(_market.Write(RuntimeWorld.Trade(seconds, 100), Engine.Stopped), Engine.Fault?.ToString());
            RuntimeWorld.Eventually(() => _journal.Events.Count(e => e.Kind == EventKind.Trade) > before, "the trade enters");
        }

        public OrderCommand Order(long quantity)
        {
            int before = Gateway.Sent.Count;
            EngineEvent order = RuntimeWorld.Manual(0, Side.Buy, quantity);
            Assert.True(Engine.Commands.TryWrite(in order));
            RuntimeWorld.Eventually(() => Gateway.Sent.Count > before, "the order leaves");
            return Know(Gateway.Sent[before].Command);
        }

        public OrderCommand Sent(CommandAction action)
        {
            RuntimeWorld.Eventually(() => Gateway.Sent.Any(sent => sent.Command.Action == action), $"a {action} leaves");
            return Know(Gateway.Sent.Last(sent => sent.Command.Action == action).Command);
        }

        public void Answer(in OrderCommand of, ReportKind kind, long last = 0)
        {
            Assert.True(_orders.TryGet(of.OrderId, out GatewayOrder order));
            ExecutionReport report = order.Report(of.OrderId, kind);
            if (kind == ReportKind.Fill)
            {
                report.LastPrice = new Price(100);
                report.LastQuantity = new Quantity(last);
                report.CumulativeQuantity += report.LastQuantity;
                report.LeavesQuantity = order.Ordered - report.CumulativeQuantity;
            }

            Assert.True(_orders.TryApply(in report));
            Assert.True(Engine.Reports!.Write(order.Instrument, in report, default, Engine.Stopped));
        }

        public void Eventually(Predicate<EngineEvent> isThere, string what) => RuntimeWorld.Eventually(() => _journal.Events.Exists(isThere), what);

        public void Dispose() => Engine.Dispose();

        private OrderCommand Know(OrderCommand command)
        {
            _orders.OnCommand(in command, epoch: 1);
            return command;
        }
    }
}
