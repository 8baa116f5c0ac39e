using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Tools.Hosting.Backtests;
using LlmTrader.Tools.Hosting.Backtests.Comparison;
using LlmTrader.Tools.Hosting.Fills;

namespace LlmTrader.Tools.Hosting.Runs;

/// <summary>What a backtest came to.</summary>
public sealed record BacktestResult
{
    /// <summary>The content of <c>summary.json</c>.</summary>
    public required BacktestReport Report { get; init; }

    /// <summary>Metrics and daily profits of every account and currency, in the order of the options, those that were not used too.</summary>
    public required IReadOnlyList<AccountResult> Accounts { get; init; }

    public required string RuleSetId { get; init; }

    /// <summary>Where the files are; null when none were written.</summary>
    public required string? OutputDirectory { get; init; }

    /// <summary>Where the run's journal is; null when none was kept.</summary>
    public required string? JournalDirectory { get; init; }

    /// <summary>Orders and fills by instrument, beside what the market traded; instruments without orders are left out.</summary>
    public required IReadOnlyList<InstrumentFills> Fills { get; init; }

    /// <summary>Whether the data has quotes or a book that fills use, so that queue models can differ.</summary>
    public required bool ShowsQueue { get; init; }

    /// <summary>What makes the result worth less than it looks; empty when nothing does.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    public required TimeSpan Elapsed { get; init; }

    /// <summary>Market events and everything that they caused, per second.</summary>
    public double EventsPerSecond => Report.Funnel.Events / Elapsed.TotalSeconds;
}
