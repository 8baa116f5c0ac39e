using System.ComponentModel;
using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Acceptance;
using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Strategies.Generation.Statistics;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Mcp.Calls;
using LlmTrader.Tools.Hosting.Strategist;
using LlmTrader.Tools.Hosting.Strategist.Evidence;
using LlmTrader.Tools.Hosting.Strategist.Inbox;
using LlmTrader.Tools.Hosting.Sweeps;
using ModelContextProtocol.Server;

namespace LlmTrader.Tools.Hosting.Mcp.Tools;

/// <summary>
/// Backtests for an agent: on the journals that the configuration names, and only on the part of them that a search may see. What is tried is
/// noted first, so that the strategist counts it.
/// </summary>
/// <param name="configuration">Checked.</param>
/// <param name="inbox">Takes the notes.</param>
internal sealed class BacktestTools(EngineConfiguration configuration, ProposalInbox inbox) : IDisposable
{
    private const int EquityPoints = 50;

    private readonly SemaphoreSlim _one = new(1);    // A history is large, and the machine is the engine's.
    private IMarketHistory? _history;

    public void Dispose() => _one.Dispose();

    [McpServerTool(Name = ToolNames.Backtest, Title = "Run a backtest", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Runs a rule set over the configured history, alone with all of the account, with the configured fees and slippage, and tells what it earned: total return, annual Sharpe ratio, largest loss from a peak, round trips, equity at up to 50 times. "
        + "Shares are numbers: 0.05 is 5 %. Only the oldest part of the history can be looked at (the reply names its bounds): what comes later judges proposals and is shown to nobody. "
        + "Every rule set that you try counts against what is proposed afterwards, since the best of many tries is partly luck: try few, for a reason. The same rules and window give the same result. One at a time; needs no engine, but its journal or imported ones.")]
    public async Task<BacktestSeen> RunAsync(
        [Description(RuleTools.RulesHelp)] string rules,
        [Description("Begin of the window, UTC, such as 2024-01-01T00:00:00Z; the begin of what may be seen when left out.")] string? from = null,
        [Description("End of the window, not included; the end of what may be seen when left out.")] string? to = null,
        [Description("Twice the fees and slippage: what is left of it then is more than luck with costs.")] bool doubledCosts = false,
        CancellationToken cancel = default)
    {
        RuleReading reading = RuleTools.Sound(rules);
        using CancellationTokenSource inTime = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        inTime.CancelAfter(configuration.Mcp.BacktestTimeout);
        await _one.WaitAsync(inTime.Token).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Run(reading.Document!, from, to, doubledCosts ? BacktestCosts.Doubled : BacktestCosts.Configured, inTime.Token), inTime.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new ToolException("timeout", string.Create(CultureInfo.InvariantCulture, $"The backtest took longer than the {configuration.Mcp.BacktestTimeout.TotalSeconds:0} s that it may (mcp.backtest_timeout)."), "Name a shorter window with from and to.");
        }
        finally
        {
            _one.Release();
        }
    }

    private BacktestSeen Run(RuleDocument rules, string? from, string? to, BacktestCosts costs, CancellationToken cancel)
    {
        IMarketHistory history = History(cancel);
        HistoryWindow window = new(Time(from, "from") ?? history.Span.Start, Time(to, "to") ?? history.Span.End);
        if (window.Start < history.Span.Start || window.End > history.Span.End || window.End <= window.Start) { throw new ToolException("bad_argument", $"The window must lie between {history.Span.Start} and {history.Span.End}, which is all that may be looked at, and not be empty."); }
        inbox.Try(rules);
        BacktestOutcome outcome = history.Run(rules, window, costs, cancel);
        double ratio = SharpeSample.Of([.. outcome.Returns]).Ratio * Math.Sqrt(outcome.PeriodsPerYear);
        return new BacktestSeen
        {
            RuleSet = RuleText.Id(rules),
            From = window.Start.ToString(),
            To = window.End.ToString(),
            VisibleFrom = history.Span.Start.ToString(),
            VisibleTo = history.Span.End.ToString(),
            TotalReturn = Finite(outcome.TotalReturn),
            AnnualSharpe = Finite(ratio),
            MaxDrawdown = Finite(outcome.MaxDrawdown),
            Trades = outcome.Trades,
            Failure = outcome.Failure,
            StateHash = outcome.StateHash,
            Equity = [.. Thinned(outcome.Equity).Select(point => new EquityPoint(point.Time.ToString(), Finite(point.Growth) ?? 0))],
        };
    }

    // Journals that were imported don't change; the engine's own grows, and is read anew.
    private IMarketHistory History(CancellationToken cancel)
    {
        if (_history is not null) { return _history; }
        SweepHistory all = StrategistHistory.Open(configuration, configuration.Mcp.BacktestMemory.Bytes, cancel);
        LimitedHistory visible = new(all, HistoryDivision.Of(all.Span, configuration.Strategist.Acceptance.ToThresholds()).InSample);
        if (configuration.Strategist.Data.Count > 0) { _history = visible; }
        return visible;
    }

    private static Timestamp? Time(string? text, string name)
    {
        if (text is null) { return null; }
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out DateTimeOffset time) || time.Year is < 1970 or > 2200) { throw new ToolException("bad_argument", $"The argument '{name}' is no time such as 2024-01-01T00:00:00Z."); }
        return new Timestamp((time - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick);
    }

    private static IEnumerable<(Timestamp Time, double Growth)> Thinned(IReadOnlyList<(Timestamp Time, double Growth)> equity) =>
        equity.Count <= EquityPoints ? equity : Enumerable.Range(1, EquityPoints).Select(i => equity[(int)((long)i * equity.Count / EquityPoints) - 1]);

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;    // JSON has no other.
}

/// <summary>What a backtest came to.</summary>
internal sealed record BacktestSeen
{
    public required string RuleSet { get; init; }

    public required string From { get; init; }

    public required string To { get; init; }

    public required string VisibleFrom { get; init; }

    public required string VisibleTo { get; init; }

    public required double? TotalReturn { get; init; }

    public required double? AnnualSharpe { get; init; }

    public required double? MaxDrawdown { get; init; }

    public required long Trades { get; init; }

    [Description("Why the run says nothing, such as rules that were stopped on the way; null when it went to its end.")]
    public string? Failure { get; init; }

    public required string StateHash { get; init; }

    [Description("Equity over the first equity, 1 being none earned.")]
    public required IReadOnlyList<EquityPoint> Equity { get; init; }
}

internal sealed record EquityPoint(string Time, double Growth);
