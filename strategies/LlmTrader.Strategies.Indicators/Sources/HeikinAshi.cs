using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Sources;

/// <summary>
/// Heikin-Ashi as a source: turns each bar into the smoothed one, which any indicator can then read. As an indicator it
/// gives 0 open, 1 high, 2 low, 3 close.
/// </summary>
/// <remarks>
/// Source: close = (O + H + L + C) / 4; open = mean of the previous Heikin-Ashi open and close; high and low include both.
/// Seed: the first open is (O + C) / 2. Warm-up: 1. A missing price gives a missing bar, and the next one is a seed again.
/// Its prices are averages: none of them can be traded at.
/// </remarks>
public sealed class HeikinAshi : IIndicator
{
    private double _open = double.NaN;
    private double _high = double.NaN;
    private double _low = double.NaN;
    private double _close = double.NaN;

    public int WarmUp => 1;

    public int OutputCount => 4;

    public double Open => _open;

    public double High => _high;

    public double Low => _low;

    public double Close => _close;

    public double this[int output] => output switch
    {
        0 => Open,
        1 => High,
        2 => Low,
        3 => Close,
        _ => throw Parameter.NoSuchOutput(output),
    };

    public void Update(in IndicatorInput input) => Next(input);

    /// <summary>Takes the next bar and returns its Heikin-Ashi form; volume and session pass unchanged, Value is the close.</summary>
    public IndicatorInput Next(in IndicatorInput input)
    {
        double previousMiddle = (_open + _close) / 2.0;
        _close = (input.Open + input.High + input.Low + input.Close) / 4.0;
        _open = double.IsNaN(previousMiddle) ? (input.Open + input.Close) / 2.0 : previousMiddle;
        _high = Math.Max(input.High, Math.Max(_open, _close));
        _low = Math.Min(input.Low, Math.Min(_open, _close));
        if (double.IsNaN(_close)) { _open = _high = _low = double.NaN; }   // One missing price spoils the whole bar.
        return input with { Open = Open, High = High, Low = Low, Close = Close, Value = Close };
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Value(ref _open);
        transfer.Value(ref _high);
        transfer.Value(ref _low);
        transfer.Value(ref _close);
    }
}
