using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Swap;

/// <summary>Contract 11, rule by rule, by hand.</summary>
public sealed class SwapTests
{
    private static readonly InstrumentId Share = new(SwapWorld.Share);

    [Theory]
    [InlineData(0, new long[0])]
    [InlineData(2, new long[] { 102, 103 })]
    [InlineData(9, new long[] { 101, 102, 103 })]
    public void A_staged_set_gets_as_many_bars_as_it_declared_and_there_are(int warmUp, long[] expected)
    {
        SwapWorld world = new();
        TestRuleSet second = world.Compiler.Add("second", new TestRuleSet("second") { WarmUpBars = warmUp });
        for (int i = 1; i <= 3; i++) { world.Trade(100 + i); }
        world.Stage(1, "second", warmUp);

        Assert.Equal(expected, second.Received);
        Assert.Equal([(EventKind.RuleSetStage, 1, RuleSetCode.None), (EventKind.RuleSetReady, 1, RuleSetCode.None)], world.Notes);
        Assert.Equal((0, -1, 1), (world[0].ActiveSetId, world[0].PreviousSetId, world[0].StagedSetId));
    }

    [Fact]
    public void No_more_bars_are_handed_over_than_are_retained()
    {
        SwapWorld world = new(SwapWorld.Options() with { RuleSets = new RuleSetOptions { RetainedBars = 2 } });
        TestRuleSet second = world.Compiler.Add("second", new TestRuleSet("second"));
        for (int i = 1; i <= 5; i++) { world.Trade(100 + i); }
        world.Stage(1, "second", warmUp: 4);
        Assert.Equal([104, 105], second.Received);
    }

    [Fact]
    public void The_new_set_decides_from_the_next_bar_on_and_the_one_before_goes_on_receiving()
    {
        TestRuleSet first = new("first");
        SwapWorld world = new(first: first);
        TestRuleSet second = world.Compiler.Add("second", new TestRuleSet("second"));
        world.Trade(101);
        world.Stage(1, "second", warmUp: 10);
        world.Trade(102);
        world.Send(RuleSetEvents.Activate(SwapWorld.Slot, 1));
        world.Trade(103);
        world.Rollback();
        world.Trade(104);
        world.Rollback();
        world.Trade(105);

        Assert.Equal([101, 102, 104], first.Decided);
        Assert.Equal([103, 105], first.Received);
        Assert.Equal([103, 105], second.Decided);
        Assert.Equal([101, 102, 104], second.Received);
        Assert.Equal((1L, 1L, 1L, 2L), (world.Engine.Stages.Signals.RuleSets.Staged, world.Engine.Stages.Signals.RuleSets.Ready,
            world.Engine.Stages.Signals.RuleSets.Activated, world.Engine.Stages.Signals.RuleSets.RolledBack));
    }

    [Fact]
    public void A_set_that_adopts_sees_position_and_orders_of_the_one_before()
    {
        SwapWorld world = new(first: Buyer(30));
        List<(long Position, long Cost)> seen = [];
        world.Compiler.Add("second", new TestRuleSet("second")
        {
            Bar = (_, context) => seen.Add((context.Position(Share).Raw, context.Cost(Share).Raw / Money.One)),
        });
        world.Trade(10_000);
        world.Trade(10_100);
        world.Swap(1, "second");
        world.Trade(10_200);
        Assert.Equal([(30, 3_030)], seen);
        Assert.Equal(1, world.Engine.Stages.Accounts.Counts.Sent);
    }

    [Fact]
    public void A_set_that_closes_first_receives_bars_until_the_position_is_closed()
    {
        TestRuleSet first = new("first")
        {
            Bar = (bar, context) =>
            {
                if (bar.Bar.Close.Raw != 10_000) { return; }
                context.SubmitMarket(Share, Side.Buy, new Quantity(30));
                context.SubmitLimit(Share, Side.Buy, new Quantity(5), new Price(9_000), TimeInForce.GoodTillCancel, out _);
            },
        };
        SwapWorld world = new(first: first);
        List<(long Close, long Position, long Working)> seen = [];
        TestRuleSet second = world.Compiler.Add("second", new TestRuleSet("second")
        {
            HandOver = RuleSetHandOver.CloseFirst,
            Bar = (bar, context) => seen.Add((bar.Bar.Close.Raw, context.Position(Share).Raw, context.Working(Share).Raw)),
        });
        world.Trade(10_000);
        world.Trade(10_100);
        world.Swap(1, "second");   // Cancels the limit order; what it says to that comes before the next trade.
        world.Trade(10_200);       // Fills what closes; the report enters after this event.
        world.Trade(10_300);

        Assert.Equal([10_200], second.Received);
        Assert.Equal([(10_300, 0, 0)], seen);
        Assert.Equal((3L, 1L, 2L, 1L), (world.Engine.Stages.Accounts.Counts.Sent, world.Engine.Stages.Accounts.Counts.Cancels,
            world.Engine.Stages.Accounts.Counts.Filled, world.Engine.Stages.Accounts.Counts.Canceled));
    }

    [Fact]
    public void A_shadow_records_what_it_would_do_and_sends_nothing()
    {
        SwapWorld world = new();
        RejectReason answer = default;
        TestRuleSet second = world.Compiler.Add("second", new TestRuleSet("second") { Bar = (_, context) => answer = context.SubmitMarket(Share, Side.Buy, new Quantity(7)) });
        world.Stage(1, "second");
        world.Send(RuleSetEvents.Shadow(SwapWorld.Slot, 1, on: true));
        world.Trade(101);
        world.Send(RuleSetEvents.Shadow(SwapWorld.Slot, 1, on: false));
        world.Trade(102);

        Assert.Equal([101], second.Decided);
        Assert.Equal([102], second.Received);
        Assert.Equal(RejectReason.None, answer);
        OutRecord wanted = Assert.Single(world.Out.Records, record => record.Kind == OutKind.ShadowDecision);
        Assert.Equal((Side.Buy, 7L, OrderId.None, Share), (wanted.Decision.Side, wanted.Decision.Quantity.Raw, wanted.Decision.OrderId, wanted.Decision.Instrument));
        Assert.Equal(0, world.Engine.Stages.Accounts.Counts.Sent);
        Assert.DoesNotContain(world.Out.Records, record => record.Kind == OutKind.Decision);
    }

    [Fact]
    public void A_set_that_throws_is_stopped_at_that_event_and_the_journal_tells()
    {
        TestRuleSet first = new("first")
        {
            Bar = (bar, context) =>
            {
                if (bar.Bar.Close.Raw == 101) { context.SubmitLimit(Share, Side.Buy, new Quantity(5), new Price(50), TimeInForce.GoodTillCancel, out _); }
                if (bar.Bar.Close.Raw == 102) { throw new InvalidOperationException("no such average"); }
            },
        };
        SwapWorld world = new(first: first);
        for (int i = 1; i <= 4; i++) { world.Trade(100 + i); }

        Assert.Equal([101, 102], first.Decided);
        Assert.Equal(-1, world[0].ActiveSetId);
        EngineEvent stopped = Assert.Single(world.Journal.Events, e => e.Kind == EventKind.RuleSetQuarantine);
        Assert.Equal((0, RuleSetCode.Threw), (stopped.RuleSet.SetId, stopped.RuleSet.Code));
        Assert.Equal([(EventKind.RuleSetQuarantine, 0, RuleSetCode.Threw)], world.Notes);
        Assert.Equal(1, world.Engine.Stages.Signals.RuleSets.Quarantined[(int)RuleSetCode.Threw]);
        Assert.Equal(1, world.Engine.Stages.Accounts.Counts.Canceled);   // Its order must not go on working.
    }

    [Fact]
    public void After_a_failed_set_the_one_before_can_be_brought_back_but_not_the_failed_one()
    {
        TestRuleSet first = new("first");
        SwapWorld world = new(first: first);
        world.Compiler.Add("second", new TestRuleSet("second") { Bar = (_, _) => throw new InvalidOperationException() });
        world.Swap(1, "second");
        world.Trade(101);
        world.Rollback();
        world.Trade(102);
        world.Rollback();

        Assert.Equal([101], first.Received);
        Assert.Equal([102], first.Decided);
        Assert.Equal((EventKind.RuleSetRollback, 0, RuleSetCode.NothingToRollBackTo), world.Notes.Last());
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(1, 7)]
    public void An_order_that_no_set_may_want_stops_it(long quantity, int instrument)
    {
        TestRuleSet first = new("first") { Bar = (_, context) => context.SubmitMarket(new InstrumentId(instrument), Side.Buy, new Quantity(quantity)) };
        SwapWorld world = new(first: first);
        world.Trade(101);
        world.Trade(102);

        Assert.Equal([101], first.Decided);
        Assert.Equal([(EventKind.RuleSetQuarantine, 0, RuleSetCode.InvalidOrder)], world.Notes);
        Assert.Equal(0, world.Engine.Stages.Accounts.Counts.Sent);
    }

    [Fact]
    public void A_previous_or_a_shadowing_set_that_throws_is_dropped_and_the_active_one_goes_on()
    {
        bool previousFails = false;
        SwapWorld world = new(first: new TestRuleSet("first") { WarmingUp = () => { if (previousFails) { throw new InvalidOperationException(); } } });
        TestRuleSet second = world.Compiler.Add("second", new TestRuleSet("second"));
        world.Compiler.Add("third", new TestRuleSet("third") { Bar = (_, _) => throw new InvalidOperationException() });
        world.Swap(1, "second");
        world.Stage(2, "third");
        world.Send(RuleSetEvents.Shadow(SwapWorld.Slot, 2, on: true));
        previousFails = true;
        world.Trade(101);
        world.Trade(102);

        Assert.Equal([101, 102], second.Decided);
        Assert.Equal((1, -1, -1), (world[0].ActiveSetId, world[0].PreviousSetId, world[0].StagedSetId));
        Assert.Equal(2, world.Engine.Stages.Signals.RuleSets.Quarantined[(int)RuleSetCode.Threw]);
    }

    [Fact]
    public void Somebody_outside_stops_a_set_by_an_event()
    {
        TestRuleSet first = new("first");
        SwapWorld world = new(first: first);
        world.Trade(101);
        world.Send(RuleSetEvents.Quarantine(SwapWorld.Slot, 9, RuleSetCode.Overrun));
        world.Trade(102);
        world.Send(RuleSetEvents.Quarantine(SwapWorld.Slot, 0, RuleSetCode.Overrun));
        world.Trade(103);

        Assert.Equal([101, 102], first.Decided);
        Assert.Equal([(EventKind.RuleSetQuarantine, 9, RuleSetCode.UnknownSet), (EventKind.RuleSetQuarantine, 0, RuleSetCode.None)], world.Notes);
        Assert.Equal(1, world.Engine.Stages.Signals.RuleSets.Quarantined[(int)RuleSetCode.Overrun]);
    }

    [Fact]
    public void A_schedule_swaps_a_backtest_at_a_time_and_at_a_sequence()
    {
        TestCompiler compiler = new();
        TestRuleSet first = new("first"), second = compiler.Add("second", new TestRuleSet("second"));
        RuleSetSchedule schedule = new RuleSetSchedule()
            .At(SwapWorld.At(3), [.. RuleSetEvents.Stage(SwapWorld.Slot, 1, "second", 1), RuleSetEvents.Activate(SwapWorld.Slot, 1)])
            .AtSequence(10, RuleSetEvents.Rollback(SwapWorld.Slot));
        InlineEngine engine = new(SwapWorld.Options(), first, compiler: compiler, schedule: schedule);
        for (int i = 1; i <= 8; i++)
        {
            EngineEvent e = SwapWorld.TradeAt(i, 100 + i);
            engine.Process(ref e);
        }

        // Sequences: trades 0, 1; source, stage, ready, activate 2 to 5; trades 6 to 9; rollback 10.
        Assert.Equal([101, 102, 107, 108], first.Decided);
        Assert.Equal([103, 104, 105, 106], second.Decided);
        Assert.Equal([102, 107, 108], second.Received);
        Assert.Equal(0, schedule.Waiting);
        Assert.Throws<ArgumentException>(() => schedule.At(default, SwapWorld.TradeAt(1, 1)));
    }

    [Fact]
    public void A_close_that_is_larger_than_an_order_may_be_goes_in_pieces()
    {
        SwapWorld world = new(WithLimit(new RiskLimits { OrderQuantity = new Quantity(12) }), first: EachBar(10));
        world.Compiler.Add("second", new TestRuleSet("second") { HandOver = RuleSetHandOver.CloseFirst });
        for (int i = 0; i < 4; i++) { world.Trade(10_000 + i); }
        world.Swap(1, "second");
        for (int i = 0; i < 8; i++) { world.Trade(10_100 + i); }

        Assert.Equal(0, world.Engine.Stages.Signals.Position(Share).Raw);
        Assert.InRange(world.Engine.Events, 1, 100);
    }

    [Fact]
    public void A_close_that_risk_refuses_is_tried_again_at_the_next_bar_and_not_at_once()
    {
        SwapWorld world = new(first: EachBar(10));
        TestRuleSet second = world.Compiler.Add("second", new TestRuleSet("second") { HandOver = RuleSetHandOver.CloseFirst });
        world.Trade(10_000);
        world.Trade(10_001);
        world.Send(new EngineEvent { Kind = EventKind.TradingStateChange, Instrument = InstrumentId.None, TradingState = new TradingStateChange { State = TradingState.Halted } });
        long before = world.Engine.Events;
        world.Swap(1, "second");
        for (int i = 0; i < 3; i++) { world.Trade(10_100 + i); }
        Assert.InRange(world.Engine.Events - before, 1, 30);
        Assert.Empty(second.Decided);

        world.Send(new EngineEvent { Kind = EventKind.TradingStateChange, Instrument = InstrumentId.None, TradingState = new TradingStateChange { State = TradingState.Active } });
        for (int i = 0; i < 4; i++) { world.Trade(10_200 + i); }
        Assert.Equal(0, world.Engine.Stages.Signals.Position(Share).Raw);
        Assert.NotEmpty(second.Decided);
    }

    private static EngineOptions WithLimit(RiskLimits limits)
    {
        EngineOptions options = SwapWorld.Options();
        return options with { Risk = options.Risk with { DefaultLimits = limits } };
    }

    private static TestRuleSet EachBar(long quantity) => new("each bar")
    {
        Bar = (_, context) => context.SubmitMarket(Share, Side.Buy, new Quantity(quantity)),
    };

    private static TestRuleSet Buyer(long quantity) => new("buyer")
    {
        Bar = (bar, context) => { if (bar.Bar.Close.Raw == 10_000) { context.SubmitMarket(Share, Side.Buy, new Quantity(quantity)); } },
    };
}
