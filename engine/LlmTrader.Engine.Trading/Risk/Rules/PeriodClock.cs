using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>Numbers the periods of engine time. It remembers the last one: the next time mostly lies in it as well, and a division less is felt.</summary>
internal struct PeriodClock(Duration length)
{
    private readonly long _length = length.Nanoseconds;
    private long _start;    // Of the period that is known; at first that of 1970.
    private long _period;

    /// <summary>As <see cref="Timestamp.PeriodOf"/>.</summary>
    public long PeriodOf(Timestamp now)
    {
        long into = now.Nanoseconds - _start;
        return into >= 0 && into < _length ? _period : Find(now);
    }

    private long Find(Timestamp now)
    {
        _period = now.PeriodOf(new Duration(_length));
        _start = _period * _length;
        return _period;
    }
}
