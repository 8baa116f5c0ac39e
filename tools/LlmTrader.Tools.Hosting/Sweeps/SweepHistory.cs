using System.Collections.Concurrent;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Evaluation;
using LlmTrader.Strategies.Rules.Execution;
using LlmTrader.Strategies.Rules.Language;
using LlmTrader.Tools.Hosting.Backtests;
using LlmTrader.Tools.Hosting.Configuration;
using LlmTrader.Tools.Hosting.Events;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Sweeps;

/// <summary>
/// Journaled history in memory, run again through the unmodified inline engine, or where that comes to the same through the
/// <see cref="BarEngine"/>: over its whole span, what a <see cref="BacktestRunner"/> comes to with the same configuration. Any number of threads may run at a time.
/// </summary>
/// <remarks>
/// A window knows what happened in its warm-up and in itself: a level-2 book that was shown before is not there until its next
/// snapshot, nor is an instrument's status from before.
/// </remarks>
public sealed class SweepHistory : IMarketHistory
{
    private readonly DecodedHistory _history;
    private readonly RunConfiguration _configuration;
    private readonly WarmUpIndex _warmUps;
    private readonly ShuffledMarkets _shuffled;
    private readonly ProgramCodeCache _codes;
    private readonly BarRunShare _barRuns = new();
    private readonly ConcurrentDictionary<(string Bars, BacktestCosts Costs), Lazy<RunSetup>> _setups = new();

    internal SweepHistory(DecodedHistory history, RunConfiguration configuration, IReadOnlyList<string>? warnings = null, ProgramCodeCache? codes = null)
    {
        _codes = codes ?? new ProgramCodeCache();
        (_history, _configuration, Warnings) = (history, configuration, warnings ?? []);
        _warmUps = new WarmUpIndex(history);
        _shuffled = new ShuffledMarkets(history, configuration);
        Instruments = [.. history.Instruments.All.ToArray().Select(one => one.FullName).Order(StringComparer.Ordinal)];
    }

    /// <summary>
    /// Reads the journals. Throws <see cref="RunException"/> where they can't be used or don't fit into the memory that they may take,
    /// <see cref="IncompleteDataException"/> where they break off and that is not allowed, <see cref="ArgumentException"/> or
    /// <see cref="FormatException"/> for a configuration that can't be used.
    /// </summary>
    public static SweepHistory Open(SweepOptions options, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        MarketDataSet data = MarketDataSet.Open(options.Data);
        string name = string.Join(", ", options.Data.Select(directory => $"'{directory}'"));
        RunConfiguration configuration = options.Configuration with { Strategy = "", Rules = null };
        IReadOnlyList<EngineEvent> dated = options.Dated.Read(configuration.WithBars(data.BarSpecs).ToOptions(data.Instruments));
        using DatedEventSource source = new(data.OpenSource(data.BarSpecs, configuration.FeedLatency is { } feed ? new Duration(feed) : null), dated, data.Instruments.Count);
        DecodedHistory history = DecodedHistory.Read(source, data.Instruments, data.BarSpecs, options.MaxBytes, name, cancel);
        if (!options.AllowIncomplete && data.Incomplete is { Count: > 0 } incomplete) { throw new IncompleteDataException(string.Join(" ", incomplete)); }
        return new SweepHistory(history, configuration, [.. data.Warnings, .. source.Warnings]);
    }

    public string Id => _history.Id;

    public HistoryWindow Span => new(_history.First, _history.End);

    public IReadOnlyList<string> Instruments { get; }

    /// <summary>What a reader must know of the data, a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; }

    public long Events => _history.Events.Count;

    /// <summary>Runs that went through the <see cref="BarEngine"/> to their end.</summary>
    public long BarRuns => _barRuns.Whole;

    /// <summary>Bytes that the decoded events take.</summary>
    public long Bytes => _history.Events.Bytes;

    /// <summary>The events once more, in the order of their arrival; their bars are numbered as in the data.</summary>
    public IMarketDataSource OpenSource() => _history.Events.Open(Timestamp.MinValue, Timestamp.MaxValue);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The rules have mistakes or name what the history does not have, or the window is empty.</exception>
    /// <remarks>The account's equity is that in the currency in which the rules' instruments are quoted; they must all be quoted in one.</remarks>
    public BacktestOutcome Run(RuleDocument rules, HistoryWindow window, BacktestCosts costs, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(rules);
        if (window.End <= window.Start) { throw new ArgumentException($"The window from {window.Start} to {window.End} is empty."); }
        RuleProgram program = ProgramOf(rules);
        RequireBars(rules, program);
        string[] bars = [.. program.Streams.Select(stream => stream.Bar).Concat(_history.BarSpecs).Distinct().Select(spec => spec.ToString())];
        RunSetup setup = _setups.GetOrAdd((string.Join(',', bars), costs), key => new Lazy<RunSetup>(() => SetupOf(program, key.Costs))).Value;
        IReadOnlyList<Instrument> universe = DocumentRuleSet.UniverseOf(rules, setup.Options.Instruments);
        Currency currency = CurrencyOf(rules, universe);
        Timestamp begin = _warmUps.BeginOf(program, universe, window.Start);
        return (_history.HasOneBarAlone && _barRuns.AreWorthTrying ? RunBars() : null) ?? Run();

        BacktestOutcome? RunBars()
        {
            IRuleSet ruleSet = Make();
            if (!BarEngine.Suits(setup.Options, ruleSet)) { return null; }
            using BacktestRecorder recorder = new(setup.Options) { Start = window.Start };
            BarEngine engine = new(setup.Options, ruleSet, new WindowJournal(recorder, window.Start));
            recorder.Observe(() => engine.Book, () => engine.Now);
            using IMarketDataSource source = _history.Events.Open(begin, window.End, setup.Specs);
            bool isWhole = engine.TryRun(source, out HashCheckpoint final, cancel);
            cancel.ThrowIfCancellationRequested();
            _barRuns.Count(isWhole);
            return isWhole ? OutcomeOf(recorder, currency, window, in final, failure: null) : null;
        }

        BacktestOutcome Run()
        {
            using BacktestRecorder recorder = new(setup.Options) { Start = window.Start };
            InlineEngine engine = new(setup.Options, Make(), outJournal: new WindowJournal(recorder, window.Start), startsSmall: true);
            recorder.Observe(() => engine.Stages.Accounts.Book, () => engine.Now);
            using IMarketDataSource source = _history.Events.Open(begin, window.End, setup.Specs);
            engine.Run(source, cancel);
            cancel.ThrowIfCancellationRequested();
            HashCheckpoint final = engine.Complete();
            return OutcomeOf(recorder, currency, window, in final, BacktestRunner.Quarantines(engine, hasSwaps: false).FirstOrDefault());
        }

        IRuleSet Make()
        {
            IRuleSet ruleSet = new DocumentRuleSet(rules, program, setup.Options.Instruments, setup.Options.Bars.Specs, codes: _codes);
            return begin < window.Start ? new LateRuleSet(ruleSet, window.Start) : ruleSet;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The rules have mistakes, or read bars that those they decide on can't be made into.</exception>
    public IMarketHistory Shuffled(RuleDocument rules, HistoryWindow window, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return new SweepHistory(_shuffled.Make(ProgramOf(rules), window, seed), _configuration, codes: _codes);
    }

    private static RuleProgram ProgramOf(RuleDocument rules) =>
        RuleCompiler.Compile(rules) is { Program: { } program } ? program : throw new ArgumentException($"Rule set '{rules.Name}' has mistakes; `llmtrader rules check` tells them.");

    private RunSetup SetupOf(RuleProgram program, BacktestCosts costs) =>
        new(_history, _configuration.WithBars(_history.BarSpecs.Concat(program.Streams.Select(stream => stream.Bar))), costs);

    // Rules whose bars never close would look like rules that want nothing.
    private void RequireBars(RuleDocument rules, RuleProgram program)
    {
        if (program.Streams.FirstOrDefault(stream => !_history.HasBars(stream.Bar)) is not { } stream) { return; }
        throw new ArgumentException($"Rule set '{rules.Name}' reads bars of {stream.Bar}; the data has {(_history.BarSpecs.Count > 0 ? $"ready-made bars of {string.Join(", ", _history.BarSpecs)}" : "none")} and no trades to build others from: import bars of {stream.Bar}, or change the rule set's.");
    }

    private static Currency CurrencyOf(RuleDocument rules, IReadOnlyList<Instrument> universe)
    {
        Currency[] currencies = [.. universe.Select(instrument => instrument.Quote).Distinct()];
        return currencies is [{ } only] ? only : throw new ArgumentException($"Rule set '{rules.Name}' trades instruments quoted in {string.Join(", ", currencies)}; a result is in one currency: name a universe of one.");
    }

    private static BacktestOutcome OutcomeOf(BacktestRecorder recorder, Currency currency, HistoryWindow window, in HashCheckpoint final, string? failure)
    {
        EquitySeries series = recorder.Series(new AccountId(0), currency, window.Start, window.End - new Duration(1));
        double[] returns = new double[series.Growth.Count];   // Those behind a ruin are 0: windows are compared interval by interval.
        for (int i = 0; i < series.Returns.Count; i++) { returns[i] = series.Returns[i]; }
        return new BacktestOutcome
        {
            Returns = returns,
            PeriodsPerYear = series.Interval.PerYear,
            TotalReturn = series.TotalReturn ?? 0,
            MaxDrawdown = series.MaxDrawdown,
            Trades = series.Trades,
            Equity = series.Growth,
            StateHash = $"{final.Hash:x16}",
            Failure = failure,
        };
    }
}
