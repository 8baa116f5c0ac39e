using System.CommandLine;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Tools.Cli.Terminal;

namespace LlmTrader.Tools.Cli.Verbs.Rules;

/// <summary><c>llmtrader rules schema</c></summary>
internal sealed class SchemaVerb() : Verb("schema", "Print the JSON Schema of a rule set, with the whole vocabulary.")
{
    /// <inheritdoc/>
    public override string Teaching =>
        "JSON Schema, draft 2020-12: every field with its type and bounds, and under $defs every indicator, function and variable with a description, for editors and for the prompt of a model. "
        + "A schema can't check an expression; `rules check` does.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("llmtrader rules schema > rules.schema.json", "let an editor complete the fields")];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        session.WriteLine(RuleSchema.ToJson());
        return ExitCode.Success;
    }
}
