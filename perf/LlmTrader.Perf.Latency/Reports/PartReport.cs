using System.Text.Json.Serialization;
using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Perf.Latency.Reports;

/// <summary>A table of cells that are text already; the first column names the row.</summary>
public sealed record PageTable(string Title, IReadOnlyList<string> Headers, IReadOnlyList<IReadOnlyList<string>> Rows);

/// <summary>Distributions in one plot.</summary>
/// <param name="Title">What they are of.</param>
/// <param name="Lines">In the order of the legend.</param>
public sealed record PercentilePlot(string Title, IReadOnlyList<PercentileLine> Lines);

/// <param name="Name">For the legend.</param>
/// <param name="Histogram">Of nanoseconds.</param>
/// <param name="IsReference">Drawn thin and dashed: what the others are to be seen against.</param>
public sealed record PercentileLine(string Name, LatencyHistogram Histogram, bool IsReference = false);

/// <summary>What one benchmark found, in the shape that pages, tables and comparisons take it.</summary>
public sealed record PartReport
{
    /// <summary>One word: <c>latency</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What was measured, one sentence.</summary>
    public required string What { get; init; }

    public IReadOnlyList<Measurement> Measurements { get; init; } = [];

    public IReadOnlyList<Curve> Curves { get; init; } = [];

    /// <summary>What a reader must know.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What a reader looks for first.</summary>
    [JsonIgnore]
    public IReadOnlyList<PageTable> Tables { get; init; } = [];

    /// <summary>For who wants to know more; the page shows them when asked.</summary>
    [JsonIgnore]
    public IReadOnlyList<PageTable> Details { get; init; } = [];

    [JsonIgnore]
    public IReadOnlyList<PercentilePlot> Plots { get; init; } = [];

    /// <summary>Histograms that become .hlog files, by name.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, LatencyHistogram> Histograms { get; init; } = new Dictionary<string, LatencyHistogram>();
}

/// <summary>What a command measured, with where and when.</summary>
/// <param name="Environment">Of the machine, at the start.</param>
/// <param name="Parts">In the order in which they ran.</param>
/// <param name="Seconds">That all took.</param>
public sealed record BenchmarkReport(BenchmarkEnvironment Environment, IReadOnlyList<PartReport> Parts, double Seconds)
{
    /// <summary>Of all parts, where a comparison looks for them.</summary>
    public IReadOnlyList<Measurement> Measurements => [.. Parts.SelectMany(part => part.Measurements)];
}
