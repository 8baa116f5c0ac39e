using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;
using LlmTrader.Strategies.Indicators.Sources;

namespace LlmTrader.Strategies.Indicators.Volatility;

/// <summary>What the way of the market is held against.</summary>
public enum ChoppinessSpan
{
    /// <summary>Highest true high, max(H, C'), less lowest true low, min(L, C') (Dreiss, Skender).</summary>
    TrueHighLow,

    /// <summary>Highest high less lowest low, so that gaps can take the index above 100 (TradingView, LEAN).</summary>
    HighLow,
}

/// <summary>
/// How much of its way the market went back again: near 100 sideways, near 0 in a straight trend. Output 0: the index.
/// </summary>
/// <remarks>
/// Source: E. W. Dreiss, 100 * log(sum of true ranges / span) / log(n), the span as <see cref="ChoppinessSpan"/> says.
/// Warm-up: n + 1, or n when the first bar's true range is high - low. No seed. NaN while the price does not move. A
/// missing price takes up to n + 1 updates to leave.
/// </remarks>
public sealed class ChoppinessIndex : BarIndicator
{
    private readonly TrueRange _trueRange;
    private readonly RollingSum _ranges;
    private readonly RollingExtreme _highs;
    private readonly RollingExtreme _lows;
    private readonly double _scale;
    private readonly bool _reachesToClose;
    private double _previousClose = double.NaN;

    /// <param name="length">True ranges summed, 2 to <see cref="Parameter.MaxLength"/>.</param>
    /// <param name="first">The first bar's true range.</param>
    /// <param name="span">What the way is held against.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is outside its range.</exception>
    public ChoppinessIndex(int length = 14, FirstTrueRange first = FirstTrueRange.Missing, ChoppinessSpan span = ChoppinessSpan.TrueHighLow)
    {
        _trueRange = new TrueRange(first);
        _ranges = new RollingSum(Parameter.Length(length, minimum: 2));
        _highs = RollingExtreme.Highest(length);
        _lows = RollingExtreme.Lowest(length);
        _scale = 100.0 / DeterministicMath.Log(length);
        _reachesToClose = span == ChoppinessSpan.TrueHighLow;
        WarmUp = _trueRange.WarmUp + length - 1;
    }

    public override int WarmUp { get; }

    protected override double Compute(in IndicatorInput input)
    {
        double trueRange = _trueRange.Next(input);
        bool reachesToClose = _reachesToClose && !double.IsNaN(_previousClose);
        _ranges.Add(trueRange);
        _highs.Add(reachesToClose ? Math.Max(input.High, _previousClose) : input.High);
        _lows.Add(reachesToClose ? Math.Min(input.Low, _previousClose) : input.Low);
        _previousClose = input.Close;

        double span = _highs.Value - _lows.Value;
        return span > 0.0 ? _scale * DeterministicMath.Log(_ranges.Value / span) : double.NaN;
    }

    protected override void TransferState(ISnapshotTransfer transfer)
    {
        transfer.Part(_trueRange);
        transfer.Part(_ranges);
        transfer.Part(_highs);
        transfer.Part(_lows);
        transfer.Value(ref _previousClose);
    }
}
