using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Tools.Hosting.Backtests.Comparison;
using LlmTrader.Tools.Hosting.Configuration;
using LlmTrader.Tools.Hosting.Events;

namespace LlmTrader.Tools.Hosting.Runs;

/// <summary>What a comparison is asked to do.</summary>
public sealed record ComparisonOptions
{
    /// <summary>Journals with market data, read by both runs.</summary>
    public required IReadOnlyList<string> Data { get; init; }

    public required RunConfiguration A { get; init; }

    public required RunConfiguration B { get; init; }

    /// <summary>Where <c>a</c>, <c>b</c> and <c>comparison.json</c> go; null writes none.</summary>
    public string? OutputDirectory { get; init; }

    /// <inheritdoc cref="BacktestOptions.Dated"/>
    public DatedFiles Dated { get; init; } = new();

    /// <inheritdoc cref="BacktestOptions.AllowIncomplete"/>
    public bool AllowIncomplete { get; init; }
}

/// <summary>What a comparison came to.</summary>
public sealed record ComparisonResult
{
    public required BacktestComparison Comparison { get; init; }

    public required BacktestResult A { get; init; }

    public required BacktestResult B { get; init; }

    /// <summary>Where the files are; null when none were written.</summary>
    public required string? OutputDirectory { get; init; }

    /// <summary>Of both runs; those of one alone begin with its letter.</summary>
    public IReadOnlyList<string> Warnings =>
    [
        .. A.Warnings.Intersect(B.Warnings),
        .. A.Warnings.Except(B.Warnings).Select(warning => $"A: {warning}"),
        .. B.Warnings.Except(A.Warnings).Select(warning => $"B: {warning}"),
    ];
}

/// <summary>
/// Runs two strategies over the same data, one after the other, and compares them. Each run is, to the byte, the backtest
/// that <see cref="BacktestRunner"/> gives for its configuration alone.
/// </summary>
public sealed class ComparisonRunner
{
    private readonly ComparisonOptions _options;
    private readonly MarketDataSet _data;
    private BacktestRunner? _a;
    private BacktestRunner? _b;

    /// <summary>Opens the data. Throws as <see cref="BacktestRunner"/> does.</summary>
    public ComparisonRunner(ComparisonOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _data = MarketDataSet.Open(options.Data);
    }

    /// <summary>Events of both runs sequenced so far; another thread may read it for a progress line.</summary>
    public long Progress => (Volatile.Read(ref _a)?.Progress ?? 0) + (Volatile.Read(ref _b)?.Progress ?? 0);

    /// <summary>
    /// Throws what <see cref="BacktestRunner.Run"/> throws; for a configuration that can't be used, an <see cref="ArgumentException"/>
    /// that names its letter, before anything runs.
    /// </summary>
    public ComparisonResult Run(CancellationToken cancel = default)
    {
        using DecisionTape tape = new();
        DecisionComparer comparer = new(tape);
        _a = NewRunner("A", _options.A, tape);
        _b = NewRunner("B", _options.B, comparer);
        if (_options.OutputDirectory is { } stale) { File.Delete(Path.Combine(Directory.CreateDirectory(stale).FullName, BacktestComparison.FileName)); }

        BacktestResult a = _a.Run(cancel);
        BacktestResult b = _b.Run(cancel);
        BacktestComparison comparison = new()
        {
            A = Describe(_options.A, a, tape.Count),
            B = Describe(_options.B, b, comparer.Count),
            Accounts = [.. a.Accounts.Zip(b.Accounts).Where(pair => pair.First.Summary.IsUsed || pair.Second.Summary.IsUsed).Select(pair => Compare(pair.First, pair.Second))],
            FirstDifference = comparer.Difference is { } difference ? Describe(difference.Number, difference.A, difference.B) : null,
        };
        if (_options.OutputDirectory is { } output) { comparison.Write(output); }
        return new ComparisonResult { Comparison = comparison, A = a, B = b, OutputDirectory = _options.OutputDirectory };
    }

    private BacktestRunner NewRunner(string letter, RunConfiguration configuration, IOutJournal observer)
    {
        BacktestRunner runner = new(new BacktestOptions
        {
            Data = _options.Data,
            Configuration = configuration,
            Dated = _options.Dated,
            OutputDirectory = _options.OutputDirectory is { } output ? Path.Combine(output, letter.ToLowerInvariant()) : null,
            AllowIncomplete = _options.AllowIncomplete,
            Observer = observer,
        });
        try { runner.Validate(); }
        catch (Exception e) when (e is ArgumentException or FormatException) { throw new ArgumentException($"{letter}: {e.Message}", e); }
        return runner;
    }

    private static ComparedRun Describe(RunConfiguration configuration, BacktestResult result, long decisions) => new()
    {
        Strategy = configuration.Strategy,
        RuleSetId = result.RuleSetId,
        StateHash = result.Report.StateHash,
        Decisions = decisions,
    };

    // Both runs have the same accounts and instruments, so the same currencies in the same order.
    private static AccountComparison Compare(AccountResult a, AccountResult b)
    {
        Invariant.Holds(a.Summary.Account == b.Summary.Account && a.Summary.Currency == b.Summary.Currency);
        return new AccountComparison
        {
            Account = a.Summary.Account,
            Currency = a.Summary.Currency,
            Metrics = MetricComparison.Between(a.Summary, b.Summary),
            Daily = DailyDifference.Between(a.Daily, b.Daily),
        };
    }

    private DecisionDifference Describe(long number, OutRecord? a, OutRecord? b)
    {
        EngineOptions options = _options.A.ToOptions(_data.Instruments);   // For names and scales, which both have alike.
        Timestamp atA = a?.Time ?? Timestamp.MaxValue;
        Timestamp atB = b?.Time ?? Timestamp.MaxValue;
        return new DecisionDifference
        {
            Number = number,
            Time = (atA < atB ? atA : atB).ToString(),
            A = a is { } left ? ComparedDecision.Of(in left, options) : null,
            B = b is { } right ? ComparedDecision.Of(in right, options) : null,
        };
    }
}
