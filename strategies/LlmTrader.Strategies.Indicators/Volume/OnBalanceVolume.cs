using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators;

/// <summary>What an on-balance-volume line starts from.</summary>
public enum ObvStart
{
    /// <summary>0 (Granville, Skender).</summary>
    Zero,

    /// <summary>The first bar's volume (TA-Lib, LEAN).</summary>
    FirstVolume,
}

/// <summary>Volume added on bars that close higher and taken off on bars that close lower. Output 0: the line, in units of volume.</summary>
/// <remarks>
/// Source: Granville, "New Key to Stock Market Profits" (1963). Only its changes mean anything; its level depends on where
/// it starts. Warm-up: 1. Seed: <see cref="ObvStart"/>. After a bar with a missing close or volume it starts anew.
/// </remarks>
public sealed class OnBalanceVolume : IIndicator
{
    private readonly bool _startsWithVolume;
    private DoubleDouble _line;
    private double _previousClose = double.NaN;

    /// <param name="start">The line's first value.</param>
    public OnBalanceVolume(ObvStart start = ObvStart.Zero) => _startsWithVolume = start == ObvStart.FirstVolume;

    public int WarmUp => 1;

    public int OutputCount => 1;

    /// <summary>The line.</summary>
    public double Value { get; private set; } = double.NaN;

    public double this[int output] => output == 0 ? Value : OutputIndex.Throw(output, this);

    public void Update(in IndicatorInput input)
    {
        if (Sample.IsMissing(input.Close) || Sample.IsMissing(input.Volume))
        {
            _previousClose = double.NaN;
            Value = double.NaN;
            return;
        }

        if (double.IsNaN(_previousClose)) { _line = default(DoubleDouble).Plus(_startsWithVolume ? input.Volume : 0.0); }
        else if (input.Close > _previousClose) { _line = _line.Plus(input.Volume); }
        else if (input.Close < _previousClose) { _line = _line.Minus(input.Volume); }

        _previousClose = input.Close;
        Value = _line.High;
    }
}
