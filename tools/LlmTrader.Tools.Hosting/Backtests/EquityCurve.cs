using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Tools.Hosting.Backtests.Comparison;

namespace LlmTrader.Tools.Hosting.Backtests;

/// <summary>What the statistics keep of the equity of one account in one currency.</summary>
internal sealed class EquityCurve(long initialRaw)
{
    /// <summary>From this many UTC days on returns are daily; below, hourly, since too few days say nothing of their variance.</summary>
    public const int MinDays = 20;

    private readonly EquitySamples _daily = new(SamplingInterval.Daily, long.MaxValue);
    private readonly EquitySamples _hourly = new(SamplingInterval.Hourly, (MinDays + 1) * 24);
    private readonly FlowSegments _segments = new(initialRaw);
    private DrawdownTracker _drawdown = new(initialRaw);
    private Timestamp _firstTime;
    private Timestamp _lastTime;
    private Int128 _area;   // Equity times nanoseconds from the first to the last row.
    private bool _isStarted;

    public long InitialRaw { get; } = initialRaw;

    /// <summary>The last known equity.</summary>
    public long LastRaw { get; private set; } = initialRaw;

    /// <summary>The part of <see cref="LastRaw"/> that is in positions.</summary>
    public long PositionsRaw { get; private set; }

    /// <summary>The highest equity so far, scaled by flows.</summary>
    public long PeakRaw { get; private set; } = initialRaw;

    public bool IsStarted => _isStarted;

    /// <summary>Deposits less withdrawals.</summary>
    public Int128 FlowsRaw => _segments.FlowsRaw;

    public bool HasFlows => _segments.Count > 1;

    /// <summary>The last equity over the first, flows left out: the product of the growth between them.</summary>
    public double Growth => _segments.ValueOf(_segments.Count - 1, LastRaw);

    /// <summary>Money in or out. The row before it is the equity just before; the next one will be just after.</summary>
    public void OnFlow(Timestamp time, long amountRaw)
    {
        MoveTo(time);
        long after = checked(LastRaw + amountRaw);
        _segments.Begin(LastRaw, after);
        _drawdown.OnFlow(LastRaw, after);
        PeakRaw = DrawdownPeak.AfterFlow(PeakRaw, LastRaw, after);
        LastRaw = after;
    }

    public void Add(Timestamp time, in EquityUpdate update)
    {
        MoveTo(time);
        LastRaw = update.EquityRaw;
        PeakRaw = update.PeakRaw;
        PositionsRaw = checked(update.EquityRaw - update.CashRaw);
        _daily.Add(time, update.EquityRaw, _segments.Count - 1);
        _hourly.Add(time, update.EquityRaw, _segments.Count - 1);
        _drawdown.Add(time, update.EquityRaw, update.PeakRaw);
    }

    /// <summary>Daily samples when the run touches at least <see cref="MinDays"/> UTC days.</summary>
    public EquitySamples SamplesFor(Timestamp start, Timestamp end) =>
        SamplingInterval.Daily.Count(start, end) >= MinDays ? _daily : _hourly;

    /// <summary>The profit of each UTC day that the run touches, whatever the interval of its returns; deposits and withdrawals are none.</summary>
    public IReadOnlyList<DailyProfit> DailyProfits(Timestamp start, Timestamp end) => [.. _daily.Changes(start, end, _segments).Select(change => new DailyProfit(change.Index, change.ProfitRaw))];

    public double[] Returns(EquitySamples samples, Timestamp start, Timestamp end) => samples.Returns(start, end, _segments);

    /// <summary>Equity over initial equity at the end of each interval that the span touches, by that time; deposits and withdrawals left out.</summary>
    public (Timestamp Time, double Growth)[] GrowthOf(EquitySamples samples, Timestamp start, Timestamp end) =>
        [.. samples.Changes(start, end, _segments).Select(change => (samples.Interval.EndOf(change.Index), _segments.ValueOf(change.To.Segment, change.To.EquityRaw)))];

    public (Drawdown Deepest, Duration Longest) DrawdownsAt(Timestamp end) => _drawdown.At(end);

    /// <summary>Average over time, in 10^-8, ties to even; of a run without length, the last value.</summary>
    public Int128 AverageRaw(Timestamp start, Timestamp end)
    {
        Timestamp first = _isStarted ? _firstTime : end;
        Timestamp last = _isStarted ? _lastTime : end;
        Int128 area = _area + ((Int128)InitialRaw * (first - start).Nanoseconds) + ((Int128)LastRaw * (end - last).Nanoseconds);
        return end > start ? Rounding.HalfEven(area, (end - start).Nanoseconds) : LastRaw;
    }

    private void MoveTo(Timestamp time)
    {
        if (!_isStarted) { (_isStarted, _firstTime, _lastTime) = (true, time, time); }
        _area += (Int128)LastRaw * (time - _lastTime).Nanoseconds;
        _lastTime = time;
    }
}
