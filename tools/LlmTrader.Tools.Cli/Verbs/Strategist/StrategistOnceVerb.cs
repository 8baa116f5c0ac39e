using System.CommandLine;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Cli.Verbs.Live;

namespace LlmTrader.Tools.Cli.Verbs.Strategist;

/// <summary><c>llmtrader strategist once</c></summary>
internal sealed class StrategistOnceVerb : Verb
{
    private readonly Option<string> _config = ConfigOption.Create();
    private readonly Option<bool> _dryRun = OptionOf.Flag("--dry-run", "End before anybody is asked and anything is staged, and leave alone what is under way. What was tried counts all the same, and a hold-out that was opened is spent.");

    public StrategistOnceVerb()
        : base("once", "Lead one decision from the observation to its end.")
    {
        Options.Add(_dryRun);
        Options.Add(_config);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "Ends first what an earlier run left under way. A decision that activates a candidate ends with its probation, which may take days; what is interrupted goes on with the next start. "
        + "Exit code 0 when the decision ended as it should, with or without a new set; 1 when it failed or was cut short, or its candidate was taken back; 3 when no engine answers.\n\n"
        + "A dry run judges as any other: its trials count for what comes after, and a candidate that comes as far as the hold-out spends it for its whole family (the same rules under any name and with any numbers) on that data. "
        + "It asks no model: the prompt that one would get is printed with its tokens and what they would cost, the local generator proposes instead, and where a checker is configured the decision ends at the check.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("llmtrader strategist once --dry-run --config trading/engine.yaml", "propose and judge, and ask and stage nothing")];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session) => StrategistRun.Once(
        arguments.GetValue(_config)!, arguments.GetValue(_dryRun), decision => decision is { State: "kept" or "activated" or "superseded", HasFailed: false, IsCutShort: false }, session);
}
