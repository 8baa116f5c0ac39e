using System.CommandLine;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Strategies.Generation.Statistics;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Configuration;
using LlmTrader.Tools.Hosting.Sweeps;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Optimise;

/// <summary><c>llmtrader walk-forward</c></summary>
internal sealed class WalkForwardVerb : Verb
{
    private readonly SearchOptions _search = new();
    private readonly Option<int> _splits = OptionOf.Number("--splits", "N", "Tests, one behind the other up to the end of the data.", 5, 1, 1_000);
    private readonly Option<int> _trainPercent = OptionOf.Number("--train", "%", "The part of the data in front of the first test.", 50, 1, 99);
    private readonly Option<bool> _anchored = OptionOf.Flag("--anchored", "Let every training begin where the data begins; else each is as long as the first.");
    private readonly Option<decimal> _purge = OptionOf.Decimal("--purge", "hours", "Left out at the end of each training: as long as a position may last.", 0, 87_600);
    private readonly Option<decimal> _embargo = OptionOf.Decimal("--embargo", "hours", "Left out between a training and its test besides.", 0, 87_600);

    public WalkForwardVerb()
        : base("walk-forward", "Search on one window after the other and test each choice on what follows.")
    {
        _search.AddTo(this);
        foreach (Option option in (Option[])[_splits, _trainPercent, _anchored, _purge, _embargo]) { Options.Add(option); }
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "What a search chooses is judged on data that it did not see: each training is searched as `llmtrader optimise` does, and the best is run over the test behind it, from an empty "
        + "account and with the bars before it as warm-up. The tests one behind the other are what trading by this search would have come to.\n\n"
        + "The walk-forward efficiency is the mean annual return of the tests over that of the trainings: near 1 the choices kept their promises, near 0 or below they were fitted to chance.\n\n"
        + "Each trial is a line of trials.jsonl in --out; a walk that was killed goes on with the same arguments. report.md, equity.csv and equity.svg show the tests.\n\n"
        + "Exit code 1 when no training had a trial with a score.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader walk-forward strategies/rulesets/rsi-reversion.yaml --data data/btc --out walks/rsi", "five tests over the second half of the data"),
        new("llmtrader walk-forward my-rules.yaml --data data/btc --splits 12 --train 25 --purge 24 --embargo 24 --method random --trials 100 --out walks/mine", "twelve tests, a day left out on each side"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        WalkForwardPlan plan = new()
        {
            Splits = arguments.GetValue(_splits),
            TrainShare = arguments.GetValue(_trainPercent) / 100.0,
            IsAnchored = arguments.GetValue(_anchored),
            Purge = Hours(arguments.GetValue(_purge)),
            Embargo = Hours(arguments.GetValue(_embargo)),
        };
        WalkForwardResult result;
        try
        {
            if (_search.Open(arguments, session) is not { } search) { return ExitCode.Finding; }
            (SweepHistory history, RunConfiguration configuration, SearchRequest request) = search;
            WalkForwardRunner runner = new(history, configuration, request, plan);
            result = session.WithPolledProgress("walk-forward", () => (runner.Progress, (long)request.Trials * plan.Splits), () => runner.Run(session.Cancellation));
        }
        catch (Exception e) when (e is (ArgumentException or FormatException) and not JournalFormatException)
        {
            throw new UsageException(e.Message, e);
        }

        if (session.IsJson) { session.WriteJson(Document(result)); }
        else { Print(result, session); }
        return result.Steps.All(step => step.Best is null) ? ExitCode.Finding : ExitCode.Success;
    }

    private static Duration Hours(decimal hours) => new((long)(hours * 3_600_000_000_000m));

    private static object Document(WalkForwardResult result) => new
    {
        rules = result.Request.Rules.Name,
        data = result.History,
        result.Instruments,
        method = result.Request.Kind,
        objective = SearchText.Of(result.Request.Objective),
        result.Request.Seed,
        trials = result.Steps.Sum(step => step.Trials),
        resumed = result.Resumed,
        efficiency = result.Efficiency,
        outOfSampleReturn = result.OutOfSampleReturn,
        outOfSampleTrades = result.OutOfSampleTrades,
        steps = result.Steps.Select(step => new
        {
            trainFrom = step.Split.Train.Start.ToString(),
            trainTo = step.Split.Train.End.ToString(),
            testFrom = step.Split.Test.Start.ToString(),
            testTo = step.Split.Test.End.ToString(),
            parameters = step.Best is null ? null : result.Space.ValuesAt(step.Best.Point),
            score = step.Best?.Result.Score,
            trainReturn = step.Best?.Result.TotalReturn,
            testReturn = step.Test?.TotalReturn,
            testTrades = step.Test?.Trades,
            stateHash = step.Test?.StateHash,
        }),
        files = result.Request.OutputDirectory,
    };

    private static void Print(WalkForwardResult result, Session session)
    {
        session.WriteLine($"{result.Request.Rules.Name}: {SearchText.Count(result.Steps.Sum(step => step.Trials))} trials in {result.Steps.Count} trainings by {result.Request.Kind.ToString().ToLowerInvariant()}, {SearchText.Of(result.Request.Objective)}, seed {result.Request.Seed}{(result.Resumed > 0 ? $"; {SearchText.Count(result.Resumed)} were there already" : "")}");
        Table table = Tables.Figures("Test from", "chosen", "training a year", "test a year", "test", "largest loss", "trades");
        foreach (WalkForwardStep step in result.Steps)
        {
            string from = step.Split.Test.Start.ToString()[..19] + "Z";
            if (step is { Best: { } best, Test: { } test })
            {
                table.Row(
                    from, SearchText.Parameters(result.Space.ValuesAt(best.Point)), SearchText.Percent(step.TrainAnnual), SearchText.Percent(step.TestAnnual), SearchText.Percent(test.TotalReturn),
                    SearchText.Percent(test.MaxDrawdown), Figure.Count(test.Trades));
            }
            else { table.Row(from, "none: no trial had a score", "-", "-", "-", "-", "-"); }
        }

        session.Write(table);
        session.WriteLine($"Out of sample: {SearchText.Percent(result.OutOfSampleReturn)} in {Figure.Count(result.OutOfSampleTrades)} trades; walk-forward efficiency {SearchText.Number(result.Efficiency)}");
        session.WriteLine($"Files: {result.Request.OutputDirectory} (report.md, equity.csv, equity.svg, {TrialLog.FileName})");
    }
}
