using System.CommandLine;
using LlmTrader.Persistence.Journal;
using LlmTrader.Strategies.Generation.Search;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Configuration;
using LlmTrader.Tools.Hosting.Sweeps;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Optimise;

/// <summary><c>llmtrader optimise</c></summary>
internal sealed class OptimiseVerb : Verb
{
    private const int Listed = 5;

    private readonly SearchOptions _search = new();

    public OptimiseVerb()
        : base("optimise", "Search a rule set's parameters over imported data, and say how much of the best is luck.") => _search.AddTo(this);

    /// <inheritdoc/>
    public override string Teaching =>
        "The data is decoded once and shared by all threads; each trial is a backtest of its own through the same engine that trades live. The same arguments try the same "
        + "points and come to the same bytes, on any number of threads.\n\n"
        + "Each trial is a line of trials.jsonl in --out, synced before the next counts: a search that was killed goes on where it was when it is started again with the same "
        + "arguments. With more --trials it goes on behind those that are there, to the same trials as if all had been asked for at once. With other arguments the directory is refused, and the difference told.\n\n"
        + "The best of many is better than it is. The deflated Sharpe ratio is how likely its true ratio is above 0 after as many trials (0.95 and more is evidence); the heat map in "
        + "report.md shows whether it stands on a plateau or on a peak that chance made. Both look at the data that was searched: keep some back with --to, or use "
        + "`llmtrader walk-forward`. It counts what --out knows: another directory over the same rules and data begins a count of its own, and whoever searches again until it looks well has tried all of it together. best.yaml is the rule set with the best parameters.\n\n"
        + "Exit code 1 when no trial has a score.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader optimise strategies/rulesets/rsi-reversion.yaml --data data/btc --out searches/rsi", "200 trials by tpe for the best Sharpe ratio"),
        new("llmtrader optimise strategies/rulesets/moving-average-cross.yaml --data data/btc --method grid --trials 2000 --objective calmar --to 2024-12-01 --out searches/cross", "the whole grid, with December kept back"),
        new("llmtrader optimise my-rules.yaml --data data/btc --data data/eth --method random --trials 1000 --seed 7 --entry-latency 5 --slippage 1t --json --out searches/mine", "drawn points over two instruments, with slower and dearer fills; the result for a program"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        OptimiserResult result;
        try
        {
            if (_search.Open(arguments, session) is not { } search) { return ExitCode.Finding; }
            (SweepHistory history, RunConfiguration configuration, SearchRequest request) = search;
            Optimiser optimiser = new(history, configuration, request);
            result = session.WithPolledProgress("optimise", () => (optimiser.Progress, request.Trials), () => optimiser.Run(session.Cancellation));
        }
        catch (Exception e) when (e is (ArgumentException or FormatException) and not JournalFormatException)
        {
            throw new UsageException(e.Message, e);
        }

        if (session.IsJson) { session.WriteJson(Document(result)); }
        else { Print(result, session); }
        return result.Best is null ? ExitCode.Finding : ExitCode.Success;
    }

    private static object Document(OptimiserResult result) => new
    {
        rules = result.Request.Rules.Name,
        data = result.History,
        result.Instruments,
        from = result.Window.Start.ToString(),
        to = result.Window.End.ToString(),
        method = result.Request.Kind,
        objective = SearchText.Of(result.Request.Objective),
        result.Request.Seed,
        trials = result.Trials.Count,
        resumed = result.Resumed,
        points = result.Space.Size,
        counted = result.Counted,
        best = result.Best is null ? null : Trial(result, result.Best),
        bestRulesId = result.BestRules is null ? null : RuleText.Id(result.BestRules),
        deflatedSharpe = result.DeflatedSharpe,
        luckySharpe = result.Best is null ? (double?)null : result.LuckyRatio * Math.Sqrt(result.Best.Result.PeriodsPerYear),
        plateau = result.Map?.Plateau,
        importance = result.Space.Dimensions.Zip(result.Importance).ToDictionary(pair => pair.First.Name, pair => pair.Second),
        files = result.Request.OutputDirectory,
    };

    private static object Trial(OptimiserResult result, SearchTrial trial) => new
    {
        trial.Number,
        parameters = result.Space.ValuesAt(trial.Point),
        trial.Result.Score,
        trial.Result.TotalReturn,
        trial.Result.MaxDrawdown,
        trial.Result.Trades,
        sharpe = trial.Result.Sharpe.Ratio * Math.Sqrt(trial.Result.PeriodsPerYear),
        trial.Result.StateHash,
    };

    private static void Print(OptimiserResult result, Session session)
    {
        SearchRequest request = result.Request;
        session.WriteLine($"{request.Rules.Name}: {SearchText.Count(result.Trials.Count)} trials of {SearchText.Count(result.Space.Size)} points by {request.Kind.ToString().ToLowerInvariant()}, {SearchText.Of(request.Objective)}, seed {request.Seed}{(result.Resumed > 0 ? $"; {SearchText.Count(result.Resumed)} were there already" : "")}");
        if (result.Best is not { } best)
        {
            session.WriteLine($"No trial has a score: fewer than {request.MinimumTrades} trades (--min-trades), or a failure in each. {Path.Combine(request.OutputDirectory, TrialLog.FileName)} tells.");
            return;
        }

        Table table = Tables.Figures("Trial", "parameters", "score", "return", "largest loss", "trades");
        foreach (SearchTrial trial in result.Trials.Where(trial => trial.Result.Score is not null).OrderByDescending(trial => trial.Result.Score).Take(Listed))
        {
            table.Row(
                Figure.Count(trial.Number), SearchText.Parameters(result.Space.ValuesAt(trial.Point)), SearchText.Number(trial.Result.Score), SearchText.Percent(trial.Result.TotalReturn),
                SearchText.Percent(trial.Result.MaxDrawdown), Figure.Count(trial.Result.Trades));
        }

        session.Write(table);
        double annual = Math.Sqrt(best.Result.PeriodsPerYear);
        Table facts = Tables.Facts();
        facts.Row("Points scored on this data", Figure.Count(result.Counted));
        facts.Row("Sharpe ratio of the best, a year", SearchText.Number(best.Result.Sharpe.Ratio * annual));
        facts.Row("Expected of the best of as many worthless ones", SearchText.Number(result.LuckyRatio * annual));
        facts.Row("Deflated Sharpe ratio", SearchText.Number(result.DeflatedSharpe));
        facts.Row("Score of its neighbours, as a share of its own", result.Map?.Plateau is { } plateau ? SearchText.Percent(plateau) : "-");
        facts.Row("Parameters by weight", string.Join(", ", result.Space.Dimensions.Zip(result.Importance).OrderByDescending(pair => pair.Second).Select(pair => $"{pair.First.Name} {SearchText.Percent(pair.Second)}")));
        session.Write(facts);
        session.WriteLine($"Files: {request.OutputDirectory} (report.md, heatmap.svg, best.yaml, {TrialLog.FileName})");
    }
}
