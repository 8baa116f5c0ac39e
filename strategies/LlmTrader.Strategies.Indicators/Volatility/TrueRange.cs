using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Sources;

namespace LlmTrader.Strategies.Indicators.Volatility;

/// <summary>What the true range of the very first bar is, which has no previous close.</summary>
public enum FirstTrueRange
{
    /// <summary>It has none (Skender's sheets, TA-Lib).</summary>
    Missing,

    /// <summary>High - low (Wilder's own tables, StockCharts, LEAN).</summary>
    HighLow,
}

/// <summary>The distance that the price covered since the previous close, in price units. Output 0: the true range.</summary>
/// <remarks>
/// Source: Wilder 1978, max(H - L, |H - C'|, |L - C'|). Warm-up: 2, or 1 with <see cref="FirstTrueRange.HighLow"/>.
/// No seed beyond that. NaN for a bar with a missing price and, if that is the close, for the one after it.
/// </remarks>
public sealed class TrueRange : BarIndicator
{
    private bool _firstIsHighLow;
    private double _previousClose = double.NaN;

    /// <param name="first">The first bar's true range.</param>
    public TrueRange(FirstTrueRange first = FirstTrueRange.Missing)
    {
        _firstIsHighLow = first == FirstTrueRange.HighLow;
        WarmUp = _firstIsHighLow ? 1 : 2;
    }

    public override int WarmUp { get; }

    protected override double Compute(in IndicatorInput input)
    {
        double range = input.High - input.Low;
        double value = _firstIsHighLow
            ? range
            : Math.Max(range, Math.Max(Math.Abs(input.High - _previousClose), Math.Abs(input.Low - _previousClose)));
        _firstIsHighLow = false;
        _previousClose = input.Close;
        return value;
    }

    protected override void TransferState(ISnapshotTransfer transfer)
    {
        transfer.Value(ref _firstIsHighLow);
        transfer.Value(ref _previousClose);
    }
}
