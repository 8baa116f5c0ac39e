using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Backtests;

/// <summary>The last equity of every interval that has one; memory grows with the time that a run covers, not with its events.</summary>
internal sealed class EquitySamples(SamplingInterval interval, long maxIntervals)
{
    private readonly List<Sample> _samples = [];

    public SamplingInterval Interval => interval;

    /// <summary>Times never go back. What lies beyond the most intervals that are of use is passed over.</summary>
    public void Add(Timestamp time, long equityRaw, int segment)
    {
        long index = interval.IndexOf(time);
        if (_samples.Count > 0 && _samples[^1].Index == index) { _samples[^1] = new Sample(index, equityRaw, segment); return; }
        if (_samples.Count > 0 && index - _samples[0].Index >= maxIntervals) { return; }
        _samples.Add(new Sample(index, equityRaw, segment));
    }

    /// <summary>
    /// The relative change over each interval from <paramref name="start"/> to <paramref name="end"/>, the last known equity
    /// standing for an interval without one. It ends with the change to the first value that is not positive: nothing
    /// is a share of nothing. What was deposited or withdrawn in an interval is no return: the changes before and after multiply.
    /// </summary>
    public double[] Returns(Timestamp start, Timestamp end, FlowSegments segments)
    {
        var returns = new List<double>();
        foreach (Change change in Changes(start, end, segments))
        {
            if (change.From.EquityRaw <= 0) { break; }
            returns.Add(ReturnOf(in change, segments));
        }

        return [.. returns];
    }

    /// <summary>The change over each interval from <paramref name="start"/> to <paramref name="end"/>, the last known equity standing for an interval without one.</summary>
    public IEnumerable<Change> Changes(Timestamp start, Timestamp end, FlowSegments segments)
    {
        long first = interval.IndexFrom(start);
        long count = interval.Count(start, end);
        Sample last = new(first, segments.InitialRaw, 0);
        int next = 0;
        for (long i = 0; i < count; i++)
        {
            Sample previous = last;
            while (next < _samples.Count && _samples[next].Index <= first + i) { last = _samples[next++]; }
            Int128 flows = segments.FlowsBefore(last.Segment) - segments.FlowsBefore(previous.Segment);
            yield return new Change(first + i, previous, last, (Int128)last.EquityRaw - previous.EquityRaw - flows);
        }
    }

    private static double ReturnOf(in Change change, FlowSegments segments)
    {
        // Without a flow between them the profit is exact: no digits cancel.
        (Sample from, Sample to) = (change.From, change.To);
        if (from.Segment == to.Segment) { return (double)change.ProfitRaw / from.EquityRaw; }
        double before = segments.ValueOf(from.Segment, from.EquityRaw);
        return before > 0 ? (segments.ValueOf(to.Segment, to.EquityRaw) / before) - 1 : 0;
    }

    /// <summary>From the end of an interval to the end of the next, with what equity gained besides deposits and withdrawals.</summary>
    internal readonly record struct Change(long Index, Sample From, Sample To, Int128 ProfitRaw);

    internal readonly record struct Sample(long Index, long EquityRaw, int Segment);
}
