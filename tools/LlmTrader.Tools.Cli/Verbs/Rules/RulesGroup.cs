namespace LlmTrader.Tools.Cli.Verbs.Rules;

/// <summary><c>llmtrader rules</c></summary>
internal static class RulesGroup
{
    public static VerbGroup Create() => new(
        "rules",
        "Write rule sets: check, explain, compare, format, and the schema.",
        "A rule set is a short document, in YAML for people or JSON for models, that says when to buy and sell, how much, and how to get out. It is checked before it runs, "
        + "has nothing in it that could be executed, and can't look ahead. Sets to begin with lie in strategies/rulesets; `llmtrader backtest --rules FILE` runs one.",
        [
            new("llmtrader rules explain strategies/rulesets/moving-average-cross.yaml", "what does it do?"),
            new("llmtrader rules check mine.yaml", "is there a mistake in mine?"),
        ],
        new CheckVerb(),
        new ExplainVerb(),
        new DiffVerb(),
        new FormatVerb(),
        new SchemaVerb());
}
