using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators;

/// <summary>The standard deviation of the last n values, in units of the value. Output 0: the deviation.</summary>
/// <remarks>
/// Source: the square root of <see cref="Variance"/>. Reads Value. Warm-up: n. No seed. A missing value takes n updates
/// to leave.
/// </remarks>
public sealed class StandardDeviation : IIndicator
{
    private readonly RollingMoments _moments;
    private readonly bool _isSample;

    /// <param name="period">Values looked at, 2 to <see cref="Parameter.MaxLength"/>.</param>
    /// <param name="dispersion">The divisor.</param>
    /// <exception cref="ArgumentOutOfRangeException">The period is outside its range.</exception>
    public StandardDeviation(int period, Dispersion dispersion = Dispersion.Population)
    {
        _moments = new RollingMoments(Parameter.Length(period, minimum: 2));
        _isSample = dispersion == Dispersion.Sample;
    }

    public int WarmUp => _moments.Length;

    public int OutputCount => 1;

    /// <summary>The standard deviation.</summary>
    public double Value => _isSample ? _moments.SampleDeviation : _moments.PopulationDeviation;

    public double this[int output] => output == 0 ? Value : OutputIndex.Throw(output, this);

    public void Update(in IndicatorInput input) => _moments.Add(input.Value);
}
