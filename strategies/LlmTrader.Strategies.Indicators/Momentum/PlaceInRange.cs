using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Momentum;

/// <summary>
/// Where a value lies between the lowest low (0) and the highest high (100) of the last length bars, itself included:
/// 100 * (value - low) / (high - low), the raw stochastic that %K, %R, KDJ and StochRSI share. 50, the middle, when the
/// range has no width. NaN until length bars have come, and anew after a NaN.
/// </summary>
internal sealed class PlaceInRange : ISnapshotState
{
    private readonly RollingExtreme _highest;
    private readonly RollingExtreme _lowest;

    public PlaceInRange(int length)
    {
        _highest = RollingExtreme.Highest(length);
        _lowest = RollingExtreme.Lowest(length);
    }

    public int WarmUp => _highest.Length;

    public double Next(double high, double low, double value)
    {
        bool isMissing = Sample.IsMissing(high) || Sample.IsMissing(low) || Sample.IsMissing(value);
        _highest.Add(isMissing ? double.NaN : high);
        _lowest.Add(isMissing ? double.NaN : low);
        double range = _highest.Value - _lowest.Value;
        return range == 0.0 ? 50.0 : 100.0 * ((value - _lowest.Value) / range);
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Part(_highest);
        transfer.Part(_lowest);
    }
}
