using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Tools.Hosting.Admin;

/// <summary>How much the log tells; may change while the engine runs.</summary>
public interface ILogLevelSwitch
{
    /// <summary>From the most talkative to the most silent.</summary>
    IReadOnlyList<string> Levels { get; }

    /// <summary>One of <see cref="Levels"/>.</summary>
    string Level { get; set; }
}

/// <summary>A histogram that the engine fills while it runs; another thread may read it, a count more or less.</summary>
/// <param name="Name">E.g. <c>decision</c>.</param>
/// <param name="Means">From what to what, for people.</param>
/// <param name="Histogram">Nanoseconds.</param>
public sealed record LatencySeries(string Name, string Means, LatencyHistogram Histogram);

/// <summary>What the host does to end the run in an orderly way.</summary>
/// <param name="Snapshot">Whether a snapshot is made at the end.</param>
/// <param name="Who">Who asked.</param>
/// <param name="Why">The reason that was given.</param>
public sealed record DrainRequest(bool Snapshot, string Who, string Why);
