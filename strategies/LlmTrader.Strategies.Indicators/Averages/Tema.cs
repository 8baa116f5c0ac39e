using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Averages;

/// <summary>
/// Triple exponential moving average: 3 * EMA - 3 * EMA(EMA) + EMA(EMA(EMA)) (P. Mulloy, Technical Analysis of Stocks
/// and Commodities, January 1994). Seed: each EMA with the average of its first length inputs
/// (TA-Lib), warm-up 3 * length - 2; or the second and third with their first input, so that all start together, warm-up
/// length. A NaN starts it anew.
/// </summary>
public sealed class Tema : SeriesIndicator
{
    private readonly Ema _first;
    private readonly Ema _second;
    private readonly Ema _third;

    /// <param name="length">1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <param name="chained">Start of the EMAs of EMAs: its own first inputs' average, or its first input.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public Tema(int length, Seed chained = Seed.Average)
    {
        _first = new Ema(length);
        _second = new Ema(length, chained);
        _third = new Ema(length, chained);
    }

    public override int WarmUp => _first.WarmUp + 2 * _second.WarmUp - 2;

    protected override double Compute(double value)
    {
        double first = _first.Next(value);
        double second = _second.Next(first);
        return 3.0 * (first - second) + _third.Next(second);
    }

    protected override void TransferState(ISnapshotTransfer transfer)
    {
        transfer.Part(_first);
        transfer.Part(_second);
        transfer.Part(_third);
    }
}
