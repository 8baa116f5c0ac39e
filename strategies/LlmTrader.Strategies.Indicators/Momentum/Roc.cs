using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Momentum;

/// <summary>
/// Rate of change in percent: 100 * (x - x[length]) / x[length]; NaN where x[length] is 0.
/// Warm-up: length + 1. A NaN value matters at its own update and length updates later, not between.
/// </summary>
public sealed class Roc : SeriesIndicator
{
    private readonly RollingWindow _values;

    /// <param name="length">1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is outside its range.</exception>
    public Roc(int length) => _values = new RollingWindow(Parameter.Length(length));

    public override int WarmUp => _values.Length + 1;

    protected override double Compute(double value)
    {
        if (Sample.IsMissing(value)) { value = double.NaN; }
        double before = _values.Oldest;
        _values.Add(value);
        return before == 0.0 ? double.NaN : 100.0 * ((value - before) / before);
    }

    protected override void TransferState(ISnapshotTransfer transfer) => transfer.Part(_values);
}
