using System.Globalization;
using LlmTrader.Engine.Core;

namespace LlmTrader.Perf.Latency.Swap;

/// <summary>
/// The documents that are swapped in: three strategies in turn, of the size of the shipped ones, each time with other
/// numbers, so that no two are the same text. Open positions are adopted: some version decides on every bar.
/// </summary>
internal static class SwapRules
{
    /// <summary>Many bars a second at the rates of a benchmark, so that every version decides.</summary>
    public const string Bar = "10t";

    /// <summary>What every one of them needs at most; a set that needs more is refused.</summary>
    public const int WarmUpBars = 160;

    private static readonly string[] Strategies =
    [
        """
        let:
          fast: sma(close, {0})
          slow: ema(close, {1})
        entry_long: cross_above(fast, slow)
        exit_long: cross_below(fast, slow)
        stop_loss: {distance: 2.5 * atr(14)}
        """,
        """
        let:
          strength: rsi(close, {0})
        entry_long: strength < 35 and close > sma(close, {1})
        exit_long: strength > 65
        trailing_stop: {percent: 1}
        time_stop: 48
        """,
        """
        let:
          line: macd(close, {0}, {1}, 9)
          signal: macd(close, {0}, {1}, 9).signal
          is_trend: adx(14) > 20 and rising(adx(14))
        entry_long: cross_above(line, signal) and is_trend and adx(14).plus_di > adx(14).minus_di
        exit_long: cross_below(line, signal)
        take_profit: {distance: 3 * atr(14)}
        """,
    ];

    /// <summary>The n-th document.</summary>
    public static string Text(int n)
    {
        string strategy = Strategies[n % Strategies.Length]
            .Replace("{0}", Text(5 + (n % 11)), StringComparison.Ordinal)
            .Replace("{1}", Text(20 + (n % 31)), StringComparison.Ordinal);
        return $"name: swap-{Text(n)}\ndescription: One of many.\nbar: {Bar}\n{strategy}\nsizing: {{percent_of_equity: 0.1}}\n";

        static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
    }
}
