namespace LlmTrader.Tests.Golden.Independent;

/// <summary>The plain calculation itself, against examples worked out by hand.</summary>
public sealed class PlainBacktestTests
{
    private static readonly PlainBacktest TwoOverThree = new() { Fast = 2, Slow = 3, Quantity = 5, TakerRate = 0.001m, InitialCash = 1000 };

    [Fact]
    public void Trades_become_minutes_and_fills_as_worked_out_by_hand()
    {
        // Closes of minutes 0..5: 10 10 10 13 9 8. Minute 6 has no trade, minute 7 stays open.
        // d = average of 2 - average of 3, from the third close on:
        //   bar 2: 10 - 10 = 0            (no bar before it to compare)
        //   bar 3: 11.5 - 11 = +0.5       0 -> above: buy 5, placed at 4:00
        //   bar 4: 11 - 10.67 = +0.33     stays above
        //   bar 5: 8.5 - 10 = -1.5        below: sell 5, placed at 6:00
        // The buy takes 2 @ 12 at 4:00.000, then 3 of 7 @ 9 at 4:30.  The sale takes 4 of 4 @ 7 at 7:00, then 1 of 9 @ 6 at 7:10.
        PlainTrade[] trades =
        [
            At(0, 0, 9, 1), At(0, 59.999, 10, 1),
            At(1, 5, 10, 1),
            At(2, 0, 11, 2), At(2, 1, 8, 1), At(2, 59, 10, 3),
            At(3, 30, 13, 1),
            At(4, 0, 12, 2), At(4, 30, 9, 7),
            At(5, 0, 8, 1),
            At(7, 0, 7, 4), At(7, 10, 6, 9),
        ];

        PlainResult result = TwoOverThree.RunOnTrades(trades);

        Assert.Equal(6, result.Bars.Count);
        Assert.Equal(new PlainBar(0, 60_000, 9, 10, 9, 10, 2, 2), result.Bars[0]);
        Assert.Equal(new PlainBar(120_000, 180_000, 11, 11, 8, 10, 6, 3), result.Bars[2]);
        Assert.Equal(new PlainBar(300_000, 360_000, 8, 8, 8, 8, 1, 1), result.Bars[5]);
        Assert.Equal(
            [
                new PlainFill(240_000, 7, IsBuy: true, 12, 2, 0.024m),
                new PlainFill(270_000, 8, IsBuy: true, 9, 3, 0.027m),
                new PlainFill(420_000, 10, IsBuy: false, 7, 4, 0.028m),
                new PlainFill(430_000, 11, IsBuy: false, 6, 1, 0.006m),
            ],
            result.Fills);

        // In: 24 + 27 = 51. Out: 28 + 6 = 34. Fees: 0.085. 1000 - 51 + 34 - 0.085.
        PlainRoundTrip trip = Assert.Single(result.RoundTrips);
        Assert.Equal(new PlainRoundTrip(240_000, 430_000, 5, 51, 34, 0.085m), trip);
        Assert.Equal(10.2m, trip.EntryPrice);
        Assert.Equal(6.8m, trip.ExitPrice);
        Assert.Equal(-17.085m, trip.NetProfit);
        Assert.Equal(982.915m, result.FinalEquity);
        Assert.Equal(2, result.Orders);
        Assert.Equal(0, result.TakenBack);
    }

    [Fact]
    public void A_cross_down_while_the_buy_still_works_takes_it_back_and_sells_what_is_held()
    {
        // As above, but the buy finds 1 in minute 4 and 1 in minute 5 when the cross down comes: its last 3 are taken back and 2 are sold.
        PlainTrade[] trades =
        [
            At(0, 0, 10, 1), At(1, 0, 10, 1), At(2, 0, 10, 1), At(3, 0, 13, 1),
            At(4, 0, 9, 1),
            At(5, 0, 8, 1),
            At(6, 0, 8, 4), At(6, 1, 7, 50),
        ];

        PlainResult result = TwoOverThree.RunOnTrades(trades);

        Assert.Equal(
            [
                new PlainFill(240_000, 4, IsBuy: true, 9, 1, 0.009m),
                new PlainFill(300_000, 5, IsBuy: true, 8, 1, 0.008m),
                new PlainFill(360_000, 6, IsBuy: false, 8, 2, 0.016m),
            ],
            result.Fills);
        Assert.Equal(1, result.TakenBack);
        Assert.Equal(0, result.Position);
        Assert.Equal(1000 - 9 - 8 + 16 - 0.033m, result.FinalEquity);   // 998.967
    }

    [Fact]
    public void A_cross_up_while_the_sale_still_works_takes_it_back_and_buys_what_it_sold()
    {
        // Buy 5 at 4:00, filled. Bar 5: d = 10 - 11 < 0: sell 5 at 6:00, of which 1 fills @ 20.
        // Bar 6: d = 14 - 13.33 > 0: the 4 that still are to be sold are taken back, and with 4 held the target of 5 takes a buy of 1 at 7:00.
        PlainTrade[] trades =
        [
            At(0, 0, 10, 1), At(1, 0, 10, 1), At(2, 0, 10, 1), At(3, 0, 13, 1), At(4, 0, 12, 9), At(5, 0, 8, 1),
            At(6, 0, 20, 1), At(7, 0, 9, 7), At(7, 1, 9, 9),
        ];

        PlainResult result = TwoOverThree.RunOnTrades(trades);

        Assert.Equal(
            [(true, 12m, 5m), (false, 20m, 1m), (true, 9m, 1m)],
            result.Fills.Select(fill => (fill.IsBuy, fill.Price, fill.Quantity)));
        Assert.Equal(5, result.Position);
        Assert.Empty(result.RoundTrips);   // The position was never zero in between.
    }

    [Fact]
    public void Bars_fill_at_the_next_open_within_their_volume_as_worked_out_by_hand()
    {
        // Closes 10 10 10 13 13 9 8 as above: buy at the close of bar 3, d of bar 4 = 13 - 12 = +1, of bar 5 = 11 - 11.67 < 0: sell.
        // The buy meets bar 4 (open 12, volume 2.9: 2 whole lots) and bar 5 (open 14: the last 3).
        // The sale meets bar 6, which has no volume, and bar 7 (open 6).
        PlainBar[] bars =
        [
            Minute(0, 10, 10, 9), Minute(1, 10, 10, 9), Minute(2, 10, 10, 9), Minute(3, 10, 13, 9),
            Minute(4, 12, 13, 2.9m), Minute(5, 14, 9, 9), Minute(6, 9, 8, 0), Minute(7, 6, 5, 9),
        ];

        PlainResult result = TwoOverThree.RunOnBars(bars);

        Assert.Equal(
            [
                new PlainFill(240_000, 4, IsBuy: true, 12, 2, 0.024m),
                new PlainFill(300_000, 5, IsBuy: true, 14, 3, 0.042m),
                new PlainFill(420_000, 7, IsBuy: false, 6, 5, 0.03m),
            ],
            result.Fills);
        Assert.Equal(1000 - 24 - 42 + 30 - 0.096m, result.FinalEquity);   // 963.904
        Assert.Equal(5, result.LastPrice);
    }

    [Fact]
    public void An_open_position_counts_at_the_last_price()
    {
        PlainTrade[] trades = [At(0, 0, 10, 1), At(1, 0, 10, 1), At(2, 0, 10, 1), At(3, 0, 13, 1), At(4, 0, 12, 9), At(4, 1, 20, 1)];

        PlainResult result = TwoOverThree.RunOnTrades(trades);

        Assert.Empty(result.RoundTrips);
        Assert.Equal(1000 - 60 - 0.06m + 100, result.FinalEquity);
    }

    [Theory]
    [InlineData("0.00000025", "0.1", "0.00000002")]   // 2.5 units of 10^-8: the even neighbour is 2.
    [InlineData("0.00000035", "0.1", "0.00000004")]   // 3.5: the even neighbour is 4.
    public void A_fee_rounds_half_to_even(string price, string rate, string fee)
    {
        decimal quarter = decimal.Parse(price, System.Globalization.CultureInfo.InvariantCulture);
        var backtest = new PlainBacktest
        {
            Fast = 1, Slow = 2, Quantity = 1, InitialCash = 1, TakerRate = decimal.Parse(rate, System.Globalization.CultureInfo.InvariantCulture),
        };

        PlainResult result = backtest.RunOnTrades([At(0, 0, 1, 1), At(1, 0, 1, 1), At(2, 0, 2, 1), At(3, 0, quarter, 1)]);

        Assert.Equal(decimal.Parse(fee, System.Globalization.CultureInfo.InvariantCulture), Assert.Single(result.Fills).Fee);
    }

    [Fact]
    public void Spy_rows_are_read_in_new_york_time_and_suspicious_ones_left_out()
    {
        using var text = new StringReader("14400924,1659800,600,P,2000,0\n14415902,1660000,100,P,20002020,1\n14427772,1659900,100,Q,20002020,0\n");

        List<PlainTrade> trades = [.. PlainCsv.SpyTrades(text, new DateOnly(2013, 10, 9))];

        // 04:00:00.924 in New York is 08:00:00.924 UTC; 2013-10-09T00:00Z is 1381276800.
        Assert.Equal([new PlainTrade(1_381_305_600_924, 165.98m, 600), new PlainTrade(1_381_305_627_772, 165.99m, 100)], trades);
    }

    private static PlainTrade At(int minute, double second, decimal price, decimal quantity) =>
        new((minute * 60_000L) + (long)(second * 1000), price, quantity);

    private static PlainBar Minute(int minute, decimal open, decimal close, decimal volume) =>
        new(minute * 60_000L, (minute + 1) * 60_000L, open, Math.Max(open, close), Math.Min(open, close), close, volume, 0);
}
