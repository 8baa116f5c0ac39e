using System.CommandLine;
using LlmTrader.Engine.Core;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Cli.Verbs.Live;
using LlmTrader.Tools.Cli.Verbs.Query;
using LlmTrader.Tools.Hosting.Explanations.Why;

namespace LlmTrader.Tools.Cli.Verbs.Ctl;

/// <summary><c>llmtrader ctl why</c></summary>
internal sealed class WhyVerb : Verb
{
    private readonly EngineOptions _engine;
    private readonly Argument<string> _symbol = CtlOption.Required("SYMBOL", "The instrument, BTCUSDT or BTCUSDT.BINANCE.");
    private readonly Option<string?> _from = OptionOf.Text("--from", "TIME", "The window's begin in UTC, 2025-01-31T09:30; the journal's when it is left out.");
    private readonly Option<string?> _to = OptionOf.Text("--to", "TIME", "The window's end, itself not within; now when it is left out.");
    private readonly Option<long?> _slot = OptionOf.OptionalNumber("--slot", "SLOT", "Only this slot's rule sets.", ushort.MaxValue);
    private readonly Option<string?> _journal = OptionOf.Text("--journal", "DIR", "The journal, in place of the one that the configuration names.");

    public WhyVerb(EngineOptions engine)
        : base("why", "Tell why an instrument was not traded in a window of time, or what came of it.")
    {
        _engine = engine;
        Arguments.Add(_symbol);
        foreach (Option option in new Option[] { _from, _to, _slot, _journal }) { Options.Add(option); }
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "Follows the instrument from its bars to its fills: bars → warm → each clause's truth, with what it read last → signals → refused by which rule, with what it saw and what it allows → sent → filled. It ends with the answer in one sentence.\n\n"
        + "It reads the journal alone, so it works while the engine runs and when it is down. Bars and clauses are in no journal: they are made again by the engine's own stages from the first event on, some hundred thousand events a second; a journal whose beginning was pruned can't be asked.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader ctl why BTCUSDT --from 2025-01-31T09:30 --to 2025-01-31T16:00", "one day of an instrument"),
        new("llmtrader ctl why BTCUSDT.SIM --journal llmtrader-demo", "a whole journal, without a configuration"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        Timestamp? from = TimeText.Read("--from", arguments.GetValue(_from)), to = TimeText.Read("--to", arguments.GetValue(_to));
        if (from >= to) { throw new UsageException($"--from {from} is not before --to {to}."); }
        WhyNoTrade why = new(arguments.GetValue(_journal) ?? ConfigOption.Read(_engine.ConfigOf(arguments)).Paths.Journal, arguments.GetValue(_symbol)!);
        WhyReport report = session.WithProgress("Replaying", progress => why.Answer(from, to, (int?)arguments.GetValue(_slot), progress));
        if (session.IsJson) { session.WriteJson(report); }
        else { WhyText.Write(report, session); }
        return report.Divergence is null ? ExitCode.Success : ExitCode.Finding;
    }
}
