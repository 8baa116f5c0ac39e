using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Averages;

/// <summary>
/// Triple exponential moving average: 3 * EMA - 3 * EMA(EMA) + EMA(EMA(EMA)) (P. Mulloy, Technical Analysis of Stocks
/// and Commodities, January 1994). Each EMA is seeded with the average of its first length inputs.
/// Warm-up: 3 * length - 2. A NaN starts it anew.
/// </summary>
public sealed class Tema : SeriesIndicator
{
    private readonly Ema _first;
    private readonly Ema _second;
    private readonly Ema _third;

    /// <param name="length">1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is outside its range.</exception>
    public Tema(int length)
    {
        _first = new Ema(length);
        _second = new Ema(length);
        _third = new Ema(length);
    }

    public override int WarmUp => 3 * _first.WarmUp - 2;

    protected override double Compute(double value)
    {
        double first = _first.Next(value);
        double second = _second.Next(first);
        return 3.0 * (first - second) + _third.Next(second);
    }
}
