using System.CommandLine;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Config;

/// <summary><c>llmtrader config show</c></summary>
internal sealed class ConfigShowVerb : Verb
{
    private readonly Argument<string> _file = ConfigArgument.File();
    private readonly Option<bool> _given = OptionOf.Flag("--given", "Leave out the defaults.");

    public ConfigShowVerb()
        : base("show", "Show every value that is in force, and who says so: a line, a variable or a default.")
    {
        Arguments.Add(_file);
        Options.Add(_given);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "One row for each value, in the order of the schema, with its source: a line of the file, an environment variable, or default. Secrets are masked. "
        + "Values marked 'pinned' are what decisions depend on: the journal's manifest keeps them, and another value needs a new journal.\n\n"
        + "Exit code 2 when the configuration has a mistake.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader config show engine.yaml", "all of it"),
        new("llmtrader config show engine.yaml --given --json", "what is not a default, for a program"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        EngineConfigurationFile file = EngineConfigurationFile.Read(arguments.GetValue(_file)!);
        _ = file.Configuration;    // Throws when there is a mistake.
        ConfigurationValue[] values = [.. file.Values.Where(value => !arguments.GetValue(_given) || !value.Origin.IsDefault)];
        if (session.IsJson)
        {
            session.WriteJson(new
            {
                file = file.Path,
                values = values.Select(value => new { key = value.Key, value = value.Text, source = value.Origin.ToString(), line = value.Origin.Line, variable = value.Origin.Variable, isDefault = value.Origin.IsDefault, isPinned = value.IsPinned }),
            });
            return ExitCode.Success;
        }

        Table table = new() { Border = TableBorder.Simple };
        foreach (string head in new[] { "Key", "value", "source", "" }) { table.AddColumn(new TableColumn(new Text(head)) { NoWrap = head != "value" }); }
        foreach (ConfigurationValue value in values) { table.Row(value.Key, value.Text, value.Origin.ToString(), value.IsPinned ? "pinned" : ""); }
        session.Write(table);
        return ExitCode.Success;
    }
}
