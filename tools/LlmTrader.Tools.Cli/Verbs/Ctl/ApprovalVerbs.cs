using System.CommandLine;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Admin.Contracts;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Ctl;

/// <summary><c>llmtrader ctl approvals</c></summary>
internal static class ApprovalVerbs
{
    // As many digits as nobody finds a second rule set for by chance.
    private const int LeastDigits = 12;

    private const string DecisionHelp = "The decision's id, as `llmtrader ctl approvals list` gives it.";

    public static VerbGroup Group(EngineOptions engine) => new(
        "approvals",
        "Proposed rule sets that wait for a person's word: look, approve, reject.",
        "The strategist asks when a candidate has passed all its gates and risks more than what passes by itself. An answer is about one text: approve wants its hash. "
        + "Without an answer in time the rules stay as they are. A restarted engine has forgotten the questions, and the strategist asks them again.",
        [
            new("llmtrader ctl approvals list", "does anything wait for me?"),
            new("llmtrader ctl approvals show d000017", "what would it change, and what can it cost?"),
            new("llmtrader ctl approvals approve d000017 3f9ac2d1e07b --reason 'trend is back'", "let it go on"),
        ],
        List(engine), Show(engine), Approve(engine), Reject(engine));

    private static CtlVerb List(EngineOptions engine) => new(
        engine, "list", "What waits for an answer, and what was answered lately; oldest first.",
        "'at risk' is the worst loss as a share of the equity, 0.05 is 5 %. A dash under sequence: nobody has answered.",
        [new("llmtrader ctl approvals list", "does anything wait for me?")],
        (_, call) => call.Show<ApprovalsReply>("/v1/approvals", reply =>
        {
            if (reply.Approvals.Count == 0) { call.Session.WriteLine("Nothing waits for an answer."); return; }
            Table table = Tables.Figures("decision", "state", "slot", "candidate", "at risk", "expires (UTC)", "answered by", "sequence", "title");
            foreach (ApprovalLine one in reply.Approvals)
            {
                table.Row(one.Decision, one.State, Cell.Of(one.Slot), one.Hash[..LeastDigits], one.ShareAtRisk, Cell.Time(one.Expires), Cell.Of(one.AnsweredBy), Cell.Of(one.Sequence), one.Title);
            }

            call.Session.Write(table);
        }));

    private static CtlVerb Show(EngineOptions engine)
    {
        Argument<string> decision = CtlOption.Required("DECISION", DecisionHelp);
        Option<bool> source = OptionOf.Flag("--source", "The candidate's text too.");
        return new CtlVerb(
            engine, "show", "A candidate: what it changes, what it risks, what it had to pass.",
            "The differences are those from the set that decides in its slot now, by meaning: - is the active set, + the candidate.",
            [new("llmtrader ctl approvals show d000017", "what would it change, and what can it cost?"), new("llmtrader ctl approvals show d000017 --source", "with its text")],
            (arguments, call) => call.Show<ApprovalReply>(PathOf(arguments.GetValue(decision)!), reply => ApprovalReport.Write(reply, arguments.GetValue(source), call.Session)),
            decision, source);
    }

    private static CtlVerb Approve(EngineOptions engine)
    {
        Argument<string> decision = CtlOption.Required("DECISION", DecisionHelp);
        Argument<string> hash = CtlOption.Required("HASH", $"The candidate's hash, or its first {LeastDigits} digits or more, as `show` prints it.");
        Option<string> reason = CtlOption.Reason();
        return new CtlVerb(
            engine, "approve", "Say yes to a candidate.",
            "It is refused when the hash is another one's, when time has passed, when somebody has answered, or when the same API key has asked. It goes into the journal with who and why.",
            [new("llmtrader ctl approvals approve d000017 3f9ac2d1e07b --reason 'trend is back'", "let it go on")],
            (arguments, call) =>
            {
                string of = arguments.GetValue(decision)!, digits = arguments.GetValue(hash)!.ToLowerInvariant();
                if (digits.Length < LeastDigits || !digits.All(char.IsAsciiHexDigit)) { throw new UsageException($"HASH is '{digits}'; {LeastDigits} to 64 hexadecimal digits are expected, as `llmtrader ctl approvals show {of}` prints them."); }
                string asked = call.Get<ApprovalReply>(PathOf(of)).Hash;
                return Answer(call, of, "approve", "The candidate is approved", asked.StartsWith(digits, StringComparison.Ordinal) ? asked : digits, arguments.GetValue(reason)!);   // Another one's is for the engine to refuse.
            },
            decision, hash, reason);
    }

    private static CtlVerb Reject(EngineOptions engine)
    {
        Argument<string> decision = CtlOption.Required("DECISION", DecisionHelp);
        Option<string> reason = CtlOption.Reason();
        return new CtlVerb(
            engine, "reject", "Say no to a candidate: the rules stay as they are.",
            "It goes into the journal with who and why.",
            [new("llmtrader ctl approvals reject d000017 --reason 'too large for a Friday'", "leave it")],
            (arguments, call) => Answer(call, arguments.GetValue(decision)!, "reject", "The candidate is rejected", call.Get<ApprovalReply>(PathOf(arguments.GetValue(decision)!)).Hash, arguments.GetValue(reason)!),
            decision, reason);
    }

    private static int Answer(EngineCall call, string decision, string verb, string done, string hash, string reason) =>
        call.Change($"{PathOf(decision)}/{verb}", done, ("hash", hash), ("reason", reason));

    private static string PathOf(string decision) => $"/v1/approvals/{CtlOption.Escape(decision)}";
}
