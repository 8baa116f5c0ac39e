using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Strategies.Rules;
using LlmTrader.Strategies.Rules.Execution;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Unit.Swap;

/// <summary>A share of the capital, of a slot that is alone: prices in cents, no fees, 10,000 dollars, a market order counts half a percent more.</summary>
public sealed class CapitalShareTests
{
    private static readonly InstrumentId Share = new(0);
    private static readonly Currency Dollar = Currency.Parse("USD");

    private static readonly EngineOptions Options = SwapWorld.Options() with
    {
        Accounts = [new AccountOptions { Id = default, Name = "main", InitialCash = [new Money(10_000 * Money.One, Dollar)] }],
        Risk = new() { DefaultLimits = new() { ShortSelling = true } },
    };

    private RejectReason _answer;

    [Theory]
    [InlineData(10_000, 99, RejectReason.None)]          // As ever: nothing is reckoned.
    [InlineData(10_000, 100, RejectReason.None)]
    [InlineData(2_500, 24, RejectReason.None)]           // 24 * 100.50 is 2,412,
    [InlineData(2_500, 25, RejectReason.CapitalShare)]   // 25 * 100.50 is more than a quarter.
    [InlineData(2_412, 24, RejectReason.None)]
    [InlineData(2_411, 24, RejectReason.CapitalShare)]
    [InlineData(1, 1, RejectReason.CapitalShare)]        // A dollar.
    public void Entries_of_a_slot_that_is_alone_are_bound(int share, long quantity, RejectReason expected)
    {
        SwapWorld world = World(context => context.SubmitMarket(Share, Side.Buy, new Quantity(quantity)));
        world.Send(OperatorEvents.CapitalShare(SwapWorld.Slot, share));
        world.Trade(10_000);
        Assert.Equal(expected, _answer);
        Assert.Equal(expected == RejectReason.None ? 0 : 1, world.Engine.Stages.Signals.Counts.Blocked[(int)RejectReason.CapitalShare]);
        Assert.Equal(expected == RejectReason.None ? 1 : 0, world.Out.Records.Count(record => record.Kind == OutKind.Decision));
    }

    [Fact]
    public void A_short_entry_is_bound_too_and_what_it_brings_in_is_no_capital()
    {
        SwapWorld world = Scripted(
            context => context.SubmitLimit(Share, Side.Sell, new Quantity(26), new Price(10_000), TimeInForce.GoodTillCancel, out _),
            context => context.SubmitLimit(Share, Side.Sell, new Quantity(20), new Price(10_000), TimeInForce.GoodTillCancel, out _),
            context => context.SubmitLimit(Share, Side.Sell, new Quantity(6), new Price(1), TimeInForce.GoodTillCancel, out _));   // A low limit makes it no smaller.
        world.Send(OperatorEvents.CapitalShare(SwapWorld.Slot, 2_500));
        Assert.Equal([RejectReason.CapitalShare, RejectReason.None, RejectReason.CapitalShare], Answers(world, 3, between: 10_001));
        Assert.Equal(-20, world.Engine.Stages.Signals.Book.Position(default, Share).Raw);
    }

    [Fact]
    public void Sets_size_by_the_share_of_equity_and_of_its_peak()
    {
        List<(long Equity, long Peak)> seen = [];
        SwapWorld world = World(context =>
        {
            seen.Add((context.Equity(Dollar).Raw, context.PeakEquity(Dollar).Raw));
            return RejectReason.None;
        });
        world.Trade(10_000);
        world.Send(OperatorEvents.CapitalShare(SwapWorld.Slot, 3_333));
        world.Trade(10_000);
        world.Send(OperatorEvents.CapitalShare(SwapWorld.Slot, 10_000));
        world.Trade(10_000);
        Assert.Equal([(10_000 * Money.One, 10_000 * Money.One), (3_333 * Money.One, 3_333 * Money.One), (10_000 * Money.One, 10_000 * Money.One)], seen);
        Assert.Equal(10_000 * Money.One, world.Engine.Stages.Signals.Book.Equity(default, Dollar).Raw);
    }

    [Fact]
    public void A_smaller_share_closes_nothing_takes_nothing_back_and_keeps_nobody_in()
    {
        SwapWorld world = Scripted(
            context => context.SubmitMarket(Share, Side.Buy, new Quantity(50)),
            context => context.SubmitLimit(Share, Side.Buy, new Quantity(10), new Price(9_000), TimeInForce.GoodTillCancel, out _),
            context => context.SubmitMarket(Share, Side.Buy, new Quantity(1)),
            context => context.SubmitMarket(Share, Side.Sell, new Quantity(61)),    // One more than there is, counting what it just bought.
            context => context.SubmitMarket(Share, Side.Sell, new Quantity(60)));
        Assert.Equal([RejectReason.None, RejectReason.None], Answers(world, 2, between: 9_999));
        world.Send(OperatorEvents.CapitalShare(SwapWorld.Slot, 100));
        RuleSetBook book = world.Engine.Stages.Signals.Book;
        Assert.Equal((50, 10, 1), (book.Position(default, Share).Raw, book.Working(default, Share).Raw, book.OpenOrders(default, Share)));
        world.Trade(8_999);   // What works fills,
        world.Trade(9_999);   // and the slot hears of it.
        Assert.Equal(60, book.Position(default, Share).Raw);
        Assert.Equal([RejectReason.CapitalShare, RejectReason.CapitalShare, RejectReason.None], Answers(world, 3, between: 9_999));
        world.Trade(9_999);
        Assert.Equal(0, book.Position(default, Share).Raw);
    }

    [Fact]
    public void A_larger_share_counts_from_the_next_decision_on()
    {
        SwapWorld world = Scripted([.. Enumerable.Repeat<Func<IRuleSetContext, RejectReason>>(context => context.SubmitMarket(Share, Side.Buy, new Quantity(40)), 3)]);
        world.Send(OperatorEvents.CapitalShare(SwapWorld.Slot, 1_000));
        Assert.Equal([RejectReason.CapitalShare], Answers(world, 1, between: 9_999));
        world.Send(OperatorEvents.CapitalShare(SwapWorld.Slot, 5_000));
        Assert.Equal([RejectReason.None, RejectReason.CapitalShare], Answers(world, 2, between: 9_999));   // The half is in use.
    }

    [Fact]
    public void Exits_of_a_bracket_and_what_only_reduces_take_none_of_it()
    {
        OrderRequest entry = new() { Instrument = Share, Side = Side.Buy, Type = OrderType.Limit, Quantity = new Quantity(20), Price = new Price(10_000), Contingency = Contingency.Parent };
        OrderRequest target = entry with { Side = Side.Sell, Price = new Price(20_000), Contingency = Contingency.Child };
        OrderRequest stop = target with { Type = OrderType.Stop, Price = default, Trigger = new Price(5_000) };
        SwapWorld world = Scripted(
            context => context.SubmitGroup([entry, target, stop], new OrderId[3]),
            context => context.Submit(new OrderRequest { Instrument = Share, Side = Side.Sell, Type = OrderType.Limit, Quantity = new Quantity(500), Price = new Price(11_000), Flags = OrderFlags.ReduceOnly }, out _),
            context => context.SubmitLimit(Share, Side.Buy, new Quantity(5), new Price(10_000), TimeInForce.GoodTillCancel, out _),
            context => context.SubmitLimit(Share, Side.Buy, new Quantity(1), new Price(10_000), TimeInForce.GoodTillCancel, out _));
        world.Send(OperatorEvents.CapitalShare(SwapWorld.Slot, 2_500));
        Assert.Equal([RejectReason.None, RejectReason.None, RejectReason.None, RejectReason.CapitalShare], Answers(world, 4, between: 9_999));
    }

    [Fact]
    public void An_amendment_may_make_an_entry_larger_or_dearer_up_to_the_share_and_smaller_always()
    {
        OrderId order = default;
        SwapWorld world = Scripted(
            context => context.SubmitLimit(Share, Side.Buy, new Quantity(50), new Price(9_000), TimeInForce.GoodTillCancel, out order),
            context => context.Amend(order, default, new Quantity(55), default),
            context => context.Amend(order, new Price(9_100), default, default),
            context => context.Amend(order, new Price(8_000), new Quantity(40), default),
            context => context.Amend(order, default, new Quantity(45), default));
        Assert.Equal([RejectReason.None], Answers(world, 1, between: 9_999));
        world.Send(OperatorEvents.CapitalShare(SwapWorld.Slot, 4_000));   // 4,500 is in use.
        Assert.Equal([RejectReason.CapitalShare, RejectReason.CapitalShare, RejectReason.None, RejectReason.None], Answers(world, 4, between: 9_999));
    }

    [Fact]
    public void A_cross_that_may_not_turn_gets_out_all_the_same()
    {
        MovingAverageCrossOptions options = new() { Fast = 1, Slow = 2, Bar = BarSpec.Parse("1t"), Quantity = "40", AllowShort = true };
        SwapWorld world = new(Options, new MovingAverageCross(options, Options.Instruments, [BarSpec.Parse("1t")]));
        RuleSetBook book = world.Engine.Stages.Signals.Book;
        foreach (long price in (long[])[10_000, 9_900, 10_000, 10_010, 10_020]) { world.Trade(price); }
        Assert.Equal(40, book.Position(default, Share).Raw);
        world.Send(OperatorEvents.CapitalShare(SwapWorld.Slot, 1_000));
        foreach (long price in (long[])[9_900, 9_800, 9_700]) { world.Trade(price); }
        Assert.Equal(0, book.Position(default, Share).Raw);
    }

    [Fact]
    public void A_grid_gives_back_what_it_holds_and_does_not_take_it_again_before_it_may()
    {
        const string Grid = "name: g\nbar: 1t\nstop_loss: {percent: 90}\ngrid:\n  levels: 4\n  spacing: {percent: 1}\n  size: {percent_of_equity: 20}\n  side: buy";
        Assert.True(RuleSets.TryCreateFromText(Grid, "g.yaml", Options.Instruments, [BarSpec.Parse("1t")], out IRuleSet? grid, out string? error), error);
        SwapWorld world = new(Options, grid);
        RuleSetBook book = world.Engine.Stages.Signals.Book;
        world.Trade(10_000);
        world.Trade(9_999);
        world.Trade(9_750);   // Through the first two levels.
        world.Trade(9_751);
        Assert.Equal((40, 4), (book.Position(default, Share).Raw, book.OpenOrders(default, Share)));
        world.Send(OperatorEvents.CapitalShare(SwapWorld.Slot, 1_000));
        world.Trade(10_050);   // Both go, as they were to, and none of the two comes again;
        for (int i = 0; i < 10; i++) { world.Trade(10_051 + (i % 2)); }
        Assert.Equal((0, 2), (book.Position(default, Share).Raw, book.OpenOrders(default, Share)));   // the other two work on.
        Assert.True(world.Engine.Stages.Signals.Counts.Blocked[(int)RejectReason.CapitalShare] is > 1 and < 20);
        world.Send(OperatorEvents.CapitalShare(SwapWorld.Slot, CapitalShareChange.All));
        for (int i = 0; i < 70; i++) { world.Trade(10_051 + (i % 2)); }
        Assert.Equal((0, 4), (book.Position(default, Share).Raw, book.OpenOrders(default, Share)));
    }

    [Fact]
    public void A_shadow_is_answered_as_the_set_would_be()
    {
        SwapWorld world = new(Options, new TestRuleSet("first"));
        world.Compiler.Add("shadow", new TestRuleSet("shadow") { Bar = (_, context) => _answer = context.SubmitMarket(Share, Side.Buy, new Quantity(10)) });
        world.Stage(1, "shadow");
        world.Send(RuleSetEvents.Shadow(SwapWorld.Slot, 1, on: true), OperatorEvents.CapitalShare(SwapWorld.Slot, 1_000));
        world.Trade(10_000);
        Assert.Equal(RejectReason.CapitalShare, _answer);
        Assert.DoesNotContain(world.Out.Records, record => record.Kind == OutKind.ShadowDecision);
    }

    [Fact]
    public void What_became_of_it_is_told_and_it_outlives_swaps_and_rollbacks()
    {
        SwapWorld world = new(Options, new TestRuleSet("first"));
        world.Compiler.Add("second", new TestRuleSet("second"));
        world.Send(OperatorEvents.CapitalShare(SwapWorld.Slot, 700), OperatorEvents.CapitalShare(new StrategyId(1), 700));
        world.Swap(1, "second");
        Assert.Equal(700, world[0].CapitalShare);
        world.Rollback();
        Assert.Equal(700, world[0].CapitalShare);
        Assert.Equal([(EventKind.CapitalShare, 0, RuleSetCode.None), (EventKind.CapitalShare, -1, RuleSetCode.UnknownSlot)], world.Notes.Take(2));
    }

    [Fact]
    public void Each_slot_has_a_share_of_its_own()
    {
        EngineOptions two = Options with { RuleSets = new RuleSetOptions { Slots = 2 } };
        SwapWorld world = World(context => context.SubmitMarket(Share, Side.Buy, new Quantity(40)), two);
        world.Send(OperatorEvents.CapitalShare(new StrategyId(1), 1));
        world.Trade(10_000);
        Assert.Equal(RejectReason.None, _answer);
        Assert.Equal((10_000, 1), (world[0].CapitalShare, world[1].CapitalShare));
    }

    [Fact]
    public void Entries_exits_and_amendments_under_a_share_allocate_nothing()
    {
        RuleSetBook book = new(Options);
        book.OnPrice(Share, new Price(1_000));
        book.SetCapitalShare(default, 5_000);
        OrderId last = default;
        for (int i = 1; i <= 20; i++)
        {
            last = OrderId.From(i, 1);
            OrderCommand command = new() { OrderId = last, Instrument = Share, Side = Side.Buy, Quantity = new Quantity(9), Price = new Price(990), Type = OrderType.Limit };
            book.OnIntent(in command);
        }

        Run();
        Assert.Equal(0, AllocatedBytes.Least(() => Run()));

        void Run()
        {
            for (int i = 0; i < 1_000; i++)
            {
                book.OnPrice(Share, new Price(1_000 + (i % 7)));
                Assert.True(book.IsWithinShare(default, [new OrderRequest { Instrument = Share, Side = Side.Buy, Quantity = new Quantity(9), Type = OrderType.Market }]));
                Assert.False(book.IsWithinShare(default, [new OrderRequest { Instrument = Share, Side = Side.Buy, Quantity = new Quantity(900), Type = OrderType.Market }]));
                Assert.True(book.TryAmend(default, last, default, new Quantity(900), default, out _) == RejectReason.CapitalShare);
                _ = book.SharedEquity(default, Dollar);
            }
        }
    }

    [Fact]
    public void The_inbox_takes_shares_that_there_are_of_slots_that_there_are()
    {
        CommandInbox inbox = new(64, Options.Instruments, Options.EquityLines, new Doorbell(), strategies: 2);
        Assert.True(inbox.TryWrite(OperatorEvents.CapitalShare(new StrategyId(1), 1)));
        Assert.True(inbox.TryWrite(OperatorEvents.CapitalShare(default, 10_000)));
        foreach ((int slot, int share, string field) in new[] { (2, 1, "Slot"), (0, 0, "Share"), (0, 10_001, "Share"), (0, 65_535, "Share") })
        {
            Assert.Contains(field, Assert.Throws<ArgumentException>(() => inbox.TryWrite(OperatorEvents.CapitalShare(new StrategyId((ushort)slot), share))).Message, StringComparison.Ordinal);
        }
    }

    private SwapWorld Scripted(params Func<IRuleSetContext, RejectReason>[] acts)
    {
        Queue<Func<IRuleSetContext, RejectReason>> script = new(acts);
        return World(context => script.Dequeue()(context));
    }

    // What the set is told at each of the next bars; between two of them what it wanted is answered.
    private List<RejectReason> Answers(SwapWorld world, int count, long between)
    {
        List<RejectReason> answers = [];
        for (int i = 0; i < count; i++)
        {
            world.Trade(10_000);
            answers.Add(_answer);
            world.Trade(between);
        }

        return answers;
    }

    // It decides at a price of 100.00 alone.
    private SwapWorld World(Func<IRuleSetContext, RejectReason> act, EngineOptions? options = null) => new(options ?? Options, new TestRuleSet("first")
    {
        Bar = (bar, context) => { if (bar.Bar.Close.Raw == 10_000) { _answer = act(context); } },
    });
}
