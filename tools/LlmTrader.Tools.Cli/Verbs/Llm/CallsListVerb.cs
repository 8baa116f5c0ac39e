using System.CommandLine;
using System.Globalization;
using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Strategist.Ledger;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Llm;

/// <summary><c>llmtrader llm calls list</c></summary>
internal sealed class CallsListVerb : Verb
{
    private readonly CallOptions _calls = new();
    private readonly Option<string?> _decision = OptionOf.Text("--decision", "DECISION", "Only those of this decision, such as d000012.");
    private readonly Option<ModelRole?> _role = OptionOf.Choice<ModelRole?>("--role", "Only those of this role.", null, [.. Enum.GetValues<ModelRole>().Select(role => (JournaledModelCalls.NameOf(role), (ModelRole?)role))]);
    private readonly Option<ModelOutcome?> _outcome = OptionOf.Choice<ModelOutcome?>("--outcome", "Only those that ended so.", null, [.. Enum.GetValues<ModelOutcome>().Select(outcome => (JournaledModelCalls.NameOf(outcome), (ModelOutcome?)outcome))]);

    public CallsListVerb()
        : base("list", "Every call in a line: who asked, who answered, how it ended, what it took.")
    {
        Options.Add(_decision);
        Options.Add(_role);
        Options.Add(_outcome);
        _calls.AddTo(this);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "answered is the one outcome that leaves a text; 'invalid' behind it is a text that does not fit its schema, after which the model is asked to mend it. Tokens are those of the question and of the answer. "
        + "'again' counts the attempts behind the first one. Cost is in the currency of the configured prices.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("llmtrader llm calls list", "all of them"), new("llmtrader llm calls list --decision d000012 --json", "those of a decision, for a program")];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        string? decision = arguments.GetValue(_decision);
        string? role = arguments.GetValue(_role) is { } one ? JournaledModelCalls.NameOf(one) : null, outcome = arguments.GetValue(_outcome) is { } end ? JournaledModelCalls.NameOf(end) : null;
        ModelCallRecord[] calls = [.. _calls.Read(arguments).Where(call => (decision is null || call.Decision == decision) && (role is null || call.Role == role) && (outcome is null || call.Outcome == outcome))];
        if (session.IsJson)
        {
            session.WriteJson(calls.Select(CallJson.Line));
            return ExitCode.Success;
        }

        Table table = Tables.Figures("call", "ended (UTC)", "model", "outcome", "again", "tokens", "cost");
        foreach (ModelCallRecord call in calls)
        {
            table.Row(
                call.Call, $"{call.Time.ToString().AsSpan(5, 5)} {call.Time.ToString().AsSpan(11, 8)}", call.Model ?? "-", call.SchemaValid == false ? $"{call.Outcome}, invalid" : call.Outcome,
                Figure.Count(Math.Max(0, call.Attempts.Count - 1)), $"{Figure.Count(call.InputTokens)}+{Figure.Count(call.OutputTokens)}", call.Cost.ToString(CultureInfo.InvariantCulture));
        }

        if (calls.Length > 0) { session.Write(table); }
        session.WriteLine(Figure.Count(calls.Length, "call"));
        return ExitCode.Success;
    }
}
