using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;
using LlmTrader.Strategies.Indicators.Volatility;

namespace LlmTrader.Strategies.Indicators.Trend;

/// <summary>
/// A trailing band of k average true ranges that flips when the close crosses it. Outputs: 0 the line, 1 direction (1 up,
/// the line being the lower band; -1 down), 2 upper band, 3 lower band.
/// </summary>
/// <remarks>
/// Source: O. Seban. A band is (H + L) / 2 +- k * ATR; the upper one only falls and the lower one only rises until the
/// previous close was beyond it. Warm-up: n + 1, as <see cref="Atr"/>. Seed: up when the close is at or above the middle.
/// A missing price starts it anew.
/// </remarks>
public sealed class SuperTrend : IIndicator
{
    private readonly Atr _atr;
    private readonly double _multiplier;
    private double _previousClose;
    private bool _isUp;
    private double _upper = double.NaN;
    private double _lower = double.NaN;

    /// <param name="length">True ranges averaged, 1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <param name="multiplier">Average true ranges from the middle to a band, 0.001 to 1000.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public SuperTrend(int length = 10, double multiplier = 3.0)
    {
        _atr = new Atr(length);
        _multiplier = Parameter.Within(multiplier, 0.001, 1000.0);
    }

    public int WarmUp => _atr.WarmUp;

    public int OutputCount => 4;

    /// <summary>The line: a stop below the price in an upward trend, above it in a downward one.</summary>
    public double Value => _isUp ? Lower : Upper;

    /// <summary>1 upward, -1 downward.</summary>
    public double Direction => double.IsNaN(Upper) ? double.NaN : _isUp ? 1.0 : -1.0;

    public double Upper => _upper;

    public double Lower => _lower;

    public double this[int output] => output switch
    {
        0 => Value,
        1 => Direction,
        2 => Upper,
        3 => Lower,
        _ => throw Parameter.NoSuchOutput(output),
    };

    public void Update(in IndicatorInput input)
    {
        double middle = (input.High + input.Low) / 2.0;
        double reach = _multiplier * _atr.Next(input);
        if (double.IsNaN(reach) || double.IsNaN(input.Close)) { _upper = _lower = double.NaN; }
        else if (double.IsNaN(Upper)) { Start(middle, reach, input.Close); }
        else { Trail(middle, reach, input.Close); }

        _previousClose = input.Close;
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Part(_atr);
        transfer.Value(ref _previousClose);
        transfer.Value(ref _isUp);
        transfer.Value(ref _upper);
        transfer.Value(ref _lower);
    }

    private void Start(double middle, double reach, double close)
    {
        _upper = middle + reach;
        _lower = middle - reach;
        _isUp = close >= middle;
    }

    private void Trail(double middle, double reach, double close)
    {
        if (middle + reach < Upper || _previousClose > Upper) { _upper = middle + reach; }
        if (middle - reach > Lower || _previousClose < Lower) { _lower = middle - reach; }
        _isUp = close > (_isUp ? Lower : Upper);
    }
}
