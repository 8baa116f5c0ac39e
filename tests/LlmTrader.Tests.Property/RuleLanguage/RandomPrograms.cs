using System.Globalization;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Tests.Property.RuleLanguage;

/// <summary>
/// Well-typed expressions and valid documents from a seeded source. Every construct of the language comes up; parts are
/// in parentheses and spaces vary, so that the text is far from canonical. Lengths are small, so that a few hundred bars
/// warm everything up.
/// </summary>
public static class RandomPrograms
{
    private const int MaxLength = 12;

    private static readonly string[] Fields = ["open", "high", "low", "close", "volume"];
    private static readonly string[] Live = ["position", "entry_price", "unrealized_pnl", "bars_in_trade", "equity", "drawdown", "bid", "ask", "spread", "imbalance"];
    private static readonly string[] Times = ["hour", "minute", "day_of_week", "session_phase"];
    private static readonly string[] Comparisons = ["<", "<=", ">", ">=", "==", "!="];
    private static readonly string[] Arithmetic = ["+", "-", "*", "/", "%"];

    /// <summary>The bars other than the rule set's own (5m) that programs read.</summary>
    public static IReadOnlyList<string> Bars { get; } = ["15m", "1h"];

    /// <summary>The instruments other than the one under evaluation that programs read.</summary>
    public static IReadOnlyList<string> Instruments { get; } = ["BTCUSDT.X", "ETHUSDT.X"];

    /// <summary>An expression of a type; <paramref name="depth"/> bounds its levels. Account and book come up unless <paramref name="isLive"/> is false.</summary>
    public static string Expression(Random random, RuleType type, int depth = 4, bool isLive = true)
    {
        ArgumentNullException.ThrowIfNull(random);
        return type == RuleType.Boolean ? Boolean(random, depth, isLive) : isLive ? Number(random, depth) : Series(random, depth);
    }

    /// <summary>A valid document in YAML, and the same in JSON with its fields in another order.</summary>
    public static (string Yaml, string Json) Document(Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return RandomDocument.Write(random);
    }

    // A number that may be constant or live.
    private static string Number(Random random, int depth)
    {
        if (depth <= 0)
        {
            return random.Next(4) switch
            {
                0 => Pick(random, Live),
                1 => Literal(random),
                2 => $"{Pick(random, Live.AsSpan(6))} of \"{Pick(random, Instruments)}\"",
                _ => Series(random, 0),
            };
        }

        string A() => Number(random, depth - 1);
        return random.Next(9) switch
        {
            0 => $"({A()}){Space(random)}{Pick(random, Arithmetic)}{Space(random)}({A()})",
            1 => $"-({A()})",
            2 => $"if({Boolean(random, depth - 1, true)},{Space(random)}{A()}, {A()})",
            3 => $"{Pick(random, ["min", "max"])}({A()}, {A()}, {A()})",
            4 => $"{Pick(random, ["abs", "log", "exp", "sqrt", "round"])}({A()})",
            5 => $"pow({A()}, {Literal(random)})",
            _ => Series(random, depth),
        };
    }

    // A number that changes from bar to bar and is not live: what looks back can be fed with it.
    private static string Series(Random random, int depth)
    {
        if (depth <= 0) { return random.Next(8) == 0 ? Pick(random, Times) : Pick(random, Fields); }
        string A() => Series(random, depth - 1);
        return random.Next(14) switch
        {
            0 => $"({A()}) {Pick(random, Arithmetic)} ({A()})",
            1 => $"({A()}){Pick(random, Arithmetic)}{Literal(random)}",
            2 => $"({A()})[{random.Next(0, MaxLength)}]",
            3 => $"({A()}) @ {Pick(random, Bars)}",
            4 => $"({A()}) of \"{Pick(random, Instruments)}\"",
            5 => $"({A()}) of \"{Pick(random, Instruments)}\" @ {Pick(random, Bars)}",
            6 => $"bars_since({Boolean(random, depth - 1, false)})",
            7 => $"value_when({Boolean(random, depth - 1, false)}, {A()})",
            8 => $"if({Boolean(random, depth - 1, false)}, {A()}, {A()})",
            9 => $"{Pick(random, ["abs", "log", "exp", "sqrt", "round"])}({A()})",
            10 => $"{Pick(random, ["min", "max"])}({A()}, {Literal(random)})",
            _ => Indicator(random, depth),
        };
    }

    private static string Indicator(Random random, int depth)
    {
        IndicatorDefinition indicator = IndicatorCatalog.All[random.Next(IndicatorCatalog.All.Length)];
        var arguments = new List<string>();
        for (int i = 0; i < indicator.SeriesCount; i++) { arguments.Add(Series(random, depth - 1)); }
        double last = 0;
        bool mustFit = indicator.Name is "tsi" or "ultimate_oscillator" or "kama" or "parabolic_sar";   // Parameters bounded by one another.
        foreach (IndicatorParameter parameter in indicator.Parameters)
        {
            if (!parameter.IsRequired && (mustFit || random.Next(2) == 0)) { break; }   // The rest at their defaults.
            if (parameter.IsInteger)
            {
                // Rising, because fast must be below slow; from the default where one precedes a default left out.
                double value = Math.Max(parameter.Minimum, Math.Min(last + 1 + random.Next(3), double.IsNaN(parameter.Default) ? MaxLength : parameter.Default));
                arguments.Add(value.ToString(CultureInfo.InvariantCulture));
                last = value;
            }
            else { arguments.Add(NumberText.Format(double.IsNaN(parameter.Default) ? parameter.Minimum : parameter.Default)); }
        }

        string call = $"{indicator.Name}({string.Join($",{Space(random)}", arguments)})";
        return random.Next(2) == 0 ? call : $"{call}.{indicator.Outputs[random.Next(indicator.Outputs.Length)]}";
    }

    // A boolean that is never constant.
    private static string Boolean(Random random, int depth, bool isLive)
    {
        if (depth <= 0) { return $"{Series(random, 0)} {Pick(random, Comparisons)} {Literal(random)}"; }
        string A() => Boolean(random, depth - 1, isLive);
        string N() => isLive ? Number(random, depth - 1) : Series(random, depth - 1);
        string S() => Series(random, depth - 1);
        return random.Next(11) switch
        {
            0 => $"({A()}) and ({A()})",
            1 => $"({A()}) or ({A()})",
            2 => $"not ({A()})",
            3 => $"{Pick(random, ["cross_above", "cross_below"])}({S()}, {(random.Next(2) == 0 ? Literal(random) : S())})",
            4 => $"{Pick(random, ["rising", "falling"])}({S()}{(random.Next(2) == 0 ? "" : $", {random.Next(1, 4)}")})",
            5 => $"between({N()}, {S()}, {S()})",
            6 => $"if({A()}, {A()}, {A()})",
            7 => $"({Boolean(random, depth - 1, false)})[{random.Next(1, 4)}]",
            _ => $"({S()}){Space(random)}{Pick(random, Comparisons)}{Space(random)}({N()})",
        };
    }

    private static string Literal(Random random) => random.Next(4) switch
    {
        0 => random.Next(0, 100).ToString(CultureInfo.InvariantCulture),
        1 => NumberText.Format(Math.Round(random.NextDouble() * 100, 2)),
        2 => NumberText.Format(random.NextDouble()),
        _ => NumberText.Format(Math.Pow(10, random.Next(-8, 18)) * (1 + random.Next(9))),
    };

    private static string Space(Random random) => random.Next(4) switch { 0 => "", 1 => "  ", _ => " " };

    private static string Pick(Random random, IReadOnlyList<string> from) => from[random.Next(from.Count)];

    private static string Pick(Random random, ReadOnlySpan<string> from) => from[random.Next(from.Length)];
}
