using LlmTrader.Tools.Hosting.Configuration;
using LlmTrader.Tools.Hosting.Events;

namespace LlmTrader.Tools.Hosting.Sweeps;

/// <summary>What history is run over, and how.</summary>
public sealed record SweepOptions
{
    /// <summary>Half of a small machine's memory.</summary>
    public const long DefaultMaxBytes = 4L << 30;

    /// <summary>Journals with market data; several merge by time.</summary>
    public required IReadOnlyList<string> Data { get; init; }

    /// <summary>Accounts, limits, fills and latencies of each run. Its strategy is that of the run; its bars come before the data's and the strategy's own.</summary>
    public required RunConfiguration Configuration { get; init; }

    /// <summary>Cash flows and funding.</summary>
    public DatedFiles Dated { get; init; } = new();

    /// <summary>Bytes that the decoded events may take: 56 for a trade or a quote, 88 for all else.</summary>
    public long MaxBytes { get; init; } = DefaultMaxBytes;

    /// <summary>Take data that breaks off too.</summary>
    public bool AllowIncomplete { get; init; }
}
