using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Averages;

/// <summary>
/// Arnaud Legoux moving average: weights exp(-(i - m)^2 / (2 s^2)) for i = 0 (oldest) to length - 1, with
/// m = offset * (length - 1) and s = length / sigma, divided by their sum (A. Legoux, D. Kouzis-Loukas 2009).
/// Warm-up: length. NaN while a NaN is among the last length values.
/// </summary>
/// <remarks>
/// A Gaussian window has no recursion: each update costs length multiplications over one contiguous pass, and no state
/// that could drift.
/// </remarks>
public sealed class Alma : SeriesIndicator
{
    private readonly double[] _weights;   // By age: 0 is the newest value's.
    private readonly RollingWindow _values;

    /// <param name="length">1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <param name="offset">Place of the peak, 0 (oldest) to 1 (newest).</param>
    /// <param name="sigma">Sharpness, 0.01 to 100; larger is narrower.</param>
    /// <param name="wholeOffset">Cut m to a whole number, as TradingView does with floor = true.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public Alma(int length, double offset = 0.85, double sigma = 6.0, bool wholeOffset = false)
    {
        _values = new RollingWindow(Parameter.Length(length));
        double peak = Parameter.Within(offset, 0.0, 1.0) * (length - 1);
        if (wholeOffset) { peak = Math.Floor(peak); }
        double width = length / Parameter.Within(sigma, 0.01, 100.0);
        _weights = Weights(length, peak, width);
    }

    public override int WarmUp => _weights.Length;

    protected override double Compute(double value)
    {
        _values.Add(Sample.IsMissing(value) ? double.NaN : value);
        if (!_values.IsFull) { return double.NaN; }
        double sum = 0.0;
        for (int age = 0; age < _weights.Length; age++) { sum += _weights[age] * _values[age]; }
        return sum;
    }

    protected override void TransferState(ISnapshotTransfer transfer) => transfer.Part(_values);

    private static double[] Weights(int length, double peak, double width)
    {
        double[] weights = new double[length];
        double total = 0.0;
        for (int age = 0; age < length; age++)
        {
            double distance = length - 1 - age - peak;
            weights[age] = DeterministicMath.Exp(-(distance * distance) / (2.0 * width * width));
            total += weights[age];
        }

        for (int age = 0; age < length; age++) { weights[age] /= total; }
        return weights;
    }
}
