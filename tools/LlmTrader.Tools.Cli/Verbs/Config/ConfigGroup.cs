namespace LlmTrader.Tools.Cli.Verbs.Config;

/// <summary><c>llmtrader config</c></summary>
internal static class ConfigGroup
{
    public static VerbGroup Create() => new(
        "config",
        "Look at an engine's configuration: its mistakes, what is in force and why, what differs, its schema.",
        "An engine has one configuration, a YAML or JSON file; `llmtrader init` writes one to begin with. What it leaves out has a default. A variable LLMTRADER__JOURNAL__DIRECTORY "
        + "stands in for journal.directory, LLMTRADER__FEEDS__0__RATE for the first feed's rate. Secrets are never written into it: ${env:NAME} or file:/path says where they are.",
        [
            new("llmtrader config check engine.yaml", "is there a mistake in it?"),
            new("llmtrader config show engine.yaml", "every value, and who says so"),
        ],
        new ConfigCheckVerb(),
        new ConfigShowVerb(),
        new ConfigDiffVerb(),
        new ConfigSchemaVerb());
}
