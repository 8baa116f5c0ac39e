using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Averages;

/// <summary>
/// Simple moving average: the arithmetic mean of the last <c>length</c> values.
/// Warm-up: length. After a NaN it is undefined until length values have come.
/// </summary>
public sealed class Sma : SeriesIndicator
{
    private readonly RollingSum _sum;

    /// <param name="length">1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is outside its range.</exception>
    public Sma(int length) => _sum = new RollingSum(Parameter.Length(length));

    public override int WarmUp => _sum.Length;

    protected override double Compute(double value)
    {
        _sum.Add(value);
        return _sum.Mean;
    }

    protected override void TransferState(ISnapshotTransfer transfer) => transfer.Part(_sum);
}
