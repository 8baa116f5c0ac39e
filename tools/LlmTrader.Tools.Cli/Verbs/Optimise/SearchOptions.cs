using System.CommandLine;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Strategies.Generation.Search;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Cli.Verbs.Query;
using LlmTrader.Tools.Cli.Verbs.Rules;
using LlmTrader.Tools.Hosting.Configuration;
using LlmTrader.Tools.Hosting.Rules;
using LlmTrader.Tools.Hosting.Runs;
using LlmTrader.Tools.Hosting.Sweeps;

namespace LlmTrader.Tools.Cli.Verbs.Optimise;

/// <summary>What <c>optimise</c> and <c>walk-forward</c> both ask for: rules, data, how to search, and how each backtest is run.</summary>
internal sealed class SearchOptions
{
    private const int Gibibyte = 30;

    private readonly Argument<string> _rules = RuleArgument.File("RULES", "A rule-set document whose params have ranges, such as fast: {default: 10, min: 2, max: 50, step: 1}.");
    private readonly Option<string[]> _data = new("--data") { HelpName = "DIR", Description = "Journal with market data; several merge by time. Read once and kept in memory.", Required = true };
    private readonly Option<string?> _out = new("--out") { HelpName = "DIR", Description = "Where the log of trials and the report go; a search that was broken off there goes on.", Required = true };
    private readonly Option<SearchKind> _method = OptionOf.Choice("--method", "Every point of the grid, points drawn evenly, or after 20 of these points that look like the best so far (tree-structured Parzen estimator).", SearchKind.Tpe, ("grid", SearchKind.Grid), ("random", SearchKind.Random), ("tpe", SearchKind.Tpe));
    private readonly Option<SearchObjective> _objective = OptionOf.Choice("--objective", "What is made large: Sharpe or Sortino ratio a year, total return, annual return over the largest loss, return per trade.", SearchObjective.Sharpe, [.. SearchText.Objectives]);
    private readonly Option<int> _trials = OptionOf.Number("--trials", "N", "The most points that are tried; a grid must have no more.", 200, 1, 1_000_000);
    private readonly Option<ulong> _seed = OptionOf.Number("--seed", "N", "Of what is drawn: the same seed tries the same points, on any number of threads.", 1UL, 0UL, ulong.MaxValue);
    private readonly Option<long> _minimumTrades = OptionOf.Number("--min-trades", "N", "Round trips below which a trial has no score.", 10L, 0L, 1_000_000_000L);
    private readonly Option<int> _threads = OptionOf.Number("--threads", "N", "Backtests at a time; as many as there are cores when left out.", Environment.ProcessorCount, 1, 1_024);
    private readonly Option<string?> _from = OptionOf.Text("--from", "TIME", "Look at nothing before (UTC, such as 2024-01-31); bars before it still warm the rules up.");
    private readonly Option<string?> _to = OptionOf.Text("--to", "TIME", "Look at nothing from here on: what you keep for a last test.");
    private readonly Option<int> _memory = OptionOf.Number("--memory", "GiB", "The most that the decoded data may take.", (int)(SweepOptions.DefaultMaxBytes >> Gibibyte), 1, 4_096);
    private readonly Option<bool> _allowIncomplete = OptionOf.Flag("--allow-incomplete", "Use data that breaks off too.");
    private readonly Option<bool> _short = OptionOf.Flag("--short", "Let risk pass orders that sell short.");
    private readonly CashOption _cash = new();
    private readonly MarginOptions _margin = new();
    private readonly FillOptions _fills = new();

    public void AddTo(Command verb)
    {
        verb.Arguments.Add(_rules);
        foreach (Option option in (Option[])[_data, _out, _method, _objective, _trials, _seed, _minimumTrades, _threads, _from, _to, _memory, _allowIncomplete, _cash.Option, _short, .. _margin.All, .. _fills.All]) { verb.Options.Add(option); }
    }

    /// <summary>The history, its configuration and the search; null when the rules have mistakes, which are told then.</summary>
    public (SweepHistory History, RunConfiguration Configuration, SearchRequest Request)? Open(ParseResult arguments, Session session)
    {
        RuleFile rules = RuleFile.Open(arguments.GetValue(_rules)!);
        if (!RuleReport.AllAreValid([rules], session)) { return null; }
        SearchRequest request = new()
        {
            Rules = rules.Reading.Document!,
            Kind = arguments.GetValue(_method),
            Objective = arguments.GetValue(_objective),
            Trials = arguments.GetValue(_trials),
            Seed = arguments.GetValue(_seed),
            MinimumTrades = arguments.GetValue(_minimumTrades),
            Window = Window(arguments),
            OutputDirectory = arguments.GetValue(_out)!,
            Threads = arguments.GetValue(_threads),
        };
        _ = request.Method(ParameterSpace.Of(request.Rules));   // Told before the data is read.
        string[] data = arguments.GetValue(_data)!;
        RunConfiguration configuration = Configuration(arguments, MarketDataSet.Open(data).Instruments);
        SweepHistory history = SweepHistory.Open(
            new SweepOptions { Data = data, Configuration = configuration, Dated = _margin.Files(arguments), MaxBytes = (long)arguments.GetValue(_memory) << Gibibyte, AllowIncomplete = arguments.GetValue(_allowIncomplete) },
            session.Cancellation);
        foreach (string warning in history.Warnings) { session.Warn(warning); }
        return (history, configuration, request);
    }

    private static HistoryWindow Whole => new(Timestamp.MinValue, Timestamp.MaxValue);

    private HistoryWindow? Window(ParseResult arguments)
    {
        Timestamp from = TimeText.Read("--from", arguments.GetValue(_from)) ?? Whole.Start;
        Timestamp to = TimeText.Read("--to", arguments.GetValue(_to)) ?? Whole.End;
        if (from >= to) { throw new UsageException("--to lies before --from."); }
        HistoryWindow window = new(from, to);
        return window == Whole ? null : window;
    }

    private RunConfiguration Configuration(ParseResult arguments, InstrumentTable instruments)
    {
        RunConfiguration configuration = new()
        {
            Strategy = "",
            Bars = [],
            Accounts = [_margin.Apply(new AccountConfiguration { Name = "backtest", Cash = _cash.Read(arguments, instruments) }, arguments, instruments)],
            Limits = new LimitsConfiguration { ShortSelling = arguments.GetValue(_short) },
        };
        return _fills.Apply(configuration, arguments, instruments);
    }
}
