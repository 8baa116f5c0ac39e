using System.Runtime.InteropServices;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Strategies.Rules;

namespace LlmTrader.Tests.Unit.Runtime;

/// <summary>End to end, by hand: tiny markets, scripted decisions, and the reports and positions that must come of them.</summary>
public sealed class InlineTradingTests
{
    private static readonly InstrumentId Share = new(0);

    private static readonly Currency Dollar = Currency.Parse("USD");

    private readonly FakeJournal _journal = new();
    private readonly FakeOutJournal _out = new();

    [Fact]
    public void A_market_order_fills_at_the_next_trade()
    {
        InlineEngine engine = New(RuntimeWorld.Options("1t"), (bar, context) => { if (bar == 0) { context.SubmitMarket(Share, Side.Buy, new Quantity(30)); } });
        Run(engine, RuntimeWorld.Trade(1, 10_000), RuntimeWorld.Trade(2, 10_100), RuntimeWorld.Trade(3, 10_200));
        engine.Complete();

        OrderId order = OrderId.From(0, 1);
        Assert.Equal([(ReportKind.Accepted, order), (ReportKind.Fill, order)], Reports().Select(report => (report.Kind, report.OrderId)));
        ExecutionReport fill = Reports().Last();
        Assert.Equal((10_100L, 30L, 30L, 0L), (fill.LastPrice.Raw, fill.LastQuantity.Raw, fill.CumulativeQuantity.Raw, fill.LeavesQuantity.Raw));

        AccountBook book = engine.Stages.Accounts.Book;
        Assert.Equal(30, book.PositionOf(default, Share).Quantity.Raw);
        Assert.Equal(1_000_000 * Money.One - (3_030 * Money.One), book.Cash(default, Dollar).Raw);      // 30 at 101.00.
        Assert.Equal((1_000_000 + 30) * Money.One, book.Equity(default, Dollar).Raw);                  // Worth 102.00 each now.
        Assert.Equal(30, engine.Stages.Signals.Position(Share).Raw);
        Assert.Equal(0, engine.Stages.Signals.Working(Share).Raw);
        Assert.Equal(30, engine.Stages.Risk.Gate.Position(default, Share).Raw);
    }

    [Fact]
    public void An_unanswered_intent_counts_as_working()
    {
        List<(long Position, long Working)> seen = [];
        EngineOptions options = RuntimeWorld.Options("1t") with { Venue = new VenueOptions { ResponseLatency = Duration.FromSeconds(10) } };
        InlineEngine engine = New(options, (bar, context) =>
        {
            seen.Add((context.Position(Share).Raw, context.Working(Share).Raw));
            if (bar == 0) { context.SubmitMarket(Share, Side.Buy, new Quantity(5)); }
        });
        Run(engine, RuntimeWorld.Trade(1, 100), RuntimeWorld.Trade(2, 100), RuntimeWorld.Trade(11.5, 100), RuntimeWorld.Trade(13, 100));

        // Filled at 2 s by the venue, known here at 12 s: until then it works.
        Assert.Equal([(0, 0), (0, 5), (0, 5), (5, 0)], seen);
    }

    [Fact]
    public void A_risk_reject_comes_back_as_a_report_and_changes_no_position()
    {
        InlineEngine engine = New(RuntimeWorld.Options("1t"), (bar, context) => { if (bar == 0) { context.SubmitMarket(Share, Side.Sell, new Quantity(1)); } });
        Run(engine, RuntimeWorld.Trade(1, 100), RuntimeWorld.Trade(2, 100));

        EngineEvent reject = Assert.Single(_journal.Events, e => e.Kind == EventKind.Report);
        Assert.Equal((ReportSource.Risk, ReportKind.Rejected, RejectReason.ShortNotAllowed), (reject.ReportSource, reject.Report.Kind, reject.Report.Reason));
        Assert.Equal(0, engine.Stages.Signals.Working(Share).Raw);
        Assert.Equal(1, engine.Stages.Accounts.Counts.Rejected[(int)RejectReason.ShortNotAllowed]);
        Assert.Equal(0, engine.Stages.Matching.Venue.OpenOrders);
        OutRecord decision = Assert.Single(_out.Records, record => record.Kind == OutKind.Decision);
        Assert.Equal(RejectReason.ShortNotAllowed, decision.Decision.Verdict);
    }

    [Fact]
    public void More_commands_on_one_event_than_allowed_are_a_burst_but_cancels_still_pass()
    {
        List<RejectReason> answers = [];
        EngineOptions options = RuntimeWorld.Options("1t") with { MaxCommandsPerEvent = 3 };
        InlineEngine engine = New(options, (bar, context) =>
        {
            if (bar > 0) { return; }
            context.SubmitLimit(Share, Side.Buy, new Quantity(1), new Price(50), TimeInForce.GoodTillCancel, out OrderId first);
            for (int i = 0; i < 4; i++) { answers.Add(context.SubmitMarket(Share, Side.Buy, new Quantity(1))); }
            answers.Add(context.Cancel(Share, first));
            answers.Add(context.Cancel(Share, first));
        });
        Run(engine, RuntimeWorld.Trade(1, 100));
        engine.Complete();

        Assert.Equal([RejectReason.None, RejectReason.None, RejectReason.CommandBurst, RejectReason.CommandBurst, RejectReason.None, RejectReason.UnknownOrder], answers);
        Assert.Equal(2, engine.Stages.Signals.Counts.Blocked[(int)RejectReason.CommandBurst]);
        Assert.Equal((3L, 1L), (engine.Stages.Accounts.Counts.Sent, engine.Stages.Accounts.Counts.Cancels));
        Assert.Equal(1, engine.Stages.Accounts.Counts.Canceled);
    }

    [Fact]
    public void A_slot_carries_no_more_than_its_commands_whatever_they_are()
    {
        EngineOptions options = RuntimeWorld.Options("1t") with { MaxCommandsPerEvent = 250 };
        List<OrderId> orders = [];
        List<RejectReason> cancels = [];
        InlineEngine engine = New(options, (bar, context) =>
        {
            if (bar == 0)
            {
                for (int i = 0; i < 250; i++)
                {
                    context.SubmitLimit(Share, Side.Buy, new Quantity(1), new Price(50), TimeInForce.GoodTillCancel, out OrderId id);
                    orders.Add(id);
                }
            }
            else if (bar == 1)
            {
                for (int i = 0; i < 200; i++) { context.SubmitLimit(Share, Side.Buy, new Quantity(1), new Price(50), TimeInForce.GoodTillCancel, out _); }
                foreach (OrderId order in orders) { cancels.Add(context.Cancel(Share, order)); }
            }
        });
        Run(engine, RuntimeWorld.Trade(1, 100), RuntimeWorld.Trade(2, 100));

        Assert.Equal(255 - 200, cancels.Count(answer => answer == RejectReason.None));
        Assert.Equal(195, cancels.Count(answer => answer == RejectReason.CommandBurst));
    }

    [Fact]
    public void Without_credit_the_answer_is_overloaded()
    {
        EngineOptions options = RuntimeWorld.Options("1t") with { Risk = new RiskOptions { MaxOpenOrders = 2 } };
        List<RejectReason> answers = [];
        InlineEngine engine = New(options, (bar, context) =>
        {
            for (int i = 0; bar < 2 && i < 3; i++) { answers.Add(context.SubmitLimit(Share, Side.Buy, new Quantity(1), new Price(50), TimeInForce.GoodTillCancel, out _)); }
        });
        Run(engine, RuntimeWorld.Trade(1, 100), RuntimeWorld.Trade(2, 100), RuntimeWorld.Manual(3, Side.Buy, 1));

        // The rule set's own table is full; a person's order meets risk's, which is as large.
        Assert.Equal([RejectReason.None, RejectReason.None, .. Enumerable.Repeat(RejectReason.Overloaded, 4)], answers);
        ExecutionReport last = Reports(engine).Last();
        Assert.Equal((ReportKind.Rejected, RejectReason.Overloaded, StrategyId.Manual), (last.Kind, last.Reason, last.Strategy));
    }

    [Fact]
    public void A_persons_orders_go_through_risk_as_well()
    {
        InlineEngine engine = New(RuntimeWorld.Options("1t"), (_, _) => { });
        Run(
            engine,
            RuntimeWorld.Manual(0, Side.Buy, 10),                               // Before any price.
            RuntimeWorld.Trade(1, 10_000, quantity: 1000),
            RuntimeWorld.Manual(2, Side.Buy, 10),                               // Passes.
            RuntimeWorld.Limit(3, RiskLimitKind.OrderQuantity, 5),
            RuntimeWorld.Manual(4, Side.Buy, 10),                               // Too large now.
            RuntimeWorld.Trade(5, 10_000, quantity: 1000),
            RuntimeWorld.State(6, TradingState.Reducing),
            RuntimeWorld.Manual(7, Side.Buy, 1),
            RuntimeWorld.Manual(8, Side.Sell, 4),                               // Nearer to zero: passes.
            RuntimeWorld.Trade(8.5, 10_000, quantity: 1000),                    // Fills it before the halt would take it back.
            RuntimeWorld.State(9, TradingState.Halted),
            RuntimeWorld.Manual(10, Side.Sell, 4),
            RuntimeWorld.Manual(11, Side.Buy, 1, instrument: 7),                // There is no such instrument.
            RuntimeWorld.Trade(12, 10_000, quantity: 1000));
        engine.Complete();

        Assert.Equal(
            [RejectReason.NoReferencePrice, RejectReason.OrderQuantityLimit, RejectReason.ReducingOnly, RejectReason.TradingHalted, RejectReason.UnknownInstrument],
            Reports().Where(report => report.Kind == ReportKind.Rejected).Select(report => report.Reason));
        Assert.Equal([10L, 4L], Reports().Where(report => report.Kind == ReportKind.Fill).Select(report => report.LastQuantity.Raw));
        Assert.Equal(6, engine.Stages.Accounts.Book.PositionOf(default, Share).Quantity.Raw);
        Assert.All(Reports(), report => Assert.Equal(StrategyId.Manual, report.Strategy));
        Assert.Equal(0, engine.Stages.Signals.Position(Share).Raw);   // The rule set's own position is another one.
    }

    [Fact]
    public void A_quantity_that_rounds_to_nothing_is_blocked_and_counted()
    {
        InlineEngine engine = New(RuntimeWorld.Options("1t"), (_, context) => Assert.Equal(RejectReason.BelowOneLot, context.SubmitMarket(Share, Side.Buy, Quantity.Zero)));
        Run(engine, RuntimeWorld.Trade(1, 100));
        Assert.Equal(1, engine.Stages.Signals.Counts.Blocked[(int)RejectReason.BelowOneLot]);
        Assert.DoesNotContain(_out.Records, record => record.Kind == OutKind.Decision);
    }

    [Fact]
    public void A_time_bar_closes_by_its_timer_before_the_event_that_is_later()
    {
        List<Timestamp> at = [];
        InlineEngine engine = New(RuntimeWorld.Options("1s"), (_, context) => at.Add(context.Now));
        Run(engine, RuntimeWorld.Trade(0.1, 100), RuntimeWorld.Trade(0.9, 101), RuntimeWorld.Trade(5, 102));
        engine.Complete();

        Assert.Equal([RuntimeWorld.At(1)], at);   // The bar of second 5 never closed: its timer was not due yet.
        Assert.Equal([EventKind.Trade, EventKind.Trade, EventKind.Timer, EventKind.Trade, EventKind.HashCheckpoint], _journal.Events.Select(e => e.Kind));
    }

    [Fact]
    public void Complete_ends_the_journal_with_a_checkpoint_of_everything_before_it()
    {
        InlineEngine engine = New(RuntimeWorld.Options("1t") with { CheckpointInterval = 16 }, (_, context) => context.SubmitMarket(Share, Side.Buy, new Quantity(1)));
        for (int i = 0; i < 50; i++) { Run(engine, RuntimeWorld.Trade(i, 100)); }
        HashCheckpoint final = engine.Complete();

        List<EngineEvent> events = _journal.Events;
        Assert.Equal(Enumerable.Range(0, events.Count).Select(i => (long)i), events.Select(e => e.Sequence));
        Assert.Equal((EventKind.HashCheckpoint, events.Count - 2L, final.Hash), (events[^1].Kind, events[^1].Checkpoint.UpTo, events[^1].Checkpoint.Hash));
        Assert.Equal((events.Count - 2L, (long)events.Count), (final.UpTo, engine.Events));
        Assert.Equal(events.Count / 16, events.Count(e => e.Kind == EventKind.HashCheckpoint && e.Checkpoint.UpTo % 16 == 15));
        Assert.Equal(events.Count - 1, _journal.DurableSequence);
        Assert.True(_out.IsComplete);
    }

    [Fact]
    public void Two_runs_of_the_same_data_are_the_same_to_the_byte()
    {
        (FakeJournal Journal, FakeOutJournal Out, HashCheckpoint Final) first = RunMarket(seed: 5);
        (FakeJournal Journal, FakeOutJournal Out, HashCheckpoint Final) second = RunMarket(seed: 5);
        (FakeJournal Journal, FakeOutJournal Out, HashCheckpoint Final) other = RunMarket(seed: 6);

        Assert.Contains(first.Out.Records, record => record.Kind == OutKind.Position);   // It traded.
        Assert.True(Bytes(first.Out.Records).SequenceEqual(Bytes(second.Out.Records)));
        Assert.True(Bytes(first.Journal.Events).SequenceEqual(Bytes(second.Journal.Events)));
        Assert.Equal(first.Final.Hash, second.Final.Hash);
        Assert.NotEqual(first.Final.Hash, other.Final.Hash);
    }

    private static (FakeJournal Journal, FakeOutJournal Out, HashCheckpoint Final) RunMarket(ulong seed)
    {
        IReadOnlyList<SimulatedInstrument> instruments = SimulatedMarket.DemoInstruments();
        EngineOptions options = RuntimeWorld.Options("1s") with
        {
            Instruments = new InstrumentTable([.. instruments.Select(simulated => simulated.Instrument)]),
            Accounts = [new AccountOptions { Id = default, Name = "main", InitialCash = [new Money(1_000_000 * Money.One, Currency.Parse("USDT"))] }],
        };
        MovingAverageCross ruleSet = new(new MovingAverageCrossOptions { Fast = 3, Slow = 8, Bar = options.Bars.Specs[0], Quantity = "1" }, options.Instruments, options.Bars.Specs);
        FakeJournal journal = new();
        FakeOutJournal derived = new();
        InlineEngine engine = new(options, ruleSet, journal, derived);
        using SimulatedMarket market = new(new SimulatedMarketOptions { Seed = seed, Instruments = instruments, EventLimit = 20_000 });
        Assert.Equal(20_000, engine.Run(market));
        return (journal, derived, engine.Complete());
    }

    private static ReadOnlySpan<byte> Bytes<T>(List<T> records) where T : struct => MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(records));

    private static void Run(InlineEngine engine, params ReadOnlySpan<EngineEvent> events)
    {
        foreach (EngineEvent e in events)
        {
            EngineEvent next = e;
            engine.Process(ref next);
        }
    }

    private InlineEngine New(EngineOptions options, Action<int, IRuleSetContext> onBar) => new(options, new ScriptedRuleSet(onBar), _journal, _out);

    private List<ExecutionReport> Reports() => [.. _journal.Events.Where(e => e.Kind == EventKind.Report).Select(e => e.Report)];

    private List<ExecutionReport> Reports(InlineEngine engine)
    {
        engine.Complete();
        return Reports();
    }
}
