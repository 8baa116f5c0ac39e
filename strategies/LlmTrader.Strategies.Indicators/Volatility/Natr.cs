using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Averages;
using LlmTrader.Strategies.Indicators.Numerics;
using LlmTrader.Strategies.Indicators.Sources;

namespace LlmTrader.Strategies.Indicators.Volatility;

/// <summary>Normalised average true range. Output 0: <see cref="Atr"/> in percent of the close.</summary>
/// <remarks>
/// Source: J. Forman, "Cross-Market Evaluations With Normalized Average True Range" (Stocks and Commodities, 2006),
/// 100 * ATR / close. Warm-up and seed: as the ATR. NaN at a close of 0.
/// A missing price starts it anew.
/// </remarks>
public sealed class Natr : BarIndicator
{
    private readonly Atr _atr;

    /// <param name="length">True ranges averaged, 1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <param name="average">How they are averaged.</param>
    /// <param name="first">The first bar's true range.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is outside its range, or the average is unknown.</exception>
    public Natr(int length = 14, AverageKind average = AverageKind.Wilder, FirstTrueRange first = FirstTrueRange.Missing) =>
        _atr = new Atr(length, average, first);

    public override int WarmUp => _atr.WarmUp;

    protected override double Compute(in IndicatorInput input)
    {
        double atr = _atr.Next(input);
        return input.Close != 0.0 ? 100.0 * (atr / input.Close) : double.NaN;
    }

    protected override void TransferState(ISnapshotTransfer transfer) => transfer.Part(_atr);
}
