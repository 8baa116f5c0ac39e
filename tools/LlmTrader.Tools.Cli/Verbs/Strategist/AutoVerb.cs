using System.CommandLine;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Cli.Verbs.Live;

namespace LlmTrader.Tools.Cli.Verbs.Strategist;

/// <summary><c>llmtrader auto</c></summary>
internal sealed class AutoVerb : Verb
{
    private readonly Option<string> _config = ConfigOption.Create();
    private readonly Option<bool> _once = OptionOf.Flag("--once", "One round; exit code 1 when a threshold was breached and the rules stayed as they were, or came back.");

    public AutoVerb()
        : base("auto", "Round after round: observe, propose, judge, approve, stage, trade on paper, watch; for days.")
    {
        Options.Add(_once);
        Options.Add(_config);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "As `llmtrader strategist`, but it begins the next decision as soon as the one before has ended, with strategist.triggers.pause between two beginnings, and needs no schedule. The engine runs beside it (`llmtrader up`); "
        + "fills are those of paper. With --once it is a check for scripts: 0 when a candidate met every threshold, was activated and kept to them in its probation, 1 when one of them was breached.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader auto --config trading/engine.yaml", "let it run for days"),
        new("llmtrader auto --once --config trading/engine.yaml", "one round, for a script"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        string file = arguments.GetValue(_config)!;
        return arguments.GetValue(_once)
            ? StrategistRun.Once(file, isDryRun: false, decision => decision.State == "activated", session)
            : StrategistRun.UntilStopped(file, (host, cancel) => host.RunWithoutPause(cancel), session);
    }
}
