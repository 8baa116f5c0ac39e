using LlmTrader.Engine.Core;
using LlmTrader.Tools.Hosting.Backtests;

namespace LlmTrader.Tests.Unit.Backtests;

/// <summary>Round trips and what is made of them, against values worked out by hand.</summary>
public sealed class TradeMetricsTests
{
    [Fact]
    public void A_long_and_a_short_trade()
    {
        // Long 10 at 100.00 to 103.00: +30 less 2 fees = 28. Short 5 at 103.00 to 105.00: -10 less 0.50 = -10.50.
        using RecordedRun run = new();
        run.Fill(1, Side.Buy, 10, 100_00, fee: 1).Fill(3, Side.Sell, 10, 103_00, fee: 1);
        run.Fill(4, Side.Sell, 5, 103_00, fee: 0.25m).Fill(5, Side.Buy, 5, 105_00, fee: 0.25m);
        PerformanceSummary s = run.Equity(10, 1017.5m).Summary();

        Assert.Equal([30m, -10m], run.RoundTrips.Select(trip => Amount(trip.GrossRaw)));
        Assert.Equal([28m, -10.5m], run.RoundTrips.Select(trip => Amount(trip.NetRaw)));
        Assert.Equal([Side.Buy, Side.Sell], run.RoundTrips.Select(trip => trip.EntrySide));
        Assert.Equal([2 * 3600, 3600], run.RoundTrips.Select(trip => trip.Held.Nanoseconds / 1_000_000_000));
        Assert.Equal(2, s.Trades);
        Assert.Equal(4, s.Fills);
        Assert.Equal(0.5, s.WinRate);
        Assert.Equal(28 / 10.5, s.ProfitFactor!.Value, 12);
        Assert.Equal(8.75m, s.Expectancy);
        Assert.Equal(28m, s.BestTrade);
        Assert.Equal(-10.5m, s.WorstTrade);
        Assert.Equal(0.3, s.Exposure!.Value, 12);   // Two hours and one of ten.
        Assert.Equal(1000m + 1030 + 515 + 525, s.TradedNotional);
        Assert.Equal(3.07, s.Turnover!.Value, 12);
        Assert.Equal(2.5m, s.Fees);
        Assert.Equal(17.5m, s.NetProfit);
        Assert.Equal(0m, s.OpenProfit);
    }

    [Fact]
    public void Parts_added_and_closed_belong_to_one_trade()
    {
        // Buys 4 at 10.00 and 2 at 13.00, sells 3 at 12.00, buys 1 at 9.00, sells 4 at 14.00.
        using RecordedRun run = new();
        run.Fill(1, Side.Buy, 4, 10_00).Fill(2, Side.Buy, 2, 13_00).Fill(3, Side.Sell, 3, 12_00).Fill(4, Side.Buy, 1, 9_00).Fill(5, Side.Sell, 4, 14_00);

        RoundTrip trip = Assert.Single(run.RoundTrips);
        Assert.Equal(7, trip.Quantity.Raw);
        Assert.Equal(5, trip.Fills);
        Assert.Equal(10_71, trip.AverageEntryPrice.Raw);   // 75 / 7 = 10.714...
        Assert.Equal(13_14, trip.AverageExitPrice.Raw);    // 92 / 7 = 13.142...
        Assert.Equal(17m, Amount(trip.GrossRaw));          // 92 - 75, not from the rounded prices.
        Assert.Equal(RecordedRun.At(1), trip.EntryTime);
        Assert.Equal(RecordedRun.At(5), trip.ExitTime);
    }

    [Fact]
    public void Through_zero_ends_one_trade_and_begins_the_next()
    {
        // Long 2 at 100.00; sells 5 at 110.00 for a fee of 1: two fifths of it close, the rest opens a short of 3.
        using RecordedRun run = new();
        run.Fill(1, Side.Buy, 2, 100_00).Fill(2, Side.Sell, 5, 110_00, fee: 1).Fill(4, Side.Buy, 3, 100_00);
        PerformanceSummary s = run.Equity(4, 1049).Summary();

        Assert.Equal([20m, 30m], run.RoundTrips.Select(trip => Amount(trip.GrossRaw)));
        Assert.Equal([0.4m, 0.6m], run.RoundTrips.Select(trip => Amount(trip.FeesRaw)));
        Assert.Equal([2, 3], run.RoundTrips.Select(trip => trip.Quantity.Raw));
        Assert.Equal([Side.Buy, Side.Sell], run.RoundTrips.Select(trip => trip.EntrySide));
        Assert.Equal(RecordedRun.At(2), run.RoundTrips[1].EntryTime);
        Assert.Equal(3, s.Fills);
        Assert.Equal(0.75, s.Exposure!.Value, 12);   // From hour 1 to 4 of 4, without a break at hour 2.
    }

    [Fact]
    public void A_fee_that_does_not_split_evenly_is_lost_nowhere()
    {
        // 0.00000001 over 1 of 2: half of a unit ties to even, that is to 0, and the new trade pays it.
        using RecordedRun run = new();
        run.Fill(1, Side.Buy, 1, 100_00).Fill(2, Side.Sell, 2, 100_00, fee: 0.00000001m).Fill(3, Side.Buy, 1, 100_00);
        Assert.Equal([0, 1], run.RoundTrips.Select(trip => trip.FeesRaw));
    }

    [Fact]
    public void An_open_position_is_no_trade_yet()
    {
        // Bought 3 at 100.00 for 0.30 in fees, sold 1 at 104.00; the other two are worth 210 now.
        using RecordedRun run = new();
        run.Fill(1, Side.Buy, 3, 100_00, fee: 0.3m).Fill(2, Side.Sell, 1, 104_00);
        PerformanceSummary s = run.Equity(2, 1013.7m, cash: 803.7m).Summary();
        Assert.Equal(0, s.Trades);
        Assert.Equal(1, s.OpenTrades);
        Assert.Equal(13.7m, s.OpenProfit);
        Assert.Equal(13.7m, s.NetProfit);
        Assert.Equal(0.5, s.Exposure!.Value, 12);
        Assert.All(new object?[] { s.WinRate, s.ProfitFactor, s.Expectancy, s.BestTrade, s.WorstTrade }, Assert.Null);
    }

    [Fact]
    public void Two_positions_at_once_are_exposed_once()
    {
        using RecordedRun run = new();
        run.Fill(1, Side.Buy, 1, 100_00).Fill(2, Side.Buy, 1000, 50_0, instrument: RecordedRun.Coin);
        run.Fill(3, Side.Sell, 1, 100_00).Fill(5, Side.Sell, 1000, 50_0, instrument: RecordedRun.Coin);
        Assert.Equal(0.5, run.Equity(8, 1000).Summary().Exposure!.Value, 12);
    }

    [Fact]
    public void One_winning_trade_has_no_profit_factor()
    {
        using RecordedRun run = new();
        PerformanceSummary s = run.Fill(1, Side.Buy, 1, 100_00).Fill(2, Side.Sell, 1, 101_00).Equity(2, 1001).Summary();
        Assert.Equal(1.0, s.WinRate);
        Assert.Null(s.ProfitFactor);
        Assert.Equal(1m, s.Expectancy);
        Assert.Equal(1m, s.BestTrade);
        Assert.Equal(1m, s.WorstTrade);
    }

    [Fact]
    public void One_losing_trade_has_a_profit_factor_of_zero()
    {
        using RecordedRun run = new();
        PerformanceSummary s = run.Fill(1, Side.Buy, 1, 101_00).Fill(2, Side.Sell, 1, 100_00).Equity(2, 999).Summary();
        Assert.Equal(0.0, s.WinRate);
        Assert.Equal(0.0, s.ProfitFactor);
        Assert.Equal(-1m, s.BestTrade);
    }

    [Fact]
    public void A_trade_that_only_pays_for_itself_neither_wins_nor_loses()
    {
        using RecordedRun run = new();
        PerformanceSummary s = run.Fill(1, Side.Buy, 1, 100_00).Fill(2, Side.Sell, 1, 100_00).Equity(2, 1000).Summary();
        Assert.Equal(0.0, s.WinRate);
        Assert.Null(s.ProfitFactor);
        Assert.Equal(0m, s.Expectancy);
    }

    [Fact]
    public void A_fee_in_another_currency_is_paid_there()
    {
        using RecordedRun run = new();
        run.Fill(1, Side.Buy, 1, 100_00, fee: 0.5m, feeCurrency: RecordedRun.Bnb).Fill(2, Side.Sell, 1, 101_00);
        run.Recorder.Complete();
        Dictionary<string, PerformanceSummary> summaries = run.Recorder.Summaries().ToDictionary(s => s.Currency);
        Assert.Equal(0m, summaries["USD"].Fees);
        Assert.Equal(0.5m, summaries["BNB"].Fees);
        Assert.Equal(1m, Amount(run.RoundTrips[0].NetRaw));
    }

    [Fact]
    public void Turnover_beyond_64_bits_does_not_overflow()
    {
        // 40 times 10 billion dollars: over 92 billion, which is all that 64 bits hold.
        using RecordedRun run = new();
        for (int i = 0; i < 40; i++) { run.Fill(i, i % 2 == 0 ? Side.Buy : Side.Sell, 10_000_000, 1000_00); }
        Assert.Equal(400_000_000_000m, run.Equity(40, 1000).Summary().TradedNotional);
    }

    private static decimal Amount(long raw) => raw / (decimal)Money.One;
}
