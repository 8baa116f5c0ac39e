using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Volatility;

/// <summary>The standard deviation of the last n values, in units of the value. Output 0: the deviation.</summary>
/// <remarks>
/// Source: the square root of <see cref="Variance"/>. Reads Value. Warm-up: n. No seed. A missing value takes n updates
/// to leave.
/// </remarks>
public sealed class StandardDeviation : SeriesIndicator
{
    private readonly RollingMoments _moments;
    private readonly bool _isSample;

    /// <param name="length">Values looked at, 2 to <see cref="Parameter.MaxLength"/>.</param>
    /// <param name="dispersion">The divisor.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is outside its range.</exception>
    public StandardDeviation(int length, Dispersion dispersion = Dispersion.Population)
    {
        _moments = new RollingMoments(Parameter.Length(length, minimum: 2));
        _isSample = dispersion == Dispersion.Sample;
    }

    public override int WarmUp => _moments.Length;

    protected override double Compute(double value)
    {
        _moments.Add(value);
        return _isSample ? _moments.SampleDeviation : _moments.PopulationDeviation;
    }

    protected override void TransferState(ISnapshotTransfer transfer) => transfer.Part(_moments);
}
