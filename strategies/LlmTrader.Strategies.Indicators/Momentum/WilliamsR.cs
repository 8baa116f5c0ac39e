using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Momentum;

/// <summary>
/// Williams %R: -100 * (highest high - close) / (highest high - lowest low) over length bars, -100 (at the low) to 0
/// (at the high) (L. Williams, How I Made One Million Dollars, 1973). -50 when the range has no width.
/// Warm-up: length. After a NaN it is undefined until length bars have come.
/// </summary>
public sealed class WilliamsR : IIndicator
{
    private readonly PlaceInRange _place;
    private double _value = double.NaN;

    /// <param name="length">1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is outside its range.</exception>
    public WilliamsR(int length = 14) => _place = new PlaceInRange(Parameter.Length(length));

    public int WarmUp => _place.WarmUp;

    public int OutputCount => 1;

    public double this[int output] => output == 0 ? _value : throw Parameter.NoSuchOutput(output);

    public void Update(in IndicatorInput input) => _value = _place.Next(input.High, input.Low, input.Close) - 100.0;

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Part(_place);
        transfer.Value(ref _value);
    }
}
