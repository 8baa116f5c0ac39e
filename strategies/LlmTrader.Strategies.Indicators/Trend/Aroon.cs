using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Trend;

/// <summary>Which of several equal highs (lows) Aroon counts from.</summary>
public enum AroonTie
{
    /// <summary>The last one (TA-Lib, StockCharts, LEAN).</summary>
    Latest,

    /// <summary>The first one (Skender).</summary>
    Earliest,
}

/// <summary>
/// How recently the high and the low of the last n bars came. Outputs: 0 oscillator (up - down), 1 up, 2 down.
/// </summary>
/// <remarks>
/// Source: Chande 1995, up = 100 * (n - bars since the highest high) / n over the current bar and the n before it.
/// Reads High and Low. Warm-up: n + 1. No seed. A missing price takes n + 1 updates to leave.
/// </remarks>
public sealed class Aroon : IIndicator
{
    private readonly RollingExtreme _highs;
    private readonly RollingExtreme _lows;
    private readonly int _length;

    /// <param name="length">Bars looked back, 1 to <see cref="Parameter.MaxLength"/> - 1.</param>
    /// <param name="tie">Which of equal extremes counts.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is outside its range.</exception>
    public Aroon(int length = 25, AroonTie tie = AroonTie.Latest)
    {
        _length = Parameter.Length(length);
        _highs = RollingExtreme.Highest(Parameter.Length(length + 1), tie == AroonTie.Latest);
        _lows = RollingExtreme.Lowest(length + 1, tie == AroonTie.Latest);
    }

    public int WarmUp => _length + 1;

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
        _ => throw Parameter.NoSuchOutput(output),
    };

    public void Update(in IndicatorInput input)
    {
        _highs.Add(input.High);
        _lows.Add(input.Low);
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Part(_highs);
        transfer.Part(_lows);
    }

    private double Strength(RollingExtreme extreme) =>
        extreme.IsFull ? 100.0 * (_length - extreme.Age) / _length : double.NaN;
}
