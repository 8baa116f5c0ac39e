using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Averages;
using LlmTrader.Strategies.Indicators.Numerics;
using LlmTrader.Strategies.Indicators.Sources;

namespace LlmTrader.Strategies.Indicators.Volatility;

/// <summary>Average true range, in price units. Output 0: the average.</summary>
/// <remarks>
/// Source: J. W. Wilder, New Concepts in Technical Trading Systems, 1978: Wilder's average of <see cref="TrueRange"/>.
/// Warm-up: n + 1, or n when the first bar's true range is high - low. Seed: the simple average of the first n true
/// ranges. A missing price starts it anew.
/// </remarks>
public sealed class Atr : BarIndicator
{
    private readonly TrueRange _trueRange;
    private readonly SeriesIndicator _average;

    /// <param name="length">True ranges averaged, 1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <param name="average">How they are averaged; Wilder's own is the usual one.</param>
    /// <param name="first">The first bar's true range.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is outside its range, or the average is unknown.</exception>
    public Atr(int length = 14, AverageKind average = AverageKind.Wilder, FirstTrueRange first = FirstTrueRange.Missing)
    {
        _average = MovingAverage.Create(average, Parameter.Length(length));
        _trueRange = new TrueRange(first);
    }

    public override int WarmUp => _trueRange.WarmUp + _average.WarmUp - 1;

    protected override double Compute(in IndicatorInput input) => _average.Next(_trueRange.Next(input));

    protected override void TransferState(ISnapshotTransfer transfer)
    {
        transfer.Part(_trueRange);
        transfer.Part(_average);
    }
}
