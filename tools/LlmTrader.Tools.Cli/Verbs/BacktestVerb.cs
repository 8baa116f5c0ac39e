using System.CommandLine;
using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Persistence.Journal;
using LlmTrader.Strategies.Rules;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Cli.Verbs.Rules;
using LlmTrader.Tools.Hosting.Backtests;
using LlmTrader.Tools.Hosting.Configuration;
using LlmTrader.Tools.Hosting.Rules;
using LlmTrader.Tools.Hosting.Runs;
using LlmTrader.Tools.Hosting.Swaps;

namespace LlmTrader.Tools.Cli.Verbs;

/// <summary><c>llmtrader backtest</c></summary>
internal sealed class BacktestVerb : Verb
{
    private const string DefaultBar = "1m";

    private readonly Option<string[]> _data = new("--data") { HelpName = "DIR", Description = "Journal with market data, from `llmtrader import` or of an earlier run; several merge by time.", Required = true };
    private readonly Option<string?> _strategy = OptionOf.Text("--strategy", "TEXT", $"A built-in strategy with its parameters; this or --rules is needed. Known: {RuleSets.Usage}.");
    private readonly Option<string?> _rules = OptionOf.Text("--rules", "FILE", "A rule-set document in YAML or JSON; see `llmtrader rules`. Its text goes into the journal, so that a replay needs no file.");
    private readonly Option<string[]> _parameters = OptionOf.Texts("--param", "NAME=VALUE", "With --rules: another value of one of the document's params, within its range.");
    private readonly Option<string[]> _compare = new("--compare")
    {
        HelpName = "A B",
        Description = "Instead of --strategy or --rules: two of them, each a rule-set document or a text as --strategy takes it, run over the same data and set side by side.",
        DefaultValueFactory = _ => [],
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<SwapRequest[]> _swaps = SwapOption.Create(
        "Let this document take over on the way: before the first market data from SEQUENCE on, or at or after TIME (UTC, such as 2024-08-08T23:55:00Z). rollback@ and a place brings the version before back. Swaps happen in the order in which they are named.");
    private readonly CashOption _cash = new();
    private readonly Option<string?> _out = OptionOf.Text("--out", "DIR", "Where summary.json, orders.csv, fills.csv, trades.csv and equity.csv go; none are written when left out.");
    private readonly Option<string?> _journal = OptionOf.Text("--journal", "DIR", "Keep the run's own journal there, for `llmtrader replay`.");
    private readonly Option<bool> _force = OptionOf.Flag("--force", "Replace a journal that lies at --journal.");
    private readonly Option<bool> _allowIncomplete = OptionOf.Flag("--allow-incomplete", "Run over data that breaks off too, with a warning: of a recording that was cut off, or still goes on.");
    private readonly Option<string[]> _bars = OptionOf.Texts("--bars", "SPEC", $"Bars to build: 1s to 1d, 500t (trades), 1000v (volume), 50000n (notional). When left out, the strategy's own, those of the data, or {DefaultBar}.");
    private readonly FillOptions _fills = new();
    private readonly MarginOptions _marginOptions = new();
    private readonly Option<string[]> _compareFills = new("--compare-fills")
    {
        HelpName = "MODEL",
        Description = $"Instead of one run: the same strategy under each of these queue models, or touch, and its fills side by side. all: {string.Join(", ", FillVariant.Known)}.",
        DefaultValueFactory = _ => [],
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<bool> _short = OptionOf.Flag("--short", "Let risk pass orders that sell short; the strategy must want them too (short=true).");
    private readonly Option<string?> _maxNotional = OptionOf.Text("--max-order-notional", "AMOUNT", "Largest order in the instrument's quote currency; no limit when left out.");
    private readonly Option<string?> _maxPosition = OptionOf.Text("--max-position", "QUANTITY", "Largest position in each instrument, long or short; no limit when left out.");
    private readonly Option<long?> _collar = OptionOf.OptionalNumber("--collar-bps", "1/10000", "How far a limit may lie from the last price; no collar when left out.");
    private readonly Option<long?> _orderRate = OptionOf.OptionalNumber("--max-orders-per-second", "N", "New orders per second in each instrument; no limit when left out.");

    private readonly Option<string?> _risk = OptionOf.Text("--risk", "FILE", "Risk rules in YAML or JSON, such as [{\"id\": 1, \"kind\": \"drawdown\", \"limit\": \"8%\", \"action\": \"haltAll\"}]; kinds, scopes, actions and units stand above. They go into the journal with the run's configuration.");

    public BacktestVerb()
        : base("backtest", "Run a strategy over imported data; summary, files, and why it traded or not.")
    {
        Option[] all =
        [
            _data, _strategy, _rules, _parameters, _swaps, _compare, _cash.Option, .. _marginOptions.All, _out, _journal, _force, _allowIncomplete, _bars, .. _fills.All, _compareFills, _short,
            _maxNotional, _maxPosition, _collar, _orderRate, _risk,
        ];
        foreach (Option option in all) { Options.Add(option); }
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "The data runs through the same engine that trades live, on one thread: the same data and options give the same bytes in every file, on any machine. "
        + "Prints the summary for each currency, the funnel from events to fills, and what is taken for granted about fills.\n\n"
        + "With --compare the metrics of both stand side by side, then the mean difference of their daily profits with its 95 % interval, and the first decision in which "
        + "they differ. An interval that holds 0 says that the difference may be chance. A difference is no finding: the exit code is 0.\n\n"
        + string.Join("\n\n", RiskRuleFile.Usage) + "\n\n"
        + "Exit code 1 when the data breaks off without its end mark; see --allow-incomplete.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader backtest --data data/btc --strategy 'ma-cross:fast=10,slow=30,bar=1m,quantity=1' --out result", "a moving-average cross on one-minute bars; files in ./result"),
        new("llmtrader backtest --data data/btc --data data/eth --strategy 'ma-cross:bar=5m,quantity.BTCUSDT.BINANCE=0.1,quantity.ETHUSDT.BINANCE=2' --cash USDT=50000 --entry-latency 5 --participation 20", "two instruments, slower and smaller fills"),
        new("llmtrader backtest --data data/btc --strategy 'join-best:bar=1s,quantity=0.1' --entry-latency 5 --short --compare-fills all", "what limit orders at the best prices would have filled under each queue model"),
        new("llmtrader backtest --data data/perp --strategy 'ma-cross:bar=1h,quantity=1,short=true' --short --leverage 5 --margin isolated --funding funding.csv --cash-flows flows.csv", "a perpetual (see `llmtrader import --instruments`) at five times its margin, with its funding, deposits and withdrawals"),
        new("llmtrader backtest --data data/btc --strategy ma-cross:quantity=1 --risk risk.yaml", "risk rules from a file, such as: - {id: 1, kind: drawdown, limit: 8%, action: haltAll}"),
        new("llmtrader backtest --data data/btc --rules strategies/rulesets/rsi-reversion.yaml --param oversold=25", "a rule set of your own, and how often each of its clauses was true"),
        new("llmtrader backtest --data data/btc --compare strategies/rulesets/rsi-reversion.yaml my-rsi.yaml --out result", "two rule sets side by side, in which decision they part, and whether the difference is more than chance; files in ./result/a and ./result/b"),
        new("llmtrader backtest --data data/btc --strategy ma-cross:quantity=1 --swap strategies/rulesets/rsi-reversion.yaml@250000 --swap strategies/rulesets/macd-adx.yaml@2024-08-08T23:55:00Z", "swap the rule set twice, by sequence and by time; open positions go over as each document says (hand_over)"),
        new("llmtrader backtest --data data/btc --strategy ma-cross:quantity=1 --journal runs/1 && llmtrader replay --journal runs/1 --verify", "keep the run, and prove it"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        if (arguments.GetValue(_compare) is { Length: > 0 } compared) { return Compare(arguments, session, compared); }
        RuleFile? rules = RuleChoice(arguments);
        SwapRequest[] swaps = arguments.GetValue(_swaps)!;
        RuleFile[] swapFiles = SwapOption.Open(swaps);
        if (!RuleReport.AllAreValid(rules is null ? swapFiles : [rules, .. swapFiles], session)) { return ExitCode.Finding; }
        MarketDataSet data = MarketDataSet.Open(arguments.GetValue(_data)!);
        if (arguments.GetValue(_compareFills) is { Length: > 0 } models) { return CompareFills(arguments, session, data, rules, models); }
        Leftovers.Warn(arguments.GetValue(_journal), session);
        BacktestResult result;
        try
        {
            BacktestRunner runner = new(new BacktestOptions
            {
                Data = arguments.GetValue(_data)!,
                Configuration = Configure(arguments, data, rules, arguments.GetValue(_strategy)),
                Swaps = SwapOption.Schedule(swaps, swapFiles),
                Dated = _marginOptions.Files(arguments),
                OutputDirectory = arguments.GetValue(_out),
                JournalDirectory = arguments.GetValue(_journal),
                Force = arguments.GetValue(_force),
                AllowIncomplete = arguments.GetValue(_allowIncomplete),
            });
            result = session.WithPolledProgress("backtest", () => (runner.Progress, 0), () => runner.Run(session.Cancellation));
        }
        catch (Exception e) when (e is (ArgumentException or FormatException) and not JournalFormatException)
        {
            throw new UsageException(e.Message, e);   // The configuration says what it can't use.
        }

        foreach (string warning in result.Warnings) { session.Warn(warning); }
        if (session.IsJson) { WriteJson(result, session); }
        else { Print(result, session); }
        return ExitCode.Success;
    }

    private int CompareFills(ParseResult arguments, Session session, MarketDataSet data, RuleFile? rules, string[] models)
    {
        Option? refused = new Option[] { _swaps, _journal, _force, _out, _fills.Queue, _fills.FillOnTouch }.FirstOrDefault(option => arguments.GetResult(option) is { Implicit: false });
        if (refused is not null) { throw new UsageException($"{refused.Name} does not go with --compare-fills, which {(refused == _fills.Queue || refused == _fills.FillOnTouch ? "names the models itself" : "keeps nothing: run one of the models alone for that")}."); }
        string[] names = models is ["all"] ? [.. FillVariant.Known] : models;
        if (names.FirstOrDefault(name => name != FillVariant.Touch && !QueueModel.TryParse(name, out _)) is { } unknown) { throw new UsageException($"--compare-fills names '{unknown}'; all, {FillVariant.Touch}, {QueueModel.Usage} are known."); }
        IReadOnlyList<(FillVariant Variant, BacktestResult Result)> results;
        try
        {
            RunConfiguration configuration = Configure(arguments, data, rules, arguments.GetValue(_strategy));
            FillComparisonRunner runner = new(arguments.GetValue(_data)!, [.. names.Select(name => FillVariant.Of(configuration, name))], arguments.GetValue(_allowIncomplete), _marginOptions.Files(arguments));
            results = session.WithPolledProgress("backtests", () => (runner.Progress, 0), () => runner.Run(session.Cancellation));
        }
        catch (Exception e) when (e is (ArgumentException or FormatException) and not JournalFormatException)
        {
            throw new UsageException(e.Message, e);
        }

        foreach (string warning in results.SelectMany(run => run.Result.Warnings).Distinct()) { session.Warn(warning); }
        if (session.IsJson) { FillComparisonReport.WriteJson(results, session); }
        else { FillComparisonReport.Print(results, session); }
        return ExitCode.Success;
    }

    private int Compare(ParseResult arguments, Session session, string[] compared)
    {
        if (compared.Length != 2) { throw new UsageException($"--compare names {(compared.Length == 1 ? "one strategy" : $"{compared.Length} strategies")}; two are expected, A and B."); }
        Option? refused = new Option[] { _strategy, _rules, _parameters, _swaps, _journal, _force, _compareFills }.FirstOrDefault(option => arguments.GetResult(option) is { Implicit: false });
        if (refused is not null) { throw new UsageException($"{refused.Name} does not go with --compare, which {(refused == _journal || refused == _force ? "keeps no journal: run one of the two alone for that" : refused == _swaps || refused == _compareFills ? "compares whole runs: run each with its swaps alone" : "names both strategies with all that they need")}."); }
        RuleFile?[] rules = [.. compared.Select(text => IsStrategyText(text) ? null : RuleFile.Open(text))];
        if (!RuleReport.AllAreValid([.. rules.OfType<RuleFile>()], session)) { return ExitCode.Finding; }

        MarketDataSet data = MarketDataSet.Open(arguments.GetValue(_data)!);
        ComparisonResult result;
        try
        {
            ComparisonRunner runner = new(new ComparisonOptions
            {
                Data = arguments.GetValue(_data)!,
                A = Configure(arguments, data, rules[0], compared[0]),
                B = Configure(arguments, data, rules[1], compared[1]),
                Dated = _marginOptions.Files(arguments),
                OutputDirectory = arguments.GetValue(_out),
                AllowIncomplete = arguments.GetValue(_allowIncomplete),
            });
            result = session.WithPolledProgress("backtests", () => (runner.Progress, 0), () => runner.Run(session.Cancellation));
        }
        catch (Exception e) when (e is (ArgumentException or FormatException) and not JournalFormatException)
        {
            throw new UsageException(e.Message, e);
        }

        foreach (string warning in result.Warnings) { session.Warn(warning); }
        if (session.IsJson) { ComparisonReport.WriteJson(result, session); }
        else { ComparisonReport.Print(result, session); }
        return ExitCode.Success;
    }

    // What is neither a file nor looks like one gets the answer that --strategy gives, which lists the known names.
    private static bool IsStrategyText(string text) =>
        !File.Exists(text) && (RuleSets.IsBuiltIn(text) || !(text.Contains('/', StringComparison.Ordinal) || Path.GetExtension(text) is ".yaml" or ".yml" or ".json"));

    private RunConfiguration Configure(ParseResult arguments, MarketDataSet data, RuleFile? rules, string? strategy)
    {
        AccountConfiguration account = _marginOptions.Apply(new AccountConfiguration { Name = "backtest", Cash = _cash.Read(arguments, data.Instruments) }, arguments, data.Instruments);
        RunConfiguration configuration = new()
        {
            Strategy = rules?.Reading.Document!.Name ?? strategy!,
            Rules = rules?.TextWith(RuleParameterOption.Parse(arguments.GetValue(_parameters)!)),
            Accounts = [account],
            LimitsByInstrument = new SortedDictionary<string, LimitsConfiguration>(
                data.Instruments.All.ToArray().ToDictionary(instrument => instrument.FullName, instrument => Limits(arguments, instrument)), StringComparer.Ordinal),
            RiskRules = arguments.GetValue(_risk) is { } risk ? RiskRuleFile.Read(risk, data.Instruments, [account]) : null,
        };
        configuration = _fills.Apply(configuration, arguments, data.Instruments);
        return configuration with { Bars = Bars(arguments, data, configuration) };
    }

    private string[] Bars(ParseResult arguments, MarketDataSet data, RunConfiguration configuration)
    {
        if (arguments.GetValue(_bars) is { Length: > 0 } asked) { return asked; }
        IReadOnlyList<BarSpec> known = configuration.StrategyBars is { Count: > 0 } own ? own : data.BarSpecs;
        return known.Count > 0 ? [.. known.Select(spec => spec.ToString())] : [DefaultBar];
    }

    private RuleFile? RuleChoice(ParseResult arguments)
    {
        (string? strategy, string? rules) = (arguments.GetValue(_strategy), arguments.GetValue(_rules));
        if (strategy is null == rules is null) { throw new UsageException(strategy is null ? "name the strategy with --strategy or --rules, or two with --compare." : "--strategy and --rules are both given; one of them is expected."); }
        if (rules is null && arguments.GetValue(_parameters) is { Length: > 0 }) { throw new UsageException("--param goes with --rules; the parameters of --strategy stand behind its colon."); }
        return rules is null ? null : RuleFile.Open(rules);
    }

    private LimitsConfiguration Limits(ParseResult arguments, Instrument instrument) => new()
    {
        OrderNotional = arguments.GetValue(_maxNotional) is { } notional ? FixedPoint.Parse(notional, Money.Scale) : 0,
        Position = arguments.GetValue(_maxPosition) is { } position ? FixedPoint.Parse(position, instrument.QuantityScale) : 0,
        PriceCollar = arguments.GetValue(_collar) ?? 0,
        OrderRate = arguments.GetValue(_orderRate) ?? 0,
        ShortSelling = arguments.GetValue(_short),
    };

    private static void WriteJson(BacktestResult result, Session session) => session.WriteJson(new
    {
        result.RuleSetId,
        result.OutputDirectory,
        result.JournalDirectory,
        result.Elapsed,
        result.EventsPerSecond,
        result.Warnings,
        summary = JsonSerializer.Deserialize<JsonElement>(result.Report.ToJson()),   // As in summary.json, to the letter.
    });

    private static void Print(BacktestResult result, Session session)
    {
        BacktestReport report = result.Report;
        foreach (PerformanceSummary summary in report.Performance.Where(summary => summary.IsUsed))
        {
            foreach (string line in summary.Lines()) { session.WriteLine(line); }
            session.WriteLine();
        }

        foreach (Liquidations liquidations in report.Liquidations ?? []) { session.WriteLine($"Liquidated: {liquidations}"); }
        session.WriteLine("Funnel:");
        foreach (string line in report.Funnel.Lines()) { session.WriteLine($"  {line}"); }
        RiskText.WriteBreaches(report.RiskBreaches ?? [], session);
        IReadOnlyList<SwapReport> swaps = report.Swaps ?? [];
        SwapText.WriteSwaps(swaps, session);
        SwapText.WriteClauses(report.Rules, report.Configuration.GetProperty("strategy").GetString()!, swaps, session);

        session.WriteLine();
        session.WriteLine("What is taken for granted about fills:");
        foreach (string line in report.FillAssumptions) { session.WriteLine($"  - {line}"); }
        session.WriteLine();
        session.WriteLine($"StateHash {report.StateHash}, {Figure.Count(report.Funnel.Events)} events in {result.Elapsed.TotalSeconds:F2} s ({Figure.Millions(result.EventsPerSecond)} million/s)");
        session.WriteLine(result.OutputDirectory is { } files ? $"Files: {files}" : "No files were written; name a directory with --out for orders, fills, trades and equity.");
        if (result.JournalDirectory is { } journal) { session.WriteLine($"Journal: {journal}; check it with: llmtrader replay --journal {journal} --verify"); }
    }
}
