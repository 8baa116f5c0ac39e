using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// Counts orders in fixed windows of one second of engine time, aligned to the UTC second. A fixed window needs two
/// numbers whatever the limit is; its price is that two bursts around a full second may together reach twice the limit.
/// </summary>
internal struct RateWindow
{
    private long _start;
    private long _count;

    /// <summary>Orders counted in the second that <paramref name="now"/> lies in.</summary>
    public readonly long CountAt(Timestamp now) => now.PeriodOf(Duration.OneSecond) == _start ? _count : 0;

    public void Add(Timestamp now)
    {
        long start = now.PeriodOf(Duration.OneSecond);
        if (start != _start)
        {
            _start = start;
            _count = 0;
        }

        _count++;
    }
}
