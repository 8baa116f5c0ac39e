using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;
using LlmTrader.Strategies.Indicators.Sources;

namespace LlmTrader.Strategies.Indicators.Volume;

/// <summary>Chaikin's accumulation/distribution line. Output 0: the line, in units of volume.</summary>
/// <remarks>
/// Source: Chaikin, the running sum of volume * ((C - L) - (H - C)) / (H - L); a bar without a range adds 0. Only its
/// changes mean anything. Warm-up: 1. Seed: 0 before the first bar. After a bar with a missing price or volume it starts
/// anew.
/// </remarks>
public sealed class AccumulationDistribution : BarIndicator
{
    private DoubleDouble _line;

    public override int WarmUp => 1;

    protected override double Compute(in IndicatorInput input)
    {
        double flow = MoneyFlow.Volume(input);
        if (Sample.IsMissing(flow))
        {
            _line = default;
            return double.NaN;
        }

        _line = _line.Plus(flow);
        return _line.High;
    }

    protected override void TransferState(ISnapshotTransfer transfer) => transfer.Value(ref _line);
}
