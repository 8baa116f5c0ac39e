namespace LlmTrader.Perf.Latency.Histograms;

/// <summary>How an <see cref="OpenLoopPacer"/> passes the time until the next event.</summary>
public enum PacerWait
{
    /// <summary>Only sleeps: costs no CPU; events can be issued a ms or more late, in bursts.</summary>
    Sleeping,

    /// <summary>Sleeps while far away, then gives the rest of its time slice to any thread that can run.</summary>
    Yielding,

    /// <summary>As yielding, but spins through the last 50 µs. Needs a core of its own.</summary>
    Spinning,
}
