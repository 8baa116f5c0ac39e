using System.CommandLine;
using LlmTrader.Strategies.Models.Prompts;
using LlmTrader.Tools.Cli.Terminal;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Prompts;

/// <summary><c>llmtrader prompts list</c></summary>
internal sealed class PromptListVerb : Verb
{
    private readonly Option<string> _directory = PromptOptions.Directory();
    private readonly Option<bool> _history = OptionOf.Flag("--history", "Also every activation and rollback, oldest first.");

    public PromptListVerb()
        : base("list", "Every version of every prompt, and which is asked with.")
    {
        Options.Add(_directory);
        Options.Add(_history);
    }

    /// <inheritdoc/>
    public override string Teaching => "The hash is that of the file; it stands in the record of every call. Of an id the active version is asked with: the one that was activated last and not rolled back, else the shipped one.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("llmtrader prompts list", "all of them"), new("llmtrader prompts list --history --json", "for a program, with all that was activated")];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        PromptLibrary library = PromptOptions.Open(arguments.GetValue(_directory)!);
        bool IsActive(Prompt prompt) => library.ActiveOrNull(prompt.Id) == prompt;
        IReadOnlyList<string> history = arguments.GetValue(_history) ? library.Activations!.History : [];
        if (session.IsJson)
        {
            session.WriteJson(new
            {
                prompts = library.All.Select(one => new { one.Id, one.Version, isActive = IsActive(one), group = one.Role, one.Temperature, one.Schema, variables = one.Variables.Select(variable => new { variable.Name, variable.Trust }), one.Hash, one.File }),
                history,
            });
            return ExitCode.Success;
        }

        Table table = Tables.Figures("prompt", "version", "active", "group", "temperature", "schema", "hash", "file");
        foreach (Prompt one in library.All)
        {
            string temperature = one.Temperature?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-";
            table.Row(one.Id, Figure.Count(one.Version), IsActive(one) ? "yes" : "-", one.Role.ToString().ToLowerInvariant(), temperature, one.Schema ?? "-", one.Hash[..12], one.File);
        }

        session.Write(table);
        foreach (string line in history) { session.WriteLine(line); }
        return ExitCode.Success;
    }
}
