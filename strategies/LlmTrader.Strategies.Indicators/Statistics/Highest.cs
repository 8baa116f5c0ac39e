using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Statistics;

/// <summary>The highest of the last n values, the current one included. Output 0: the value.</summary>
/// <remarks>Source: the maximum. Reads Value. Warm-up: n. No seed. A missing value takes n updates to leave.</remarks>
public sealed class Highest : SeriesIndicator
{
    private readonly RollingExtreme _extreme;

    /// <param name="length">Values looked at, 1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is outside its range.</exception>
    public Highest(int length) => _extreme = RollingExtreme.Highest(Parameter.Length(length));

    public override int WarmUp => _extreme.Length;

    protected override double Compute(double value)
    {
        _extreme.Add(value);
        return _extreme.Value;
    }

    protected override void TransferState(ISnapshotTransfer transfer) => transfer.Part(_extreme);
}
