using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Backtests;

/// <summary>The last equity of every interval that has one; memory grows with the time that a run covers, not with its events.</summary>
internal sealed class EquitySamples(SamplingInterval interval, long maxIntervals)
{
    private readonly List<Sample> _samples = [];

    public SamplingInterval Interval => interval;

    /// <summary>Times never go back. What lies beyond the most intervals that are of use is passed over.</summary>
    public void Add(Timestamp time, long equityRaw)
    {
        long index = interval.IndexOf(time);
        if (_samples.Count > 0 && _samples[^1].Index == index) { _samples[^1] = new Sample(index, equityRaw); return; }
        if (_samples.Count > 0 && index - _samples[0].Index >= maxIntervals) { return; }
        _samples.Add(new Sample(index, equityRaw));
    }

    /// <summary>
    /// The relative change over each interval from <paramref name="start"/> to <paramref name="end"/>, the last known equity
    /// standing for an interval without one. It ends with the change to the first value that is not positive: nothing
    /// is a share of nothing.
    /// </summary>
    public double[] Returns(Timestamp start, Timestamp end, long initialRaw)
    {
        var returns = new List<double>();
        Int128 previous = initialRaw;
        foreach ((_, Int128 change) in Changes(start, end, initialRaw))
        {
            if (previous <= 0) { break; }
            returns.Add((double)change / (double)previous);   // The difference is exact: no digits cancel.
            previous += change;
        }

        return [.. returns];
    }

    /// <summary>The change over each interval from <paramref name="start"/> to <paramref name="end"/>, the last known equity standing for an interval without one.</summary>
    public IEnumerable<(long Index, Int128 Raw)> Changes(Timestamp start, Timestamp end, long initialRaw)
    {
        long first = interval.IndexFrom(start);
        long count = interval.Count(start, end);
        long last = initialRaw;
        int next = 0;
        for (long i = 0; i < count; i++)
        {
            long previous = last;
            while (next < _samples.Count && _samples[next].Index <= first + i) { last = _samples[next++].EquityRaw; }
            yield return (first + i, (Int128)last - previous);
        }
    }

    private readonly record struct Sample(long Index, long EquityRaw);
}
