using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Averages;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Momentum;

/// <summary>
/// Relative strength index: 100 * G / (G + L), G and L being the averages of the gains and the losses per update
/// (J. W. Wilder, New Concepts in Technical Trading Systems, 1978). With Wilder's average, seeded by the simple average
/// of the first length changes, it is Wilder's; with the simple average it is Cutler's.
/// Output in 0 to 100; 50 when nothing moved. Warm-up: length + 1. A NaN starts it anew.
/// </summary>
public sealed class Rsi : SeriesIndicator
{
    private readonly SeriesIndicator _gains;
    private readonly SeriesIndicator _losses;
    private double _previous = double.NaN;

    /// <param name="length">1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <param name="average">How gains and losses are smoothed.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public Rsi(int length, AverageKind average = AverageKind.Wilder)
    {
        _gains = MovingAverage.Create(average, length);
        _losses = MovingAverage.Create(average, length);
    }

    public override int WarmUp => _gains.WarmUp + 1;

    protected override double Compute(double value)
    {
        double change = value - _previous;
        _previous = value;
        if (Sample.IsMissing(change)) { change = double.NaN; }   // Also infinity, which has no loss but an infinite gain.
        double gain = _gains.Next(Math.Max(change, 0.0));        // Math.Max hands a NaN on.
        double loss = _losses.Next(Math.Max(-change, 0.0));
        double moved = gain + loss;
        return moved == 0.0 ? 50.0 : 100.0 * (gain / moved);
    }

    protected override void TransferState(ISnapshotTransfer transfer)
    {
        transfer.Part(_gains);
        transfer.Part(_losses);
        transfer.Value(ref _previous);
    }
}
