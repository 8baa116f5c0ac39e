using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Strategies.Rules.Document;

namespace LlmTrader.Tests.Simulation.Strategist.Models;

/// <summary>A history in which each rule set earns what its hash says.</summary>
internal sealed class FlatHistory(IReadOnlyList<string> instruments) : IMarketHistory
{
    public string Id => "flat";

    public HistoryWindow Span { get; } = new(Timestamp.FromUnixSeconds(0), Timestamp.FromUnixSeconds(86_400 * 30));

    public IReadOnlyList<string> Instruments => instruments;

    public BacktestOutcome Run(RuleDocument rules, HistoryWindow window, BacktestCosts costs, CancellationToken cancel = default)
    {
        Random random = new(Convert.ToInt32(RuleText.Id(rules)[..7], 16));
        return new BacktestOutcome
        {
            Returns = [.. Enumerable.Range(0, 30).Select(_ => (random.NextDouble() - 0.5) / 100)],
            PeriodsPerYear = 365.25,
            TotalReturn = 0.1,
            MaxDrawdown = 0.1,
            Trades = 40,
            Equity = [],
            StateHash = "0123456789abcdef",
            Failure = random.Next(12) == 0 ? "it was stopped" : null,
        };
    }

    public IMarketHistory Shuffled(RuleDocument rules, HistoryWindow window, ulong seed) => this;
}
