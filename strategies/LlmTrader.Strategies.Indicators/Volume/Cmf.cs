using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;
using LlmTrader.Strategies.Indicators.Sources;

namespace LlmTrader.Strategies.Indicators.Volume;

/// <summary>The share of the volume that accumulated over n bars. Output 0: the flow, -1 to 1.</summary>
/// <remarks>
/// Source: Chaikin, sum of money-flow volume over sum of volume (see <see cref="AccumulationDistribution"/>). Warm-up: n.
/// No seed. NaN while nothing trades. A missing price or volume takes n updates to leave.
/// </remarks>
public sealed class Cmf : BarIndicator
{
    private readonly RollingSum _flows;
    private readonly RollingSum _volumes;

    /// <param name="length">Bars summed, 1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is outside its range.</exception>
    public Cmf(int length = 20)
    {
        _flows = new RollingSum(Parameter.Length(length));
        _volumes = new RollingSum(length);
    }

    public override int WarmUp => _flows.Length;

    protected override double Compute(in IndicatorInput input)
    {
        _flows.Add(MoneyFlow.Volume(input));
        _volumes.Add(input.Volume);
        return _volumes.Value > 0.0 ? _flows.Value / _volumes.Value : double.NaN;
    }

    protected override void TransferState(ISnapshotTransfer transfer)
    {
        transfer.Part(_flows);
        transfer.Part(_volumes);
    }
}
