using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using static LlmTrader.Tests.Unit.Bars.BarTestBed;

namespace LlmTrader.Tests.Unit.Bars;

public sealed class BarPolicyTests
{
    private static readonly BarOptions FillMinutes = Options("1m") with { Gaps = GapPolicy.Fill };

    [Fact]
    public void Drop_keeps_a_late_trade_out_of_every_bar()
    {
        BarTestBed bed = new(Options("1m", "1h"));
        bed.Trade(50, 100);
        bed.Trade(61, 200);
        bed.Trade(59, 999, now: 62);
        bed.AdvanceTo(120);
        Assert.Equal(["0@0 100/100/100/100 v1", "0@60 200/200/200/200 v1"], bed.Text());
        Assert.Equal((1, 1, 0), (bed.Builder.Counters.Late, bed.Builder.Counters.Dropped, bed.Builder.Counters.Folded));

        bed.AdvanceTo(3600);   // In time for the hour.
        Assert.Equal("0@0 100/999/100/999 v3", bed.Text().Last());
    }

    [Fact]
    public void Engine_time_closes_a_bar_also_for_an_instrument_that_had_no_trade_in_it()
    {
        BarTestBed bed = new(Options("1m"));
        bed.Trade(59.99, 100, now: 60);
        bed.AdvanceTo(120);
        Assert.Empty(bed.Closed);
        Assert.Empty(bed.Requests);
        Assert.Equal(1, bed.Builder.Counters.Dropped);
    }

    [Fact]
    public void Fold_counts_a_late_trade_in_the_oldest_open_bar()
    {
        BarTestBed bed = new(Options("1m") with { LateTicks = LateTickPolicy.FoldIntoOpenBar });
        bed.Trade(50, 100);
        bed.Trade(61, 200);
        bed.Trade(59, 999, now: 62);
        bed.AdvanceTo(120);
        Assert.Equal(["0@0 100/100/100/100 v1", "0@60 200/999/200/999 v2"], bed.Text());
        Assert.Equal((1, 0, 1), (bed.Builder.Counters.Late, bed.Builder.Counters.Dropped, bed.Builder.Counters.Folded));
    }

    [Fact]
    public void Fold_opens_the_first_bar_not_yet_closed_when_none_is_open()
    {
        BarTestBed bed = new(Options("1m") with { LateTicks = LateTickPolicy.FoldIntoOpenBar, CloseDelay = Duration.FromSeconds(5) });
        bed.Trade(50, 100);
        bed.Trade(40, 300, now: 184);   // [120, 180) is open until 185.
        bed.AdvanceTo(184.9);
        Assert.Single(bed.Closed);
        bed.AdvanceTo(185);
        Assert.Equal(["0@0 100/100/100/100 v1", "0@120 300/300/300/300 v1"], bed.Text());
    }

    [Fact]
    public void Skip_leaves_gaps_and_asks_for_no_timer()
    {
        BarTestBed bed = new(Options("1m"));
        bed.Trade(10, 100);
        bed.AdvanceTo(600);
        Assert.Equal(0, bed.PendingTimers);
        bed.Trade(610, 200);
        bed.AdvanceTo(660);
        Assert.Equal(["0@0 100/100/100/100 v1", "0@600 200/200/200/200 v1"], bed.Text());
    }

    [Fact]
    public void Fill_puts_flat_bars_at_their_own_time_from_the_first_bar_on()
    {
        BarTestBed bed = new(FillMinutes);
        bed.AdvanceTo(100);
        bed.Trade(130, 100, instrument: 1);
        bed.Trade(131, 105, instrument: 1);
        bed.AdvanceTo(300);
        Assert.Equal(["1@120 100/105/100/105 v2", "1@180 105/105/105/105 v0", "1@240 105/105/105/105 v0"], bed.Text());
        Assert.Equal((0, 0L), (bed.Closed[^1].Bar.TradeCount, bed.Closed[^1].Bar.Turnover));
        Assert.Equal(At(300), bed.Closed[^1].CloseTime);
        Assert.Equal(2, bed.Builder.Counters.Filled);
    }

    [Fact]
    public void Fill_closes_trading_and_quiet_instruments_together_in_order()
    {
        BarTestBed bed = new(FillMinutes);
        bed.Trade(10, 100, instrument: 2);
        bed.Trade(11, 200, instrument: 0);
        bed.Trade(70, 110, instrument: 2);
        bed.AdvanceTo(120);
        Assert.Equal(["0@0 200/200/200/200 v1", "2@0 100/100/100/100 v1", "0@60 200/200/200/200 v0", "2@60 110/110/110/110 v1"], bed.Text());
    }

    [Fact]
    public void Fill_stops_after_its_longest_run_and_the_rest_is_counted()
    {
        BarTestBed bed = new(FillMinutes with { MaxFill = Duration.FromMinutes(3) });
        bed.Trade(10, 100);
        bed.AdvanceTo(100_000);
        Assert.Equal(4, bed.Closed.Count);
        Assert.Equal(0, bed.PendingTimers);

        bed.Trade(100_000, 200);   // In [99,960, 100,020); the gap from 240 to 99,960 has 1,662 bars.
        bed.AdvanceTo(100_020);
        Assert.Equal(3, bed.Builder.Counters.Filled);
        Assert.Equal(1_662, bed.Builder.Counters.Unfilled);
        bed.AdvanceTo(100_080);    // A new run begins.
        Assert.Equal("0@100020 200/200/200/200 v0", bed.Text().Last());
    }

    [Fact]
    public void Fill_comes_before_a_bar_that_closes_early_and_leaves_the_open_ones_alone()
    {
        BarTestBed bed = new(FillMinutes);
        bed.Trade(10, 100);
        bed.AdvanceTo(61);
        bed.Trade(190, 200, now: 62);
        bed.Trade(250, 300, now: 63);
        bed.Trade(310, 400, now: 64);
        Assert.Equal(["0@0 100/100/100/100 v1", "0@60 100/100/100/100 v0", "0@120 100/100/100/100 v0", "0@180 200/200/200/200 v1"], bed.Text());
        bed.AdvanceTo(420);
        Assert.Equal(["0@240 300/300/300/300 v1", "0@300 400/400/400/400 v1", "0@360 400/400/400/400 v0"], bed.Text().Skip(4));
    }

    [Fact]
    public void A_ready_made_bar_passes_untouched_also_with_its_open_outside_low_and_high()
    {
        BarTestBed bed = new(Options("1s", "1m"));
        Bar bar = new()
        {
            Open = new Price(50), High = new Price(90), Low = new Price(60), Close = new Price(70), Volume = new Quantity(5),
            Turnover = 12, OpenTime = At(60), TradeCount = 3, Spec = new BarSpecId(1),
        };
        bed.Builder.OnBar(new InstrumentId(2), in bar);
        ClosedBar closed = Assert.Single(bed.Closed);
        Assert.Equal(bar, closed.Bar);
        Assert.Equal(At(120), closed.CloseTime);
        Assert.Equal(new InstrumentId(2), closed.Instrument);
        Assert.Equal(1, bed.Builder.Counters.ReadyMade);
    }

    [Fact]
    public void Trades_no_longer_build_what_comes_ready_made()
    {
        BarTestBed bed = new(Options("1m", "5m") with { Gaps = GapPolicy.Fill });
        bed.Trade(10, 100);
        bed.Trade(10, 100, instrument: 1);
        bed.Trade(70, 100, now: 11);
        Bar bar = new() { Open = new Price(1), High = new Price(1), Low = new Price(1), Close = new Price(1), OpenTime = At(-60) };
        bed.Builder.OnBar(new InstrumentId(0), in bar);
        Assert.Equal(2, bed.Builder.Counters.Discarded);   // The one and the pending one of 1m; 5m goes on.

        bed.Trade(20, 100);
        bed.Trade(80, 100);
        Assert.Equal(2, bed.Builder.Counters.NotBuilt);
        bed.AdvanceTo(90);
        Assert.Equal(["0@-60 1/1/1/1 v0", "1@0 100/100/100/100 v1"], bed.Text());
        Assert.True(bed.Builder.TryGetOpenBar(new InstrumentId(0), new BarSpecId(1), out Bar fiveMinutes));
        Assert.Equal(4, fiveMinutes.TradeCount);
    }

    [Fact]
    public void A_ready_made_bar_is_of_a_time_specification()
    {
        BarTestBed bed = new(Options("1m", "5t"));
        Bar ofTicks = new() { Spec = new BarSpecId(1) };
        Bar ofNone = new() { Spec = new BarSpecId(2) };
        Assert.Throws<InvariantViolationException>(() => bed.Builder.OnBar(new InstrumentId(0), in ofTicks));
        Assert.Throws<InvariantViolationException>(() => bed.Builder.OnBar(new InstrumentId(0), in ofNone));
    }
}
