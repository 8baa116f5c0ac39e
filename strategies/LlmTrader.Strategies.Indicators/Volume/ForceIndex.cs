using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Averages;
using LlmTrader.Strategies.Indicators.Numerics;
using LlmTrader.Strategies.Indicators.Sources;

namespace LlmTrader.Strategies.Indicators.Volume;

/// <summary>The smoothed force of the bulls (above 0) or the bears. Output 0: the index, in price * volume.</summary>
/// <remarks>
/// Source: A. Elder, Trading for a Living, 1993: EMA of (C - C') * volume. Warm-up: n + 1, since the first change needs two
/// bars. Seed: the simple average of the first n. A missing close or volume starts it anew.
/// </remarks>
public sealed class ForceIndex : BarIndicator
{
    private readonly Ema _average;
    private double _previousClose = double.NaN;

    /// <param name="length">Of the EMA, 1 (raw) to <see cref="Parameter.MaxLength"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is outside its range.</exception>
    public ForceIndex(int length = 13) => _average = new Ema(length);

    public override int WarmUp => _average.WarmUp + 1;

    protected override double Compute(in IndicatorInput input)
    {
        double change = input.Close - _previousClose;
        _previousClose = input.Close;
        return _average.Next(change * input.Volume);
    }

    protected override void TransferState(ISnapshotTransfer transfer)
    {
        transfer.Part(_average);
        transfer.Value(ref _previousClose);
    }
}
