using System.CommandLine;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Rules;

namespace LlmTrader.Tools.Cli.Verbs.Rules;

/// <summary><c>llmtrader rules explain</c></summary>
internal sealed class ExplainVerb : Verb
{
    private readonly Argument<string[]> _files = RuleArgument.Files();

    public ExplainVerb()
        : base("explain", "Say in English what a rule set does, reads, needs and costs.") => Arguments.Add(_files);

    /// <inheritdoc/>
    public override string Teaching =>
        "What it buys and sells and when, how much, how it gets out; which bars, indicators and account values it reads; how many bars it needs before its first decision; "
        + "what one evaluation costs. A document with mistakes is not explained: they are printed as `rules check` does, with exit code 1.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("llmtrader rules explain strategies/rulesets/donchian-turtle.yaml", "read a set before you run it")];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        RuleFile[] files = [.. arguments.GetValue(_files)!.Select(RuleFile.Open)];
        if (!RuleReport.AllAreValid(files, session)) { return ExitCode.Finding; }
        if (session.IsJson)
        {
            session.WriteJson(new { files = files.Select(file => new { ruleSet = RuleReport.Document(file), text = Text(file) }) });
            return ExitCode.Success;
        }

        for (int i = 0; i < files.Length; i++)
        {
            if (i > 0) { session.WriteLine(); }
            foreach (string line in Text(files[i]).TrimEnd('\n').Split('\n')) { session.WriteLine(line); }
        }

        return ExitCode.Success;
    }

    private static string Text(RuleFile file) => RuleText.Explain(file.Reading.Document!, file.Reading.Program!);
}
