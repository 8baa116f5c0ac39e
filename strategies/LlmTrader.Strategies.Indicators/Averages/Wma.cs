using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Averages;

/// <summary>
/// Linearly weighted moving average: weights 1 (oldest) to length (newest) over length * (length + 1) / 2.
/// Warm-up: length. After a NaN it is undefined until length values have come.
/// </summary>
public sealed class Wma : SeriesIndicator
{
    private readonly RollingWeightedSum _sum;
    private readonly double _weights;

    /// <param name="length">1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is outside its range.</exception>
    public Wma(int length)
    {
        _sum = new RollingWeightedSum(Parameter.Length(length));
        _weights = length * (length + 1.0) / 2.0;
    }

    public override int WarmUp => _sum.Length;

    protected override double Compute(double value)
    {
        _sum.Add(value);
        return _sum.WeightedSum / _weights;
    }

    protected override void TransferState(ISnapshotTransfer transfer) => transfer.Part(_sum);
}
