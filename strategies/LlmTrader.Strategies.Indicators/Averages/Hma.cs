using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Averages;

/// <summary>
/// Hull moving average: WMA of (2 * WMA(length / 2) - WMA(length)) over sqrt(length), halves and roots cut to whole
/// numbers (A. Hull 2005). Warm-up: length + floor(sqrt(length)) - 1.
/// After a NaN it is undefined until that many values have come.
/// </summary>
public sealed class Hma : SeriesIndicator
{
    private readonly Wma _half;
    private readonly Wma _full;
    private readonly Wma _smooth;

    /// <param name="length">2 to <see cref="Parameter.MaxLength"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is outside its range.</exception>
    public Hma(int length)
    {
        _full = new Wma(Parameter.Length(length, minimum: 2));
        _half = new Wma(length / 2);
        _smooth = new Wma((int)Math.Sqrt(length));
    }

    public override int WarmUp => _full.WarmUp + _smooth.WarmUp - 1;

    protected override double Compute(double value) => _smooth.Next(2.0 * _half.Next(value) - _full.Next(value));

    protected override void TransferState(ISnapshotTransfer transfer)
    {
        transfer.Part(_half);
        transfer.Part(_full);
        transfer.Part(_smooth);
    }
}
