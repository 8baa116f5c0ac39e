using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Averages;

/// <summary>
/// Exponential moving average: EMA' = EMA + 2 / (length + 1) * (x - EMA) (P. N. Haurlan 1968).
/// Seed: the simple average of the first length values, or the first value. Warm-up: length, or 1.
/// A NaN starts it anew.
/// </summary>
public sealed class Ema : SeriesIndicator
{
    private ExponentialSmoother _smoother;

    /// <param name="length">1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <param name="seed">Where the recursion starts.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is outside its range.</exception>
    public Ema(int length, Seed seed = Seed.Average) =>
        _smoother = new ExponentialSmoother(Parameter.Length(length), 2.0 / (length + 1.0), seed);

    public override int WarmUp => _smoother.WarmUp;

    protected override double Compute(double value) => _smoother.Next(value);

    protected override void TransferState(ISnapshotTransfer transfer) => _smoother.Transfer(transfer);
}
