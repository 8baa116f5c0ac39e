using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Trend;

/// <summary>
/// Wilder's stop-and-reverse: a trailing stop that accelerates. Outputs: 0 the stop for the current bar, 1 direction
/// (1 long, -1 short), 2 whether it reversed at the current bar (1 or 0).
/// </summary>
/// <remarks>
/// Source: Wilder 1978. SAR = SAR' + AF * (EP - SAR'), never inside the range of the two previous bars; AF starts at its
/// initial value and grows by its step with each new extreme point. Reads High and Low. Warm-up: 1. Seed: long, from the
/// first low, as Skender's sheet; that direction is a guess until the first reversal. A missing price starts it anew.
/// </remarks>
public sealed class ParabolicSar : IIndicator
{
    private readonly double _initial;
    private readonly double _step;
    private readonly double _maximum;
    private Trend _trend;
    private Bar _previous;
    private Bar _beforePrevious;
    private double _extreme;
    private double _acceleration;
    private int _bars;
    private double _value = double.NaN;
    private double _reversal = double.NaN;

    /// <param name="step">Growth of the acceleration factor at a new extreme, 0 to 10.</param>
    /// <param name="maximum">The largest acceleration factor, <paramref name="step"/> to 10.</param>
    /// <param name="initial">The first acceleration factor, 0 to <paramref name="maximum"/>; the step when not given, as Wilder has it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public ParabolicSar(double step = 0.02, double maximum = 0.2, double? initial = null)
    {
        _step = Parameter.Within(step, 0.0, 10.0);
        _maximum = Parameter.Within(maximum, step, 10.0);
        _initial = Parameter.Within(initial ?? step, 0.0, maximum, nameof(initial));
    }

    private enum Trend
    {
        Short = -1,
        Long = 1,
    }

    public int WarmUp => 1;

    public int OutputCount => 3;

    /// <summary>The stop for the current bar: what it was before the bar, or the old extreme if the bar reversed it.</summary>
    public double Value => _value;

    /// <summary>1 while the stop is below the price, -1 while it is above.</summary>
    public double Direction => _bars > 0 ? (double)_trend : double.NaN;

    /// <summary>1 at a bar that touched the stop, else 0.</summary>
    public double Reversal => _reversal;

    public double this[int output] => output switch
    {
        0 => Value,
        1 => Direction,
        2 => Reversal,
        _ => throw Parameter.NoSuchOutput(output),
    };

    public void Update(in IndicatorInput input)
    {
        var bar = new Bar(input.High, input.Low);
        if (Sample.IsMissing(bar.High) || Sample.IsMissing(bar.Low)) { Restart(); }
        else if (_bars == 0) { Start(bar); }
        else { Continue(bar); }
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Value(ref _trend);
        transfer.Value(ref _previous);
        transfer.Value(ref _beforePrevious);
        transfer.Value(ref _extreme);
        transfer.Value(ref _acceleration);
        transfer.Value(ref _bars);
        transfer.Value(ref _value);
        transfer.Value(ref _reversal);
    }

    private void Restart()
    {
        _bars = 0;
        _value = double.NaN;
        _reversal = double.NaN;
    }

    private void Start(Bar bar)
    {
        _trend = Trend.Long;
        _extreme = bar.High;
        _acceleration = _initial;
        _value = bar.Low;
        _reversal = 0.0;
        Remember(bar);
    }

    private void Continue(Bar bar)
    {
        double stop = Value + _acceleration * (_extreme - Value);
        if (_trend == Trend.Long)
        {
            if (_bars > 1) { stop = Math.Min(stop, Math.Min(_previous.Low, _beforePrevious.Low)); }
            Follow(stop, isHit: bar.Low < stop, isNewExtreme: bar.High > _extreme, ahead: bar.High, behind: bar.Low);
        }
        else
        {
            if (_bars > 1) { stop = Math.Max(stop, Math.Max(_previous.High, _beforePrevious.High)); }
            Follow(stop, isHit: bar.High > stop, isNewExtreme: bar.Low < _extreme, ahead: bar.Low, behind: bar.High);
        }

        Remember(bar);
    }

    private void Follow(double stop, bool isHit, bool isNewExtreme, double ahead, double behind)
    {
        _reversal = isHit ? 1.0 : 0.0;
        if (isHit)
        {
            _value = _extreme;
            _trend = _trend == Trend.Long ? Trend.Short : Trend.Long;
            _extreme = behind;
            _acceleration = _initial;
            return;
        }

        _value = stop;
        if (isNewExtreme)
        {
            _extreme = ahead;
            _acceleration = Math.Min(_acceleration + _step, _maximum);
        }
    }

    private void Remember(Bar bar)
    {
        _beforePrevious = _previous;
        _previous = bar;
        if (_bars < 2) { _bars++; }
    }

    private readonly record struct Bar(double High, double Low);
}
