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
    /// <param name="decision">Its id.</param>
    /// <param name="data">Of the history (<see cref="IMarketHistory.Id"/>).</param>
    /// <param name="span">Of the whole history.</param>
    /// <param name="trials">What was tried.</param>
    public void Keep(string decision, string data, HistoryWindow span, IReadOnlyList<TrialReturns> trials) =>
        DurableFile.Write(PathOf(decision), JsonSerializer.SerializeToUtf8Bytes(new Kept { Data = data, StartNs = span.Start.Nanoseconds, EndNs = span.End.Nanoseconds, Trials = trials }, Options));

    /// <summary>What decisions tried on the very same history, the newest first; those whose files are gone or damaged are left out.</summary>
    /// <param name="decisions">Their ids.</param>
    /// <param name="data">Of the history.</param>
    /// <param name="span">Of the whole history.</param>
    /// <exception cref="JournalIOException">A file can't be read.</exception>
    public IReadOnlyList<TrialReturns> FindAll(IEnumerable<string> decisions, string data, HistoryWindow span)
    {
        ArgumentNullException.ThrowIfNull(decisions);
        List<TrialReturns> found = [];
        foreach (string decision in decisions)
        {
            try
            {
                if (Read(decision) is { } kept && kept.Data == data && kept.Span == span) { found.AddRange(kept.Trials); }
            }
            catch (InvalidOperationException)
            {
                // What was tried counts in the ledger all the same; only its returns are not compared.
            }
        }

        return found;
    }

    /// <summary>What was kept; null when no search of this decision came to an end.</summary>
    /// <exception cref="InvalidOperationException">The file is not what was written.</exception>
    /// <exception cref="JournalIOException">It can't be read.</exception>
    public (HistoryWindow Span, IReadOnlyList<TrialReturns> Trials)? Find(string decision) => Read(decision) is { } kept ? (kept.Span, kept.Trials) : null;

    private Kept? Read(string decision)
    {
        string path = PathOf(decision);
        if (!File.Exists(path)) { return null; }
        try
        {
            return JsonSerializer.Deserialize<Kept>(DurableFile.Read(path), Options) ?? throw new JsonException("It holds nothing.");
        }
        catch (JsonException error)
        {
            throw new InvalidOperationException($"'{path}' is not what the search left: {error.Message}", error);
        }
    }

    private string PathOf(string decision) => Path.Combine(directory, $"{decision}.trials.json");

    private sealed record Kept
    {
        /// <summary>Null in files from before it was kept.</summary>
        public string? Data { get; init; }

        [JsonIgnore]
        public HistoryWindow Span => new(new Timestamp(StartNs), new Timestamp(EndNs));

        public required long StartNs { get; init; }

        public required long EndNs { get; init; }

        public required IReadOnlyList<TrialReturns> Trials { get; init; }
    }
}
