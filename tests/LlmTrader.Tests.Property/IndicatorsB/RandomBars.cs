using LlmTrader.Strategies.Indicators;

namespace LlmTrader.Tests.Property.IndicatorsB;

/// <summary>A seeded market: a reverting walk with jumps, equal prices now and then, and volumes over several powers of ten.</summary>
internal sealed class RandomBars(int seed)
{
    private readonly Random _random = new(seed);
    private double _level;
    private double _close = 100.0;
    private int _bar;

    /// <summary>Prices are multiples of 0.01, so that ties are real.</summary>
    public IndicatorInput Next()
    {
        _level = _level * 0.999 + (_random.NextDouble() - 0.5) * (_random.Next(200) == 0 ? 1.0 : 0.02);
        double open = _close;
        _close = Tick(100.0 * Math.Exp(_level));
        double high = Tick(Math.Max(open, _close) + _random.Next(100) * 0.01);
        double low = Math.Max(0.01, Tick(Math.Min(open, _close) - _random.Next(100) * 0.01));
        return new IndicatorInput
        {
            Open = open, High = high, Low = low, Close = _close,
            Volume = Math.Exp(_random.NextDouble() * 12.0),
            Value = Tick(_close + _random.Next(-300, 300) * 0.01),   // A second series, for those that read a pair.
            Session = _bar++ / 50,
        };
    }

    public IndicatorInput[] Take(int count)
    {
        var bars = new IndicatorInput[count];
        for (int i = 0; i < count; i++) { bars[i] = Next(); }
        return bars;
    }

    /// <summary>The same with whole bars missing, about one in <paramref name="every"/>.</summary>
    public IndicatorInput[] WithGaps(int count, int every)
    {
        IndicatorInput[] bars = Take(count);
        for (int i = 0; i < count; i++)
        {
            if (_random.Next(every) == 0) { bars[i] = IndicatorInput.Of(double.NaN) with { Volume = double.NaN, Session = bars[i].Session }; }
        }

        return bars;
    }

    private static double Tick(double price) => Math.Round(price, 2);
}
