using LlmTrader.Tools.Hosting.Strategist.Ledger;

namespace LlmTrader.Tools.Cli.Verbs.Llm;

/// <summary>A call for programs.</summary>
internal static class CallJson
{
    /// <summary>All but the bodies.</summary>
    public static object Line(ModelCallRecord call) => new
    {
        call.Call,
        call.Sequence,
        time = call.Time.ToString(),
        decision = call.Decision == JournaledModelCalls.NoDecision ? null : call.Decision,
        call.Role,
        call.Group,
        call.Endpoint,
        call.RequestedModel,
        call.ServedModel,
        call.Prompt,
        call.PromptHash,
        call.Outcome,
        call.Reason,
        call.SchemaValid,
        call.Problem,
        call.InputTokens,
        call.OutputTokens,
        call.CachedTokens,
        call.Cost,
        call.Breaker,
        call.IsReplayed,
        call.Redactions,
        call.Attempts,
        call.RequestHash,
        call.RequestBytes,
        call.ResponseHash,
        call.ResponseBytes,
        call.TextHash,
    };
}
