using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Averages;

/// <summary>
/// Volume-weighted moving average: the sum of value * volume over the sum of volume, last length bars (B. Buff Dormeier
/// and common use). NaN while the window has no volume: no trade, no traded price.
/// Warm-up: length. After a NaN value or volume it is undefined until length bars have come.
/// </summary>
public sealed class Vwma : IIndicator
{
    private readonly RollingSum _traded;
    private readonly RollingSum _volume;
    private double _value = double.NaN;

    /// <param name="length">1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is outside its range.</exception>
    public Vwma(int length)
    {
        _traded = new RollingSum(Parameter.Length(length));
        _volume = new RollingSum(length);
    }

    public int WarmUp => _volume.Length;

    public int OutputCount => 1;

    public double this[int output] => output == 0 ? _value : throw Parameter.NoSuchOutput(output);

    public void Update(in IndicatorInput input)
    {
        double traded = input.Value * input.Volume;
        _traded.Add(traded);
        _volume.Add(Sample.IsMissing(traded) ? double.NaN : input.Volume);   // One missing side is a missing bar.
        _value = _volume.Value > 0.0 ? _traded.Value / _volume.Value : double.NaN;
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Part(_traded);
        transfer.Part(_volume);
        transfer.Value(ref _value);
    }
}
