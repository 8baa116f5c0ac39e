using LlmTrader.Strategies.Indicators;
using LlmTrader.Strategies.Indicators.Sources;
using LlmTrader.Strategies.Indicators.Statistics;
using LlmTrader.Strategies.Indicators.Trend;
using LlmTrader.Strategies.Indicators.Volatility;
using LlmTrader.Strategies.Indicators.Volume;

namespace LlmTrader.Tests.Unit.IndicatorsB;

/// <summary>Markets that stand still, do not trade or gap: what is undefined is NaN, and never an infinity or a stale number.</summary>
public sealed class DegenerateMarketTests
{
    [Fact]
    public void A_market_that_stands_still_has_no_scale()
    {
        Assert.Equal([50.0, 50.0, 50.0, double.NaN, 0.0], After(new BollingerBands(20), 100, Flat));
        Assert.Equal([double.NaN], After(new ZScore(20), 100, Flat));
        Assert.Equal([double.NaN], After(new ChoppinessIndex(14), 100, Flat));
        Assert.Equal([double.NaN, double.NaN], After(new Vortex(14), 100, Flat));
        Assert.Equal([double.NaN, double.NaN], After(new Correlation(20), 100, Flat));
        Assert.Equal([double.NaN], After(new Beta(20), 100, Flat));
        Assert.Equal([0.0, 50.0, double.NaN, 50.0], After(new LinearRegression(20), 100, Flat));
        Assert.Equal([0.0], After(new HistoricalVolatility(20), 100, Flat));
        Assert.Equal([0.0], After(new Atr(14), 100, Flat));
        Assert.Equal([50.0], After(new Mfi(14), 100, Flat));
        Assert.Equal([0.0], After(new Cmf(20), 100, Flat));
    }

    /// <summary>ADX must survive a halt: a NaN there would start its two smoothings anew and blind it for 2n bars.</summary>
    [Fact]
    public void Directional_movement_is_zero_where_nothing_moves() =>
        Assert.Equal([0.0, 0.0, 0.0, 0.0], After(new Adx(14), 100, Flat));

    [Fact]
    public void Without_trades_there_is_no_traded_price()
    {
        static IndicatorInput Untraded(int t) => Flat(t) with { Volume = 0.0 };
        Assert.Equal([double.NaN], After(new SessionVwap(), 100, Untraded));
        Assert.Equal([double.NaN], After(new MovingVwap(20), 100, Untraded));
        Assert.Equal([double.NaN], After(new Cmf(20), 100, Untraded));
        Assert.Equal([50.0], After(new Mfi(14), 100, Untraded));
        Assert.Equal([0.0], After(new Obv(), 100, Untraded));
    }

    [Fact]
    public void Session_vwap_starts_anew_with_the_session_and_stays_missing_to_its_end()
    {
        var vwap = new SessionVwap();
        Assert.Equal(10.0, vwap.Next(Bar(10.0, 5.0)));
        Assert.Equal(12.5, vwap.Next(Bar(15.0, 5.0)));
        Assert.Equal(20.0, vwap.Next(Bar(20.0, 1.0) with { Session = 1 }));
        Assert.Equal(double.NaN, vwap.Next(Bar(double.NaN, 1.0) with { Session = 1 }));
        Assert.Equal(double.NaN, vwap.Next(Bar(20.0, 1.0) with { Session = 1 }));
        Assert.Equal(30.0, vwap.Next(Bar(30.0, 1.0) with { Session = 2 }));
    }

    /// <summary>Whichever field is missing: what follows it is what a fresh indicator gives, once that is warm.</summary>
    [Theory]
    [InlineData("high")]
    [InlineData("low")]
    [InlineData("close")]
    public void Directional_movement_starts_anew_after_any_missing_price(string field)
    {
        var gapped = new Adx(5);
        var fresh = new Adx(5);
        for (int t = 0; t < 30; t++) { gapped.Update(Wave(t)); }
        gapped.Update(field switch
        {
            "high" => Wave(30) with { High = double.NaN },
            "low" => Wave(30) with { Low = double.NaN },
            _ => Wave(30) with { Close = double.NaN },
        });

        for (int t = 31; t < 60; t++)
        {
            gapped.Update(Wave(t));
            fresh.Update(Wave(t));
            for (int output = 0; output < 4; output++) { Assert.Equal(fresh[output], gapped[output]); }
        }

        Assert.True(fresh.Value > 0.0);
    }

    [Fact]
    public void A_regression_through_a_straight_line_is_that_line()
    {
        double[] line = After(new LinearRegression(10), 25, t => IndicatorInput.Of(3.0 + 2.0 * t));
        Assert.Equal([2.0, 33.0, 1.0, 51.0], line);
    }

    [Fact]
    public void Chikou_and_other_displaced_lines_come_from_the_past()
    {
        var cloud = new Ichimoku(1, 1, 1, 5);
        for (int t = 0; t < 20; t++)
        {
            cloud.Update(IndicatorInput.Of(t));
            Assert.Equal(t < 5 ? double.NaN : t - 5.0, cloud.SenkouA);
            Assert.Equal(t, cloud.Tenkan);
        }
    }

    [Fact]
    public void A_breakout_is_outside_the_channel_of_the_bars_before_only()
    {
        var before = new DonchianChannel(3);
        var with = new DonchianChannel(3, DonchianBars.IncludingCurrent);
        foreach (double price in new[] { 1.0, 2.0, 3.0, 9.0 })
        {
            before.Update(IndicatorInput.Of(price));
            with.Update(IndicatorInput.Of(price));
        }

        Assert.Equal((3.0, 1.0), (before.Upper, before.Lower));
        Assert.Equal((9.0, 2.0), (with.Upper, with.Lower));
    }

    [Fact]
    public void Heikin_ashi_feeds_any_indicator()
    {
        var source = new HeikinAshi();
        IndicatorInput first = source.Next(new IndicatorInput { Open = 10, High = 14, Low = 8, Close = 12, Volume = 7, Value = 12, Session = 3 });
        IndicatorInput second = source.Next(new IndicatorInput { Open = 12, High = 13, Low = 11, Close = 12, Volume = 9, Value = 12, Session = 3 });
        Assert.Equal(new IndicatorInput { Open = 11, High = 14, Low = 8, Close = 11, Volume = 7, Value = 11, Session = 3 }, first);
        Assert.Equal(new IndicatorInput { Open = 11, High = 13, Low = 11, Close = 12, Volume = 9, Value = 12, Session = 3 }, second);
    }

    private static IndicatorInput Flat(int t) => Bar(50.0, 10.0);

    private static IndicatorInput Bar(double price, double volume) => IndicatorInput.Of(price) with { Volume = volume };

    private static IndicatorInput Wave(int t)
    {
        double close = 100.0 + 7.0 * (t % 9) - 3.0 * (t % 4);
        return new IndicatorInput { Open = close, High = close + 2.0 + t % 3, Low = close - 1.0 - t % 5, Close = close, Volume = 5.0, Value = close };
    }

    private static double[] After(IIndicator indicator, int updates, Func<int, IndicatorInput> bar)
    {
        for (int t = 0; t < updates; t++) { indicator.Update(bar(t)); }
        return [.. Enumerable.Range(0, indicator.OutputCount).Select(output => indicator[output])];
    }
}
