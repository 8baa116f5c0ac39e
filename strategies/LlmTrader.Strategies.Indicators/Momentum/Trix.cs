using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Averages;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Momentum;

/// <summary>
/// TRIX: the change of a triple EMA from one update to the next, in percent of the former (J. Hutson, Technical Analysis
/// of Stocks and Commodities, 1983). NaN where the former is 0. Seed: each EMA with the average of its first length
/// inputs (TA-Lib), warm-up 3 * length - 1; or the second and third with their first input, so that all start together,
/// warm-up length + 1. A NaN starts it anew.
/// </summary>
public sealed class Trix : SeriesIndicator
{
    private readonly Ema _first;
    private readonly Ema _second;
    private readonly Ema _third;

    /// <param name="length">1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <param name="chained">Start of the EMAs of EMAs: its own first inputs' average, or its first input.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public Trix(int length, Seed chained = Seed.Average)
    {
        _first = new Ema(length);
        _second = new Ema(length, chained);
        _third = new Ema(length, chained);
    }

    public override int WarmUp => _first.WarmUp + 2 * _second.WarmUp - 1;

    protected override double Compute(double value)
    {
        double before = _third.Value;
        double now = _third.Next(_second.Next(_first.Next(value)));
        return before == 0.0 ? double.NaN : 100.0 * ((now - before) / before);
    }

    protected override void TransferState(ISnapshotTransfer transfer)
    {
        transfer.Part(_first);
        transfer.Part(_second);
        transfer.Part(_third);
    }
}
