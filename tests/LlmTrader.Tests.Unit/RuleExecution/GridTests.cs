using LlmTrader.Engine.Core;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Unit.RuleExecution;

/// <summary>The account numbers limit orders from 1 in the order in which they are sent.</summary>
public sealed class GridTests
{
    private const string Ladder = "grid: {levels: 2, spacing: {distance: 1}, size: {quantity: 1}, side: ";

    [Fact]
    public void A_buying_grid_rests_below_and_sells_each_lot_one_step_higher()
    {
        var bed = Standing("buy", "Buy 1000 at 9800; Buy 1000 at 9900");
        Assert.Equal("Quiet", bed.Bar(10_010));

        Fill(bed, order: 2, position: 1_000, open: 1);
        Assert.Equal("Quiet Sell 1000 at 10000", bed.Price(9_900));
        Assert.Equal("Quiet", Opened(bed, 2).Price(9_900));
        Fill(bed, order: 1, position: 2_000, open: 1);
        Assert.Equal("Quiet Sell 1000 at 9900", bed.Price(9_800));
        Fill(bed, order: 4, position: 1_000, open: 1);
        Assert.Equal("Quiet Buy 1000 at 9800", bed.Price(9_900));
    }

    [Fact]
    public void A_grid_on_both_sides_follows_the_position_through_zero()
    {
        var bed = Standing("both", "Buy 1000 at 9800; Buy 1000 at 9900; Sell 1000 at 10100; Sell 1000 at 10200", open: 4);
        Fill(bed, order: 3, position: -1_000, open: 3);
        Assert.Equal("Quiet Buy 1000 at 10000", bed.Price(10_100));
        Fill(bed, order: 5, position: 0, open: 3);
        Assert.Equal("Quiet Sell 1000 at 10100", bed.Price(10_000));
        Fill(bed, order: 2, position: 1_000, open: 3);
        Assert.Equal("Quiet Sell 1000 at 10000", bed.Price(9_900));
    }

    [Fact]
    public void A_part_of_a_level_waits_for_the_rest()
    {
        var bed = Standing("sell", "Sell 1000 at 10100; Sell 1000 at 10200");
        bed.Report(1, ReportKind.Fill, filled: 990, leaves: 10);
        bed.Account.Hold(-990, cost: 101, open: 2);
        Assert.Equal("Quiet", bed.Price(10_100));
        Assert.Equal("Quiet", bed.Bar(10_100));
    }

    [Fact]
    public void When_an_order_ends_with_a_part_filled_the_rest_is_ordered_at_the_next_bar()
    {
        var bed = Standing("buy", "Buy 1000 at 9800; Buy 1000 at 9900");
        bed.Report(2, ReportKind.Fill, filled: 400, leaves: 600);
        bed.Report(2, ReportKind.Expired);
        bed.Account.Hold(400, cost: 99, open: 1);
        Assert.Equal("Quiet", bed.Price(9_900));
        Assert.Equal("Signal Buy 600 at 9900", bed.Bar(9_950));

        bed.Report(3, ReportKind.Fill, filled: 600);
        bed.Account.Hold(1_000, cost: 99, open: 1);
        Assert.Equal("Quiet Sell 1000 at 10000", bed.Price(9_900));
        bed.Report(4, ReportKind.Fill, filled: 300, leaves: 700);
        bed.Report(4, ReportKind.Canceled);
        bed.Account.Hold(700, cost: 99, open: 1);
        Assert.Equal("Signal Sell 700 at 10000", bed.Bar(9_950));
    }

    [Theory]
    [InlineData(ReportKind.Rejected)]
    [InlineData(ReportKind.Canceled)]
    [InlineData(ReportKind.Expired)]
    public void A_level_whose_order_ended_without_a_fill_is_sent_again_at_the_next_bar_and_once(ReportKind end)
    {
        var bed = Standing("buy", "Buy 1000 at 9800; Buy 1000 at 9900");
        bed.Report(1, end);
        bed.Account.Hold(0, open: 1);
        Assert.Equal("Quiet", bed.Price(9_950));
        Assert.Equal("Signal Buy 1000 at 9800", bed.Bar(9_950));
        Assert.Equal("Quiet", Opened(bed, 2).Bar(9_950));
    }

    [Fact]
    public void A_level_that_is_refused_again_and_again_is_tried_less_and_less_often_until_an_order_is_accepted()
    {
        var bed = new RuleSetBed(Ladder.Replace("levels: 2", "levels: 1", StringComparison.Ordinal) + "buy}");
        List<int> sent = [];
        for (int bar = 0; bar < 300; bar++)
        {
            if (!bed.Bar(10_000).Contains("Buy", StringComparison.Ordinal)) { continue; }
            sent.Add(bar);
            bed.Report(sent.Count, ReportKind.Rejected);
        }

        Assert.Equal([0, 1, 3, 7, 15, 31, 63, 127, 191, 255], sent);
        while (!bed.Bar(10_000).Contains("Buy", StringComparison.Ordinal)) { }
        bed.Report(11, ReportKind.Accepted);
        bed.Report(11, ReportKind.Rejected);
        Assert.Equal("Signal Buy 1000 at 9900", bed.Bar(10_000));
    }

    [Fact]
    public void A_refused_cancel_changes_nothing()
    {
        var bed = Standing("buy", "Buy 1000 at 9800; Buy 1000 at 9900");
        bed.Report(1, ReportKind.Accepted);
        bed.Report(1, ReportKind.CancelRejected);
        Assert.Equal("Quiet", bed.Bar(9_950));
    }

    [Fact]
    public void What_the_engine_could_not_carry_is_sent_at_the_next_event()
    {
        var bed = new RuleSetBed(Ladder + "buy}");
        bed.Account.Answer = RejectReason.CommandBurst;
        Assert.Equal("Signal Buy 1000 at 9800", bed.Bar(10_000));
        bed.Account.Answer = RejectReason.None;
        Assert.Equal("Quiet Buy 1000 at 9800; Buy 1000 at 9900", bed.Price(10_010));
    }

    [Fact]
    public void What_the_share_could_not_pay_is_sent_again_at_the_next_bar_and_not_at_every_price()
    {
        var bed = new RuleSetBed(Ladder + "buy}");
        bed.Account.Answer = RejectReason.InsufficientCash;
        Assert.Equal("Signal Buy 1000 at 9800; Buy 1000 at 9900", bed.Bar(10_000));
        Assert.Equal("Quiet", bed.Price(10_010));
        bed.Account.Answer = RejectReason.None;
        Assert.Equal("Signal Buy 1000 at 9800; Buy 1000 at 9900", bed.Bar(10_010));
    }

    [Fact]
    public void A_stop_takes_the_grid_down_and_a_new_one_stands_after_the_cooldown()
    {
        var bed = Standing("buy", "Buy 1000 at 9800; Buy 1000 at 9900", more: "\nstop_loss: {percent: 5}\ncooldown: 1");
        bed.Report(1, ReportKind.Fill, filled: 1_000);
        Fill(bed, order: 2, position: 2_000, open: 0, cost: 197);
        Assert.Equal("Quiet Sell 1000 at 9900; Sell 1000 at 10000", bed.Price(9_800));
        bed.Account.Hold(2_000, working: -2_000, cost: 197, open: 2);
        Assert.Equal("Signal cancel 3; cancel 4", bed.Price(9_300));
        bed.Account.Hold(2_000, cost: 197);
        Assert.Equal("Signal Sell 2000", bed.Price(9_300));
        bed.Account.Hold(0);
        Assert.Equal("Quiet", bed.Bar(9_000));
        Assert.Equal("Signal Buy 1000 at 8800; Buy 1000 at 8900", bed.Bar(9_000));
    }

    // A buy and a sell of one size work: their sum is zero, and closing now could close twice.
    [Fact]
    public void A_stop_waits_for_every_order_and_not_for_their_sum()
    {
        var bed = Standing("buy", "Buy 1000 at 9800; Buy 1000 at 9900", more: "\nstop_loss: {percent: 5}");
        Fill(bed, order: 2, position: 1_000, open: 1);
        Assert.Equal("Quiet Sell 1000 at 10000", bed.Price(9_900));
        bed.Account.Hold(1_000, working: 0, cost: 99, open: 2);
        Assert.Equal("Signal cancel 1; cancel 3", bed.Price(9_300));
        Assert.Equal("Signal", bed.Price(9_300));
        bed.Account.Hold(1_000, cost: 99);
        Assert.Equal("Signal Sell 1000", bed.Price(9_300));
    }

    [Fact]
    public void A_size_below_one_lot_is_answered_as_such()
    {
        var bed = new RuleSetBed("grid: {levels: 2, spacing: {percent: 1}, size: {notional: 0.1}, side: buy}");
        Assert.Equal("Signal Buy 0", bed.Bar(10_000));
        Assert.Equal(1, bed.Rules.Clauses.BelowOneLot);
    }

    [Theory]
    [InlineData("buy", 1_000, "Buy 1000 at 9900; Sell 1000 at 10100")]        // One level down: the base is 101.00.
    [InlineData("buy", 2_000, "Sell 1000 at 10100; Sell 1000 at 10200")]
    [InlineData("buy", 1_500, "Sell 500 at 10100; Sell 1000 at 10200")]       // The part goes with the level next to the close,
    [InlineData("buy", 5_000, "Sell 4000 at 10100; Sell 1000 at 10200")]      // as does what all levels together can't hold.
    [InlineData("buy", -500, "Buy 500")]                                      // Not a side of this grid: out at market.
    [InlineData("sell", -1_000, "Buy 1000 at 9900; Sell 1000 at 10100")]
    [InlineData("sell", 2_000, "Sell 2000")]
    [InlineData("both", -3_000, "Buy 1000 at 9800; Buy 2000 at 9900")]        // As many as lie between base and close are filled; the base is 98.00,
    [InlineData("both", 2_000, "Sell 1000 at 10100; Sell 1000 at 10200")]     // or 102.00, and the rest of the ladder lies around that.
    public void A_grid_that_takes_over_lays_its_ladder_around_the_position(string side, long position, string orders)
    {
        var bed = new RuleSetBed(Ladder + side + "}");
        bed.Account.Hold(position, working: 3_000, cost: 100, open: 2);   // Of the version before.
        Assert.Equal("Signal cancel all", bed.Bar(10_000));
        bed.Account.Hold(position, cost: 100);
        string sent = bed.Bar(10_000);
        if (side != "both") { Assert.Equal($"Signal {orders}", sent); }
        else { Assert.Contains(orders, sent, StringComparison.Ordinal); }
    }

    [Theory]
    [InlineData(1_000, 2)]   // Somebody else has bought,
    [InlineData(0, 3)]       // or an order works that is not one of the grid's.
    public void A_standing_grid_that_is_not_alone_any_more_adopts_what_it_finds(long position, int open)
    {
        var bed = Standing("buy", "Buy 1000 at 9800; Buy 1000 at 9900");
        bed.Account.Hold(position, cost: 100, open: open);
        Assert.Equal("Signal cancel all", bed.Bar(10_000));
        bed.Account.Hold(1_000, cost: 100);
        Assert.Equal("Signal Buy 1000 at 9900; Sell 1000 at 10100", bed.Bar(10_000));
        Fill(bed, order: 4, position: 0, open: 1);
        Assert.Equal("Quiet Buy 1000 at 10000", bed.Price(10_100));   // The adopted level goes on as any other.
    }

    [Fact]
    public void A_grid_that_fills_is_refused_and_taken_over_allocates_nothing()
    {
        var bed = new RuleSetBed(Ladder + "both}");
        bed.Account.IsSilent = true;
        bed.Bar(10_000);
        long order = 4;
        Run(500);
        Assert.Equal(0, AllocatedBytes.Least(() => Run(500)));
        bed.Account.IsSilent = false;
        bed.Account.Hold(0);
        Assert.Equal("Signal Buy 1000 at 9800; Buy 1000 at 9900; Sell 1000 at 10100; Sell 1000 at 10200", bed.Bar(10_000));   // It was at work all the time.

        void Run(int rounds)
        {
            for (int i = 0; i < rounds; i++)
            {
                bed.Account.Hold(1_000, open: 3);   // Not alone: down,
                Decide();
                bed.Account.Hold(i % 2 == 0 ? 1_500 : -700);
                Decide();                            // and up again, with four orders.
                bed.Report(order + 1, ReportKind.Accepted);
                bed.Report(order + 2, ReportKind.Rejected);
                bed.Report(order + 3, ReportKind.Canceled);
                order += 4;
            }
        }

        void Decide()
        {
            ClosedBar bar = bed.Make(10_000);
            bed.Rules.OnBar(in bar, bed.Account);
        }
    }

    private static RuleSetBed Standing(string side, string orders, int open = 2, string more = "")
    {
        var bed = new RuleSetBed(Ladder + side + "}" + more);
        Assert.Equal($"Signal {orders}", bed.Bar(10_000));
        return Opened(bed, open);
    }

    private static RuleSetBed Opened(RuleSetBed bed, int open)
    {
        long held = bed.Account.Position(new InstrumentId(0)).Raw;
        bed.Account.Hold(held, cost: 99, open: open);
        return bed;
    }

    private static void Fill(RuleSetBed bed, long order, long position, int open, decimal cost = 99)
    {
        bed.Report(order, ReportKind.Fill, filled: 1_000);
        bed.Account.Hold(position, cost: cost, open: open);
    }
}
