using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators;

/// <summary>Chaikin's accumulation/distribution line. Output 0: the line, in units of volume.</summary>
/// <remarks>
/// Source: Chaikin, the running sum of volume * ((C - L) - (H - C)) / (H - L); a bar without a range adds 0. Only its
/// changes mean anything. Warm-up: 1. Seed: 0 before the first bar. After a bar with a missing price or volume it starts
/// anew.
/// </remarks>
public sealed class AccumulationDistribution : IIndicator
{
    private DoubleDouble _line;

    public int WarmUp => 1;

    public int OutputCount => 1;

    /// <summary>The line.</summary>
    public double Value { get; private set; } = double.NaN;

    public double this[int output] => output == 0 ? Value : OutputIndex.Throw(output, this);

    public void Update(in IndicatorInput input)
    {
        double flow = MoneyFlow.Volume(input);
        if (Sample.IsMissing(flow))
        {
            _line = default;
            Value = double.NaN;
            return;
        }

        _line = _line.Plus(flow);
        Value = _line.High;
    }
}
