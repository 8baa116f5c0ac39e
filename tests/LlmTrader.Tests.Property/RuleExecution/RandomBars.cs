using LlmTrader.Strategies.Indicators;

namespace LlmTrader.Tests.Property.RuleExecution;

/// <summary>Seeded bars with ties, still stretches, jumps, bars without volume and now and then a missing price.</summary>
internal sealed class RandomBars(Random random)
{
    private double _close = 100;
    private long _session;

    public IndicatorInput Next()
    {
        double open = _close;
        if (random.Next(40) == 0) { _close = Math.Round(_close * (0.5 + random.NextDouble()), 2) + 0.01; }
        else if (random.Next(3) > 0) { _close = Math.Max(0.01, Math.Round(_close + random.Next(-3, 4) * 0.25, 2)); }
        if (random.Next(24) == 0) { _session++; }
        double high = Math.Max(open, _close) + (random.Next(3) * 0.25);
        double low = Math.Max(0.01, Math.Min(open, _close) - (random.Next(3) * 0.25));
        var bar = new IndicatorInput
        {
            Open = open, High = high, Low = low, Close = _close, Value = _close,
            Volume = random.Next(5) == 0 ? 0 : random.Next(1, 1_000) / 8.0, Session = _session,
        };
        return random.Next(60) switch
        {
            0 => bar with { Close = double.NaN, Value = double.NaN },
            1 => bar with { High = double.NaN },
            _ => bar,
        };
    }

    /// <summary>What a variable may be: also missing, zero with either sign, and very large.</summary>
    public double Variable() => random.Next(8) switch
    {
        0 => double.NaN,
        1 => 0.0,
        2 => -0.0,
        3 => 1e15,
        4 => -random.NextDouble() * 1_000,
        _ => random.Next(0, 8),
    };
}
