using System.CommandLine;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Admin.Contracts;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Ctl;

/// <summary><c>llmtrader ctl rulesets</c></summary>
internal static class RuleSetVerbs
{
    private const string SetHelp = "The set's id, as `llmtrader ctl rulesets list` gives it.";

    public static VerbGroup Group(EngineOptions engine) => new(
        "rulesets",
        "Rule sets in the running engine: stage, shadow, activate, roll back, stop, share of the capital.",
        "A slot holds the active set, the one before it, and one that is staged: compiled and warmed up beside the path, without a pause. Sets that the configuration's files name are activated again at the next start when their text differs; change the file too.",
        [new("llmtrader ctl rulesets list", "what decides?"), new("llmtrader ctl rulesets stage cross.yaml --reason 'wider stop'", "get a new one ready")],
        List(engine), Stage(engine),
        Change(engine, "activate", "Let the staged set decide from the next bar on.", "The position of the set before is closed, or taken over where both agree; `rollback` takes it back.", "The set is active", "switch to it"),
        Shadow(engine), Rollback(engine),
        Change(engine, "quarantine", "Stop a set for good, and cancel its orders.", "Its position stays: close it with `llmtrader ctl orders place --reduce-only`, or with `llmtrader ctl kill --flatten`.", "The set is stopped", "stop it"),
        Capital(engine), Source(engine), Diff(engine));

    private static CtlVerb List(EngineOptions engine)
    {
        Option<int> limit = CtlOption.Limit(10);
        return new CtlVerb(
            engine, "list", "Slots with the sets that they hold, and the newest changes.",
            "'share' is how much of its capital the slot may use, 'warm-up' how many bars a set needs before its first decision, 'cost' what it may cost per bar against the engine's budget.",
            [new("llmtrader ctl rulesets list", "what decides?")],
            (arguments, call) => call.Show<RuleSetsReply>(CtlOption.Path("/v1/rulesets", ("limit", arguments.GetValue(limit))), reply =>
            {
                Table slots = Tables.Figures("slot", "share", "role", "set", "name", "trading", "warm-up", "cost", "rule set", "SHA-256");
                foreach (SlotReply slot in reply.Slots)
                {
                    Version(slots, slot, "active", slot.Active);
                    Version(slots, slot, slot.Shadowing ? "shadow" : "staged", slot.Staged);
                    Version(slots, slot, "previous", slot.Previous);
                }

                call.Session.Write(slots);
                if (reply.Changes.Count == 0) { return; }
                Table changes = Tables.Figures("time (UTC)", "sequence", "slot", "set", "change", "outcome");
                foreach (RuleSetChangeReply one in reply.Changes) { changes.Row(Cell.Time(one.Time), Cell.Of(one.Sequence), Cell.Of(one.Slot), Cell.Of(one.SetId), one.Change, one.Outcome); }
                call.Session.Write(changes);
            }),
            limit);
    }

    private static void Version(Table table, SlotReply slot, string role, VersionReply? version)
    {
        if (version is null) { return; }
        string trading = role != "active" ? "" : slot.Closing ? $"{slot.Trading}, closing" : slot.Trading;
        table.Row(Cell.Of(slot.Slot), slot.Share, role, Cell.Of(version.SetId), version.Name, trading, Cell.Of(version.WarmUpBars), Figure.Count(version.CostPerBar), Cell.Of(Short(version.RuleSetId)), Cell.Of(Short(version.Sha256)));
    }

    // Of a hash as much as tells two apart; --json has all of it.
    private static string? Short(string? hash) => hash is { Length: > 16 } ? hash[..16] : hash;

    private static CtlVerb Stage(EngineOptions engine)
    {
        Argument<string> file = CtlOption.Required("FILE", "A rule-set document in YAML or JSON, or a built-in set by its text, 'ma-cross:fast=3,slow=7,bar=1m,quantity=1'.");
        Option<int> slot = CtlOption.Slot();
        Option<long?> set = OptionOf.OptionalNumber("--set-id", "ID", "Its id; the next free one when it is left out.", int.MaxValue);
        Option<string> reason = CtlOption.Reason();
        return new CtlVerb(
            engine, "stage", "Bring a rule set into a slot, compiled and warmed up, without letting it decide.",
            "A text with mistakes is refused with all of them; `llmtrader rules check FILE` finds them without an engine. The reply tells the set's id, which the other verbs want.",
            [new("llmtrader ctl rulesets stage cross.yaml --slot 0 --reason 'wider stop'", "get it ready"), new("llmtrader ctl rulesets stage cross.yaml --reason 'wider stop' --json", "for a program")],
            (arguments, call) => call.Change(
                "/v1/rulesets/stage", "The set is staged",
                ("slot", arguments.GetValue(slot)), ("source", SourceOf(arguments.GetValue(file)!)), ("setId", arguments.GetValue(set)), ("reason", arguments.GetValue(reason))),
            file, slot, set, reason);
    }

    // Built-in sets are named by a text with a colon; no document is that short.
    private static string SourceOf(string file) => File.Exists(file) ? File.ReadAllText(file)
        : file.Contains(':', StringComparison.Ordinal) ? file : throw new UsageException($"There is no file '{file}'.");

    private static CtlVerb Change(EngineOptions engine, string name, string summary, string teaching, string done, string meaning)
    {
        Argument<int> set = CtlOption.Number<int>("SET", SetHelp);
        Option<int> slot = CtlOption.Slot();
        Option<string> reason = CtlOption.Reason();
        return new CtlVerb(
            engine, name, summary, teaching, [new($"llmtrader ctl rulesets {name} 3 --reason 'as agreed'", meaning)],
            (arguments, call) => call.Change($"/v1/rulesets/{name}", done, ("slot", arguments.GetValue(slot)), ("setId", arguments.GetValue(set)), ("reason", arguments.GetValue(reason))),
            set, slot, reason);
    }

    private static CtlVerb Shadow(EngineOptions engine)
    {
        Argument<int> set = CtlOption.Number<int>("SET", SetHelp);
        Option<int> slot = CtlOption.Slot();
        Option<bool> off = OptionOf.Flag("--off", "No longer.");
        Option<string> reason = CtlOption.Reason();
        return new CtlVerb(
            engine, "shadow", "Let the staged set record what it would do, beside the active one.",
            "`llmtrader ctl decisions` and `llmtrader ctl events --kinds shadowDecision` show what it would have done.",
            [new("llmtrader ctl rulesets shadow 3 --reason 'a look first'", "watch it for a while"), new("llmtrader ctl rulesets shadow 3 --off --reason 'seen enough'", "enough")],
            (arguments, call) => call.Change(
                "/v1/rulesets/shadow", arguments.GetValue(off) ? "The set shadows no more" : "The set shadows",
                ("slot", arguments.GetValue(slot)), ("setId", arguments.GetValue(set)), ("on", !arguments.GetValue(off)), ("reason", arguments.GetValue(reason))),
            set, slot, off, reason);
    }

    private static CtlVerb Rollback(EngineOptions engine)
    {
        Option<int> slot = CtlOption.Slot();
        Option<string> reason = CtlOption.Reason();
        return new CtlVerb(
            engine, "rollback", "Let the set before decide again, from the next bar on.",
            "It has been kept warm: nothing is compiled, and nothing is lost.",
            [new("llmtrader ctl rulesets rollback --slot 0 --reason 'worse than before'", "back to the one before")],
            (arguments, call) => call.Change("/v1/rulesets/rollback", "The set before is active again", ("slot", arguments.GetValue(slot)), ("reason", arguments.GetValue(reason))),
            slot, reason);
    }

    private static CtlVerb Capital(EngineOptions engine)
    {
        Option<int> slot = CtlOption.Slot();
        Option<string> share = new("--share") { HelpName = "SHARE", Description = "More than 0 and at most 1: 0.25.", Required = true };
        Option<string> reason = CtlOption.Reason();
        return new CtlVerb(
            engine, "capital", "Let a slot use only a share of its capital, or more of it again.",
            "From the next decision on its sets size by that share of the slot's equity, and entries that would take more of it are refused ('capitalShare'). Exits always pass. A smaller share closes nothing and takes nothing back: `llmtrader ctl pause` does that. It stays over swaps and restarts.",
            [new("llmtrader ctl rulesets capital --slot 0 --share 0.25 --reason 'a canary'", "a quarter for now"), new("llmtrader ctl rulesets capital --slot 0 --share 1 --reason 'it does well'", "all of it")],
            (arguments, call) => call.Change(
                "/v1/rulesets/capital", $"Slot {Cell.Of(arguments.GetValue(slot))} may use {arguments.GetValue(share)} of its capital",
                ("slot", arguments.GetValue(slot)), ("share", arguments.GetValue(share)), ("reason", arguments.GetValue(reason))),
            slot, share, reason);
    }

    private static CtlVerb Source(EngineOptions engine)
    {
        Argument<int> set = CtlOption.Number<int>("SET", SetHelp);
        return new CtlVerb(
            engine, "source", "Print a set's source as it was staged.",
            "Byte for byte; the journal keeps every source.",
            [new("llmtrader ctl rulesets source 3 > set-3.yaml", "into a file")],
            (arguments, call) => call.Show<SourceReply>($"/v1/rulesets/{Cell.Of(arguments.GetValue(set))}/source", reply => call.Session.Output.Write(reply.Source.EndsWith('\n') ? reply.Source : reply.Source + "\n")),
            set);
    }

    private static CtlVerb Diff(EngineOptions engine)
    {
        Argument<int> before = CtlOption.Number<int>("SET", SetHelp);
        Argument<int> after = CtlOption.Number<int>("OTHER", "The other set's id.");
        return new CtlVerb(
            engine, "diff", "What two sets do differently.",
            "By meaning, not by text. Exit code 1 when they differ.",
            [new("llmtrader ctl rulesets diff 0 3", "what does the new one change?")],
            (arguments, call) => call.Show<DiffReply>(
                CtlOption.Path("/v1/rulesets/diff", ("a", arguments.GetValue(before)), ("b", arguments.GetValue(after))), reply =>
                {
                    if (reply.Differences.Count == 0) { call.Session.WriteLine("They do the same."); return; }
                    Table table = Tables.Figures("field", "before", "after");
                    foreach (DifferenceReply one in reply.Differences) { table.Row(one.Field, Cell.Of(one.Before), Cell.Of(one.After)); }
                    call.Session.Write(table);
                },
                reply => reply.Same),
            before, after);
    }
}
