namespace LlmTrader.Tools.Cli.Verbs.Llm;

/// <summary><c>llmtrader llm</c></summary>
internal static class LlmGroup
{
    public static VerbGroup Create() => new(
        "llm",
        "Look at the language models: which there are, whether they answer.",
        "Models propose rule sets and check them, through one gateway: endpoints that speak the OpenAI chat protocol, in groups, with budgets (section models: of the configuration). "
        + "Without one the local generator proposes alone. Whatever a model does, no limit changes and nothing trades that was not accepted.",
        [new("llmtrader llm endpoints --config trading/engine.yaml", "endpoints, groups and prices"), new("llmtrader llm endpoints --probe", "does each of them answer?")],
        new LlmEndpointsVerb());
}
