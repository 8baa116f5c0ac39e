using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators;

/// <summary>The variance of the last n values, in squared units of the value. Output 0: the variance.</summary>
/// <remarks>
/// Source: mean squared distance from the mean, divided as <see cref="Dispersion"/> says. Reads Value. Warm-up: n.
/// No seed. A missing value takes n updates to leave.
/// </remarks>
public sealed class Variance : IIndicator
{
    private readonly RollingMoments _moments;
    private readonly bool _isSample;

    /// <param name="period">Values looked at, 2 to <see cref="Parameter.MaxLength"/>.</param>
    /// <param name="dispersion">The divisor.</param>
    /// <exception cref="ArgumentOutOfRangeException">The period is outside its range.</exception>
    public Variance(int period, Dispersion dispersion = Dispersion.Population)
    {
        _moments = new RollingMoments(Parameter.Length(period, minimum: 2));
        _isSample = dispersion == Dispersion.Sample;
    }

    public int WarmUp => _moments.Length;

    public int OutputCount => 1;

    /// <summary>The variance.</summary>
    public double Value => _isSample ? _moments.SampleVariance : _moments.PopulationVariance;

    public double this[int output] => output == 0 ? Value : OutputIndex.Throw(output, this);

    public void Update(in IndicatorInput input) => _moments.Add(input.Value);
}
