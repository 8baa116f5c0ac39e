using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Momentum;

/// <summary>
/// Commodity channel index: (TP - SMA(TP)) / (0.015 * mean absolute deviation of TP from that SMA) over length bars,
/// TP = (high + low + close) / 3 (D. Lambert, Commodities, October 1980). 0 when the window does not move.
/// Warm-up: length. After a NaN it is undefined until length bars have come.
/// </summary>
/// <remarks>
/// The mean moves at every bar, and with it every absolute deviation: there is no O(1) form of their sum, so an update
/// costs one pass over length numbers. The pass starts from the window, so it can't drift.
/// </remarks>
public sealed class Cci : IIndicator
{
    private const double Scale = 0.015;   // Lambert's choice: about three quarters of values then fall in -100 to 100.

    private readonly RollingWindow _prices;
    private readonly RollingSum _sum;
    private double _value = double.NaN;

    /// <param name="length">2 to <see cref="Parameter.MaxLength"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is outside its range.</exception>
    public Cci(int length = 20)
    {
        _prices = new RollingWindow(Parameter.Length(length, minimum: 2));
        _sum = new RollingSum(length);
    }

    public int WarmUp => _prices.Length;

    public int OutputCount => 1;

    public double this[int output] => output == 0 ? _value : throw Parameter.NoSuchOutput(output);

    public void Update(in IndicatorInput input)
    {
        double price = (input.High + input.Low + input.Close) / 3.0;
        _prices.Add(price);
        _sum.Add(price);
        _value = _sum.IsFull ? Index(price) : double.NaN;
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Part(_prices);
        transfer.Part(_sum);
        transfer.Value(ref _value);
    }

    private double Index(double price)
    {
        double mean = _sum.Mean;
        double deviations = 0.0;
        for (int age = 0; age < _prices.Length; age++) { deviations += Math.Abs(_prices[age] - mean); }
        double deviation = deviations / _prices.Length;

        // A mean rounded by one digit is no movement.
        return deviation <= Math.Abs(mean) * 1e-15 ? 0.0 : (price - mean) / (Scale * deviation);
    }
}
