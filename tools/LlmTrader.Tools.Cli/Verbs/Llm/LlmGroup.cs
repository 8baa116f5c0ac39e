namespace LlmTrader.Tools.Cli.Verbs.Llm;

/// <summary><c>llmtrader llm</c></summary>
internal static class LlmGroup
{
    public static VerbGroup Create() => new(
        "llm",
        "Look at the language models: which there are, whether they answer, what was asked of them and what it cost.",
        "Models propose rule sets and check them, through one gateway: endpoints that speak the OpenAI chat protocol, in groups, with budgets (section models: of the configuration). "
        + "Without one the local generator proposes alone. Whatever a model does, no limit changes and nothing trades that was not accepted. Every call is a record of the strategist's journal: who asked whom with which prompt, what was sent and what came back (secrets redacted), each attempt, tokens and cost. "
        + "What is told of calls is read from that journal; no model is asked.",
        [new("llmtrader llm endpoints --config trading/engine.yaml", "endpoints, groups and prices"), new("llmtrader llm endpoints --probe", "does each of them answer?"), new("llmtrader llm calls list --day 2026-11-21", "what was asked that day?"), new("llmtrader llm calls show d000012/actor/1", "one call, with what was sent and what came back"), new("llmtrader llm cost --by model", "what has each model cost?")],
        new VerbGroup(
            "calls",
            "The calls, one by one.",
            "A call is one question; how often it was tried, and where, is in it.",
            [new("llmtrader llm calls list --outcome rate_limited", "which ended so?"), new("llmtrader llm calls show d000012/actor/1 --response", "what was answered?")],
            new CallsListVerb(),
            new CallsShowVerb()),
        new LlmCostVerb(),
        new LlmEndpointsVerb());
}
