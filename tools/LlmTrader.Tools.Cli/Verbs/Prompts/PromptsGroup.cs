namespace LlmTrader.Tools.Cli.Verbs.Prompts;

/// <summary><c>llmtrader prompts</c></summary>
internal static class PromptsGroup
{
    public static VerbGroup Create() => new(
        "prompts",
        "What models are asked with: list, check, render, compare and test prompts; choose the version.",
        "A prompt is a Markdown file with front matter: id, version, group (actor, checker or trial), temperature, schema, and its variables, each of them data or untrusted. "
        + "Numbers and market rules come in by variables, from the configuration and the market; what strangers may have written comes in between delimiters that they can't know.\n\n"
        + "Prompts are shipped with the program. Versions of one's own are *.md files of a directory; one is asked with when it is activated, and until it is rolled back.",
        [
            new("llmtrader prompts list", "which are there, and which are asked with?"),
            new("llmtrader prompts render actor", "what does a model read?"),
        ],
        new PromptListVerb(),
        new PromptLintVerb(),
        new PromptRenderVerb(),
        new PromptDiffVerb(),
        new PromptTestVerb(),
        new PromptActivateVerb(),
        new PromptRollbackVerb());
}
