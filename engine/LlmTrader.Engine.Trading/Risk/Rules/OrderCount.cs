namespace LlmTrader.Engine.Trading;

/// <summary>
/// Orders of one scope: those that work, and those that passed in this UTC second and day. Fixed windows of engine time need two
/// numbers each, whatever the limit is; their price is that two bursts around a full second may together reach twice the limit.
/// </summary>
internal struct OrderCount
{
    public long Open;

    private long _second;
    private long _inSecond;
    private long _day;
    private long _inDay;

    public readonly long InSecond(long second) => second == _second ? _inSecond : 0;

    public readonly long InDay(long day) => day == _day ? _inDay : 0;

    public void Add(long second, long day)
    {
        Open++;
        AddChange(second, day);
    }

    /// <summary>An order that works already is sent once more, amended.</summary>
    public void AddChange(long second, long day)
    {
        if (second != _second) { (_second, _inSecond) = (second, 0); }
        if (day != _day) { (_day, _inDay) = (day, 0); }
        _inSecond++;
        _inDay++;
    }
}
