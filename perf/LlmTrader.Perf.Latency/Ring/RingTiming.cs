using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Perf.Latency.Ring;

/// <summary>What the pinger of a round trip knows; the same for our ring and for a peer's.</summary>
/// <param name="trips">How many round trips there are.</param>
internal sealed class PingTimes(long trips)
{
    private long _returned;
    private long _leftAt;

    public LatencyHistogram Histogram { get; } = LatencyHistogram.OfNanoseconds();

    /// <summary>Set when the last pong is there.</summary>
    public ManualResetEventSlim Done { get; } = new();

    /// <summary>The stamp to send: now.</summary>
    public long Leave() => _leftAt = ExternalClock.NowTicks;

    /// <summary>Records the trip whose pong brought <paramref name="stamp"/>; true if another ping is to leave.</summary>
    /// <exception cref="InvalidOperationException">The pong is of another ping.</exception>
    public bool TryReturn(long stamp)
    {
        long now = ExternalClock.NowTicks;
        if (stamp != _leftAt) { throw new InvalidOperationException($"The pong brought the stamp {stamp} instead of {_leftAt}."); }
        Histogram.Record(ExternalClock.TicksToNanoseconds(now - stamp));
        if (++_returned < trips) { return true; }
        Done.Set();
        return false;
    }
}

/// <summary>
/// A fixed rate without drift, waited for by looking at the clock alone: at a hop of 80 ns even one pause of the processor
/// between two looks would be seen.
/// </summary>
internal struct HopPace
{
    private readonly long _interval;
    private long _next;

    public HopPace(long eventsPerSecond)
    {
        _interval = ExternalClock.TicksPerSecond / eventsPerSecond;
        _next = ExternalClock.NowTicks;
    }

    /// <summary>Waits until the next event is due and returns the time then.</summary>
    public long WaitNext()
    {
        _next += _interval;
        long now;
        while ((now = ExternalClock.NowTicks) < _next)
        {
            // Nothing between two looks.
        }

        return now;
    }
}
