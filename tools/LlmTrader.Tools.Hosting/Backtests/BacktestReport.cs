using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using LlmTrader.Tools.Hosting.Rules;
using LlmTrader.Tools.Hosting.Swaps;

namespace LlmTrader.Tools.Hosting.Backtests;

/// <summary>All that is known of a run: the content of <c>summary.json</c>. It names no path and no time of day, so that equal runs give equal bytes.</summary>
public sealed record BacktestReport
{
    public const string FileName = "summary.json";

    internal static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,   // A file, not a web page: quotes and arrows stay readable.
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>What was run, as the caller says it: strategy, bars, venue, accounts.</summary>
    public required JsonElement Configuration { get; init; }

    /// <summary>The StateHash after the last event, as text.</summary>
    public required string StateHash { get; init; }

    /// <summary>Sequenced events by kind; written in the order of their names.</summary>
    public required IReadOnlyDictionary<string, long> EventCounts { get; init; }

    public required Funnel Funnel { get; init; }

    /// <summary>How often each clause of a rule-set document was true; null for a built-in rule set.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RuleFunnel? Rules { get; init; }

    /// <summary>What became of each swap; null for a run without any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SwapReport>? Swaps { get; init; }

    /// <summary>Positions that the engine closed for want of margin; null when there were none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Liquidations>? Liquidations { get; init; }

    /// <summary>Risk rules that were broken, in the order of their first breach; null when all were kept.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RiskBreach>? RiskBreaches { get; init; }

    /// <summary>Why nothing traded; null when something did.</summary>
    public string? WhyNoTrade => Funnel.WhyNoTrade();

    /// <summary>One for each account and currency.</summary>
    public required IReadOnlyList<PerformanceSummary> Performance { get; init; }

    /// <summary>What the simulated venue assumes, a sentence each: no result is better than these.</summary>
    public required IReadOnlyList<string> FillAssumptions { get; init; }

    /// <summary>UTF-8, indented, camelCase, <c>\n</c> line ends, one after the last line.</summary>
    public byte[] ToJson()
    {
        BacktestReport ordered = this with { EventCounts = new SortedDictionary<string, long>(EventCounts.ToDictionary(), StringComparer.Ordinal) };
        return [.. JsonSerializer.SerializeToUtf8Bytes(ordered, Json), (byte)'\n'];
    }

    /// <summary>Writes <c>summary.json</c> at once or not at all. Comes last: a directory that has one holds one whole run.</summary>
    public void Write(string directory)
    {
        using PartialFile file = new(Directory.CreateDirectory(directory).FullName, FileName);
        file.Write(ToJson());
        file.Seal();
        file.Publish();
    }
}
