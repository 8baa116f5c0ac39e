using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators;

/// <summary>The lowest of the last n values, the current one included. Output 0: the value.</summary>
/// <remarks>Source: the minimum. Reads Value. Warm-up: n. No seed. A missing value takes n updates to leave.</remarks>
public sealed class Lowest : IIndicator
{
    private readonly RollingExtreme _extreme;

    /// <param name="period">Values looked at, 1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The period is outside its range.</exception>
    public Lowest(int period) => _extreme = RollingExtreme.Lowest(Parameter.Length(period));

    public int WarmUp => _extreme.Length;

    public int OutputCount => 1;

    /// <summary>The lowest value.</summary>
    public double Value => _extreme.Value;

    public double this[int output] => output == 0 ? Value : OutputIndex.Throw(output, this);

    public void Update(in IndicatorInput input) => _extreme.Add(input.Value);
}
