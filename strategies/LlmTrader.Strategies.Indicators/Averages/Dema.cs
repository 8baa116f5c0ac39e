using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Averages;

/// <summary>
/// Double exponential moving average: 2 * EMA - EMA(EMA) (P. Mulloy, Technical Analysis of Stocks and Commodities,
/// February 1994). Each EMA is seeded with the average of its first length inputs. Warm-up: 2 * length - 1.
/// A NaN starts it anew.
/// </summary>
public sealed class Dema : SeriesIndicator
{
    private readonly Ema _first;
    private readonly Ema _second;

    /// <param name="length">1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is outside its range.</exception>
    public Dema(int length)
    {
        _first = new Ema(length);
        _second = new Ema(length);
    }

    public override int WarmUp => 2 * _first.WarmUp - 1;

    protected override double Compute(double value)
    {
        double first = _first.Next(value);
        return 2.0 * first - _second.Next(first);
    }
}
