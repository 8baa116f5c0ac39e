using LlmTrader.Engine.Core;

namespace LlmTrader.Tests.Unit.RuleExecution;

/// <summary>Exits, turns and entries while orders in the other direction still work.</summary>
public sealed class PartialFillTests
{
    private const string Rising = "entry_long: close > close[1]\nexit_long: close < close[1]\nsizing: {quantity: 1}\n";
    private const string BothWays = "entry_long: close > close[1]\nentry_short: close < close[1]\nsizing: {quantity: 1}\n";

    [Fact]
    public void An_exit_sells_what_is_filled_and_then_what_the_rest_of_the_entry_fills()
    {
        RuleSetBed bed = Entered(Rising);
        bed.Account.Hold(400, working: 600, cost: 40);
        Assert.Equal("Signal cancel all; Sell 400", bed.Bar(10_000));
        bed.Report(1, ReportKind.Fill, filled: 100, leaves: 500);
        bed.Account.Hold(500, working: 500 - 400, cost: 50, open: 2);
        Assert.Equal("Signal Sell 100", bed.Bar(10_000));             // Not asked to cancel again: that would take the exits back.
        bed.Report(1, ReportKind.Canceled);
        bed.Account.Hold(500, working: -500, cost: 50, open: 2);
        Assert.Equal("Quiet", bed.Bar(10_000));
        bed.Report(2, ReportKind.Rejected, side: Side.Sell);
        bed.Account.Hold(500, working: -100, cost: 50);
        Assert.Equal("Signal Sell 400", bed.Bar(10_000));             // The exit is due until it is done.
    }

    [Fact]
    public void A_take_back_that_an_event_cannot_carry_is_asked_for_again()
    {
        RuleSetBed bed = Entered(Rising);
        bed.Account.Hold(400, working: 600, cost: 40);
        bed.Account.CancelAnswer = RejectReason.CommandBurst;
        Assert.Equal("Signal cancel all", bed.Bar(10_000));
        bed.Account.CancelAnswer = RejectReason.None;
        Assert.Equal("Signal cancel all; Sell 400", bed.Bar(10_000));
        bed.Report(1, ReportKind.CancelRejected);
        bed.Account.Hold(400, working: 600 - 400, cost: 40, open: 2);
        Assert.Equal("Signal cancel all", bed.Bar(10_000));
    }

    [Fact]
    public void An_entry_while_the_exit_works_takes_that_back_and_keeps_the_position()
    {
        RuleSetBed bed = Entered(Rising);
        bed.Account.Hold(1_000, cost: 101);
        Assert.Equal("Signal Sell 1000", bed.Bar(10_000));
        bed.Account.Hold(1_000, working: -1_000, cost: 101);
        Assert.Equal("Signal cancel all", bed.Bar(10_100));
        bed.Account.Hold(1_000, cost: 101);
        Assert.Equal("Quiet", bed.Bar(10_100));
    }

    [Fact]
    public void An_entry_enters_when_the_exit_was_faster_than_its_cancel()
    {
        RuleSetBed bed = Entered(Rising);
        bed.Account.Hold(1_000, working: -1_000, cost: 101);
        Assert.Equal("Signal cancel all", bed.Bar(10_200));
        bed.Account.Hold(0);
        Assert.Equal("Signal Buy 1000", bed.Bar(10_200));
    }

    [Fact]
    public void A_turn_is_made_when_nothing_of_the_old_side_works_any_more()
    {
        RuleSetBed bed = Entered(BothWays);
        bed.Account.Hold(400, working: 600, cost: 40);
        Assert.Equal("Signal cancel all; Sell 400", bed.Bar(10_000));
        bed.Account.Hold(0);
        Assert.Equal("Signal Sell 1000", bed.Bar(10_000));            // Though the bar itself no longer says so.
    }

    [Fact]
    public void A_limit_order_is_aged_by_its_own_life_and_not_by_the_sum_of_what_works()
    {
        var bed = new RuleSetBed(Rising + "order: {limit: {distance: 0.1}, time_out: 2}");
        bed.Bar(10_000);
        Assert.Equal("Signal Buy 1000 at 10090", bed.Bar(10_100));
        bed.Account.Hold(0, working: 0, open: 2);                      // Another version's sale works as well.
        Assert.Equal("Quiet", bed.Bar(10_100));
        Assert.Equal("Quiet cancel 1", bed.Bar(10_100));
        bed.Report(1, ReportKind.CancelRejected);
        Assert.Equal("Quiet cancel 1", bed.Bar(10_100));
        bed.Report(1, ReportKind.Canceled);
        Assert.Equal("Quiet", bed.Bar(10_100));
    }

    [Fact]
    public void An_entry_without_a_positive_tick_is_an_order_that_risk_refuses_and_the_funnel_counts()
    {
        var bed = new RuleSetBed(Rising + "order: {limit: {distance: 200}, time_out: 2}");
        bed.Bar(10_000);
        Assert.Equal("Signal Buy 1000 at 0", bed.Bar(10_100));
        Assert.Equal(1, bed.Rules.Clauses.WithoutTick);
    }

    private static RuleSetBed Entered(string text)
    {
        var bed = new RuleSetBed(text);
        bed.Bar(10_000);
        Assert.Equal("Signal Buy 1000", bed.Bar(10_100));
        return bed;
    }
}
