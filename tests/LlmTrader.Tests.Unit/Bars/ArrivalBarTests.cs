using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using static LlmTrader.Tests.Unit.Bars.BarTestBed;

namespace LlmTrader.Tests.Unit.Bars;

public sealed class ArrivalBarTests
{
    [Fact]
    public void A_tick_bar_closes_with_the_last_of_its_trades()
    {
        BarTestBed bed = new(Options("3t"));
        bed.Trade(1, 100);
        bed.Trade(2, 90);
        Assert.Empty(bed.Closed);
        bed.Trade(3, 95);
        Assert.Equal(["0@1 100/100/90/95 v3"], bed.Text());
        Assert.Equal(At(3) + new Duration(1), bed.Closed[0].CloseTime);
        Assert.Equal(0, bed.Builder.OpenBars);
        Assert.Empty(bed.Requests);
    }

    [Fact]
    public void A_volume_step_is_in_whole_units_and_no_trade_is_split()
    {
        BarTestBed bed = new(Options("2v"));   // 2 units are 2,000 raw.
        bed.Trade(1, 100, 1_999);
        Assert.Empty(bed.Closed);
        bed.Trade(2, 110, 5_000);
        bed.Trade(3, 120, 1_000);              // What the bar before had too much does not count here.
        bed.Trade(4, 130, 1_000);
        Assert.Equal(["0@1 100/110/100/110 v6999", "0@3 120/130/120/130 v2000"], bed.Text());
    }

    [Fact]
    public void A_notional_step_is_in_whole_units_of_the_quote_currency()
    {
        BarTestBed bed = new(Options("500n"));
        bed.Trade(1, 10_000, 4_999);           // 100.00 × 4.999 = 499.90
        Assert.Empty(bed.Closed);
        bed.Trade(2, 1, 9_999);                // 0.01 × 9.999 = 0.09999: still 0.00001 short.
        Assert.Empty(bed.Closed);
        bed.Trade(3, 1, 1);                    // 0.01 × 0.001: exactly there.
        Assert.Equal(50_000_000_000, Assert.Single(bed.Closed).Bar.Turnover);
    }

    [Fact]
    public void Arrival_counts_not_time_and_the_close_lies_after_the_latest_trade()
    {
        BarTestBed bed = new(Options("3t"));
        bed.Trade(10, 100);
        bed.Trade(20, 101);
        bed.Trade(5, 102, now: 21);
        Assert.Equal(["0@10 100/102/100/102 v3"], bed.Text());
        Assert.Equal(At(20) + new Duration(1), bed.Closed[0].CloseTime);
        Assert.Equal(0, bed.Builder.Counters.Late);
    }

    [Fact]
    public void The_close_is_exclusive_to_the_nanosecond()
    {
        BarTestBed bed = new(Options("2t"));
        bed.Trade(At(1), At(1), 100, 1);
        bed.Trade(At(1) + new Duration(1), At(2), 100, 1);
        Assert.Equal(At(1) + new Duration(2), Assert.Single(bed.Closed).CloseTime);
    }

    [Fact]
    public void Bars_that_one_trade_closes_come_in_order_of_specification()
    {
        BarTestBed bed = new(Options("1n", "1t", "1v"));
        bed.Trade(1, 10_000, 1_000);
        Assert.Equal([0, 1, 2], bed.Closed.Select(c => (int)c.Bar.Spec.Value));
    }

    [Theory]
    [InlineData(2, 3, 1_234_567L, 7_654_321L)]
    [InlineData(8, 0, 6_183_763L, 12L)]
    [InlineData(8, 8, 12_345_678L, 2_500_000_001L)]
    [InlineData(12, 12, 1_500_000_000_000L, 333_333_333_335L)]
    public void Turnover_of_one_trade_is_the_instruments_notional(int priceScale, int quantityScale, long price, long quantity)
    {
        InstrumentTable instruments = Instruments(1, priceScale, quantityScale);
        BarTestBed bed = new(Options("1t"), instruments);
        bed.Trade(1, price, quantity);
        Assert.Equal(instruments[new InstrumentId(0)].Notional(new Price(price), new Quantity(quantity)).Raw, bed.Closed[0].Bar.Turnover);
    }

    [Fact]
    public void Turnover_is_exact_and_rounded_once_for_the_bar()
    {
        BarTestBed bed = new(Options("4t"), Instruments(1, 5, 5));
        for (int i = 0; i < 4; i++) { bed.Trade(i, 1, 30); }   // 0.3 of the last digit each: 1.2 together, not 4 × 0.
        Assert.Equal(1, bed.Closed[0].Bar.Turnover);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(12, 12)]
    public void Turnover_saturates(int priceScale, int quantityScale)
    {
        BarTestBed bed = new(Options("40t"), Instruments(1, priceScale, quantityScale));
        for (int i = 0; i < 40; i++) { bed.Trade(i, long.MaxValue, long.MaxValue / 40); }
        Assert.Equal(long.MaxValue, bed.Closed[0].Bar.Turnover);
    }

    [Fact]
    public void A_volume_beyond_63_bits_is_an_error_not_a_wrong_number()
    {
        BarTestBed bed = new(Options("1h"));
        bed.Trade(1, 1, long.MaxValue);
        Assert.Throws<OverflowException>(() => bed.Trade(2, 1, 1));
    }
}
