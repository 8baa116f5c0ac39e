using System.CommandLine;
using LlmTrader.Persistence.Decisions;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Strategist.Decisions;

namespace LlmTrader.Tools.Cli.Verbs.Decisions;

/// <summary><c>llmtrader decisions why-rejected</c></summary>
internal sealed class WhyRejectedVerb : Verb
{
    private readonly DecisionsOptions _journal = new();
    private readonly Argument<string?> _decision = new("decision") { HelpName = "DECISION", Description = "One decision; all that ended without a new set when left out.", Arity = ArgumentArity.ZeroOrOne };

    public WhyRejectedVerb()
        : base("why-rejected", "Why candidates did not come in, or did not stay.")
    {
        Arguments.Add(_decision);
        _journal.AddTo(this);
    }

    /// <inheritdoc/>
    public override string Teaching => "For each decision that left the rules as they were, or took a candidate back: the step that said no, and all its reasons.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("llmtrader decisions why-rejected --day 2026-11-21", "of a day"), new("llmtrader decisions why-rejected d000002", "of one")];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        string? decision = arguments.GetValue(_decision);
        IReadOnlyList<DecisionRecord> records = decision is null ? _journal.Read(arguments) : _journal.Read(arguments, decision);
        var rejected = records.Where(record => record.Kind is not (DecisionKind.ModelCall or DecisionKind.ModelRequest)).GroupBy(record => record.Decision)
            .Select(group => new { Summary = DecisionSummary.Of(group).Single(), Steps = group.Where(record => DecisionStory.Reasons(record).Count > 0).Select(record => new { step = DecisionStory.StepName(record), reasons = DecisionStory.Reasons(record) }).ToArray() })
            .Where(one => one.Summary.Ended is not null && one.Summary.State != "activated" && one.Steps.Length > 0)
            .Select(one => new { decision = one.Summary.Id, one.Summary.Template, one.Summary.Hash, result = one.Summary.State, one.Steps })
            .ToArray();
        if (session.IsJson)
        {
            session.WriteJson(rejected);
            return ExitCode.Success;
        }

        foreach (var one in rejected)
        {
            session.WriteLine($"{one.decision}: {one.result}{(one.Template is { } template ? $", {template}" : "")}{(one.Hash is { Length: > 12 } hash ? $", candidate {hash[..12]}" : "")}");
            foreach (var step in one.Steps)
            {
                foreach (string reason in step.reasons) { session.WriteLine($"  {step.step}: {reason}"); }
            }
        }

        if (rejected.Length == 0) { session.WriteLine("No candidate was rejected."); }
        return ExitCode.Success;
    }
}
