using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators;

/// <summary>The share of the volume that accumulated over n bars. Output 0: the flow, -1 to 1.</summary>
/// <remarks>
/// Source: Chaikin, sum of money-flow volume over sum of volume (see <see cref="AccumulationDistribution"/>). Warm-up: n.
/// No seed. NaN while nothing trades. A missing price or volume takes n updates to leave.
/// </remarks>
public sealed class ChaikinMoneyFlow : IIndicator
{
    private readonly RollingSum _flows;
    private readonly RollingSum _volumes;

    /// <param name="period">Bars summed, 1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The period is outside its range.</exception>
    public ChaikinMoneyFlow(int period = 20)
    {
        _flows = new RollingSum(Parameter.Length(period));
        _volumes = new RollingSum(period);
    }

    public int WarmUp => _flows.Length;

    public int OutputCount => 1;

    /// <summary>The flow.</summary>
    public double Value => _volumes.Value > 0.0 ? _flows.Value / _volumes.Value : double.NaN;

    public double this[int output] => output == 0 ? Value : OutputIndex.Throw(output, this);

    public void Update(in IndicatorInput input)
    {
        _flows.Add(MoneyFlow.Volume(input));
        _volumes.Add(input.Volume);
    }
}
