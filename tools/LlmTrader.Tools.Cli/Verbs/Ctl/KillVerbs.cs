using System.CommandLine;
using LlmTrader.Persistence.Journal.Platform;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Admin.Client;
using LlmTrader.Tools.Hosting.Admin.Contracts;
using LlmTrader.Tools.Hosting.Live;
using LlmTrader.Tools.Hosting.Runs;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Ctl;

/// <summary>The emergency stop.</summary>
internal static class KillVerbs
{
    // The engine answers a kill within about four, also when its disk or its ring hangs.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);

    public static IReadOnlyList<CtlVerb> Create(EngineOptions engine) => [Kill(engine), Flatten(engine), KillState(engine), Reset(engine)];

    private static CtlVerb Kill(EngineOptions engine)
    {
        Option<bool> flatten = OptionOf.Flag("--flatten", "Close every position too.");
        Option<string> reason = CtlOption.Reason();
        return new CtlVerb(
            engine, "kill", "Stop at once: nothing new leaves and what works is cancelled, until the reset.",
            "The gateways see it before the next order is written. It is latched on the disk: neither a crash nor a restart opens it, only `llmtrader ctl reset`. Where no engine answers the latch alone is set, for the next start (exit code 1); so it is where one is there and does not answer within six seconds, and then it says which process to end (exit code 3). It works with a full disk, and with a configuration that has got mistakes; --socket needs no configuration.",
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

    // Where no engine answers, one may be about to start, or stand still: the latch keeps it killed.
    private static int Stop(EngineOptions engine, ParseResult arguments, EngineCall call, string reason, bool flatten)
    {
        try
        {
            return call.Change(Patience, flatten ? "/v1/flatten" : "/v1/kill", flatten ? "Killed, and every position is being closed" : "Killed", ("reason", reason));
        }
        catch (EngineCallException failure) when ((failure.IsAbsence || failure.IsSilence) && engine.Find(arguments, call.Session).Socket is { } socket && Directory.Exists(Path.GetDirectoryName(socket)))
        {
            KillLatch latch = new(Path.GetDirectoryName(socket)!);
            try { latch.Set(new KillLatchContent(new SystemClock().Now, Environment.UserName, reason, flatten || latch.Read() is { Flatten: true }, Epoch: 0)); }
            catch (JournalIOException error) { throw new EngineCallException(EngineCallKind.Fault, $"{failure.Message} The latch could not be set either: {KillLatch.ProblemOf(error)}", "Do not start an engine there before it can be.", error); }
            int? process = RunDirectory.FindProcess(Path.GetDirectoryName(socket)!);
            if (failure.IsSilence || process is not null) { return Silent(call.Session, failure, process, latch.Path); }
            call.Session.WriteError($"No engine answers at '{socket}'. '{latch.Path}' is set: whoever starts there stays killed, until `llmtrader ctl reset`.");
            return ExitCode.Finding;
        }
    }

    // It may go on at any moment, and does not look at the latch then: only its end is sure.
    private static int Silent(Session session, EngineCallException failure, int? process, string latch)
    {
        string end = process is { } id ? $"`kill -9 {Cell.Of(id)}`" : "kill -9 of its process";
        session.WriteError($"{failure.Message} It is NOT known to be killed: its process{(process is { } known ? $" {Cell.Of(known)}" : "")} is there and hangs, is stopped or is ending; should it go on, it may do what it was asked, or trade on.");
        session.WriteError($"'{latch}' is set: whoever starts there stays killed, until `llmtrader ctl reset`. End the process with {end} (nothing that was acknowledged is lost), look at the venue's open orders, then start it again: `llmtrader up` or `llmtrader restart`.");
        return ExitCode.Fault;
    }

    private static CtlVerb KillState(EngineOptions engine) => new(
        engine, "kill-state", "Whether the kill switch is thrown, by whom, why and when, and what a flatten left open.",
        "Counts are of this kill. 'flag' is what the gateways look at; 'killed' counts the journal too. Exit code 1 when it is thrown.",
        [new("llmtrader ctl kill-state", "are we stopped?")],
        (_, call) => call.Show<KillStateReply>(
            "/v1/kill", reply =>
            {
                call.Session.WriteLine($"{(reply.Killed ? "Killed" : "Not killed")}{(reply.Flattening ? ", flattening" : "")}; seen up to sequence {Cell.Of(reply.Sequence)}.");
                foreach (KillReply kill in reply.Kills)
                {
                    string place = kill.Sequence is { } sequence ? $"at sequence {Cell.Of(sequence)}" : "by the latch; its event is not in the journal yet";
                    call.Session.WriteLine($"{Cell.Time(kill.Time)} UTC, {place}: {(kill.Flatten ? "killed and flattened" : "killed")} by {kill.Who}: {(kill.Why.Length == 0 ? "(no reason given)" : kill.Why)}");
                }

                if (reply.Killed) { call.Session.WriteLine($"Since then {Cell.Of(reply.CancelsSent)} cancels and {Cell.Of(reply.ClosesSent)} closing orders were sent; {Cell.Of(reply.Unclosed)} positions could not be closed."); }
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
