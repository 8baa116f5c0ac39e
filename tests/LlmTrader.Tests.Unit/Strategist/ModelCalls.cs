using LlmTrader.Strategies.Models.Calls;

namespace LlmTrader.Tests.Unit.Strategist;

/// <summary>Calls of models and what came of them, for tests.</summary>
internal static class ModelCalls
{
    public const string PromptHash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    public static ModelCall Call(string id, string? decision, ModelRole role = ModelRole.Actor) => new()
    {
        Id = id,
        Decision = decision,
        Role = role,
        Group = role == ModelRole.Checker ? "checkers" : "proposers",
        PromptId = role == ModelRole.Checker ? "check" : "propose",
        PromptHash = PromptHash,
        Messages = [new ModelMessage(ModelSpeaker.User, "?")],
        Schema = new ModelSchema("rule_set", "{}"),
        MaxOutputTokens = 100,
    };

    public static ModelAnswer Answer(int input = 1200, int output = 300, decimal cost = 0.0123m, string model = "qwen3:32b") => new()
    {
        Outcome = ModelOutcome.Answered,
        Text = "{\"a\":1}",
        Endpoint = "local",
        RequestedModel = "qwen3",
        ServedModel = model,
        InputTokens = input,
        OutputTokens = output,
        CachedTokens = 200,
        Cost = cost,
        Breaker = "closed",
        Attempts = [new ModelAttempt("local", ModelOutcome.Answered, 200, TimeSpan.FromMilliseconds(1234.5678), null)],
        RequestBody = "{\"model\":\"qwen3\"}",
        ResponseBody = "{\"choices\":[]}",
        Redactions = 2,
    };
}
