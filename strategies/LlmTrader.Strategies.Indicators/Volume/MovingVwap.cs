using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators;

/// <summary>The volume-weighted average price of the last n bars. Output 0: the price.</summary>
/// <remarks>
/// Source: sum of price * volume over sum of volume (LEAN's VolumeWeightedAveragePriceIndicator). Warm-up: n. No seed.
/// NaN while nothing trades. A missing price or volume takes n updates to leave.
/// </remarks>
public sealed class MovingVwap : IIndicator
{
    private readonly RollingSum _turnovers;
    private readonly RollingSum _volumes;
    private readonly BarPrice _price;

    /// <param name="period">Bars averaged, 1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <param name="price">The price that stands for a bar.</param>
    /// <exception cref="ArgumentOutOfRangeException">The period is outside its range.</exception>
    public MovingVwap(int period, BarPrice price = BarPrice.Typical)
    {
        _turnovers = new RollingSum(Parameter.Length(period));
        _volumes = new RollingSum(period);
        _price = price;
    }

    public int WarmUp => _turnovers.Length;

    public int OutputCount => 1;

    /// <summary>The average price.</summary>
    public double Value => _volumes.Value > 0.0 ? _turnovers.Value / _volumes.Value : double.NaN;

    public double this[int output] => output == 0 ? Value : OutputIndex.Throw(output, this);

    public void Update(in IndicatorInput input)
    {
        _turnovers.Add(BarPrices.Of(_price, input) * input.Volume);
        _volumes.Add(input.Volume);
    }
}
