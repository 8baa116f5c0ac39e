using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tests.Unit.Swap;

/// <summary>What becomes of a slot's orders is told to the version that decides and to the one before it.</summary>
public sealed class OrderReportTests
{
    private static readonly InstrumentId Share = new(0);

    private readonly TestRuleSet _first = Buys("first", at: 100);
    private readonly TestRuleSet _second = Buys("second", at: 200);
    private readonly TestRuleSet _third = new("third");

    [Fact]
    public void The_active_and_the_previous_version_get_every_report_and_a_staged_one_none()
    {
        SwapWorld world = World();
        world.Trade(100);
        world.Trade(101);
        world.Trade(102);
        Assert.Equal([ReportKind.Accepted, ReportKind.Fill], _first.Reports);

        world.Swap(1, "second");
        world.Stage(2, "third");
        world.Trade(200);
        world.Trade(201);
        world.Trade(202);
        Assert.Equal(4, _first.Reports.Count);
        Assert.Equal([ReportKind.Accepted, ReportKind.Fill], _second.Reports);
        Assert.Empty(_third.Reports);
    }

    [Fact]
    public void A_set_that_throws_at_a_report_is_stopped()
    {
        TestRuleSet fails = new("fails") { Reporting = () => throw new InvalidOperationException("no"), Bar = (_, context) => context.SubmitMarket(Share, Side.Buy, new Quantity(1)) };
        SwapWorld world = new(first: fails);
        world.Trade(100);
        world.Trade(101);
        world.Trade(102);
        Assert.Equal(-1, world[0].ActiveSetId);
        Assert.Contains((EventKind.RuleSetQuarantine, 0, RuleSetCode.Threw), world.Notes);
    }

    [Fact]
    public void Open_orders_are_counted_and_all_of_an_instrument_can_be_cancelled_whoever_sent_them()
    {
        int open = -1;
        TestRuleSet sends = new("sends")
        {
            Bar = (_, context) =>
            {
                for (int i = 1; i <= 3; i++) { context.SubmitLimit(new InstrumentId(i % 2), Side.Buy, new Quantity(1), new Price(10 + i), TimeInForce.GoodTillCancel, out OrderId _); }
            },
        };
        SwapWorld world = new(SwapWorld.Options(instruments: 2), sends);
        world.Compiler.Add("cancels", new TestRuleSet("cancels")
        {
            Bar = (_, context) => { open = context.OpenOrders(new InstrumentId(1)); Assert.Equal(RejectReason.None, context.CancelAll(new InstrumentId(1))); },
        });
        world.Trade(100);
        world.Swap(1, "cancels");
        world.Trade(101);
        Assert.Equal(2, open);
        world.Trade(102);
        RuleSetBook book = world.Engine.Stages.Signals.Book;
        Assert.Equal((1, 0), (book.OpenOrders(default, new InstrumentId(0)), book.OpenOrders(default, new InstrumentId(1))));
        Assert.Equal(2, world.Out.Records.Count(record => record.Kind == OutKind.Decision && record.Decision.Action == CommandAction.Cancel));
    }

    private SwapWorld World()
    {
        SwapWorld world = new(first: _first);
        world.Compiler.Add("second", _second);
        world.Compiler.Add("third", _third);
        return world;
    }

    private static TestRuleSet Buys(string name, long at) => new(name)
    {
        Bar = (bar, context) => { if (bar.Bar.Close.Raw == at) { context.SubmitMarket(Share, Side.Buy, new Quantity(1)); } },
    };
}
