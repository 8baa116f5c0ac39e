using System.CommandLine;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Language;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Rules;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Rules;

/// <summary><c>llmtrader rules check</c></summary>
internal sealed class CheckVerb : Verb
{
    // As much of an id as tells a handful of sets apart; --json has all of it.
    private const int ShownIdLength = 12;

    private readonly Argument<string[]> _files = RuleArgument.Files();

    public CheckVerb()
        : base("check", "Find the mistakes in rule sets, each with its place and a suggestion.") => Arguments.Add(_files);

    /// <inheritdoc/>
    public override string Teaching =>
        "Reads and compiles each document as a run would, and prints every mistake with file, line and column, the line with a caret under the place, and what may have been meant. "
        + "Then a table: warm-up and look-back in bars, cost of one evaluation in units beside what an engine allows unless told otherwise, and the id, which is the hash of what the set says without its comments and spacing.\n\n"
        + "Exit code 1 when a document has a mistake. A warning alone is none.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader rules check strategies/rulesets/*.yaml", "the sets that come with the program"),
        new("llmtrader rules check answer.json --json", "a model's answer, with its mistakes for the next prompt"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        RuleFile[] files = [.. arguments.GetValue(_files)!.Select(RuleFile.Open)];
        if (session.IsJson) { session.WriteJson(new { isValid = files.All(file => file.Reading.IsValid), files = files.Select(RuleReport.Document) }); }
        else { Print(files, session); }
        return files.All(file => file.Reading.IsValid) ? ExitCode.Success : ExitCode.Finding;
    }

    private static void Print(RuleFile[] files, Session session)
    {
        foreach (RuleDiagnostic diagnostic in files.SelectMany(file => file.Reading.Diagnostics)) { session.WriteLine(diagnostic.ToString()); }
        Table table = Tables.Figures("File", "rule set", "mistakes", "warnings", "bar", "warm-up", "look-back", "indicators", $"cost of {Figure.Count(IRuleSet.DefaultCostBudget)}", "id");
        foreach (RuleFile file in files)
        {
            (RuleDocument? document, RuleProgram? program) = (file.Reading.Document, file.Reading.Program);
            table.Row(
                file.Path,
                document?.Name ?? "-",
                Figure.Count(RuleReport.Count(file, RuleSeverity.Error)),
                Figure.Count(RuleReport.Count(file, RuleSeverity.Warning)),
                document?.Bar.ToString() ?? "-",
                program is null ? "-" : Figure.Count(program.WarmUpBars),
                program is null ? "-" : Figure.Count(program.LookBackBars),
                program is null ? "-" : Figure.Count(program.Indicators.Length),
                program is null ? "-" : Figure.Count(program.Cost),
                program is null ? "-" : RuleText.Id(document!)[..ShownIdLength]);
        }

        session.Write(table);
    }
}
