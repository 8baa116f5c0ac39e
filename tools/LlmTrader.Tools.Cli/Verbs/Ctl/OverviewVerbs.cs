using System.CommandLine;
using System.Text.Json;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Admin.Client;
using LlmTrader.Tools.Hosting.Admin.Contracts;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Ctl;

/// <summary>How a running engine is.</summary>
internal static class OverviewVerbs
{
    private static readonly string[] AuditHeads = ["time (UTC)", "sequence", "who", "why", "what"];

    public static IReadOnlyList<CtlVerb> Create(EngineOptions engine) => [Status(engine), Health(engine), Metrics(engine), Audit(engine)];

    private static CtlVerb Status(EngineOptions engine) => new(
        engine, "status", "The engine at a glance: state, mode, sequence, feeds, equity.",
        "'sequence' is how far everything that ctl tells is folded; 'durable' is how far the journal is on the disk, with journal.mode async how far it is written. A divergence means that the replay beside the engine did something else than the journal says: kill, and keep the journal.\n\n"
        + "Exit code 1 when the engine has failed, is killed, or a divergence was found.",
        [new("llmtrader ctl status --config trading/engine.yaml", "how does it stand?"), new("llmtrader ctl status --json", "for a program")],
        (_, call) => call.Show<StatusReply>("/v1/status", status => Write(status, call.Session), status => status.Fault is null && status.Divergence is null && !status.Killed));

    private static void Write(StatusReply status, Session session)
    {
        Table facts = Tables.Facts();
        facts.Row("state", status.State);
        facts.Row("mode", $"{status.Mode} ({status.Execution} execution, trading {status.TradingState})");
        if (status.Killed) { facts.Row("killed", "yes; `llmtrader ctl reset` ends it"); }
        if (status.Fault is { } fault) { facts.Row("fault", fault); }
        if (status.Divergence is { } divergence) { facts.Row("divergence", divergence); }
        facts.Row("since", $"{Cell.Time(status.StartedAt)} ({Cell.Age(status.UptimeSeconds)}), epoch {Cell.Of(status.Epoch)}");
        facts.Row("sequence", $"{Cell.Of(status.Sequence)} of {Cell.Of(status.DurableSequence)} durable, engine time {Cell.Time(status.Time)}");
        facts.Row("journal", $"{status.JournalPath} ({status.JournalId})");
        facts.Row("instruments", Cell.Of(status.Instruments));
        facts.Row("open orders", Cell.Of(status.OpenOrders));
        foreach (FeedLine feed in status.Feeds) { facts.Row($"feed {feed.Name}", feed.LastMessageAgeSeconds is { } age ? $"{feed.State}, last message {Cell.Age(age)} ago" : feed.State); }
        foreach (EquityLine line in status.Equity) { facts.Row($"equity {line.Account}", $"{line.Equity} {line.Currency}, drawdown {line.DrawdownPercent} %"); }
        facts.Row("version", status.Version);
        session.Write(facts);
    }

    private static CtlVerb Health(EngineOptions engine) => new(
        engine, "health", "Whether the engine lives, is ready, and what it waits for.",
        "For probes and scripts. Exit codes: 0 well and ready, 1 failed or not ready, 3 no engine answers.",
        [new("llmtrader ctl health", "is it ready?"), new("llmtrader ctl health --json", "for a probe")],
        (_, call) =>
        {
            AdminAnswer health = call.Ask("/v1/health"), ready = call.Ask("/v1/ready");
            (HealthReply well, ReadyReply can) = (AdminClient.Read<HealthReply>(health.Body), AdminClient.Read<ReadyReply>(ready.Body));
            if (call.Session.IsJson) { call.Session.WriteJson(new { health = JsonSerializer.Deserialize<JsonElement>(health.Body), ready = JsonSerializer.Deserialize<JsonElement>(ready.Body) }); }
            else
            {
                call.Session.WriteLine($"{well.Status}: the engine is {well.State}, {(can.Ready ? "and ready" : "and waits")}.");
                foreach (string waiting in can.Waiting) { call.Session.WriteLine($"  {waiting}"); }
            }

            return well.Status == "ok" && can.Ready ? ExitCode.Success : ExitCode.Finding;
        });

    private static CtlVerb Metrics(EngineOptions engine)
    {
        Option<string?> only = OptionOf.Text("--only", "TEXT", "Only lines whose name begins so.");
        return new CtlVerb(
            engine, "metrics", "Counters and gauges in Prometheus' text format.",
            "What GET /v1/metrics gives to Prometheus, help lines included. With --only, the lines alone.",
            [new("llmtrader ctl metrics --only llmtrader_feed", "the feeds' counters")],
            (arguments, call) =>
            {
                string[] lines = [.. call.GetText("/v1/metrics").Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => arguments.GetValue(only) is not { } start || line.StartsWith(start, StringComparison.Ordinal))];
                if (!call.Session.IsJson) { foreach (string line in lines) { call.Session.WriteLine(line); } }
                else { call.Session.WriteJson(MetricLine.Read(lines).Select(line => new { name = line.Name, labels = line.Labels, value = line.Value })); }
                return ExitCode.Success;
            },
            only);
    }

    private static CtlVerb Audit(EngineOptions engine)
    {
        Option<int> limit = CtlOption.Limit(20);
        return new CtlVerb(
            engine, "audit", "Who asked for what, and why: the newest requests in the journal.",
            "Every call that changes something is in the journal, before what it became.",
            [new("llmtrader ctl audit --limit 5", "the last five changes")],
            (arguments, call) => call.Show<AuditsReply>(CtlOption.Path("/v1/audit", ("limit", arguments.GetValue(limit))), reply =>
            {
                Table table = new() { Border = TableBorder.Simple };
                foreach (string head in AuditHeads) { table.AddColumn(new TableColumn(new Text(head)) { NoWrap = head is not ("why" or "what") }); }
                foreach (AuditReply audit in reply.Requests) { table.Row(Cell.Time(audit.Time), Cell.Of(audit.Sequence), audit.Who, Cell.Of(audit.Why), audit.What); }
                call.Session.Write(table);
            }),
            limit);
    }
}
