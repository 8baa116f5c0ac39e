using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Averages;

/// <summary>
/// T3: six EMAs in a row, e1 to e6, and c1*e6 + c2*e5 + c3*e4 + c4*e3 with c1 = -v^3, c2 = 3v^2 + 3v^3,
/// c3 = -6v^2 - 3v - 3v^3, c4 = 1 + 3v + v^3 + 3v^2 (T. Tillson, Technical Analysis of Stocks and Commodities,
/// January 1998). Seed: each EMA with the average of its first length inputs (TA-Lib), warm-up 6 * length - 5;
/// or with the first value (Tillson's own), warm-up 1. A NaN starts it anew.
/// </summary>
public sealed class T3 : SeriesIndicator
{
    private readonly Ema _e1;
    private readonly Ema _e2;
    private readonly Ema _e3;
    private readonly Ema _e4;
    private readonly Ema _e5;
    private readonly Ema _e6;
    private readonly double _c1;
    private readonly double _c2;
    private readonly double _c3;
    private readonly double _c4;

    /// <param name="length">1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <param name="volumeFactor">v, 0 (a plain triple EMA) to 1 (a DEMA of DEMAs).</param>
    /// <param name="seed">Where the recursions start.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public T3(int length, double volumeFactor = 0.7, Seed seed = Seed.Average)
    {
        double v = Parameter.Within(volumeFactor, 0.0, 1.0);
        _e1 = new Ema(length, seed);
        _e2 = new Ema(length, seed);
        _e3 = new Ema(length, seed);
        _e4 = new Ema(length, seed);
        _e5 = new Ema(length, seed);
        _e6 = new Ema(length, seed);
        _c1 = -v * v * v;
        _c2 = 3.0 * v * v * (1.0 + v);
        _c3 = -3.0 * v * (2.0 * v + 1.0 + v * v);
        _c4 = 1.0 + 3.0 * v + v * v * v + 3.0 * v * v;
    }

    public override int WarmUp => 6 * _e1.WarmUp - 5;

    protected override double Compute(double value)
    {
        double e3 = _e3.Next(_e2.Next(_e1.Next(value)));
        double e4 = _e4.Next(e3);
        double e5 = _e5.Next(e4);
        double e6 = _e6.Next(e5);
        return _c1 * e6 + _c2 * e5 + _c3 * e4 + _c4 * e3;
    }

    protected override void TransferState(ISnapshotTransfer transfer)
    {
        transfer.Part(_e1);
        transfer.Part(_e2);
        transfer.Part(_e3);
        transfer.Part(_e4);
        transfer.Part(_e5);
        transfer.Part(_e6);
    }
}
