using System.CommandLine;
using System.Globalization;
using LlmTrader.Persistence.Decisions;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Strategist.Decisions;
using LlmTrader.Tools.Hosting.Strategist.Ledger;

namespace LlmTrader.Tools.Cli.Verbs.Decisions;

/// <summary><c>llmtrader decisions show</c></summary>
internal sealed class DecisionsShowVerb : Verb
{
    private readonly DecisionsOptions _journal = new();
    private readonly Argument<string> _decision = new("decision") { HelpName = "DECISION", Description = "As `decisions list` gives it, such as d000003." };
    private readonly Option<bool> _source = OptionOf.Flag("--source", "Print the candidate's text alone; of several rounds the last one's.");

    public DecisionsShowVerb()
        : base("show", "One decision as a story, from what was seen to how it ended.")
    {
        Arguments.Add(_decision);
        Options.Add(_source);
        _journal.AddTo(this, byDay: false);
    }

    /// <inheritdoc/>
    public override string Teaching => "Each step with its time and its record's sequence in the strategist's journal; sequences of the engine are those of its own journal. --json gives the records as they stand.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("llmtrader decisions show d000003", "what became of it, and why"), new("llmtrader decisions show d000003 --source > candidate.yaml", "the rules that it was about")];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        string decision = arguments.GetValue(_decision)!;
        IReadOnlyList<DecisionRecord> records = _journal.Read(arguments, decision);
        if (arguments.GetValue(_source)) { return PrintSource(records, decision, session); }
        if (session.IsJson)
        {
            session.WriteJson(records.Select(record => new { record.Sequence, time = record.Time.ToString(), kind = DecisionKinds.Name(record.Kind), record.Body, record.Hash }));
            return ExitCode.Success;
        }

        DecisionSummary? summary = DecisionSummary.Of(records).SingleOrDefault();
        session.WriteLine(summary is null ? $"{decision}: calls of models that belong to no decision" : $"{decision}: {summary.State}{(summary.Reason is { Length: > 0 } reason ? $", {reason}" : "")}");
        ModelCallRecord[] calls = [.. records.Where(record => record.Kind == DecisionKind.ModelCall).Select(ModelCallRecord.Of)];
        if (calls.Length > 0)
        {
            string cost = calls.Sum(call => call.Cost).ToString(CultureInfo.InvariantCulture);
            session.WriteLine($"Models: {Figure.Count(calls.Length, "call")}, {Figure.Count(calls.Sum(call => call.InputTokens + call.OutputTokens), "token")}, cost {cost}; `llmtrader llm calls list --decision {decision}` tells them one by one.");
        }

        session.WriteLine();
        foreach (DecisionStep step in DecisionStory.Tell(records))
        {
            string time = step.Time.ToString();
            session.WriteLine($"{time.AsSpan(0, 10)} {time.AsSpan(11, 12)}  {step.Lines[0]}  [{step.Sequence}]");
            foreach (string line in step.Lines.Skip(1)) { session.WriteLine($"    {line}"); }
        }

        return ExitCode.Success;
    }

    private static int PrintSource(IReadOnlyList<DecisionRecord> records, string decision, Session session)
    {
        string source = records.LastOrDefault(record => record.Kind == DecisionKind.Proposal)?.Body.GetProperty("source").GetString()
            ?? throw new UsageException($"The decision '{decision}' has no candidate.");
        if (session.IsJson) { session.WriteJson(new { decision, source }); }
        else { session.Output.Write(source.EndsWith('\n') ? source : source + "\n"); }
        return ExitCode.Success;
    }
}
