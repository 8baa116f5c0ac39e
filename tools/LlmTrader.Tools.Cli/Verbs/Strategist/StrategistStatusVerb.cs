using System.CommandLine;
using LlmTrader.Engine.Core;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Cli.Verbs.Live;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Strategist;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Strategist;

/// <summary><c>llmtrader strategist status</c></summary>
internal sealed class StrategistStatusVerb : Verb
{
    private readonly Option<string> _config = ConfigOption.Create();

    public StrategistStatusVerb()
        : base("status", "Does it run, and what is it at?") => Options.Add(_config);

    /// <inheritdoc/>
    public override string Teaching =>
        "Reads the strategist's journal and looks at the lock on it; neither the strategist nor the engine is asked. A decision that waits for a person or is on probation may stand where it is for days. "
        + "Exit code 1 when no process works on the journal, or when a moment of strategist.schedule passed more than five minutes ago and nothing has begun, as when no engine answers; the safe mode is told, and is no finding.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("llmtrader strategist status --config trading/engine.yaml", "does it run?"), new("llmtrader strategist status --json --config trading/engine.yaml", "for a monitor")];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        EngineConfiguration configuration = ConfigOption.Read(arguments.GetValue(_config)!);
        StrategistHealth health = StrategistHealth.Of(configuration, new Timestamp((DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100));
        if (session.IsJson)
        {
            session.WriteJson(new
            {
                health.IsWell, health.IsRunning, health.ProcessId, journal = configuration.Paths.Strategist, health.Decisions, health.Records, lastTime = health.LastTime?.ToString(), health.LastKind,
                health.Decision, health.Stage, stageSince = health.StageSince?.ToString(), health.IsSafeMode, missed = health.Missed?.ToString(),
            });
        }
        else { Print(health, session); }
        return health.IsWell ? ExitCode.Success : ExitCode.Finding;
    }

    private static void Print(StrategistHealth health, Session session)
    {
        Table facts = Tables.Facts()
            .Row("process", !health.IsRunning ? "NONE works on the journal" : health.ProcessId is { } id ? $"{id}" : "works")
            .Row("last record", health.LastTime is { } last ? $"{Figure.Count(health.Records)}, {health.LastKind}, {Text(last)} UTC" : "none yet")
            .Row("decisions", Figure.Count(health.Decisions))
            .Row("under way", health.Decision is { } decision ? $"{decision}, {health.Stage} since {Text(health.StageSince!.Value)} UTC" : "nothing");
        if (health.IsSafeMode) { facts.Row("safe mode", "on: the slot opens nothing more; `llmtrader ctl resume` and a restart end it"); }
        if (health.Missed is { } missed) { facts.Row("behind", $"nothing has begun at {Text(missed)} UTC; `llmtrader logs strategist` says why"); }
        session.Write(facts);
    }

    private static string Text(Timestamp time) => $"{time.ToString().AsSpan(0, 10)} {time.ToString().AsSpan(11, 8)}";
}
