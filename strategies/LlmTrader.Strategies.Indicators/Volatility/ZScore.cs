using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators;

/// <summary>How many standard deviations the value is from the mean of the last n. Output 0: the z-score.</summary>
/// <remarks>
/// Source: (x - mean) / deviation over the window that ends with x. Reads Value. Warm-up: n. No seed. NaN while the values
/// do not move. A missing value takes n updates to leave.
/// </remarks>
public sealed class ZScore : IIndicator
{
    private readonly RollingMoments _moments;
    private readonly bool _isSample;

    /// <param name="period">Values looked at, 2 to <see cref="Parameter.MaxLength"/>.</param>
    /// <param name="dispersion">The deviation's divisor.</param>
    /// <exception cref="ArgumentOutOfRangeException">The period is outside its range.</exception>
    public ZScore(int period, Dispersion dispersion = Dispersion.Population)
    {
        _moments = new RollingMoments(Parameter.Length(period, minimum: 2));
        _isSample = dispersion == Dispersion.Sample;
    }

    public int WarmUp => _moments.Length;

    public int OutputCount => 1;

    /// <summary>The z-score.</summary>
    public double Value { get; private set; } = double.NaN;

    public double this[int output] => output == 0 ? Value : OutputIndex.Throw(output, this);

    public void Update(in IndicatorInput input)
    {
        _moments.Add(input.Value);
        double deviation = _isSample ? _moments.SampleDeviation : _moments.PopulationDeviation;
        Value = deviation > 0.0 ? (input.Value - _moments.Mean) / deviation : double.NaN;
    }
}
