using System.Text.Json.Serialization;

namespace LlmTrader.Tools.Hosting.Backtests;

/// <summary>
/// How one account did in one currency. Amounts are exact, in units of the currency; ratios are doubles, as shares (0.05 is
/// 5 %). Null is undefined, never 0 or infinity.
/// <para>Conventions. E(t) is equity as in <c>equity.csv</c>, E0 the initial cash, T the length of the run in years of 365.25
/// days. Returns are r(i) = E(i) / E(i-1) - 1 over n intervals of <see cref="SamplingInterval"/>, where E(i) is the last
/// equity known at the end of interval i and E(0) = E0, deposits and withdrawals left out: an interval with some has the
/// product of the changes between them (time-weighted); the first and the last interval may be cut by the run. P is
/// <see cref="PeriodsPerYear"/>. The risk-free rate is 0. A trade is a round trip (<see cref="RoundTrip"/>), its result
/// net of fees.</para>
/// </summary>
public sealed record PerformanceSummary
{
    /// <summary>The account's name.</summary>
    public required string Account { get; init; }

    public required string Currency { get; init; }

    /// <summary>Start of the run; null for a run without events.</summary>
    public required string? Start { get; init; }

    /// <summary>End of the run; null for a run without events.</summary>
    public required string? End { get; init; }

    /// <summary>E0.</summary>
    public required decimal InitialEquity { get; init; }

    /// <summary>Cash plus open positions at their last price, at the end of the run.</summary>
    public required decimal FinalEquity { get; init; }

    /// <summary>
    /// Final equity - E0 - <see cref="NetDeposits"/>. Where all fees are in the currency itself, also the sum of all trades' net
    /// results + <see cref="OpenProfit"/> + <see cref="Funding"/>.
    /// </summary>
    public required decimal NetProfit { get; init; }

    /// <summary>What positions that are still open have brought so far: their sales - purchases - fees + value at the last price.</summary>
    public required decimal OpenProfit { get; init; }

    /// <summary>Final equity / E0 - 1, time-weighted over deposits and withdrawals. Null when E0 is 0.</summary>
    public required double? TotalReturn { get; init; }

    /// <summary>
    /// Compound annual growth rate: (final equity / E0)^(1 / T) - 1. Of a run far shorter than a year it extrapolates wildly.
    /// Null when T or E0 is 0, when final equity is negative, or when it is too large for a double.
    /// </summary>
    public required double? Cagr { get; init; }

    /// <summary>"1d", or "1h" when the run touches fewer than 20 UTC days.</summary>
    public required string SamplingInterval { get; init; }

    /// <summary>Sampling intervals in 365.25 days, nights and weekends included: 365.25 or 8766.</summary>
    public required double PeriodsPerYear { get; init; }

    /// <summary>n. The series ends with the return to the first equity that is not positive.</summary>
    public required int Returns { get; init; }

    /// <summary>s x sqrt(P), with the sample deviation s = sqrt(sum (r(i) - mean)^2 / (n - 1)). Null below two returns.</summary>
    public required double? Volatility { get; init; }

    /// <summary>mean(r) / s x sqrt(P). W. F. Sharpe, "The Sharpe Ratio", J. of Portfolio Management 21(1), 1994. Null without variance.</summary>
    public required double? Sharpe { get; init; }

    /// <summary>
    /// mean(r) / d x sqrt(P), with the downside deviation d = sqrt(sum min(r(i), 0)^2 / n): over all n, since the target 0 is
    /// given and not estimated. F. A. Sortino, L. N. Price, J. of Investing 3(3), 1994. Null without a negative return.
    /// </summary>
    public required double? Sortino { get; init; }

    /// <summary>CAGR / <see cref="MaxDrawdownRatio"/>, over the whole run. T. W. Young, "Calmar Ratio: A Smoother Tool", Futures, 1991. Null without a drawdown.</summary>
    public required double? Calmar { get; init; }

    /// <summary>Peak - equity of the row at which this is the largest share of the peak; rows are closed bars and fills. 0 without a drawdown.</summary>
    public required decimal MaxDrawdown { get; init; }

    /// <summary><see cref="MaxDrawdown"/> / its peak. Null when that is 0.</summary>
    public required double? MaxDrawdownRatio { get; init; }

    /// <summary>Seconds from the peak of the maximum drawdown to its recovery, or to the end of the run. Null without a drawdown.</summary>
    public required decimal? MaxDrawdownSeconds { get; init; }

    /// <summary>Whether equity came back to that peak. Null without a drawdown.</summary>
    public required bool? MaxDrawdownRecovered { get; init; }

    /// <summary>Seconds that the longest drawdown took, often another than the deepest; one that has not recovered lasts to the end. Null without a drawdown.</summary>
    public required decimal? LongestDrawdownSeconds { get; init; }

    /// <summary>Round trips.</summary>
    public required long Trades { get; init; }

    /// <summary>Positions open at the end: no trades yet.</summary>
    public required int OpenTrades { get; init; }

    public required long Fills { get; init; }

    /// <summary>Trades with a result above 0 / all trades. Null without trades.</summary>
    public required double? WinRate { get; init; }

    /// <summary>Sum of the results above 0 / sum of those below 0, positive. Null when no trade lost.</summary>
    public required double? ProfitFactor { get; init; }

    /// <summary>Average result of a trade, ties to even at 10^-8. Null without trades.</summary>
    public required decimal? Expectancy { get; init; }

    /// <summary>Null without trades.</summary>
    public required decimal? BestTrade { get; init; }

    /// <summary>Null without trades.</summary>
    public required decimal? WorstTrade { get; init; }

    /// <summary>Time with a position in any instrument quoted in the currency / length of the run. Null when the run has no length.</summary>
    public required double? Exposure { get; init; }

    /// <summary>Sum of price x quantity of all fills, purchases and sales.</summary>
    public required decimal TradedNotional { get; init; }

    /// <summary>Average of E(t) over the time of the run, each value until the next, ties to even at 10^-8.</summary>
    public required decimal AverageEquity { get; init; }

    /// <summary><see cref="TradedNotional"/> / <see cref="AverageEquity"/>, of the whole run, not annualised. Null when the average is not positive.</summary>
    public required double? Turnover { get; init; }

    /// <summary>Fees paid in the currency, rebates deducted.</summary>
    public required decimal Fees { get; init; }

    /// <summary>Funding received on perpetuals in the currency, less what was paid: part of the profit, of no trade's result.</summary>
    public decimal Funding { get; init; }

    /// <summary>Deposits less withdrawals: no part of profit, return or drawdown.</summary>
    public decimal NetDeposits { get; init; }

    /// <summary>Whether anything happened here: currencies that an account only could have used are of no interest to people.</summary>
    [JsonIgnore]
    public bool IsUsed => InitialEquity != 0 || FinalEquity != 0 || Fills > 0 || Fees != 0 || NetDeposits != 0;

    /// <summary>One line per metric for people; undefined is "n/a".</summary>
    public IReadOnlyList<string> Lines() => PerformanceText.Lines(this);
}
