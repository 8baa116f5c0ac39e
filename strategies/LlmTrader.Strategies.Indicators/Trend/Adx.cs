using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Averages;
using LlmTrader.Strategies.Indicators.Numerics;
using LlmTrader.Strategies.Indicators.Volatility;

namespace LlmTrader.Strategies.Indicators.Trend;

/// <summary>
/// Wilder's directional movement system. Outputs, all 0 to 100: 0 ADX (strength of the trend), 1 +DI, 2 -DI, 3 DX.
/// </summary>
/// <remarks>
/// Source: J. W. Wilder, New Concepts in Technical Trading Systems, 1978. +DM = H - H' where that is above 0 and above
/// L' - L, -DM the reverse; DI = 100 * Wilder(DM) / Wilder(true range); DX = 100 * |+DI - -DI| / (+DI + -DI); ADX =
/// Wilder(DX). Warm-up: 2n (the DIs and DX: n + 1). Seed: simple averages of the first n; Wilder's sums are n times them,
/// and n cancels. Without any movement DI and DX are 0. A missing price starts it anew.
/// </remarks>
public sealed class Adx : IIndicator
{
    private readonly TrueRange _trueRange = new();
    private readonly Rma _ranges;
    private readonly Rma _plusMovement;
    private readonly Rma _minusMovement;
    private readonly Rma _strength;
    private double _previousHigh = double.NaN;
    private double _previousLow = double.NaN;
    private double _plus = double.NaN;
    private double _minus = double.NaN;
    private double _imbalance = double.NaN;

    /// <param name="length">Of each average, 1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is outside its range.</exception>
    public Adx(int length = 14)
    {
        _ranges = new Rma(length);
        _plusMovement = new Rma(length);
        _minusMovement = new Rma(length);
        _strength = new Rma(length);
    }

    public int WarmUp => 2 * _ranges.WarmUp;

    public int OutputCount => 4;

    /// <summary>The average directional index.</summary>
    public double Value => _strength.Value;

    /// <summary>+DI, the share of upward movement.</summary>
    public double Plus => _plus;

    /// <summary>-DI, the share of downward movement.</summary>
    public double Minus => _minus;

    /// <summary>DX, the imbalance of the two before it is averaged.</summary>
    public double Imbalance => _imbalance;

    public double this[int output] => output switch
    {
        0 => Value,
        1 => Plus,
        2 => Minus,
        3 => Imbalance,
        _ => throw Parameter.NoSuchOutput(output),
    };

    public void Update(in IndicatorInput input)
    {
        double range = _trueRange.Next(input);
        double up = input.High - _previousHigh;
        double down = _previousLow - input.Low;
        _previousHigh = input.High;
        _previousLow = input.Low;

        // All three averages start anew together, whichever price was missing.
        double none = double.IsNaN(range + up + down) ? double.NaN : 0.0;
        double ranges = _ranges.Next(range + none);
        _plus = Share(_plusMovement.Next(up > down && up > 0.0 ? up + none : none), ranges);
        _minus = Share(_minusMovement.Next(down > up && down > 0.0 ? down + none : none), ranges);
        _imbalance = Share(Math.Abs(Plus - Minus), Plus + Minus);
        _strength.Next(Imbalance);
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Part(_trueRange);
        transfer.Part(_ranges);
        transfer.Part(_plusMovement);
        transfer.Part(_minusMovement);
        transfer.Part(_strength);
        transfer.Value(ref _previousHigh);
        transfer.Value(ref _previousLow);
        transfer.Value(ref _plus);
        transfer.Value(ref _minus);
        transfer.Value(ref _imbalance);
    }

    private static double Share(double part, double whole) => whole == 0.0 ? 0.0 : 100.0 * (part / whole);
}
