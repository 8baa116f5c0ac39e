using System.Text.Json;
using System.Text.Json.Serialization;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal.Platform;
using LlmTrader.Strategies.Generation.Acceptance;
using LlmTrader.Strategies.Generation.Backtesting;

namespace LlmTrader.Tools.Hosting.Strategist.Evidence;

/// <summary>
/// What each decision's candidate was chosen among, in files beside the journal: on stable storage before the proposal is in it. A restart goes
/// on with that candidate on the very history that was searched, though the engine's journal has grown since.
/// </summary>
/// <param name="directory">Of the reports.</param>
public sealed class SearchMemory(string directory)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <exception cref="JournalIOException">The disk refuses.</exception>
    public void Keep(string decision, HistoryWindow span, IReadOnlyList<TrialReturns> trials) =>
        DurableFile.Write(PathOf(decision), JsonSerializer.SerializeToUtf8Bytes(new Kept { StartNs = span.Start.Nanoseconds, EndNs = span.End.Nanoseconds, Trials = trials }, Options));

    /// <summary>What was kept; null when no search of this decision came to an end.</summary>
    /// <exception cref="InvalidOperationException">The file is not what was written.</exception>
    /// <exception cref="JournalIOException">It can't be read.</exception>
    public (HistoryWindow Span, IReadOnlyList<TrialReturns> Trials)? Find(string decision)
    {
        string path = PathOf(decision);
        if (!File.Exists(path)) { return null; }
        try
        {
            Kept kept = JsonSerializer.Deserialize<Kept>(DurableFile.Read(path), Options) ?? throw new JsonException("It holds nothing.");
            return (new HistoryWindow(new Timestamp(kept.StartNs), new Timestamp(kept.EndNs)), kept.Trials);
        }
        catch (JsonException error)
        {
            throw new InvalidOperationException($"'{path}' is not what the search left: {error.Message}", error);
        }
    }

    private string PathOf(string decision) => Path.Combine(directory, $"{decision}.trials.json");

    private sealed record Kept
    {
        public required long StartNs { get; init; }

        public required long EndNs { get; init; }

        public required IReadOnlyList<TrialReturns> Trials { get; init; }
    }
}
