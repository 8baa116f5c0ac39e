using System.CommandLine;
using System.Globalization;
using LlmTrader.Strategies.Models.Guardrails;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Strategist.Ledger;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Llm;

/// <summary><c>llmtrader llm calls show</c></summary>
internal sealed class CallsShowVerb : Verb
{
    private readonly CallOptions _calls = new();
    private readonly Argument<string> _call = new("call") { HelpName = "CALL", Description = "Its id as `llm calls list` gives it, such as d000012/actor/1, or its record's sequence in the strategist's journal." };
    private readonly Option<bool> _request = OptionOf.Flag("--request", "Print what was sent, alone.");
    private readonly Option<bool> _response = OptionOf.Flag("--response", "Print what came back, alone.");

    public CallsShowVerb()
        : base("show", "One call: who was asked, each attempt, tokens and cost, what was sent and what came back.")
    {
        Arguments.Add(_call);
        Options.Add(_request);
        Options.Add(_response);
        _calls.AddTo(this, byDay: false);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "What was sent and what came back are as the journal has them: secrets redacted, and at most 64 KiB of each. Their hashes are of the whole. Of a call that was tried several times they are those of the last attempt. Characters that nobody sees or that move the cursor are left out where a person looks; --json and a redirected --request or --response have them.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("llmtrader llm calls show d000012/actor/1", "all of it"), new("llmtrader llm calls show d000012/actor/1 --request > request.json", "what was sent")];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        ModelCallRecord call = Find(_calls.Read(arguments), arguments.GetValue(_call)!);
        bool request = arguments.GetValue(_request), response = arguments.GetValue(_response);
        if (request && response) { throw new UsageException("--request and --response each print one text alone; leave one of them out."); }
        if (session.IsJson) { session.WriteJson(new { call = CallJson.Line(call), call.Request, call.Response }); }
        else if (request || response) { Print(request ? call.Request : call.Response, session); }
        else { Tell(call, session); }
        return ExitCode.Success;
    }

    private static ModelCallRecord Find(IEnumerable<ModelCallRecord> calls, string name)
    {
        bool isSequence = long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out long sequence);
        return calls.FirstOrDefault(call => call.Call == name || (isSequence && call.Sequence == sequence)) ?? throw new UsageException($"There is no call '{name}'; `llmtrader llm calls list` tells which there are.");
    }

    private static void Tell(ModelCallRecord call, Session session)
    {
        Table facts = Tables.Facts()
            .Row("call", call.Call)
            .Row("record", $"{Figure.Count(call.Sequence)} of the strategist's journal, {call.Time.ToString().AsSpan(0, 10)} {call.Time.ToString().AsSpan(11, 12)} UTC")
            .Row("role", $"{call.Role}, of the models '{call.Group}'")
            .Row("prompt", $"{call.Prompt}, {call.PromptHash}")
            .Row("outcome", call.Reason is { Length: > 0 } reason ? $"{call.Outcome}: {reason}" : call.Outcome);
        if (call.SchemaValid is { } valid) { facts.Row("schema", valid ? "fits" : $"does not fit: {call.Problem}"); }
        if (call.RequestedModel is { } asked) { facts.Row("model", call.ServedModel is { } served && served != asked ? $"{asked}, answered by {served}" : asked); }
        if (call.Endpoint is { } endpoint) { facts.Row("endpoint", $"{endpoint}, its breaker {call.Breaker ?? "unknown"}"); }
        facts.Row("tokens", $"{Figure.Count(call.InputTokens)} in (of them {Figure.Count(call.CachedTokens)} cached), {Figure.Count(call.OutputTokens)} out")
            .Row("cost", call.Cost.ToString(CultureInfo.InvariantCulture) + (call.IsReplayed ? ", from a cache or a record" : ""))
            .Row("redacted", Figure.Count(call.Redactions, "secret"))
            .Row("sent", $"{Figure.Bytes(call.RequestBytes)}, {call.RequestHash}")
            .Row("came back", $"{Figure.Bytes(call.ResponseBytes)}, {call.ResponseHash}");
        session.Write(facts);
        if (call.Attempts.Count > 0)
        {
            Table table = Tables.Figures("endpoint", "outcome", "status", "ms", "reason");
            foreach (JournaledAttempt one in call.Attempts)
            {
                table.Row(one.Endpoint, one.Outcome, one.Status?.ToString(CultureInfo.InvariantCulture) ?? "-", one.Milliseconds.ToString("F1", CultureInfo.InvariantCulture), one.Reason ?? "");
            }

            session.Write(table);
        }

        Body("sent", call.Request, call.RequestBytes, session);
        Body("came back", call.Response, call.ResponseBytes, session);
    }

    private static void Body(string what, string text, long whole, Session session)
    {
        session.WriteLine($"{what}{(System.Text.Encoding.UTF8.GetByteCount(text) < whole ? ", its beginning" : "")}:");
        session.WriteLine(text.Length > 0 ? VisibleText.Of(text).Text.TrimEnd() : "(nothing)");
        session.WriteLine();
    }

    // A program gets it as it came; before a person nothing in it may move the cursor.
    private static void Print(string text, Session session)
    {
        string shown = session.IsTerminal ? VisibleText.Of(text).Text : text;
        session.Output.Write(shown.EndsWith('\n') || shown.Length == 0 ? shown : shown + "\n");
    }
}
