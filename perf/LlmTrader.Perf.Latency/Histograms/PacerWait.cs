namespace LlmTrader.Perf.Latency.Histograms;

/// <summary>How an <see cref="OpenLoopPacer"/> passes the time until the next event.</summary>
public enum PacerWait
{
    /// <summary>Only sleeps: costs no CPU; events can be issued a ms or more late, in bursts.</summary>
    Sleeping,

    /// <summary>
    /// Sleeps while more than 2 ms away, then offers its core to any thread that can run. Above 500 events/s that keeps
    /// a core busy whenever nothing else wants it.
    /// </summary>
    Yielding,

    /// <summary>As yielding, but spins through the last 50 µs. Needs a core of its own.</summary>
    Spinning,
}
