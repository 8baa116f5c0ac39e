namespace LlmTrader.Perf.Latency.Histograms;

/// <summary>When each event of a fixed rate is meant to happen: exact integer arithmetic, so it never drifts.</summary>
/// <param name="startTicks">Intended time of event 0.</param>
/// <param name="eventsPerSecond">The rate, at least 1.</param>
/// <param name="ticksPerSecond">Frequency of the clock, at least 1.</param>
public sealed class OpenLoopSchedule(long startTicks, long eventsPerSecond, long ticksPerSecond)
{
    /// <summary>Intended time of event 0, in ticks.</summary>
    public long StartTicks { get; } = startTicks;

    /// <summary>Events per second.</summary>
    public long EventsPerSecond { get; } = AtLeastOne(eventsPerSecond, nameof(eventsPerSecond));

    /// <summary>Ticks per second of the clock.</summary>
    public long TicksPerSecond { get; } = AtLeastOne(ticksPerSecond, nameof(ticksPerSecond));

    /// <summary>Intended time of event n (from 0): start + n / rate, rounded down to a tick.</summary>
    /// <exception cref="OverflowException">The time is beyond a long.</exception>
    public long IntendedTicks(long n)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        return checked((long)(StartTicks + ((Int128)n * TicksPerSecond / EventsPerSecond)));
    }

    /// <summary>How many events are meant to have happened by <paramref name="nowTicks"/>, that tick included.</summary>
    /// <exception cref="OverflowException">The number is beyond a long.</exception>
    public long DueCount(long nowTicks)
    {
        if (nowTicks < StartTicks) { return 0; }

        // Event n is due when floor(n * f / r) <= elapsed, that is n < (elapsed + 1) * r / f: the count is its ceiling.
        Int128 numerator = ((Int128)nowTicks - StartTicks + 1) * EventsPerSecond;
        return checked((long)((numerator + TicksPerSecond - 1) / TicksPerSecond));
    }

    private static long AtLeastOne(long value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        return value;
    }
}
