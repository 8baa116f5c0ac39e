using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Volatility;

/// <summary>How many standard deviations the value is from the mean of the last n. Output 0: the z-score.</summary>
/// <remarks>
/// Source: (x - mean) / deviation over the window that ends with x. Reads Value. Warm-up: n. No seed. NaN while the values
/// do not move. A missing value takes n updates to leave.
/// </remarks>
public sealed class ZScore : SeriesIndicator
{
    private readonly RollingMoments _moments;
    private readonly bool _isSample;

    /// <param name="length">Values looked at, 2 to <see cref="Parameter.MaxLength"/>.</param>
    /// <param name="dispersion">The deviation's divisor.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is outside its range.</exception>
    public ZScore(int length, Dispersion dispersion = Dispersion.Population)
    {
        _moments = new RollingMoments(Parameter.Length(length, minimum: 2));
        _isSample = dispersion == Dispersion.Sample;
    }

    public override int WarmUp => _moments.Length;

    protected override double Compute(double value)
    {
        _moments.Add(value);
        double deviation = _isSample ? _moments.SampleDeviation : _moments.PopulationDeviation;
        return deviation > 0.0 ? (value - _moments.Mean) / deviation : double.NaN;
    }

    protected override void TransferState(ISnapshotTransfer transfer) => transfer.Part(_moments);
}
