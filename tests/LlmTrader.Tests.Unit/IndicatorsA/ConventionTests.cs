using LlmTrader.Strategies.Indicators;
using LlmTrader.Strategies.Indicators.Averages;
using LlmTrader.Strategies.Indicators.Momentum;

namespace LlmTrader.Tests.Unit.IndicatorsA;

/// <summary>What the formulas leave open - no movement, no volume, a zero below the line - and a few values by hand.</summary>
public sealed class ConventionTests
{
    [Fact]
    public void Without_movement_oscillators_stand_in_the_middle()
    {
        Assert.Equal(50.0, AfterFlat(new Rsi(14))[0]);
        Assert.Equal(50.0, AfterFlat(new Rsi(14, AverageKind.Simple))[0]);
        Assert.Equal([50.0, 50.0], AfterFlat(new StochRsi()));
        Assert.Equal([50.0, 50.0, 50.0], AfterFlat(new Stochastic()));
        Assert.Equal(50.0, AfterFlat(new Kdj())[0], 1e-12);
        Assert.Equal(-50.0, AfterFlat(new WilliamsR())[0]);
        Assert.Equal(50.0, AfterFlat(new UltimateOscillator())[0], 1e-12);
        Assert.Equal([0.0, 0.0], AfterFlat(new Fisher()));
        Assert.Equal([0.0, 0.0], AfterFlat(new Tsi()));
        Assert.Equal(0.0, AfterFlat(new Cci())[0]);
        Assert.Equal([0.0, 0.0, 0.0], AfterFlat(new Macd()));
        Assert.Equal([42.1, 0.0], AfterFlat(new Kama(10)));
    }

    [Fact]
    public void A_straight_move_is_an_extreme()
    {
        Assert.Equal(100.0, AfterRise(new Rsi(14)));
        Assert.Equal(100.0, AfterRise(new Stochastic()), 1e-12);
        Assert.Equal(0.0, AfterRise(new WilliamsR()), 1e-12);
        Assert.Equal(100.0, AfterRise(new Tsi()), 1e-9);
        Assert.Equal(1.0, AfterRise(new Kama(10), output: 1), 1e-12);
    }

    [Fact]
    public void A_window_without_volume_has_no_traded_price()
    {
        var vwma = new Vwma(2);
        foreach (double volume in new[] { 5.0, 0.0, 0.0 }) { vwma.Update(Bar(10.0) with { Volume = volume }); }
        Assert.True(double.IsNaN(vwma[0]));

        vwma.Update(Bar(12.0) with { Volume = 3.0 });
        Assert.Equal(12.0, vwma[0]);
    }

    [Fact]
    public void A_percentage_of_zero_is_undefined_and_passes()
    {
        var roc = new Roc(1);
        Assert.True(double.IsNaN(Feed(roc, 0.0, 5.0)));
        Assert.Equal(20.0, Feed(roc, 6.0), 1e-12);

        var ppo = new Ppo(1, 2, 1);
        Assert.True(double.IsNaN(Feed(ppo, 0.0, 0.0)));
        Assert.False(double.IsNaN(Feed(ppo, 1.0)));
    }

    /// <summary>RSV of the bars is 0, 100, 50: K = 33.33, 55.56, 53.70; D = 44.44, 48.15, 50.00.</summary>
    [Fact]
    public void Kdj_starts_at_fifty_with_thirds()
    {
        var kdj = new Kdj(2);
        Feed(kdj, 20.0, 10.0);
        Assert.Equal(100.0 / 3.0, kdj[0], 1e-12);
        Assert.Equal(400.0 / 9.0, kdj[1], 1e-12);
        Assert.Equal(100.0 - 800.0 / 9.0, kdj[2], 1e-12);

        Feed(kdj, 30.0);
        Assert.Equal(500.0 / 9.0, kdj[0], 1e-12);
        Assert.Equal(1300.0 / 27.0, kdj[1], 1e-12);
    }

    /// <summary>(1 + 2 + 3) / 3 = 2, then 2 + (6 - 2) / 2 = 4; Wilder: 2 + (6 - 2) / 3.</summary>
    [Fact]
    public void Recursive_averages_start_from_the_simple_one()
    {
        Assert.Equal(4.0, Feed(new Ema(3), 1.0, 2.0, 3.0, 6.0));
        Assert.Equal(2.0 + 4.0 / 3.0, Feed(new Rma(3), 1.0, 2.0, 3.0, 6.0), 1e-15);
        Assert.Equal(1.0, Feed(new Ema(3, Seed.FirstValue), 1.0));
    }

    [Fact]
    public void Every_kind_of_average_can_be_made()
    {
        Assert.IsType<Sma>(MovingAverage.Create(AverageKind.Simple, 3));
        Assert.IsType<Ema>(MovingAverage.Create(AverageKind.Exponential, 3));
        Assert.IsType<Rma>(MovingAverage.Create(AverageKind.Wilder, 3));
        Assert.IsType<Wma>(MovingAverage.Create(AverageKind.Weighted, 3));
        Assert.Equal(1, MovingAverage.Create(AverageKind.Wilder, 3, Seed.FirstValue).WarmUp);
    }

    private static double[] AfterFlat(IIndicator indicator)
    {
        for (int i = 0; i < 120; i++) { indicator.Update(Bar(42.1)); }
        return [.. Enumerable.Range(0, indicator.OutputCount).Select(output => indicator[output])];
    }

    private static double AfterRise(IIndicator indicator, int output = 0)
    {
        for (int i = 1; i <= 120; i++) { indicator.Update(Bar(i)); }
        return indicator[output];
    }

    private static double Feed(IIndicator indicator, params double[] values)
    {
        foreach (double value in values) { indicator.Update(Bar(value)); }
        return indicator[0];
    }

    private static IndicatorInput Bar(double price) => IndicatorInput.Of(price);
}
