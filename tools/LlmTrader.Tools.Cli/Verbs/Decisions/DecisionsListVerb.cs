using System.CommandLine;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Strategist.Decisions;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Decisions;

/// <summary><c>llmtrader decisions list</c></summary>
internal sealed class DecisionsListVerb : Verb
{
    private readonly DecisionsOptions _journal = new();

    public DecisionsListVerb()
        : base("list", "Every decision in a line, and how it ended.") => _journal.AddTo(this);

    /// <inheritdoc/>
    public override string Teaching =>
        "A decision that is under way shows the last thing that happened. kept: the rules stayed as they were. activated: the candidate decides. rolled_back: it did, and was taken back. "
        + "superseded: somebody else put another set into the slot. stuck: it could not be taken back, and the slot opens nothing more. "
        + "In a narrow window some columns are left out and reasons are cut short; `decisions show` and --json have all of it.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("llmtrader decisions list", "all of them"), new("llmtrader decisions list --day 2026-11-21 --json", "of a day, for a program")];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        IReadOnlyList<DecisionSummary> decisions = DecisionSummary.Of(_journal.Read(arguments));
        if (session.IsJson)
        {
            session.WriteJson(decisions.Select(one => new { one.Id, began = one.Began.ToString(), ended = one.Ended?.ToString(), one.Trigger, one.Proposer, one.Template, one.Hash, one.Risk, one.State, one.Reason }));
            return ExitCode.Success;
        }

        string[][] rows = [.. decisions.Select(one => new[]
        {
            one.Id, $"{one.Began.ToString().AsSpan(0, 10)} {one.Began.ToString().AsSpan(11, 8)}", one.Trigger, one.Template ?? "-", Digits(one.Hash), one.Risk is { } risk ? Figure.Percent(risk) : "-", one.State, one.Reason ?? "",
        })];
        Table table = Tables.Fitted(session.Width, ["decision", "began (UTC)", "trigger", "template", "candidate", "risk", "state", "reason"], rows, "candidate", "trigger", "risk", "template");
        if (decisions.Count > 0) { session.Write(table); }
        session.WriteLine(Figure.Count(decisions.Count, "decision"));
        return ExitCode.Success;
    }

    private static string Digits(string? hash) => hash is null ? "-" : hash.Length > 12 ? hash[..12] : hash;
}
