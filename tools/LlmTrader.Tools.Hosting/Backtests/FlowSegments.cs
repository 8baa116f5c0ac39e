namespace LlmTrader.Tools.Hosting.Backtests;

/// <summary>
/// Equity between deposits and withdrawals, so that returns are weighted by time and not by money: within a segment equity
/// changes by profit alone, and what it grew by in one segment multiplies with the next.
/// </summary>
internal sealed class FlowSegments(long initialRaw)
{
    private readonly List<Segment> _segments = [new Segment(1, initialRaw, 0)];

    public int Count => _segments.Count;

    /// <summary>With what the run began.</summary>
    public long InitialRaw => _segments[0].BaseRaw;

    /// <summary>All that came and went.</summary>
    public Int128 FlowsRaw => _segments[^1].FlowsRaw;

    /// <summary>Money came or went.</summary>
    public void Begin(long beforeRaw, long afterRaw) =>
        _segments.Add(new Segment(ValueOf(Count - 1, beforeRaw), afterRaw, FlowsRaw + afterRaw - beforeRaw));

    /// <summary>What came and went before a segment.</summary>
    public Int128 FlowsBefore(int segment) => _segments[segment].FlowsRaw;

    /// <summary>What one unit at the start has become; 0 when there is nothing left, and unchanged while there is nothing to grow.</summary>
    public double ValueOf(int segment, long equityRaw)
    {
        (double growth, long baseRaw, _) = _segments[segment];
        return baseRaw > 0 ? growth * Math.Max(0, (double)equityRaw / baseRaw) : growth;
    }

    private readonly record struct Segment(double Growth, long BaseRaw, Int128 FlowsRaw);
}
