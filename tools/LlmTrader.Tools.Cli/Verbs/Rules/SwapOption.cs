using System.CommandLine;
using System.CommandLine.Parsing;
using LlmTrader.Tools.Hosting.Rules;
using LlmTrader.Tools.Hosting.Swaps;

namespace LlmTrader.Tools.Cli.Verbs.Rules;

/// <summary><c>--swap FILE@SEQUENCE|@TIME</c></summary>
internal static class SwapOption
{
    private const string Name = "--swap";

    public static Option<SwapRequest[]> Create(string description) =>
        new(Name) { HelpName = "FILE@SEQUENCE|FILE@TIME", Description = description, DefaultValueFactory = _ => [], CustomParser = Parse };

    /// <summary>The files, in order. Throws <see cref="Hosting.Runs.RunException"/> for one that is not there; mistakes in one do not throw.</summary>
    public static RuleFile[] Open(SwapRequest[] requests) => [.. requests.Select(request => RuleFile.Open(request.File))];

    /// <summary>The swaps of valid documents.</summary>
    public static IReadOnlyList<ScheduledSwap> Schedule(SwapRequest[] requests, RuleFile[] files) =>
        [.. requests.Zip(files, (request, file) => ScheduledSwap.From(file, request.Place))];

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
