using System.CommandLine;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Admin.Contracts;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Ctl;

/// <summary>The machinery: journal, log, the end of the run.</summary>
internal static class MachineVerbs
{
    public static IReadOnlyList<CtlVerb> Create(EngineOptions engine) => [Journal(engine), LogLevel(engine), Drain(engine)];

    private static CtlVerb Journal(EngineOptions engine) => new(
        engine, "journal", "The journal, its disk, and how long that will do.",
        "'days until full' counts at the rate of this process so far; it is not known right after a start. `llmtrader journal describe` looks into the files themselves.",
        [new("llmtrader ctl journal", "is there room?")],
        (_, call) => call.Show<JournalReply>("/v1/journal", reply =>
        {
            Table facts = Tables.Facts();
            facts.Row("path", reply.Path);
            facts.Row("journal", $"{reply.JournalId}, epoch {Cell.Of(reply.Epoch)}");
            facts.Row("sequence", $"{Cell.Of(reply.ViewSequence)} shown of {Cell.Of(reply.DurableSequence)} durable");
            facts.Row("segments", $"{Cell.Of(reply.InSegments)} in, {Cell.Of(reply.OutSegments)} out");
            facts.Row("size", Figure.Bytes(reply.Bytes));
            facts.Row("disk", $"{Cell.Of(reply.DiskUsedPercent)} % used, {Figure.Bytes(reply.DiskFreeBytes)} free");
            facts.Row("growth a day", reply.BytesPerDay is { } rate ? Figure.Bytes((long)rate) : "not known yet");
            facts.Row("days until full", reply.DaysUntilFull is { } days ? Cell.Of(days) : "not known yet");
            facts.Row("newest snapshot", Cell.Of(reply.NewestSnapshot));
            call.Session.Write(facts);
        }));

    private static CtlVerb LogLevel(EngineOptions engine)
    {
        Argument<string?> level = new("LEVEL") { Description = "debug, information, warning …; left out, the level is shown.", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> reason = CtlOption.ReasonOfChange();
        return new CtlVerb(
            engine, "log-level", "Show how much the log tells, or change it.",
            "It holds until the next start, which takes log.level of the configuration again.",
            [new("llmtrader ctl log-level", "which is it?"), new("llmtrader ctl log-level debug --reason 'a feed that reconnects'", "tell all")],
            (arguments, call) => arguments.GetValue(level) is { } wanted
                ? call.Change("/v1/log", $"The log tells from {wanted} on", ("level", wanted), ("reason", CtlOption.ReasonOf(arguments, reason)))
                : call.Show<LogLevelReply>("/v1/log", reply => call.Session.WriteLine($"{reply.Level}; it may be {string.Join(", ", reply.Levels)}.")),
            level, reason);
    }

    private static CtlVerb Drain(EngineOptions engine)
    {
        Option<bool> snapshot = new("--snapshot") { Description = "Make a snapshot at the end, so that the next start is quick." };
        Option<string> reason = CtlOption.Reason();
        return new CtlVerb(
            engine, "drain", "End the engine's run in order: feeds first, then what is under way, then the journal's end mark.",
            "As SIGTERM does. Working orders stay or are cancelled as shutdown.working_orders says. A supervisor starts an engine that ended by itself again unless it ended in order; `llmtrader down` stops the set.",
            [new("llmtrader ctl drain --snapshot --reason 'a new version'", "before an upgrade")],
            (arguments, call) => call.Change("/v1/drain", "The run ends", ("snapshot", arguments.GetValue(snapshot)), ("reason", arguments.GetValue(reason))),
            snapshot, reason);
    }
}
