using System.Globalization;
using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Strategies.Generation.Search;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Tools.Hosting.Configuration;

namespace LlmTrader.Tools.Hosting.Sweeps;

/// <summary>How points are chosen.</summary>
public enum SearchKind : byte
{
    Grid,
    Random,
    Tpe,
}

/// <summary>What a search over a rule set's parameters is asked to do.</summary>
public sealed record SearchRequest
{
    public required RuleDocument Rules { get; init; }

    public required SearchKind Kind { get; init; }

    public SearchObjective Objective { get; init; } = SearchObjective.Sharpe;

    /// <summary>The most that are tried; a grid has to fit.</summary>
    public int Trials { get; init; } = 200;

    public ulong Seed { get; init; } = 1;

    /// <summary>Round trips below which a trial has no score.</summary>
    public long MinimumTrades { get; init; } = 10;

    /// <summary>The part of the history that may be looked at; null for all of it.</summary>
    public HistoryWindow? Window { get; init; }

    /// <summary>Where the log of trials and the report go.</summary>
    public required string OutputDirectory { get; init; }

    /// <summary>Threads that run backtests; of no influence on the result.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>A fresh method over a space.</summary>
    /// <param name="space">The rule set's.</param>
    /// <param name="part">Which search of several: each has a seed of its own.</param>
    public ISearchMethod Method(ParameterSpace space, int part = 0) => Kind switch
    {
        SearchKind.Grid => new GridSearch(space, Trials),
        SearchKind.Random => new RandomSearch(space, SeedOf(part)),
        SearchKind.Tpe => new TpeSearch(space, SeedOf(part)),
        _ => throw new ArgumentOutOfRangeException(nameof(part), Kind, "is no way of searching"),
    };

    /// <summary>The window, within the history. Throws <see cref="ArgumentException"/> when they have nothing in common.</summary>
    public HistoryWindow WindowIn(HistoryWindow span)
    {
        HistoryWindow wanted = Window ?? span;
        HistoryWindow inside = new(Timestamp.Max(wanted.Start, span.Start), wanted.End < span.End ? wanted.End : span.End);
        return inside.Start < inside.End ? inside : throw new ArgumentException($"The data goes from {span.Start} to {span.End}; nothing of it lies from {wanted.Start} to {wanted.End}.");
    }

    /// <summary>All that the trials depend on, by the names that a person knows.</summary>
    internal Dictionary<string, string> Arguments(string command, SweepHistory history, RunConfiguration configuration)
    {
        HistoryWindow window = WindowIn(history.Span);
        return new Dictionary<string, string>
        {
            ["command"] = command,
            ["engine"] = EngineSemantics.Version.ToString(CultureInfo.InvariantCulture),
            ["rules"] = RuleText.Id(Rules),
            ["data"] = history.Id,
            ["from"] = window.Start.ToString(),
            ["to"] = window.End.ToString(),
            ["method"] = Kind.ToString().ToLowerInvariant(),
            ["objective"] = SearchText.Of(Objective),
            ["trials"] = Trials.ToString(CultureInfo.InvariantCulture),
            ["seed"] = Seed.ToString(CultureInfo.InvariantCulture),
            ["min-trades"] = MinimumTrades.ToString(CultureInfo.InvariantCulture),
            ["configuration"] = JsonSerializer.Serialize((configuration with { Strategy = "", Rules = null }).ToJson()),
        };
    }

    private ulong SeedOf(int part)
    {
        ulong state = Seed + (ulong)part;
        return part == 0 ? Seed : Xoshiro256StarStar.SplitMix64(ref state);
    }
}
