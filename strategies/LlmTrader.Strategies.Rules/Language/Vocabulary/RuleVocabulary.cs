using System.Collections.Frozen;
using System.Collections.Immutable;

namespace LlmTrader.Strategies.Rules.Language;

/// <summary>A word of the language with what it means, for the schema, <c>explain</c> and the prompt of a model.</summary>
public sealed record RuleWord(string Name, string Usage, string Summary);

/// <summary>Every word that an expression may use besides the indicators (<see cref="IndicatorCatalog"/>) and the document's own names.</summary>
public static class RuleVocabulary
{
    /// <summary>Fields of a bar.</summary>
    public static ImmutableArray<RuleWord> Fields { get; } =
    [
        new("open", "open", "first price of the bar"),
        new("high", "high", "highest price of the bar"),
        new("low", "low", "lowest price of the bar"),
        new("close", "close", "last price of the bar"),
        new("volume", "volume", "traded quantity of the bar, in whole units of the base asset"),
    ];

    /// <summary>In the order of <see cref="RuleVariable"/>.</summary>
    public static ImmutableArray<RuleWord> Variables { get; } =
    [
        new("position", "position", "filled position of this rule set, signed, in whole units of the base asset; position of \"BTCUSDT.BINANCE\" is the one there"),
        new("entry_price", "entry_price", "average price of the open position; missing when flat"),
        new("unrealized_pnl", "unrealized_pnl", "profit of the open position at the last price, in the quote currency; 0 when flat"),
        new("bars_in_trade", "bars_in_trade", "bars closed since the position was opened; 0 when flat"),
        new("equity", "equity", "equity of this rule set, in the quote currency"),
        new("drawdown", "drawdown", "how far equity is below its peak, as a fraction of the peak, 0 to 1"),
        new("hour", "hour", "hour of the bar's close in the venue's zone, 0 to 23"),
        new("minute", "minute", "minute of the bar's close in the venue's zone, 0 to 59"),
        new("day_of_week", "day_of_week", "1 (Monday) to 7 (Sunday) in the venue's zone"),
        new("session_phase", "session_phase", "phase of the venue's day; compare it with phase_closed, phase_auction, phase_continuous or phase_break"),
        new("bid", "bid", "best bid; missing when there is none"),
        new("ask", "ask", "best ask; missing when there is none"),
        new("spread", "spread", "best ask minus best bid"),
        new("imbalance", "imbalance", "(bid quantity - ask quantity) / their sum at the best prices, -1 to 1"),
    ];

    /// <summary>Names of numbers.</summary>
    public static ImmutableArray<RuleWord> Constants { get; } =
    [
        new("phase_closed", "phase_closed", "the venue is closed"),
        new("phase_auction", "phase_auction", "a call auction, opening or closing"),
        new("phase_continuous", "phase_continuous", "continuous trading"),
        new("phase_break", "phase_break", "a pause within the day"),
    ];

    /// <summary>In the order of <see cref="RuleFunction"/>.</summary>
    public static ImmutableArray<RuleWord> Functions { get; } =
    [
        new("if", "if(condition, a, b)", "a when the condition is true, else b"),
        new("cross_above", "cross_above(a, b)", "a is above b now and was not one bar before"),
        new("cross_below", "cross_below(a, b)", "a is below b now and was not one bar before"),
        new("rising", "rising(x, bars = 1)", "x was above its value one bar before at each of the last bars"),
        new("falling", "falling(x, bars = 1)", "x was below its value one bar before at each of the last bars"),
        new("bars_since", "bars_since(condition)", "bars since the condition was last true, 0 when it is now; missing when it never was"),
        new("value_when", "value_when(condition, x)", "x at the latest bar at which the condition was true; missing when it never was"),
        new("between", "between(x, low, high)", "x is at least low and at most high"),
        new("abs", "abs(x)", "without its sign"),
        new("min", "min(a, b, ...)", "the smallest of two or more"),
        new("max", "max(a, b, ...)", "the largest of two or more"),
        new("log", "log(x)", "natural logarithm; missing unless x is above 0"),
        new("exp", "exp(x)", "e to the power of x"),
        new("sqrt", "sqrt(x)", "square root; missing below 0"),
        new("pow", "pow(x, y)", "x to the power of y"),
        new("round", "round(x)", "to a whole number, ties to even"),
    ];

    /// <summary>Operators from the loosest to the tightest.</summary>
    public static ImmutableArray<RuleWord> Operators { get; } =
    [
        new("or", "a or b", "either is true"),
        new("and", "a and b", "both are true"),
        new("not", "not a", "a is false"),
        new("<", "a < b", "below; like every comparison false when a side is missing"),
        new("<=", "a <= b", "below or equal"),
        new(">", "a > b", "above"),
        new(">=", "a >= b", "above or equal"),
        new("==", "a == b", "equal"),
        new("!=", "a != b", "below or above"),
        new("+", "a + b", "sum"),
        new("-", "a - b, -a", "difference, negation"),
        new("*", "a * b", "product"),
        new("/", "a / b", "quotient; missing when b is 0"),
        new("%", "a % b", "remainder with the sign of a"),
        new("[]", "x[n]", "x as it was n bars ago"),
        new(".", "call.output", "an output of an indicator by its name"),
        new("@", "x @ 1h", "x computed over other bars"),
        new("of", "x of \"BTCUSDT.BINANCE\"", "x computed over another instrument"),
    ];

    // What other languages call things; only to suggest.
    private static readonly FrozenDictionary<string, string> ForeignNames = new Dictionary<string, string>
    {
        ["crossover"] = "cross_above",
        ["crosses_above"] = "cross_above",
        ["crossunder"] = "cross_below",
        ["crosses_below"] = "cross_below",
        ["barssince"] = "bars_since",
        ["valuewhen"] = "value_when",
        ["iif"] = "if",
        ["ln"] = "log",
        ["power"] = "pow",
        ["bb"] = "bollinger",
        ["bbands"] = "bollinger",
        ["stdev"] = "stddev",
        ["std"] = "stddev",
        ["mean"] = "sma",
        ["average"] = "sma",
        ["smma"] = "rma",
        ["stoch"] = "stochastic",
        ["willr"] = "williams_r",
        ["sar"] = "parabolic_sar",
        ["psar"] = "parabolic_sar",
        ["momentum"] = "mom",
        ["hhv"] = "highest",
        ["llv"] = "lowest",
        ["ref"] = "close[1]",
        ["last"] = "close",
        ["price"] = "close",
        ["vol"] = "volume",
        ["pnl"] = "unrealized_pnl",
        ["weekday"] = "day_of_week",
        ["AND"] = "and",
        ["OR"] = "or",
        ["NOT"] = "not",
        ["True"] = "true",
        ["False"] = "false",
        ["closed"] = "phase_closed",
        ["auction"] = "phase_auction",
        ["continuous"] = "phase_continuous",
        ["break"] = "phase_break",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, int> FieldIndex = Index(Fields);
    private static readonly FrozenDictionary<string, int> VariableIndex = Index(Variables);
    private static readonly FrozenDictionary<string, int> ConstantIndex = Index(Constants);
    private static readonly FrozenDictionary<string, int> FunctionIndex = Index(Functions);

    /// <summary>The words that have a meaning of their own and so can't name a parameter or a <c>let</c>.</summary>
    public static bool IsReserved(string name) =>
        name is "and" or "or" or "not" or "of" or "true" or "false" or "null"   // The last is YAML's word for nothing.
        || FieldIndex.ContainsKey(name) || VariableIndex.ContainsKey(name) || ConstantIndex.ContainsKey(name)
        || FunctionIndex.ContainsKey(name) || IndicatorCatalog.TryGet(name, out _);

    /// <summary>A letter or <c>_</c>, then letters, digits and <c>_</c>; at most 40.</summary>
    public static bool IsName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > 40 || char.IsAsciiDigit(name[0])) { return false; }
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_') { return false; }
        }

        return true;
    }

    internal static bool TryGetField(string name, out BarField field)
    {
        bool found = FieldIndex.TryGetValue(name, out int index);
        field = (BarField)index;
        return found;
    }

    internal static bool TryGetVariable(string name, out RuleVariable variable)
    {
        bool found = VariableIndex.TryGetValue(name, out int index);
        variable = (RuleVariable)index;
        return found;
    }

    internal static bool TryGetConstant(string name, out double value)
    {
        bool found = ConstantIndex.TryGetValue(name, out int index);
        value = index;   // The constants are the session phases, in their order.
        return found;
    }

    internal static bool TryGetFunction(string name, out RuleFunction function)
    {
        bool found = FunctionIndex.TryGetValue(name, out int index);
        function = (RuleFunction)index;
        return found;
    }

    /// <summary>What to write instead of another language's word; null when it is none that is known.</summary>
    internal static string? Advice(string name) => name switch
    {
        "cross" or "crosses" => "did you mean 'cross_above' or 'cross_below'?",
        "dpo" => "charts draw it shifted into the past, so it looks ahead; write close - sma(close, 20)",
        _ => ForeignNames.TryGetValue(name, out string? meant) ? $"did you mean '{meant}'?" : null,
    };

    private static FrozenDictionary<string, int> Index(ImmutableArray<RuleWord> words) =>
        words.Select((word, i) => (word.Name, i)).ToFrozenDictionary(pair => pair.Name, pair => pair.i, StringComparer.Ordinal);
}

/// <summary>The functions, in the order of <see cref="RuleVocabulary.Functions"/>.</summary>
internal enum RuleFunction : byte
{
    If,
    CrossAbove,
    CrossBelow,
    Rising,
    Falling,
    BarsSince,
    ValueWhen,
    Between,
    Abs,
    Min,
    Max,
    Log,
    Exp,
    Sqrt,
    Pow,
    Round,
}
