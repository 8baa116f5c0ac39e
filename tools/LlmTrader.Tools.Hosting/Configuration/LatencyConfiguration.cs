using LlmTrader.Engine.Trading;

namespace LlmTrader.Tools.Hosting.Configuration;

/// <summary>Recorded latencies as a run's manifest keeps them: whole, so that a replay needs no file.</summary>
public sealed record LatencyConfiguration
{
    public LatencyUse Use { get; init; }

    public bool IsQuantiles { get; init; }

    public ulong Seed { get; init; }

    /// <summary>Each a time (of quantiles a probability in 10^-6), the entry latency and the response latency, in nanoseconds.</summary>
    public required IReadOnlyList<long[]> Rows { get; init; }

    public static LatencyConfiguration From(LatencyTable table) => new()
    {
        Use = table.Use,
        IsQuantiles = table.IsQuantiles,
        Seed = table.Seed,
        Rows = [.. table.Rows.Select(row => new[] { row.Request, row.Entry, row.Response })],
    };

    /// <summary>Throws <see cref="ArgumentException"/> that says what can't be used.</summary>
    internal LatencyTable ToTable() => new LatencyTable
    {
        Use = Use,
        IsQuantiles = IsQuantiles,
        Seed = Seed,
        Rows = [.. Rows.Select((row, index) => row.Length == 3 ? new LatencyRow(row[0], row[1], row[2]) : throw new ArgumentException($"Latency row {index + 1} has {row.Length} numbers; 3 are expected."))],
    }.Validated();
}
