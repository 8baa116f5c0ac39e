using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators;

/// <summary>How recently the high and the low of the last n bars came. Outputs: 0 oscillator (up - down), 1 up, 2 down.</summary>
/// <remarks>
/// Source: Chande 1995, up = 100 * (n - bars since the highest high) / n over the current bar and the n before it; of equal
/// highs the latest counts. Reads High and Low. Warm-up: n + 1. No seed. A missing price takes n + 1 updates to leave.
/// </remarks>
public sealed class Aroon : IIndicator
{
    private readonly RollingExtreme _highs;
    private readonly RollingExtreme _lows;
    private readonly int _period;

    /// <param name="period">Bars looked back, 1 to <see cref="Parameter.MaxLength"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The period is outside its range.</exception>
    public Aroon(int period = 25)
    {
        _period = Parameter.Length(period);
        _highs = RollingExtreme.Highest(Parameter.Length(period + 1));
        _lows = RollingExtreme.Lowest(period + 1);
    }

    public int WarmUp => _period + 1;

    public int OutputCount => 3;

    /// <summary>Up less down, -100 to 100.</summary>
    public double Oscillator => Up - Down;

    /// <summary>100 when the current bar is the highest, 0 when the oldest is.</summary>
    public double Up => Strength(_highs);

    /// <summary>100 when the current bar is the lowest, 0 when the oldest is.</summary>
    public double Down => Strength(_lows);

    public double this[int output] => output switch
    {
        0 => Oscillator,
        1 => Up,
        2 => Down,
        _ => OutputIndex.Throw(output, this),
    };

    public void Update(in IndicatorInput input)
    {
        _highs.Add(input.High);
        _lows.Add(input.Low);
    }

    private double Strength(RollingExtreme extreme) =>
        extreme.IsFull ? 100.0 * (_period - extreme.Age) / _period : double.NaN;
}
