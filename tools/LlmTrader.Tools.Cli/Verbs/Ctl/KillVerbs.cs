using System.CommandLine;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Admin.Contracts;
using LlmTrader.Tools.Hosting.Live;
using LlmTrader.Tools.Hosting.Runs;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Ctl;

/// <summary>The emergency stop.</summary>
internal static class KillVerbs
{
    public static IReadOnlyList<CtlVerb> Create(EngineOptions engine) => [Kill(engine), Flatten(engine), KillState(engine), Reset(engine)];

    private static CtlVerb Kill(EngineOptions engine)
    {
        Option<bool> flatten = OptionOf.Flag("--flatten", "Close every position too.");
        Option<string> reason = CtlOption.Reason();
        return new CtlVerb(
            engine, "kill", "Stop at once: nothing new leaves and what works is cancelled, until the reset.",
            "The gateways see it before the next order is written. It is latched on the disk: neither a crash nor a restart opens it, only `llmtrader ctl reset`. Where no engine answers the latch alone is set, for the next start (exit code 1). It works with a full disk, and with a configuration that has got mistakes; --socket needs no configuration.",
            [new("llmtrader ctl kill --reason 'prices look wrong'", "stop"), new("llmtrader ctl kill --flatten --reason 'prices look wrong'", "stop, and close what is held")],
            (arguments, call) => Stop(engine, arguments, call, arguments.GetValue(reason)!, arguments.GetValue(flatten)),
            flatten, reason);
    }

    private static CtlVerb Flatten(EngineOptions engine)
    {
        Option<string> reason = CtlOption.Reason();
        return new CtlVerb(
            engine, "flatten", "As kill, and close every position.",
            "The same as `llmtrader ctl kill --flatten`. What can't be closed (no price, less than a lot, a closed market) is told by `llmtrader ctl kill-state`.",
            [new("llmtrader ctl flatten --reason 'out of everything'", "stop, and close what is held")],
            (arguments, call) => Stop(engine, arguments, call, arguments.GetValue(reason)!, flatten: true),
            reason);
    }

    // Where no engine answers, one may be about to start: the latch keeps it killed.
    private static int Stop(EngineOptions engine, ParseResult arguments, EngineCall call, string reason, bool flatten)
    {
        try
        {
            return call.Change(flatten ? "/v1/flatten" : "/v1/kill", flatten ? "Killed, and every position is being closed" : "Killed", ("reason", reason));
        }
        catch (EngineCallException absence) when (absence.IsAbsence && engine.Find(arguments, call.Session).Socket is { } socket && Directory.Exists(Path.GetDirectoryName(socket)))
        {
            KillLatch latch = new(Path.GetDirectoryName(socket)!);
            latch.Set(new KillLatchContent(new SystemClock().Now, Environment.UserName, reason, flatten, Epoch: 0));
            call.Session.WriteError($"No engine answers at '{socket}'. '{latch.Path}' is set: whoever starts there stays killed, until `llmtrader ctl reset`.");
            return ExitCode.Finding;
        }
    }

    private static CtlVerb KillState(EngineOptions engine) => new(
        engine, "kill-state", "Whether the kill switch is thrown, and what a flatten left open.",
        "'flag' is what the gateways look at; 'killed' counts the journal too. Exit code 1 when it is thrown.",
        [new("llmtrader ctl kill-state", "are we stopped?")],
        (_, call) => call.Show<KillStateReply>(
            "/v1/kill", reply =>
            {
                call.Session.WriteLine($"{(reply.Killed ? "Killed" : "Not killed")}{(reply.Flattening ? ", flattening" : "")}, at sequence {Cell.Of(reply.Sequence)}: {Cell.Of(reply.CancelsSent)} cancels and {Cell.Of(reply.ClosesSent)} closing orders were sent, {Cell.Of(reply.Unclosed)} positions are left open.");
                if (reply.Open.Count == 0) { return; }
                Table table = Tables.Figures("time (UTC)", "sequence", "account", "symbol", "quantity", "reason");
                foreach (UnclosedReply one in reply.Open) { table.Row(Cell.Time(one.Time), Cell.Of(one.Sequence), one.Account, one.Symbol, one.Quantity, one.Reason); }
                call.Session.Write(table);
            },
            reply => !reply.Killed));

    private static CtlVerb Reset(EngineOptions engine)
    {
        Option<string> reason = CtlOption.Reason();
        return new CtlVerb(
            engine, "reset", "Open the kill switch: trading goes on in the mode that was.",
            "Look first: `llmtrader ctl positions`, `llmtrader ctl orders list`, `llmtrader ctl kill-state`. `llmtrader ctl mode observe` can't be set while it is thrown; set it right after, or start with LLMTRADER__MODE=observe.",
            [new("llmtrader ctl reset --reason 'the feed was mended'", "go on")],
            (arguments, call) => call.Change("/v1/reset", "The kill switch is open", ("reason", arguments.GetValue(reason))),
            reason);
    }
}
