using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Strategies.Rules.Document;

namespace LlmTrader.Tests.Property.Proposals;

/// <summary>A history in which what a rule set earns is a known function of its parameters: the nearer to the middle of its range each was chosen, the more.</summary>
internal sealed class CurveHistory(IReadOnlyDictionary<string, double> goals, params string[] instruments) : IMarketHistory
{
    private int _runs;

    public int Runs => Volatile.Read(ref _runs);

    public string Id => "curve";

    public HistoryWindow Span { get; } = new(Timestamp.FromUnixSeconds(0), Timestamp.FromUnixSeconds(86_400 * 40));

    public IReadOnlyList<string> Instruments => [.. instruments.Order(StringComparer.Ordinal)];

    public BacktestOutcome Run(RuleDocument rules, HistoryWindow window, BacktestCosts costs, CancellationToken cancel = default)
    {
        Interlocked.Increment(ref _runs);
        double away = rules.Parameters.Sum(one => goals.TryGetValue(one.Name, out double goal) ? Math.Abs(one.Default - goal) / goal : 0);
        double[] returns = [.. Enumerable.Range(0, 40).Select(i => (0.01 / (1 + away)) + (0.02 * Math.Sin(i)))];
        return new BacktestOutcome { Returns = returns, PeriodsPerYear = 365.25, TotalReturn = returns.Sum(), MaxDrawdown = 0.1, Trades = goals.Count == 0 ? 0 : 40, Equity = [], StateHash = "0123456789abcdef" };
    }

    public IMarketHistory Shuffled(RuleDocument rules, HistoryWindow window, ulong seed) => this;
}
