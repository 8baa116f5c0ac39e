using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using static LlmTrader.Tests.Unit.Bars.BarTestBed;

namespace LlmTrader.Tests.Unit.Bars;

public sealed class TimeBarTests
{
    private static readonly BarSpecId First = new(0);

    [Fact]
    public void A_timer_closes_the_bar_without_another_trade()
    {
        BarTestBed bed = new(Options("1m"));
        bed.Trade(60, 10_000, 1_500);
        bed.Trade(61, 10_300, 500);
        bed.Trade(62, 9_900, 2_000);
        bed.Trade(119.999999999, 10_100, 1_000);
        bed.AdvanceTo(119.999999999);
        Assert.Empty(bed.Closed);

        bed.AdvanceTo(120);
        ClosedBar closed = Assert.Single(bed.Closed);
        Assert.Equal(new Price(10_000), closed.Bar.Open);
        Assert.Equal(new Price(10_300), closed.Bar.High);
        Assert.Equal(new Price(9_900), closed.Bar.Low);
        Assert.Equal(new Price(10_100), closed.Bar.Close);
        Assert.Equal(new Quantity(5_000), closed.Bar.Volume);
        Assert.Equal(4, closed.Bar.TradeCount);
        Assert.Equal(At(60), closed.Bar.OpenTime);
        Assert.Equal(At(120), closed.CloseTime);
        Assert.Equal(First, closed.Bar.Spec);

        // 100.00 × 1.5 + 103.00 × 0.5 + 99.00 × 2 + 101.00 × 1 = 500.50
        Assert.Equal(50_050_000_000, closed.Bar.Turnover);
        Assert.Equal(0, bed.Builder.OpenBars);
    }

    [Fact]
    public void A_trade_at_the_boundary_belongs_to_the_next_bar()
    {
        BarTestBed bed = new(Options("1m"));
        bed.Trade(59, 100);
        bed.Trade(60, 200);
        bed.AdvanceTo(120);
        Assert.Equal(["0@0 100/100/100/100 v1", "0@60 200/200/200/200 v1"], bed.Text());
    }

    [Fact]
    public void Bars_are_aligned_to_the_epoch_also_before_it()
    {
        BarTestBed bed = new(Options("1m"));
        bed.Trade(-1, 100);
        bed.AdvanceTo(0);
        Assert.Equal(At(-60), Assert.Single(bed.Closed).Bar.OpenTime);
    }

    [Fact]
    public void One_timer_per_specification_and_end_serves_all_instruments()
    {
        BarTestBed bed = new(Options("1m", "5m") with { CloseDelay = Duration.FromSeconds(2) });
        for (int i = 0; i < 3; i++) { bed.Trade(10 + i, 100, instrument: i); }
        Assert.Equal([(At(62), 0), (At(302), 1)], bed.Requests);

        for (int i = 0; i < 3; i++) { bed.Trade(70 + i, 100, instrument: i); }
        Assert.Equal([(At(62), 0), (At(302), 1), (At(122), 0)], bed.Requests);
    }

    [Fact]
    public void Bars_of_one_timer_close_in_order_of_instrument_whoever_traded_first()
    {
        BarTestBed bed = new(Options("1m"), Instruments(200));
        foreach (int instrument in new[] { 130, 64, 199, 0, 63 }) { bed.Trade(5, 100, instrument: instrument); }
        bed.AdvanceTo(60);
        Assert.Equal([0, 63, 64, 130, 199], bed.Closed.Select(c => c.Instrument.Value));
    }

    [Fact]
    public void During_the_close_delay_two_bars_are_open()
    {
        BarTestBed bed = new(Options("1m") with { CloseDelay = Duration.FromSeconds(2) });
        bed.Trade(59, 100);
        bed.Trade(60.5, 200);
        bed.Trade(59.9, 150, now: 61);
        bed.Trade(61.5, 210);
        Assert.Equal(2, bed.Builder.OpenBars);
        Assert.Empty(bed.Closed);

        bed.AdvanceTo(62);
        Assert.Equal(["0@0 100/150/100/150 v2"], bed.Text());
        bed.AdvanceTo(122);
        Assert.Equal("0@60 200/210/200/210 v2", bed.Text().Last());
        Assert.Equal(0, bed.Builder.Counters.Late);
    }

    [Fact]
    public void Out_of_order_trades_in_an_open_bar_count_and_open_and_close_go_by_arrival()
    {
        BarTestBed bed = new(Options("1m"));
        bed.Trade(30, 100);
        bed.Trade(10, 50, now: 31);
        bed.Trade(40, 120);
        bed.Trade(5, 90, now: 41);
        bed.AdvanceTo(60);
        Assert.Equal(["0@0 100/120/50/90 v4"], bed.Text());
        Assert.Equal(0, bed.Builder.Counters.Late);
    }

    [Fact]
    public void An_exchange_clock_that_leads_opens_the_next_bar_and_the_current_one_follows()
    {
        BarTestBed bed = new(Options("1m"));
        bed.Trade(60.2, 200, now: 59);    // The first trade of all is of the later bar.
        bed.Trade(59.8, 100, now: 59.5);
        Assert.Equal(2, bed.Builder.OpenBars);
        bed.AdvanceTo(60);
        bed.Trade(60.5, 210);
        bed.AdvanceTo(120);
        Assert.Equal(["0@0 100/100/100/100 v1", "0@60 200/210/200/210 v2"], bed.Text());
        Assert.Equal(0, bed.Builder.Counters.Late);
    }

    [Fact]
    public void A_trade_of_a_third_bar_closes_the_oldest_at_once()
    {
        BarTestBed bed = new(Options("1m"));
        bed.Trade(10, 100);
        bed.Trade(70, 200, now: 20);
        bed.Trade(130, 300, now: 21);
        Assert.Equal(["0@0 100/100/100/100 v1"], bed.Text());
        Assert.Equal(1, bed.Builder.Counters.EarlyClosed);

        bed.Trade(30, 400);   // Its bar would be open by the clock, but it has closed early.
        Assert.Equal(1, bed.Builder.Counters.Dropped);
        bed.AdvanceTo(180);
        Assert.Equal(["0@0 100/100/100/100 v1", "0@60 200/200/200/200 v1", "0@120 300/300/300/300 v1"], bed.Text());
    }

    [Fact]
    public void A_third_bar_between_the_two_open_ones_takes_the_place_of_the_oldest()
    {
        BarTestBed bed = new(Options("1m"));
        bed.Trade(10, 100);
        bed.Trade(190, 300, now: 11);
        bed.Trade(70, 200, now: 12);
        bed.AdvanceTo(240);
        Assert.Equal(["0@0 100/100/100/100 v1", "0@60 200/200/200/200 v1", "0@180 300/300/300/300 v1"], bed.Text());
        Assert.Equal(1, bed.Builder.Counters.EarlyClosed);
    }

    [Fact]
    public void A_third_bar_older_than_the_two_open_ones_is_late()
    {
        BarTestBed bed = new(Options("1m"));
        bed.Trade(70, 200, now: 10);
        bed.Trade(130, 300, now: 11);
        bed.Trade(12, 100);
        Assert.Empty(bed.Closed);
        Assert.Equal(1, bed.Builder.Counters.Dropped);
        Assert.Equal(0, bed.Builder.Counters.EarlyClosed);
    }

    [Fact]
    public void A_timestamp_too_far_ahead_is_dropped_and_counted()
    {
        BarTestBed bed = new(Options("1m", "2t") with { MaxClockLead = Duration.FromSeconds(100) });
        bed.Trade(10, 100);
        bed.Trade(111, 200, now: 11);
        bed.Trade(112.1, 300, now: 12);      // In reach of neither an open bar nor the lead.
        bed.Trade(500_000, 400, now: 13);
        Assert.Equal(1, bed.Builder.Counters.TooFarAhead);   // 112.1 lies in the bar that 111 has opened.
        Assert.Equal(0, bed.Builder.Counters.EarlyClosed);
        Assert.Equal(2, bed.Closed.Count(c => c.Bar.Spec.Value == 1));   // Arrival bars take no notice.
    }

    [Fact]
    public void What_is_open_at_the_end_is_not_handed_on_but_can_be_looked_at()
    {
        BarTestBed bed = new(Options("1m", "10t"));
        bed.Trade(10, 100, 7);
        bed.AdvanceTo(59);
        Assert.Empty(bed.Closed);
        Assert.Equal(2, bed.Builder.OpenBars);
        Assert.True(bed.Builder.TryGetOpenBar(new InstrumentId(0), First, out Bar open));
        Assert.Equal(new Quantity(7), open.Volume);
        Assert.False(bed.Builder.TryGetOpenBar(new InstrumentId(1), First, out _));
    }

    [Fact]
    public void Timers_of_other_stages_are_passed_over_and_a_timer_before_its_time_stops_the_engine()
    {
        BarTestBed bed = new(Options("1m", "10t"));
        bed.Trade(10, 100);
        bed.Builder.OnTimer(TimerId.VenueArrival, At(100), At(100));
        bed.Builder.OnTimer(new TimerId(1), At(100), At(100));
        bed.Builder.OnTimer(new TimerId(2), At(100), At(100));
        Assert.Empty(bed.Closed);
        Assert.Throws<InvariantViolationException>(() => bed.Builder.OnTimer(new TimerId(0), At(60), At(59)));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1, 1)]
    [InlineData(1, 0)]
    [InlineData(1, -1)]
    public void Price_and_quantity_are_positive(long price, long quantity)
    {
        BarTestBed bed = new(Options("1m"));
        Assert.Throws<InvariantViolationException>(() => bed.Trade(1, price, quantity));
    }
}
