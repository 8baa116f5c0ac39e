using System.Globalization;
using LlmTrader.Tools.Hosting.Strategist.Ledger;

namespace LlmTrader.Tools.Hosting.Strategist.Decisions;

/// <summary>A call of a model in words: who was asked, who answered, what it took.</summary>
internal static class ModelCallStory
{
    public static string[] Lines(ModelCallRecord call)
    {
        string who = call.Role == "trial" ? "A person tried" : $"The {call.Role} asked";
        string took = string.Create(CultureInfo.InvariantCulture, $"{call.InputTokens:N0} + {call.OutputTokens:N0} tokens, cost {call.Cost}{(call.IsReplayed ? ", from the record" : "")}");
        string result = call.Outcome != "answered" ? $"no answer ({call.Outcome}). {call.Reason}"
            : call.SchemaValid == false ? $"{Place(call)} answered what can't be used ({took}): {call.Problem}"
            : $"{Place(call)} answered ({took}).";
        return [$"{who} the models '{call.Group}' with the prompt {call.Prompt}: {result}".TrimEnd(), .. Attempts(call)];
    }

    // One that succeeded at once has nothing to tell.
    private static IEnumerable<string> Attempts(ModelCallRecord call) => call.Attempts is [_] && call.Outcome == "answered" ? [] : call.Attempts.Select(Attempt);

    private static string Attempt(JournaledAttempt attempt) => string.Create(
        CultureInfo.InvariantCulture,
        $"{attempt.Endpoint}: {attempt.Outcome}{(attempt.Status is { } status ? $", status {status}" : "")}, after {attempt.Milliseconds:0.#} ms{(attempt.Reason is { Length: > 0 } reason ? $": {reason}" : "")}");

    private static string Place(ModelCallRecord call) => $"{call.Model ?? "a model"}{(call.Endpoint is { } endpoint ? $" at {endpoint}" : "")}";
}
