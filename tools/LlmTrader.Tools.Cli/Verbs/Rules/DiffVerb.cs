using System.CommandLine;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Rules;

namespace LlmTrader.Tools.Cli.Verbs.Rules;

/// <summary><c>llmtrader rules diff</c></summary>
internal sealed class DiffVerb : Verb
{
    private readonly Argument<string> _before = RuleArgument.File("A", "The rule set to compare with.");
    private readonly Argument<string> _after = RuleArgument.File("B", "The rule set that is compared.");

    public DiffVerb()
        : base("diff", "Compare two rule sets by what they do, not by how they are written.")
    {
        Arguments.Add(_before);
        Arguments.Add(_after);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "Names, spacing, comments, order and description do not count, nor do the names of params and let (their values do), the order of what and, or, min and max join, "
        + "the two sides of one + or *, `a > b` written as `b < a`, or adding 0. A longer sum or product in another order counts: it is rounded differently. "
        + "Of what differs, - is what A says and + what B says.\n\n"
        + "Exit code 0 when both do the same, 1 when something differs or a document has mistakes.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader rules diff strategies/rulesets/macd-adx.yaml mine.yaml", "what did I change?"),
        new("llmtrader rules diff before.yaml after.yaml --json", "for a script; the exit code says it too"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        RuleFile before = RuleFile.Open(arguments.GetValue(_before)!);
        RuleFile after = RuleFile.Open(arguments.GetValue(_after)!);
        if (!RuleReport.AllAreValid([before, after], session)) { return ExitCode.Finding; }
        IReadOnlyList<RuleDifference> differences = RuleText.Diff(before.Reading, after.Reading);
        if (session.IsJson) { session.WriteJson(new { isSame = differences.Count == 0, a = RuleReport.Document(before), b = RuleReport.Document(after), differences, names = RuleText.DiffNames(before.Reading, after.Reading) }); }
        else { Print(before, after, differences, session); }
        return differences.Count == 0 ? ExitCode.Success : ExitCode.Finding;
    }

    // Blocks and no table: conditions are long, and two of them are compared best one above the other.
    private static void Print(RuleFile before, RuleFile after, IReadOnlyList<RuleDifference> differences, Session session)
    {
        if (differences.Count == 0)
        {
            bool isSameText = RuleText.Id(before.Reading.Document!) == RuleText.Id(after.Reading.Document!);
            session.WriteLine(isSameText ? "same: the canonical texts are equal" : "same in what they do; names, order or description differ");
            return;
        }

        session.WriteLine($"--- {before.Path}");
        session.WriteLine($"+++ {after.Path}");

        // What reads alike means something else because of a name that it uses, and that one is told itself.
        foreach (RuleDifference difference in differences.Concat(RuleText.DiffNames(before.Reading, after.Reading)).Where(difference => difference.Before != difference.After))
        {
            session.WriteLine(difference.Field);
            if (difference.Before is { } old) { session.WriteLine($"  - {old}"); }
            if (difference.After is { } now) { session.WriteLine($"  + {now}"); }
        }
    }
}
