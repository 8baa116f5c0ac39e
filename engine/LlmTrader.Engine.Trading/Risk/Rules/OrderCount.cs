using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>Orders of one scope: those that work, and those that passed in this UTC second and day (fixed windows, as <see cref="RateWindow"/>).</summary>
internal struct OrderCount
{
    public long Open;

    private RateWindow _second;
    private long _day;
    private long _today;

    public readonly long InSecondOf(Timestamp now) => _second.CountAt(now);

    public readonly long InDayOf(Timestamp now) => now.PeriodOf(Duration.OneDay) == _day ? _today : 0;

    public void Add(Timestamp now)
    {
        Open++;
        AddChange(now);
    }

    /// <summary>An order that works already is sent once more, amended.</summary>
    public void AddChange(Timestamp now)
    {
        _second.Add(now);
        long day = now.PeriodOf(Duration.OneDay);
        if (day != _day) { (_day, _today) = (day, 0); }
        _today++;
    }
}
