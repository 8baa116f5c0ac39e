using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators;

/// <summary>The highest of the last n values, the current one included. Output 0: the value.</summary>
/// <remarks>Source: the maximum. Reads Value. Warm-up: n. No seed. A missing value takes n updates to leave.</remarks>
public sealed class Highest : IIndicator
{
    private readonly RollingExtreme _extreme;

    /// <param name="period">Values looked at, 1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The period is outside its range.</exception>
    public Highest(int period) => _extreme = RollingExtreme.Highest(Parameter.Length(period));

    public int WarmUp => _extreme.Length;

    public int OutputCount => 1;

    /// <summary>The highest value.</summary>
    public double Value => _extreme.Value;

    public double this[int output] => output == 0 ? Value : OutputIndex.Throw(output, this);

    public void Update(in IndicatorInput input) => _extreme.Add(input.Value);
}
