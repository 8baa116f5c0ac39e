using System.Globalization;
using LlmTrader.Engine.Core;

namespace LlmTrader.Perf.Latency.Rules;

/// <summary>A rule set with twenty indicators out of every family, and the same clauses with none.</summary>
internal static class TwentyIndicators
{
    public const int Count = 20;

    // In the order in which the clauses name them.
    private static readonly string[] Calls =
    [
        "sma(close, 20)", "ema(close, 50)", "wma(close, 20)", "kama(close, 10)", "rsi(close, 14)", "stochastic(14, 3, 3)", "macd(close, 12, 26, 9)",
        "roc(close, 12)", "cci(20)", "atr(14)", "bollinger(close, 20, 2)", "keltner(close, 20, 2, 10)", "donchian(20)", "obv()", "mfi(14)", "vwap()",
        "adx(14)", "supertrend(10, 3)", "linear_regression(close, 30)", "zscore(close, 30)",
    ];

    private const string Entry =
        "cross_above({0}, {1}) and {2} > {3} and between({4}, 40, 70) and {5} < 80 and {6} > 0 and {7} > -5 and not ({8} > 200)"
        + " and {9} / close < 0.05 and close > {10} and {11} < close + 3 * {9} and close <= {12} * 1.01 and {13} > {13}[1]"
        + " and {14} < 80 and close > {15} * 0.98 and max({16}, 0) > 10 and close > {17} and {18} > 0 and abs({19}) < 2.5"
        + " or cross_above({4}, 30) and {19} < -1";

    private const string Exit = "cross_below({0}, {1}) or {4} > 75 and {6} < {6}[1] or close < {17}";

    /// <summary>As a document, over bars of a minute.</summary>
    public static string Document { get; } = DocumentFor(BarSpec.Parse("1m"));

    /// <summary>As a document.</summary>
    public static string DocumentFor(BarSpec bar) =>
        $"name: twenty-indicators\nbar: {bar}\nentry_long: {Fill(Entry, i => Calls[i])}\nexit_long: {Fill(Exit, i => Calls[i])}\n"
        + $"sizing: {{percent_of_equity: 10}}\nstop_loss: {{distance: {Fill("2.5 * {9}", i => Calls[i])}}}\n";

    /// <summary>
    /// Its two clauses as one expression, with values of the bar itself in the place of the indicators: what is left is the
    /// arithmetic, the comparisons and the histories.
    /// </summary>
    public static string Expression { get; } = $"({Fill(Entry, Stand)}) or ({Fill(Exit, Stand)})";

    // Twenty different values, none of which needs more than the bar.
    private static string Stand(int i)
    {
        string[] fields = ["open", "high", "low", "close", "volume"];
        return i < fields.Length ? fields[i] : $"({fields[i % fields.Length]} - {i.ToString(CultureInfo.InvariantCulture)})";
    }

    private static string Fill(string text, Func<int, string> value)
    {
        for (int i = 0; i < Count; i++) { text = text.Replace($"{{{i.ToString(CultureInfo.InvariantCulture)}}}", value(i), StringComparison.Ordinal); }
        return text;
    }
}
