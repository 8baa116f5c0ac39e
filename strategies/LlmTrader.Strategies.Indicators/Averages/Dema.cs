using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Averages;

/// <summary>
/// Double exponential moving average: 2 * EMA - EMA(EMA) (P. Mulloy, Technical Analysis of Stocks and Commodities,
/// February 1994). Seed: each EMA with the average of its first length inputs (TA-Lib), warm-up 2 * length - 1; or the
/// second with its first input, so that both start together, warm-up length. A NaN starts it anew.
/// </summary>
public sealed class Dema : SeriesIndicator
{
    private readonly Ema _first;
    private readonly Ema _second;

    /// <param name="length">1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <param name="chained">Start of the EMA of the EMA: its own first inputs' average, or its first input.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public Dema(int length, Seed chained = Seed.Average)
    {
        _first = new Ema(length);
        _second = new Ema(length, chained);
    }

    public override int WarmUp => _first.WarmUp + _second.WarmUp - 1;

    protected override double Compute(double value)
    {
        double first = _first.Next(value);
        return 2.0 * first - _second.Next(first);
    }

    protected override void TransferState(ISnapshotTransfer transfer)
    {
        transfer.Part(_first);
        transfer.Part(_second);
    }
}
