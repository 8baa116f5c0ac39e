using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Momentum;

/// <summary>
/// Momentum: x - x[length], in the input's unit.
/// Warm-up: length + 1. A NaN value matters at its own update and length updates later, not between.
/// </summary>
public sealed class Mom : SeriesIndicator
{
    private readonly RollingWindow _values;

    /// <param name="length">1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is outside its range.</exception>
    public Mom(int length) => _values = new RollingWindow(Parameter.Length(length));

    public override int WarmUp => _values.Length + 1;

    protected override double Compute(double value)
    {
        if (Sample.IsMissing(value)) { value = double.NaN; }
        double before = _values.Oldest;
        _values.Add(value);
        return value - before;
    }

    protected override void TransferState(ISnapshotTransfer transfer) => transfer.Part(_values);
}
