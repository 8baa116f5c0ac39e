using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Statistics;

/// <summary>The lowest of the last n values, the current one included. Output 0: the value.</summary>
/// <remarks>Source: the minimum. Reads Value. Warm-up: n. No seed. A missing value takes n updates to leave.</remarks>
public sealed class Lowest : SeriesIndicator
{
    private readonly RollingExtreme _extreme;

    /// <param name="length">Values looked at, 1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is outside its range.</exception>
    public Lowest(int length) => _extreme = RollingExtreme.Lowest(Parameter.Length(length));

    public override int WarmUp => _extreme.Length;

    protected override double Compute(double value)
    {
        _extreme.Add(value);
        return _extreme.Value;
    }

    protected override void TransferState(ISnapshotTransfer transfer) => transfer.Part(_extreme);
}
