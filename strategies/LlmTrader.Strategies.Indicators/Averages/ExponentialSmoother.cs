using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Averages;

/// <summary>The recursion y' = y + factor * (x - y) from a chosen seed, common to the EMA and Wilder's average.</summary>
internal struct ExponentialSmoother
{
    private readonly double _factor;
    private readonly int _seedCount;
    private double _seedSum;
    private int _seen;
    private double _value;

    public ExponentialSmoother(int length, double factor, Seed seed)
    {
        _factor = factor;
        _seedCount = seed switch
        {
            Seed.Average => length,
            Seed.FirstValue => 1,
            _ => throw new ArgumentOutOfRangeException(nameof(seed), seed, "There is no seed of that kind."),
        };
    }

    public readonly int WarmUp => _seedCount;

    /// <summary>The smoothed value, NaN while seeding. A missing value starts the seeding anew.</summary>
    public double Next(double value)
    {
        if (_seen == _seedCount && !Sample.IsMissing(value))
        {
            return _value += _factor * (value - _value);
        }

        return Start(value);
    }

    /// <summary>Saves, or loads, as <see cref="ISnapshotState"/> does.</summary>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Value(ref _seedSum);
        transfer.Value(ref _seen);
        transfer.Value(ref _value);
    }

    private double Start(double value)
    {
        if (Sample.IsMissing(value))
        {
            _seen = 0;
            _seedSum = 0.0;
            return double.NaN;
        }

        _seedSum += value;
        if (++_seen < _seedCount) { return double.NaN; }
        return _value = _seedSum / _seedCount;
    }
}
