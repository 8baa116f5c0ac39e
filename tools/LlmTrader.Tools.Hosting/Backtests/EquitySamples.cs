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
        long count = interval.Count(start, end);
        var returns = new List<double>();
        long first = interval.IndexFrom(start);
        long previous = initialRaw;
        long last = initialRaw;
        int next = 0;
        for (long i = 0; i < count && previous > 0; i++)
        {
            while (next < _samples.Count && _samples[next].Index <= first + i) { last = _samples[next++].EquityRaw; }
            returns.Add((double)((Int128)last - previous) / previous);   // The difference is exact: no digits cancel.
            previous = last;
        }

        return [.. returns];
    }

    private readonly record struct Sample(long Index, long EquityRaw);
}
