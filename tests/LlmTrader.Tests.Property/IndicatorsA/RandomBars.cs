using LlmTrader.Strategies.Indicators;

namespace LlmTrader.Tests.Property.IndicatorsA;

/// <summary>
/// A seeded stream of bars that is unkind to sums: quiet stretches, bars without movement, and now and then a jump of
/// the price's and the volume's scale by up to twelve powers of ten.
/// </summary>
internal sealed class RandomBars(int seed, double jumpChance = 0.0)
{
    private readonly Random _random = new(seed);
    private double _price = 100.0;
    private double _scale = 1.0;

    public static IndicatorInput Missing { get; } = new()
    {
        Open = double.NaN,
        High = double.NaN,
        Low = double.NaN,
        Close = double.NaN,
        Volume = double.NaN,
        Value = double.NaN,
    };

    public IndicatorInput[] Take(int count) => [.. Enumerable.Range(0, count).Select(_ => Next())];

    public IndicatorInput Next()
    {
        if (_random.NextDouble() < jumpChance) { _scale = Math.Pow(10.0, _random.Next(-6, 7)); }
        double open = _price * _scale;
        bool isFlat = _random.Next(12) == 0;
        double move = isFlat ? 0.0 : 0.02 * (_random.NextDouble() - 0.5);
        _price = Math.Clamp(_price * (1.0 + move), 20.0, 500.0);
        double close = _price * _scale;
        double wick = isFlat ? 0.0 : 0.005 * _random.NextDouble();
        return new IndicatorInput
        {
            Open = open,
            High = Math.Max(open, close) * (1.0 + wick),
            Low = Math.Min(open, close) * (1.0 - wick),
            Close = close,
            Volume = Math.Round(1.0 + 10_000.0 * _random.NextDouble() * _scale),
            Value = close,
        };
    }
}
