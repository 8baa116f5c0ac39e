using System.CommandLine;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Cli.Verbs.Live;

namespace LlmTrader.Tools.Cli.Verbs.Strategist;

/// <summary><c>llmtrader strategist</c></summary>
internal sealed class StrategistVerb : Verb
{
    private readonly Option<string> _config = ConfigOption.Create();

    public StrategistVerb()
        : base("strategist", "Look for better rules beside the engine: propose, prove on history, ask, stage, watch, and take back.")
    {
        Options.Add(_config);
        Subcommands.Add(new StrategistOnceVerb());
        Subcommands.Add(new StrategistStatusVerb());
        SetAction(_ => ExitCode.Success);    // Without one the parser would insist on a subcommand; what runs is Run, as with every verb.
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "A process of its own, and a client of the engine's admin socket. At the times of strategist.schedule, and when a trigger says so, it observes the market, searches the parameters of a template on the journal's history, "
        + "and judges the best by what no search has seen. What passes is approved (by a person, unless strategist.approval says otherwise), staged, shadows the active set, becomes active with a growing share of the capital, "
        + "and is taken back on drawdown or when it does something else than its backtest. Whatever goes wrong ends with the rules as they are.\n\n"
        + "Everything is in its own journal before it is done: `llmtrader decisions list` tells it, and a start goes on where the last one was cut off. Ctrl+C or SIGTERM stops it at once; nothing is lost.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader strategist --config trading/engine.yaml", "run it beside the engine"),
        new("llmtrader strategist once --dry-run --config trading/engine.yaml", "what would it propose now?"),
        new("llmtrader decisions list --config trading/engine.yaml", "what has it decided?"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session) => StrategistRun.UntilStopped(arguments.GetValue(_config)!, (host, cancel) => host.Run(cancel), session);
}
