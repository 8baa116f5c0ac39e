using LlmTrader.Strategies.Models.Budgets;
using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Strategies.Models.Gateway;

namespace LlmTrader.Tools.Hosting.Models;

/// <summary>Asks an endpoint for one word, to see whether it is well.</summary>
public static class ModelProbe
{
    // Room for a model that thinks before it speaks.
    private const int LongestAnswer = 256;

    private const string Prompt = "Answer with the word ok and nothing else.";

    /// <summary>Asks each endpoint of a probe's gateway once, all at the same time; in the order of the gateway.</summary>
    public static async Task<IReadOnlyList<ModelAnswer>> AskAllAsync(ModelGateway gateway, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(gateway);
        return await Task.WhenAll(gateway.Endpoints().Select(one => gateway.AskAsync(CallOf(one.Options.Name), cancel))).ConfigureAwait(false);
    }

    /// <summary>Whether it can be used: an answer that was cut off is one of a model that thinks for long.</summary>
    public static bool IsWell(ModelAnswer answer) => answer is { Outcome: ModelOutcome.Answered or ModelOutcome.Truncated };

    private static ModelCall CallOf(string endpoint) => new()
    {
        Id = $"probe/{endpoint}",
        Decision = null,
        Role = ModelRole.Trial,
        Group = endpoint,
        PromptId = "probe",
        PromptHash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Prompt))),
        Messages = [new ModelMessage(ModelSpeaker.User, Prompt)],
        MaxOutputTokens = LongestAnswer,
    };
}

/// <summary>Nothing was spent before.</summary>
public sealed class NothingSpent : IBudgetHistory
{
    public IEnumerable<BudgetUse> Since(DateTimeOffset start) => [];
}
