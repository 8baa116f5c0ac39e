namespace LlmTrader.Tests.Unit.RuleExecution;

/// <summary>A version that finds a position or orders which it did not make, or that others changed while it was away.</summary>
public sealed class TakeOverTests
{
    private const string Rising = "entry_long: close > close[1]\nsizing: {quantity: 1}\ntime_stop: 3\n";

    [Theory]
    [InlineData(1_000, 0)]
    [InlineData(10, 0)]
    [InlineData(0, 1_000)]
    [InlineData(400, 600)]
    public void What_is_held_or_works_is_at_least_one_entry(long position, long working)
    {
        var bed = new RuleSetBed(Rising);
        bed.Bar(10_000, isWarmUp: true);
        bed.Account.Hold(position, working, cost: 100);
        Assert.Equal("Quiet", bed.Bar(10_100));
        bed.Account.Hold(0);
        Assert.Equal("Signal Buy 1000", bed.Bar(10_200));   // Flat: the count begins anew.
    }

    [Theory]
    [InlineData(1_000, "Signal Buy 1000")]
    [InlineData(1_010, "Signal Buy 1000")]
    [InlineData(2_000, "Signal Buy 1000")]
    [InlineData(2_010, "Quiet")]
    [InlineData(3_000, "Quiet")]
    [InlineData(9_000, "Quiet")]
    public void It_counts_as_the_entries_that_it_fills(long position, string expected)
    {
        var bed = new RuleSetBed(Rising + "max_entries: 3");
        bed.Bar(10_000, isWarmUp: true);
        bed.Account.Hold(position, cost: 100);
        Assert.Equal(expected, bed.Bar(10_100));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("order: {limit: {percent: 1}, time_out: 3}\n", 3)]
    public void Orders_that_it_finds_time_out(string order, int bars)
    {
        var bed = new RuleSetBed("entry_long: close > 1000\nsizing: {quantity: 1}\ntime_stop: 9\n" + order);
        bed.Bar(10_000, isWarmUp: true);
        bed.Account.Hold(0, working: 1_000);
        for (int i = 0; i < bars; i++) { Assert.Equal("Quiet", bed.Bar(10_000)); }
        Assert.Equal("Quiet cancel all", bed.Bar(10_000));
        Assert.Equal("Quiet", bed.Bar(10_000));               // Asked once.
    }

    [Fact]
    public void A_version_that_comes_back_counts_what_another_entered_meanwhile()
    {
        var bed = new RuleSetBed(Rising + "max_entries: 3");
        bed.Bar(10_000);
        Assert.Equal("Signal Buy 1000", bed.Bar(10_100));
        bed.Bar(10_100, isWarmUp: true);
        bed.Account.Hold(3_000, cost: 300);
        Assert.Equal("Quiet", bed.Bar(10_200));
    }

    [Fact]
    public void Where_nobody_keeps_books_bars_in_trade_are_counted_from_the_take_over()
    {
        var bed = new RuleSetBed(Rising);
        bed.Bar(10_000, isWarmUp: true);
        bed.Account.Hold(1_000, cost: 100);
        Assert.Equal("Quiet", bed.Bar(10_000));
        Assert.Equal("Quiet", bed.Bar(10_000));
        bed.Bar(10_000, isWarmUp: true);                     // Another version decides.
        Assert.Equal("Quiet", bed.Bar(10_000));
        Assert.Equal("Quiet", bed.Bar(10_000));
        Assert.Equal("Signal Sell 1000", bed.Bar(10_000));
    }

    [Fact]
    public void Stops_are_from_the_positions_own_price_with_distances_of_the_first_bar_decided()
    {
        var bed = new RuleSetBed("entry_long: close > close[1]\nsizing: {quantity: 1}\nstop_loss: {distance: 0.01 * close}");
        bed.Bar(50_000);
        bed.Bar(10_000, isWarmUp: true);
        bed.Account.Hold(1_000, cost: 100);                   // Entered at 100.00 by another version.
        Assert.Equal("Quiet", bed.Bar(10_000));
        Assert.Equal("Quiet", bed.Price(9_905));
        Assert.Equal("Signal Sell 1000", bed.Price(9_900));
    }
}
