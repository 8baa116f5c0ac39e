using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;
using LlmTrader.Strategies.Indicators.Sources;

namespace LlmTrader.Strategies.Indicators.Volume;

/// <summary>The volume-weighted average price of the last n bars. Output 0: the price.</summary>
/// <remarks>
/// Source: sum of price * volume over sum of volume (LEAN's VolumeWeightedAveragePriceIndicator). Warm-up: n. No seed.
/// NaN while nothing trades. A missing price or volume takes n updates to leave.
/// </remarks>
public sealed class MovingVwap : BarIndicator
{
    private readonly RollingSum _turnovers;
    private readonly RollingSum _volumes;
    private readonly BarPrice _price;

    /// <param name="length">Bars averaged, 1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <param name="price">The price that stands for a bar.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is outside its range.</exception>
    public MovingVwap(int length, BarPrice price = BarPrice.Typical)
    {
        _turnovers = new RollingSum(Parameter.Length(length));
        _volumes = new RollingSum(length);
        _price = price;
    }

    public override int WarmUp => _turnovers.Length;

    protected override double Compute(in IndicatorInput input)
    {
        _turnovers.Add(BarPrices.Of(_price, input) * input.Volume);
        _volumes.Add(input.Volume);
        return _volumes.Value > 0.0 ? _turnovers.Value / _volumes.Value : double.NaN;
    }

    protected override void TransferState(ISnapshotTransfer transfer)
    {
        transfer.Part(_turnovers);
        transfer.Part(_volumes);
    }
}
