using System.CommandLine;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Configuration.Engine;

namespace LlmTrader.Tools.Cli.Verbs.Config;

/// <summary><c>llmtrader config schema</c></summary>
internal sealed class ConfigSchemaVerb() : Verb("schema", "Print the JSON Schema of a configuration, for editors.")
{
    /// <inheritdoc/>
    public override string Teaching =>
        "JSON Schema, draft 2020-12: every key with its meaning, its bounds and its default. An editor that knows YAML completes keys and marks mistakes by it, when the first line of the file is "
        + "`# yaml-language-server: $schema=./engine.schema.json`; `llmtrader init` writes both. What values mean together only `config check` says.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("llmtrader config schema > engine.schema.json", "let an editor complete the keys")];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        session.Output.Write(EngineSchema.ToJson());
        return ExitCode.Success;
    }
}
