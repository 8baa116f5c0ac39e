using System.CommandLine;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Config;

/// <summary><c>llmtrader config check</c></summary>
internal sealed class ConfigCheckVerb : Verb
{
    private readonly Argument<string> _file = ConfigArgument.File();

    public ConfigCheckVerb()
        : base("check", "Find all mistakes in a configuration, each with its line and what to do.") => Arguments.Add(_file);

    /// <inheritdoc/>
    public override string Teaching =>
        "Reads the file as the engine would, with the variables of this environment, and reads the rule sets that it names. All mistakes are found at once: unknown keys, "
        + "values that can't be, and values that don't go together. What only the venue knows (a symbol that it does not list) shows at the start.\n\n"
        + "Exit code 2 when there is a mistake.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader config check engine.yaml", "is there a mistake in it?"),
        new("llmtrader config check engine.yaml --json", "for a program"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        EngineConfigurationFile file = EngineConfigurationFile.Read(arguments.GetValue(_file)!);
        IReadOnlyList<ConfigurationMistake> mistakes = file.Mistakes;
        if (session.IsJson)
        {
            session.WriteJson(new
            {
                file = file.Path,
                isValid = mistakes.Count == 0,
                mistakes = mistakes.Select(one => new { source = one.Origin.ToString(), line = one.Origin.Line, variable = one.Origin.Variable, key = one.Key, problem = one.Problem, remedy = one.Remedy }),
                warnings = file.Warnings.Select(one => new { source = one.Origin.ToString(), line = one.Origin.Line, variable = one.Origin.Variable, key = one.Key, problem = one.Problem, remedy = one.Remedy }),
            });
        }
        else if (mistakes.Count == 0)
        {
            session.WriteLine($"{file.Path}: no mistake; {Figure.Count(file.Values.Count(value => !value.Origin.IsDefault))} values are given, {Figure.Count(file.Values.Count(value => value.Origin.IsDefault))} are defaults.");
        }
        else
        {
            session.Write(TableOf(mistakes));
            session.WriteLine($"{file.Path}: {Figure.Count(mistakes.Count)} mistake{(mistakes.Count == 1 ? "" : "s")}.");
        }

        foreach (ConfigurationMistake warning in session.IsJson || mistakes.Count > 0 ? [] : file.Warnings) { session.Warn(warning.ToString()); }
        return mistakes.Count == 0 ? ExitCode.Success : ExitCode.Usage;
    }

    // Two rows each, so that neither a narrow terminal nor a long sentence makes it unreadable.
    private static Table TableOf(IReadOnlyList<ConfigurationMistake> mistakes)
    {
        Table table = new() { Border = TableBorder.Simple };
        table.AddColumn(new TableColumn(new Text("Place")) { NoWrap = true });
        table.AddColumn(new TableColumn(new Text("mistake, and what to do")));
        foreach (ConfigurationMistake mistake in mistakes)
        {
            table.Row($"{mistake.Origin}", mistake.Key.Length == 0 ? mistake.Problem : $"{mistake.Key}: {mistake.Problem}");
            table.Row("", $"→ {mistake.Remedy}");
        }

        return table;
    }
}
