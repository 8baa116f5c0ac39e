using LlmTrader.Engine.Core;

namespace LlmTrader.Tests.Unit.RuleExecution;

public sealed class GridTests
{
    private const string Ladder = "grid: {levels: 2, spacing: {distance: 1}, size: {quantity: 1}, side: ";

    [Fact]
    public void A_buying_grid_rests_below_and_sells_each_lot_one_step_higher()
    {
        var bed = new RuleSetBed(Ladder + "buy}");
        Assert.Equal("Signal Buy 1000 at 9800; Buy 1000 at 9900", bed.Bar(10_000));
        bed.Account.Hold(0, working: 2_000);
        Assert.Equal("Quiet", bed.Bar(10_010));

        bed.Account.Hold(1_000, working: 1_000, cost: 99);
        Assert.Equal("Quiet Sell 1000 at 10000", bed.Price(9_900));
        bed.Account.Hold(2_000, working: -1_000, cost: 197);
        Assert.Equal("Quiet Sell 1000 at 9900", bed.Price(9_800));
        bed.Account.Hold(1_000, working: -1_000, cost: 98);
        Assert.Equal("Quiet Buy 1000 at 9800", bed.Price(9_900));
    }

    [Fact]
    public void A_grid_on_both_sides_follows_the_position_through_zero()
    {
        var bed = new RuleSetBed(Ladder + "both}");
        Assert.Equal("Signal Buy 1000 at 9800; Buy 1000 at 9900; Sell 1000 at 10100; Sell 1000 at 10200", bed.Bar(10_000));
        bed.Account.Hold(-1_000, cost: 101);
        Assert.Equal("Quiet Buy 1000 at 10000", bed.Price(10_100));
        bed.Account.Hold(0);
        Assert.Equal("Quiet Sell 1000 at 10100", bed.Price(10_000));
    }

    [Fact]
    public void A_part_of_a_level_waits_for_the_rest()
    {
        var bed = new RuleSetBed(Ladder + "sell}");
        Assert.Equal("Signal Sell 1000 at 10100; Sell 1000 at 10200", bed.Bar(10_000));
        bed.Account.Hold(-999, working: -1_001, cost: 101);
        Assert.Equal("Quiet", bed.Price(10_100));
    }

    [Fact]
    public void What_the_engine_could_not_carry_is_sent_at_the_next_event()
    {
        var bed = new RuleSetBed(Ladder + "buy}");
        bed.Account.Answer = RejectReason.CommandBurst;
        Assert.Equal("Signal Buy 1000 at 9800", bed.Bar(10_000));
        bed.Account.Answer = RejectReason.None;
        Assert.Equal("Signal Buy 1000 at 9800; Buy 1000 at 9900", bed.Bar(10_010));
    }

    [Fact]
    public void A_stop_takes_the_grid_down_and_a_new_one_stands_after_the_cooldown()
    {
        var bed = new RuleSetBed(Ladder + "buy}\nstop_loss: {percent: 5}\ncooldown: 1");
        bed.Bar(10_000);
        bed.Account.Hold(2_000, working: -2_000, cost: 197);
        bed.Price(9_800);
        Assert.Equal("Signal cancel 3; cancel 4", bed.Price(9_300));
        bed.Account.Hold(2_000, cost: 197);
        Assert.Equal("Signal Sell 2000", bed.Price(9_300));
        bed.Account.Hold(0);
        Assert.Equal("Quiet", bed.Bar(9_000));
        Assert.Equal("Signal Buy 1000 at 8800; Buy 1000 at 8900", bed.Bar(9_000));
    }

    [Fact]
    public void A_size_below_one_lot_is_answered_as_such()
    {
        var bed = new RuleSetBed("grid: {levels: 2, spacing: {percent: 1}, size: {notional: 0.1}, side: buy}");
        Assert.Equal("Signal Buy 0", bed.Bar(10_000));
        Assert.Equal(1, bed.Rules.Clauses.BelowOneLot);
    }
}
