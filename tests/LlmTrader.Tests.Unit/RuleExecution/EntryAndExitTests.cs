using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules.Execution;
using LlmTrader.Strategies.Rules.Language;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Unit.RuleExecution;

public sealed class EntryAndExitTests
{
    private const string Rising = "entry_long: close > close[1]\nexit_long: close < close[1]\n";
    private const string BothWays = Rising + "entry_short: close < close[1]\nexit_short: close > close[1]\n";

    [Theory]
    [InlineData(RuleBackEnd.Compiled)]
    [InlineData(RuleBackEnd.Interpreted)]
    public void It_waits_until_it_is_warm_then_enters_and_leaves(RuleBackEnd backEnd)
    {
        var bed = new RuleSetBed(Rising + "sizing: {quantity: 1}", backEnd);
        Assert.Equal(2, bed.Rules.WarmUpBars);
        Assert.Equal("Warming", bed.Bar(10_000));
        Assert.Equal("Quiet", bed.Bar(10_000));
        Assert.Equal("Signal Buy 1000", bed.Bar(10_100));
        bed.Account.Hold(1_000, cost: 101);
        Assert.Equal("Quiet", bed.Bar(10_200));            // One entry is the most.
        Assert.Equal("Signal Sell 1000", bed.Bar(10_100));
    }

    [Fact]
    public void Warm_up_bars_update_and_decide_nothing()
    {
        var bed = new RuleSetBed(Rising + "sizing: {quantity: 1}");
        Assert.Equal("", bed.Bar(10_000, isWarmUp: true));
        Assert.Equal("", bed.Bar(10_100, isWarmUp: true));
        Assert.Equal("Signal Buy 1000", bed.Bar(10_200));
    }

    [Fact]
    public void An_exit_takes_back_an_entry_that_works_and_does_not_close_twice()
    {
        var bed = new RuleSetBed(Rising + "sizing: {quantity: 1}");
        bed.Bar(10_000);
        bed.Account.Hold(0, working: 1_000);
        Assert.Equal("Signal cancel all", bed.Bar(9_900));   // Nothing is filled, so there is nothing to sell.
        bed.Account.Hold(1_000, working: -1_000, cost: 100);
        Assert.Equal("Quiet", bed.Bar(9_800));
    }

    [Fact]
    public void A_turn_is_an_exit_of_the_position_and_then_an_entry()
    {
        var bed = new RuleSetBed(BothWays + "sizing: {quantity: 1}");
        bed.Bar(10_000);
        bed.Account.Hold(1_500, cost: 150);
        Assert.Equal("Signal Sell 1500; Sell 1000", bed.Bar(9_900));
        bed.Account.Hold(-1_000, cost: 99);
        Assert.Equal("Signal Buy 1000; Buy 1000", bed.Bar(10_000));
    }

    [Fact]
    public void An_entry_on_the_other_side_turns_without_an_exit_clause()
    {
        var bed = new RuleSetBed("entry_long: close > close[1]\nentry_short: close < close[1]\nsizing: {quantity: 1}");
        bed.Bar(10_000);
        bed.Account.Hold(1_000, cost: 100);
        Assert.Equal("Signal Sell 1000; Sell 1000", bed.Bar(9_900));
    }

    [Fact]
    public void A_turn_that_is_taken_back_leaves_the_entries_of_the_old_side_counted()
    {
        var bed = new RuleSetBed(BothWays + "sizing: {quantity: 1}\nmax_entries: 2\norder: {limit: {distance: 0.1}, time_out: 9}");
        bed.Bar(10_000);
        Assert.Equal("Signal Buy 1000 at 10090", bed.Bar(10_100));
        bed.Report(1, ReportKind.Fill, filled: 1_000);
        bed.Account.Hold(1_000, cost: 101);
        Assert.Equal("Signal Buy 1000 at 10190", bed.Bar(10_200));
        bed.Report(2, ReportKind.Fill, filled: 1_000);
        bed.Account.Hold(2_000, cost: 203);
        Assert.Equal("Signal Sell 2000 at 10110; Sell 1000 at 10110", bed.Bar(10_100));
        bed.Account.Hold(2_000, working: -3_000, cost: 203, open: 2);
        Assert.Equal("Signal cancel all", bed.Bar(10_200));
        bed.Report(3, ReportKind.Canceled, side: Side.Sell);
        bed.Report(4, ReportKind.Canceled, side: Side.Sell);
        bed.Account.Hold(2_000, cost: 203);
        Assert.Equal("Quiet", bed.Bar(10_300));               // Both entries are still there.
        Assert.Equal("Signal Sell 2000 at 10210; Sell 1000 at 10210", bed.Bar(10_200));
        bed.Report(5, ReportKind.Fill, filled: 2_000, side: Side.Sell);
        bed.Report(6, ReportKind.Fill, filled: 1_000, side: Side.Sell);
        bed.Account.Hold(-1_000, cost: 102);
        Assert.Equal("Signal Sell 1000 at 10110", bed.Bar(10_100));   // The turn was the first of its side.
        bed.Report(7, ReportKind.Fill, filled: 1_000, side: Side.Sell);
        bed.Account.Hold(-2_000, cost: 203);
        Assert.Equal("Quiet", bed.Bar(10_000));
    }

    [Fact]
    public void A_turn_that_the_market_refused_leaves_the_entries_of_the_old_side_counted()
    {
        var bed = new RuleSetBed(BothWays + "sizing: {quantity: 1}\nmax_entries: 2");
        bed.Bar(10_000);
        bed.Bar(10_100);
        bed.Account.Hold(1_000, cost: 101);
        bed.Bar(10_200);
        bed.Account.Hold(2_000, cost: 203);
        Assert.Equal("Signal Sell 2000; Sell 1000", bed.Bar(10_100));
        bed.Account.Hold(2_000, working: -3_000, cost: 203, open: 2);
        bed.Report(0, ReportKind.Rejected, side: Side.Sell);
        bed.Report(0, ReportKind.Expired, side: Side.Sell);
        bed.Account.Hold(2_000, cost: 203);
        Assert.Equal("Signal Sell 2000", bed.Bar(10_200));     // The exit is due.
        bed.Account.Hold(2_000, working: -2_000, cost: 203);
        Assert.Equal("Signal cancel all", bed.Bar(10_300));   // It is wanted again,
        bed.Account.Hold(2_000, cost: 203);
        Assert.Equal("Quiet", bed.Bar(10_400));               // and has what it may have.
    }

    [Fact]
    public void A_turn_whose_entry_was_refused_enters_again_as_the_first_of_its_side()
    {
        var bed = new RuleSetBed(BothWays + "sizing: {quantity: 1}\nmax_entries: 2");
        bed.Bar(10_000);
        bed.Account.Hold(1_000, cost: 100);
        Assert.Equal("Signal Sell 1000; Sell 1000", bed.Bar(9_900));
        bed.Report(0, ReportKind.Rejected, side: Side.Sell);
        bed.Account.Hold(1_000, working: -1_000, cost: 100);
        Assert.Equal("Signal Sell 1000", bed.Bar(9_800));     // The exit works.
        bed.Account.Hold(-1_000, cost: 98);
        Assert.Equal("Signal Sell 1000", bed.Bar(9_700));
        bed.Account.Hold(-2_000, cost: 195);
        Assert.Equal("Quiet", bed.Bar(9_600));
    }

    [Fact]
    public void A_turn_whose_exit_can_not_be_sent_waits_with_its_entry()
    {
        var bed = new RuleSetBed(BothWays + "sizing: {quantity: 1}");
        bed.Bar(10_000);
        bed.Account.Hold(1_000, cost: 100);
        bed.Account.Answer = RejectReason.CommandBurst;
        Assert.Equal("Signal Sell 1000", bed.Bar(9_900));
        bed.Account.Answer = RejectReason.None;
        Assert.Equal("Signal Sell 1000; Sell 1000", bed.Bar(9_900));   // No clause is true any more.
    }

    [Fact]
    public void An_exit_that_was_refused_is_sent_again_also_when_its_clause_is_no_longer_true()
    {
        var bed = new RuleSetBed(Rising + "sizing: {quantity: 1}");
        bed.Bar(10_000);
        bed.Account.Hold(1_000, cost: 100);
        Assert.Equal("Signal Sell 1000", bed.Bar(9_900));
        bed.Account.Hold(1_000, working: -1_000, cost: 100);
        Assert.Equal("Quiet", bed.Bar(9_900));
        bed.Report(1, ReportKind.Rejected, side: Side.Sell);
        bed.Account.Hold(1_000, cost: 100);
        Assert.Equal("Signal Sell 1000", bed.Bar(9_900));
        bed.Account.Hold(0);
        Assert.Equal("Quiet", bed.Bar(9_900));
        bed.Account.Hold(1_000, cost: 100);
        Assert.Equal("Quiet", bed.Bar(9_900));                // Another position: the exit is over.
    }

    [Fact]
    public void A_limit_exit_that_timed_out_is_priced_and_sent_anew()
    {
        var bed = new RuleSetBed(Rising + "sizing: {quantity: 1}\norder: {limit: {distance: 0.1}, time_out: 1}");
        bed.Bar(10_000);
        bed.Account.Hold(1_000, cost: 100);
        Assert.Equal("Signal Sell 1000 at 9910", bed.Bar(9_900));
        bed.Account.Hold(1_000, working: -1_000, cost: 100);
        Assert.Equal("Quiet cancel 1", bed.Bar(9_900));
        bed.Report(1, ReportKind.Canceled, side: Side.Sell);
        bed.Account.Hold(1_000, cost: 100);
        Assert.Equal("Signal Sell 1000 at 9910", bed.Bar(9_900));
    }

    [Fact]
    public void An_exit_while_a_market_entry_is_unanswered_closes_what_it_fills()
    {
        var bed = new RuleSetBed(Rising + "sizing: {quantity: 1}\nmax_entries: 2");
        bed.Bar(10_000);
        Assert.Equal("Signal Buy 1000", bed.Bar(10_100));
        bed.Account.Hold(0, working: 1_000);
        Assert.Equal("Signal cancel all", bed.Bar(10_000));   // Too late: the market order fills.
        bed.Report(1, ReportKind.Fill, filled: 1_000);
        bed.Account.Hold(1_000, cost: 101);
        Assert.Equal("Signal Sell 1000", bed.Bar(10_000));
    }

    [Fact]
    public void A_bar_that_leaves_a_side_does_not_enter_it_again()
    {
        var bed = new RuleSetBed("entry_long: close > 0\nexit_long: close < close[1]\nsizing: {quantity: 1}\nmax_entries: 2");
        bed.Bar(10_000);
        bed.Account.Hold(1_000, cost: 100);
        Assert.Equal("Signal Sell 1000", bed.Bar(9_900));
    }

    [Fact]
    public void A_bar_on_which_both_entries_are_true_enters_neither()
    {
        var bed = new RuleSetBed("entry_long: close > 90\nentry_short: close < 110\nsizing: {quantity: 1}");
        Assert.Equal("Quiet", bed.Bar(10_000));
        Assert.Equal("Signal Buy 1000", bed.Bar(11_000));
    }

    [Fact]
    public void After_a_close_it_waits_for_the_cooldown()
    {
        var bed = new RuleSetBed(BothWays + "sizing: {quantity: 1}\ncooldown: 2");
        bed.Bar(10_000);
        Assert.Equal("Signal Buy 1000", bed.Bar(10_100));
        bed.Account.Hold(1_000, cost: 101);
        Assert.Equal("Signal Sell 1000", bed.Bar(10_000));   // Closes, and does not turn.
        bed.Account.Hold(0);
        Assert.Equal("Quiet", bed.Bar(10_100));
        Assert.Equal("Quiet", bed.Bar(10_200));
        Assert.Equal("Signal Buy 1000", bed.Bar(10_300));
    }

    [Fact]
    public void It_adds_up_to_the_allowed_entries()
    {
        var bed = new RuleSetBed(Rising + "sizing: {quantity: 1}\nmax_entries: 2");
        bed.Bar(10_000);
        Assert.Equal("Signal Buy 1000", bed.Bar(10_100));
        bed.Account.Hold(1_000, cost: 101);
        Assert.Equal("Signal Buy 1000", bed.Bar(10_200));
        bed.Account.Hold(2_000, cost: 203);
        Assert.Equal("Quiet", bed.Bar(10_300));
        Assert.Equal("Signal Sell 2000", bed.Bar(10_200));
    }

    [Fact]
    public void A_limit_order_lies_on_the_better_side_and_is_cancelled_when_its_time_is_over()
    {
        var bed = new RuleSetBed(Rising + "sizing: {quantity: 1}\norder: {limit: {distance: 0.12}, time_out: 2}");
        bed.Bar(10_000);
        Assert.Equal("Signal Buy 1000 at 10085", bed.Bar(10_100));   // 100.88 down to the tick of 0.05.
        bed.Account.Hold(0, working: 1_000);
        Assert.Equal("Quiet", bed.Bar(10_100));
        Assert.Equal("Quiet cancel 1", bed.Bar(10_100));
        bed.Account.Hold(0);
        Assert.Equal("Signal Buy 1000 at 10185", bed.Bar(10_200));
    }

    [Fact]
    public void A_limit_order_is_taken_back_before_an_exit()
    {
        var bed = new RuleSetBed(Rising + "sizing: {quantity: 1}\norder: {limit: {percent: 0.1}, time_out: 5}");
        bed.Bar(10_000);
        Assert.Equal("Signal Buy 1000 at 10185", bed.Bar(10_200));
        bed.Account.Hold(500, working: 500, cost: 51);
        Assert.Equal("Signal cancel all", bed.Bar(10_100));
        bed.Account.Hold(500, working: 0, cost: 51);
        Assert.Equal("Signal Sell 500 at 10115", bed.Bar(10_100));   // Also without a new exit signal: it is due. 101.101 up to the tick.
    }

    [Fact]
    public void The_funnel_counts_each_part_of_each_clause()
    {
        var bed = new RuleSetBed("entry_long: close > close[1] and close > 1000\nexit_long: close < close[1]\nsizing: {quantity: 1}");
        foreach (long close in (long[])[10_000, 10_100, 10_200, 10_100]) { bed.Bar(close); }
        Assert.Equal(
            [
                new ClauseCount(RuleClause.EntryLong, "", 3, 0),
                new ClauseCount(RuleClause.EntryLong, "close > close[1]", 3, 2),
                new ClauseCount(RuleClause.EntryLong, "close > 1000", 3, 0),
                new ClauseCount(RuleClause.ExitLong, "", 3, 1),
            ],
            Enumerable.Range(0, bed.Rules.Clauses.Count).Select(i => bed.Rules.Clauses[i]));
    }

    [Fact]
    public void Another_series_is_read_as_its_last_closed_bar()
    {
        var bed = new RuleSetBed("universe: [AAA]\nentry_long: close > close of \"BBB.SSE\" @ 5m\nsizing: {quantity: 1}\ntime_stop: 5");
        Assert.Equal("Warming", bed.Bar(10_000));
        Assert.Equal("NotMine", bed.Bar(9_000, instrument: 1, spec: 1));
        Assert.Equal("Signal Buy 1000", bed.Bar(10_000));
        Assert.Equal("NotMine", bed.Bar(11_000, instrument: 1, spec: 1));
        Assert.Equal("Quiet", bed.Bar(10_000));
        Assert.Equal("NotMine", bed.Bar(10_000, instrument: 1, spec: 0));   // Nobody reads these.
    }

    [Fact]
    public void A_series_that_closes_with_the_deciding_bar_is_already_there()
    {
        var bed = new RuleSetBed("universe: [AAA]\nentry_long: close == close of \"AAA.X\"\nsizing: {quantity: 1}\ntime_stop: 5");
        Assert.Equal("Signal Buy 1000", bed.Bar(10_000));
        Assert.Equal("Signal Buy 1000", bed.Bar(10_100));
    }

    [Fact]
    public void Instruments_of_the_universe_are_apart()
    {
        var bed = new RuleSetBed(Rising + "sizing: {quantity: 1}");
        bed.Bar(10_000);
        bed.Bar(500, instrument: 1);
        Assert.Equal("Quiet", bed.Bar(400, instrument: 1));
        Assert.Equal("Signal Buy 1000", bed.Bar(10_100));
    }

    [Fact]
    public void A_bar_and_a_price_allocate_nothing()
    {
        var bed = new RuleSetBed(BothWays + "sizing: {risk_per_trade: 1}\nstop_loss: {distance: 2 * atr(5)}\ntrailing_stop: {percent: 3}\nmax_entries: 3");
        bed.Account.IsSilent = true;
        Run(2_000);
        Assert.Equal(0, AllocatedBytes.Least(() => Run(2_000)));

        void Run(int bars)
        {
            for (int i = 0; i < bars; i++)
            {
                long close = 10_000 + (i * 7919 % 13);
                bed.Account.Hold(i % 7 < 3 ? 1_000 : 0, cost: i % 7 < 3 ? 100 : 0);
                ClosedBar bar = bed.Make(close, close + 10, close - 10);
                bed.Rules.OnBar(in bar, bed.Account);
                bed.Rules.OnPrice(bar.Instrument, bar.Bar.Low, bed.Account);
            }
        }
    }
}
