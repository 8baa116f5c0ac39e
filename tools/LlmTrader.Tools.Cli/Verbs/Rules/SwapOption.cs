using System.CommandLine;
using System.CommandLine.Parsing;
using LlmTrader.Tools.Hosting.Rules;
using LlmTrader.Tools.Hosting.Swaps;

namespace LlmTrader.Tools.Cli.Verbs.Rules;

/// <summary><c>--swap FILE@SEQUENCE|FILE@TIME|rollback@...</c></summary>
internal static class SwapOption
{
    private const string Name = "--swap";

    public static Option<SwapRequest[]> Create(string description) =>
        new(Name) { HelpName = "FILE@SEQUENCE|FILE@TIME|rollback@...", Description = description, DefaultValueFactory = _ => [], CustomParser = Parse };

    /// <summary>The files, in order; a rollback has none. Throws <see cref="Hosting.Runs.RunException"/> for one that is not there; mistakes in one do not throw.</summary>
    public static RuleFile[] Open(SwapRequest[] requests) => [.. requests.Where(request => !request.IsRollback).Select(request => RuleFile.Open(request.File))];

    /// <summary>The swaps of valid documents, as <see cref="Open"/> gave them.</summary>
    public static IReadOnlyList<ScheduledSwap> Schedule(SwapRequest[] requests, RuleFile[] files)
    {
        int next = 0;
        return [.. requests.Select(request => request.IsRollback ? ScheduledSwap.Rollback(request.Place) : ScheduledSwap.From(files[next++], request.Place))];
    }

    private static SwapRequest[] Parse(ArgumentResult result)
    {
        List<SwapRequest> requests = [];
        foreach (Token token in result.Tokens)
        {
            if (SwapRequest.TryParse(token.Value, out SwapRequest? request, out string? error)) { requests.Add(request); }
            else { result.AddError($"{Name}: {error}"); }
        }

        return [.. requests];
    }
}
