using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;
using LlmTrader.Strategies.Indicators.Sources;

namespace LlmTrader.Strategies.Indicators.Volume;

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
public sealed class Obv : BarIndicator
{
    private readonly bool _startsWithVolume;
    private DoubleDouble _line;
    private double _previousClose = double.NaN;

    /// <param name="start">The line's first value.</param>
    public Obv(ObvStart start = ObvStart.Zero) => _startsWithVolume = start == ObvStart.FirstVolume;

    public override int WarmUp => 1;

    protected override double Compute(in IndicatorInput input)
    {
        if (Sample.IsMissing(input.Close) || Sample.IsMissing(input.Volume))
        {
            _previousClose = double.NaN;
            return double.NaN;
        }

        if (double.IsNaN(_previousClose)) { _line = default(DoubleDouble).Plus(_startsWithVolume ? input.Volume : 0.0); }
        else if (input.Close > _previousClose) { _line = _line.Plus(input.Volume); }
        else if (input.Close < _previousClose) { _line = _line.Minus(input.Volume); }

        _previousClose = input.Close;
        return _line.High;
    }

    protected override void TransferState(ISnapshotTransfer transfer)
    {
        transfer.Value(ref _line);
        transfer.Value(ref _previousClose);
    }
}
