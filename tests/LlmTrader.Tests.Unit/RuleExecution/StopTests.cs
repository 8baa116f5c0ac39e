using LlmTrader.Engine.Core;

namespace LlmTrader.Tests.Unit.RuleExecution;

public sealed class StopTests
{
    private const string Long = "entry_long: close > 100\nsizing: {quantity: 1}\n";
    private const string Short = "entry_short: close > 100\nsizing: {quantity: 1}\n";

    [Theory]
    [InlineData("stop_loss: {percent: 2}", 9_801, 9_800)]
    [InlineData("stop_loss: {distance: 1.5}", 9_851, 9_850)]
    [InlineData("stop_loss: {price: 97}", 9_701, 9_700)]
    [InlineData("take_profit: {percent: 2}", 10_199, 10_200)]
    [InlineData("trailing_stop: {distance: 1}", 9_901, 9_900)]
    public void A_price_at_the_level_closes_a_long_position(string stop, long before, long at)
    {
        RuleSetBed bed = Open(Long + stop, 1_000);
        Assert.True(bed.Rules.WatchesPrices);
        Assert.Equal("Quiet", bed.Price(before));
        Assert.Equal("Signal Sell 1000", bed.Price(at));
        bed.Account.Hold(1_000, working: -1_000, cost: 100);
        Assert.Equal("Signal", bed.Price(at));             // The order is on its way.
    }

    [Theory]
    [InlineData("stop_loss: {percent: 2}", 10_199, 10_200)]
    [InlineData("take_profit: {distance: 3}", 9_701, 9_700)]
    [InlineData("trailing_stop: {percent: 1}", 10_099, 10_100)]
    public void A_price_at_the_level_closes_a_short_position(string stop, long before, long at)
    {
        RuleSetBed bed = Open(Short + stop, -1_000);
        Assert.Equal("Quiet", bed.Price(before));
        Assert.Equal("Signal Buy 1000", bed.Price(at));
    }

    [Fact]
    public void A_stop_that_can_not_be_sent_is_tried_again_at_later_prices()
    {
        var bed = new RuleSetBed("entry_long: close > 1000\nsizing: {quantity: 1}\nstop_loss: {percent: 1}");
        bed.Bar(10_000);
        bed.Account.Hold(1_000, cost: 100);
        bed.Bar(10_000);
        bed.Account.Answer = LlmTrader.Engine.Core.RejectReason.CommandBurst;
        Assert.Equal("Signal Sell 1000", bed.Price(9_800));
        Assert.Equal("Signal Sell 1000", bed.Price(9_800));
        Assert.Equal("Signal", bed.Price(9_800));             // Backs off: 1, 2, 4, …
        bed.Account.Answer = LlmTrader.Engine.Core.RejectReason.None;
        Assert.Equal("Signal Sell 1000", bed.Price(9_800));
        Assert.Equal("Signal", bed.Price(9_800));             // Sent.
    }

    [Fact]
    public void A_trailing_stop_follows_the_best_price_and_never_goes_back()
    {
        RuleSetBed bed = Open(Long + "trailing_stop: {distance: 1}", 1_000);
        Assert.Equal("Quiet", bed.Price(10_500));
        Assert.Equal("Quiet", bed.Price(10_401));
        Assert.Equal("Signal Sell 1000", bed.Price(10_400));
    }

    [Fact]
    public void Without_prices_a_bar_is_read_with_its_worst_price_first()
    {
        RuleSetBed bed = Open(Long + "trailing_stop: {distance: 1}", 1_000);
        Assert.Equal("Quiet", bed.Bar(10_000, high: 10_050, low: 9_901));    // The low is held against the best before this bar.
        Assert.Equal("Signal Sell 1000", bed.Bar(10_030, high: 10_140, low: 10_000));   // Then the close against the new best.
    }

    [Fact]
    public void A_bar_that_touches_stop_and_target_is_closed_at_market_like_any_stop()
    {
        RuleSetBed bed = Open(Long + "stop_loss: {percent: 1}\ntake_profit: {percent: 1}", 1_000);
        Assert.Equal("Signal Sell 1000", bed.Bar(10_000, high: 10_200, low: 9_800));
    }

    [Fact]
    public void With_prices_a_bar_says_nothing_new()
    {
        RuleSetBed bed = Open(Long + "stop_loss: {percent: 1}", 1_000);
        Assert.Equal("Quiet", bed.Price(10_000));
        Assert.Equal("Quiet", bed.Bar(10_000, low: 9_000));      // That low was before the position.
        Assert.Equal("Signal Sell 1000", bed.Bar(10_000, low: 9_000));
    }

    [Fact]
    public void A_stop_that_was_refused_is_repeated_at_the_next_bar_also_when_the_price_is_back()
    {
        RuleSetBed bed = Open(Long + "stop_loss: {percent: 1}", 1_000);
        Assert.Equal("Signal Sell 1000", bed.Price(9_900));
        Assert.Equal("Signal", bed.Price(9_800));                // Not at every price.
        Assert.Equal("Signal Sell 1000", bed.Bar(10_000));
    }

    [Fact]
    public void A_percentage_or_distance_stays_as_it_was_at_the_entry_and_a_price_moves()
    {
        RuleSetBed stays = Open(Long + "stop_loss: {distance: 0.01 * close}", 1_000);
        stays.Bar(20_000, high: 20_000, low: 20_000);
        Assert.Equal("Quiet", stays.Price(9_902));
        Assert.Equal("Signal Sell 1000", stays.Price(9_899));

        RuleSetBed moves = Open(Long + "stop_loss: {price: 0.99 * close}", 1_000);
        moves.Bar(20_000);
        Assert.Equal("Signal Sell 1000", moves.Price(19_800));
    }

    [Fact]
    public void A_time_stop_closes_after_its_bars()
    {
        RuleSetBed bed = Open(Long + "time_stop: 2", 1_000);
        Assert.False(bed.Rules.WatchesPrices);
        Assert.Equal("Quiet", bed.Bar(10_000));
        Assert.Equal("Signal Sell 1000", bed.Bar(10_000));
    }

    [Fact]
    public void Limit_orders_are_taken_back_before_a_stop_closes()
    {
        RuleSetBed bed = Open(Long + "stop_loss: {percent: 1}\nmax_entries: 2\norder: {limit: {distance: 0.5}, time_out: 9}", 1_000, expected: "Signal Buy 1000 at 9955");
        bed.Account.Hold(600, working: 400, cost: 60);
        Assert.Equal("Signal cancel all; Sell 600", bed.Price(9_900));   // What is filled does not wait for the cancel.
        bed.Account.Hold(600, working: 400 - 600, cost: 60, open: 2);
        Assert.Equal("Signal", bed.Price(9_890));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\norder: {limit: {distance: 0.5}, time_out: 9}")]
    public void What_an_entry_fills_after_the_stop_is_closed_as_well(string order)
    {
        RuleSetBed bed = Open(Long + "stop_loss: {percent: 1}\nmax_entries: 2" + order, 1_000, expected: order.Length > 0 ? "Signal Buy 1000 at 9955" : null);
        bed.Account.Hold(600, working: 400, cost: 60);
        Assert.Equal("Signal cancel all; Sell 600", bed.Price(9_900));
        bed.Report(1, ReportKind.Fill, filled: 100, leaves: 300);
        bed.Account.Hold(700, working: 300 - 600, cost: 70, open: 2);
        Assert.Equal("Signal Sell 100", bed.Price(10_500));              // Also when the price is back.
        bed.Report(9, ReportKind.Fill, filled: 600, leaves: 0, side: Side.Sell);
        bed.Report(10, ReportKind.Fill, filled: 100, leaves: 0, side: Side.Sell);
        bed.Account.Hold(0, working: 300);
        Assert.Equal("Signal", bed.Price(10_500));                       // Flat, but the cancel is not answered.
        bed.Report(1, ReportKind.Fill, filled: 300, leaves: 0);
        bed.Account.Hold(300, cost: 30);
        Assert.Equal("Signal Sell 300", bed.Bar(10_500));
        bed.Account.Hold(0);
        Assert.Equal(order.Length > 0 ? "Signal Buy 1000 at 10450" : "Signal Buy 1000", bed.Bar(10_500));   // Over: it may enter again.
    }

    // Enters at a close of 100.05 and holds it at an average of 100.00.
    private static RuleSetBed Open(string text, long position, string? expected = null)
    {
        var bed = new RuleSetBed(text);
        Assert.Equal(expected ?? $"Signal {(position > 0 ? "Buy" : "Sell")} 1000", bed.Bar(10_005));
        bed.Account.Hold(position, cost: 100);
        return bed;
    }
}
