using System.Diagnostics;
using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Persistence.Journal;
using LlmTrader.Strategies.Rules.Execution;
using LlmTrader.Tools.Hosting.Backtests;
using LlmTrader.Tools.Hosting.Configuration;
using LlmTrader.Tools.Hosting.Events;
using LlmTrader.Tools.Hosting.Fills;
using LlmTrader.Tools.Hosting.Rules;
using LlmTrader.Tools.Hosting.Swaps;

namespace LlmTrader.Tools.Hosting.Runs;

/// <summary>What a backtest is asked to do.</summary>
public sealed record BacktestOptions
{
    /// <summary>Journals with market data.</summary>
    public required IReadOnlyList<string> Data { get; init; }

    public required RunConfiguration Configuration { get; init; }

    /// <summary>Rule sets that take over on the way, in order.</summary>
    public IReadOnlyList<ScheduledSwap> Swaps { get; init; } = [];

    /// <summary>Cash flows and funding.</summary>
    public DatedFiles Dated { get; init; } = new();

    /// <summary>Where the result files go; null writes none.</summary>
    public string? OutputDirectory { get; init; }

    /// <summary>Where the run's own journal goes, for <c>replay</c>; null keeps none.</summary>
    public string? JournalDirectory { get; init; }

    /// <summary>Replace what lies at <see cref="JournalDirectory"/>.</summary>
    public bool Force { get; init; }

    /// <summary>Run over data that breaks off too, with a warning: of a recording that was cut off, or still goes on.</summary>
    public bool AllowIncomplete { get; init; }

    /// <summary>Sees the derived stream of the run too; null when nobody else does.</summary>
    public IOutJournal? Observer { get; init; }
}

/// <summary>Runs market data through the engine inline: the same data and configuration give the same bytes, always.</summary>
public sealed class BacktestRunner
{
    private readonly BacktestOptions _options;
    private readonly MarketDataSet _data;
    private InlineEngine? _engine;

    /// <summary>Opens the data. Throws <see cref="RunException"/>, <see cref="JournalIOException"/> or <see cref="ArgumentException"/> that say what can't be used.</summary>
    public BacktestRunner(BacktestOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _data = MarketDataSet.Open(options.Data);
    }

    /// <summary>Events sequenced so far; another thread may read it for a progress line.</summary>
    public long Progress => Volatile.Read(ref _engine)?.Events ?? 0;

    /// <summary>Throws the <see cref="ArgumentException"/> or <see cref="FormatException"/> with which <see cref="Run"/> would meet a configuration that can't be used.</summary>
    public void Validate()
    {
        RunConfiguration configuration = WithBars(_options.Configuration);
        _options.Dated.Read(configuration.ToOptions(_data.Instruments));
        configuration.CreateRuleSet(_data.Instruments);
    }

    /// <summary>Throws <see cref="IncompleteDataException"/> when the data breaks off and that is not allowed; then nothing was written.</summary>
    public BacktestResult Run(CancellationToken cancel = default)
    {
        RunConfiguration configuration = WithBars(_options.Configuration);
        SwapPlan plan = SwapPlan.Compile(_options.Swaps, _data.Instruments, configuration.BarSpecs);
        configuration = plan.Record(configuration);
        EngineOptions engineOptions = configuration.ToOptions(_data.Instruments);
        IRuleSet ruleSet = configuration.CreateRuleSet(_data.Instruments);
        IReadOnlyList<EngineEvent> dated = _options.Dated.Read(engineOptions);
        using NewJournal? target = _options.JournalDirectory is { } path ? new NewJournal(path, _options.Force) : null;
        JournalDirectory? directory = target?.Create(_data.Instruments, engineOptions.Bars.Specs, configuration.ToJson(), new SystemClock().Now);
        using JournalWriter? journal = directory is null ? null : new JournalWriter(directory, RunJournal);
        using OutJournalWriter? outJournal = directory is null ? null : new OutJournalWriter(directory, RunJournal);
        using BacktestRecorder recorder = new(engineOptions, _options.OutputDirectory);

        IOutJournal taker = outJournal is null ? recorder : new OutFork(recorder, outJournal);
        if (_options.Observer is { } observer) { taker = new OutFork(taker, observer); }

        FillTally fills = new(_data.Instruments, taker);
        LiquidationTally liquidations = new(engineOptions, fills);
        RiskBreachTally breaches = new(engineOptions, liquidations);
        SwapLog log = new(breaches);
        RecordingRuleSetCompiler? compiler = plan.Swaps.Count == 0 ? null : new(new RuleSetCompiler(_data.Instruments, engineOptions.Bars.Specs));
        InlineEngine engine = new(engineOptions, ruleSet, journal, log, compiler: compiler, schedule: plan.ToSchedule());
        Volatile.Write(ref _engine, engine);
        recorder.Observe(() => engine.Stages.Accounts.Book, () => engine.Now);
        using DatedEventSource merged = new(_data.OpenSource(engineOptions.Bars.Specs, configuration.FeedLatency is { } feed ? new Duration(feed) : null), dated, _data.Instruments.Count);
        BarGapTally barGaps = new(_data.Instruments, engineOptions.Bars.Specs, new MarketRulesTable(_data.Instruments, engineOptions.MarketRules));
        using MarketTally source = new(merged, _data.Instruments.Count, barGaps);
        long start = Stopwatch.GetTimestamp();
        engine.Run(source, cancel);
        cancel.ThrowIfCancellationRequested();
        RequireComplete();
        recorder.Start = source.FirstTime;
        HashCheckpoint final = engine.Complete();
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        IReadOnlyList<SwapReport>? swaps = compiler is null ? null : [.. SwapReport.Of(plan, log, compiler).Select(swap => swap with { CompiledIn = null })];
        bool showsQueue = source.ShowsQueue(engineOptions.Venue.MaxBooks > 0);
        BacktestReport report = new()
        {
            Configuration = configuration.ToJson(),
            StateHash = $"{final.Hash:x16}",
            EventCounts = source.Counts(engine.Events),
            Funnel = Funnel.From(engine.Stages, engine.Events, fills.Refused),
            Rules = ruleSet is DocumentRuleSet document ? RuleFunnel.From(document.Clauses) : null,
            Swaps = swaps,
            RiskBreaches = breaches.Read() is { Count: > 0 } broken ? broken : null,
            Liquidations = liquidations.Read() is { Count: > 0 } closed ? closed : null,
            Performance = [.. recorder.Summaries().Where(summary => summary.IsUsed)],
            FillAssumptions = FillAssumptions.Describe(engineOptions, configuration.FeedLatency, showsQueue),
        };
        RunFacts facts = new()
        {
            HasBarsOnly = source.HasBarsOnly,
            HasTicks = source.HasTicks,
            ShowsQueue = showsQueue,
            BookPieces = source.Count(EventKind.Book),
            Gaps = source.Gaps,
            Span = source.FirstTime is { } first ? (first, source.LastTime) : null,
            Fills = fills.Read(source),
            Debts = recorder.Debts(),
        };
        if (_options.OutputDirectory is { } output) { report.Write(output); }
        target?.Publish();
        return new BacktestResult
        {
            Report = report,
            Accounts = recorder.Accounts(),
            RuleSetId = ruleSet.Id,
            OutputDirectory = _options.OutputDirectory,
            JournalDirectory = _options.JournalDirectory,
            Warnings = [.. _data.Warnings, .. merged.Warnings, .. barGaps.Warnings, .. BarsThatNeverClose(configuration, source), .. StopsOnBars(ruleSet, compiler, source), .. Quarantines(engine, compiler is not null), .. NotSwapped(swaps ?? [], engine), .. BeliefWarnings.Of(engineOptions, facts), .. (report.Liquidations ?? []).Select(one => $"positions were liquidated in {one}.")],
            Fills = facts.Fills,
            ShowsQueue = showsQueue,
            Elapsed = elapsed,
        };
    }

    private static JournalWriterOptions RunJournal => new() { Mode = JournalMode.Async, Preallocate = false };

    // Only who has read a journal to its end knows that it has one.
    private void RequireComplete()
    {
        if (_options.AllowIncomplete || _data.Incomplete is not { Count: > 0 } incomplete) { return; }
        throw new IncompleteDataException($"{string.Join(" ", incomplete)} Nothing was written; import or record it again, or run over what there is with --allow-incomplete.");
    }

    // Ready-made bars are taken as they are; only trades can be made into others.
    private IEnumerable<string> BarsThatNeverClose(RunConfiguration configuration, MarketTally source)
    {
        if (source.HasTrades || _data.BarSpecs.Count == 0) { return []; }
        return BarsRead(configuration).Except(_data.BarSpecs).Select(spec =>
            $"the strategy reads {spec} bars, and the data has ready-made {string.Join(" and ", _data.BarSpecs)} bars and no trades to build others from: import bars of {spec}, or change the strategy's.");
    }

    // The data's ready-made bars and those that the strategy reads are always there, whatever else was asked for.
    private RunConfiguration WithBars(RunConfiguration configuration) => configuration.WithBars(_data.BarSpecs.Concat(BarsRead(configuration)));

    private IEnumerable<BarSpec> BarsRead(RunConfiguration configuration) => configuration.StrategyBars.Concat(_options.Swaps.SelectMany(swap => swap.Bars));

    // A run whose swaps did not happen looks like one that had none.
    private static IEnumerable<string> NotSwapped(IReadOnlyList<SwapReport> swaps, InlineEngine engine) => swaps.Where(swap => swap.Outcome != SwapOutcome.Activated).Select(swap =>
        swap.Outcome == SwapOutcome.NotReached
            ? string.Create(CultureInfo.InvariantCulture, $"the swap to {swap.Name} at {swap.Place} never came: the data ended at sequence {engine.Events - 1:N0} ({engine.Now}).")
            : swap.ToString());

    private static IEnumerable<string> StopsOnBars(IRuleSet first, RecordingRuleSetCompiler? swapped, MarketTally source)
    {
        bool watches = first.WatchesPrices || swapped?.Made.Any(made => made.RuleSet is { WatchesPrices: true }) == true;
        if (watches && source.HasBarsOnly)
        {
            yield return "the data has bars alone: a stop that a bar's range reached fills at the next bar's open, which can be better than the stop; import trades or quotes to fill it where the market was.";
        }
    }

    // A set that failed is stopped at that event and the run goes on without it: unsaid, it would look like a quiet market.
    internal static IEnumerable<string> Quarantines(InlineEngine engine, bool hasSwaps)
    {
        foreach (RuleSetCode code in Enum.GetValues<RuleSetCode>())
        {
            if (engine.Stages.Signals.RuleSets.Quarantined[(int)code] > 0)
            {
                yield return $"the rule set was stopped in the middle of the run ({code}{(code.IsFailure() && engine.Stages.Signals.RuleSets.FirstFailure is { } said ? $", {said}" : "")}): nothing was decided after that{(hasSwaps ? ", or until the next swap" : "")}";
            }
        }
    }

    /// <summary>Hands each record to two takers.</summary>
    private sealed class OutFork(IOutJournal first, IOutJournal second) : IOutJournal
    {
        public void Append(in OutRecord record)
        {
            first.Append(in record);
            second.Append(in record);
        }

        public void EndOfBatch()
        {
            first.EndOfBatch();
            second.EndOfBatch();
        }

        public void Complete()
        {
            first.Complete();
            second.Complete();
        }
    }
}
