using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Generation.Exposure;

/// <summary>
/// Between which bounds each number of a program lies, whatever the market does: constants are known, prices are never negative, some
/// indicators have scales of their own, and everything else may be anything.
/// </summary>
public static class ProgramBounds
{
    private static readonly Interval Percent = new(0, 100);

    /// <summary>The bounds of a clause's number; everything when the document has no such clause.</summary>
    public static Interval Of(RuleProgram program, RuleClause clause)
    {
        ArgumentNullException.ThrowIfNull(program);
        return program.Root(clause) is { } root ? Of(program)[root.Node] : Interval.Everything;
    }

    /// <summary>By node.</summary>
    public static Interval[] Of(RuleProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        Interval[] bounds = new Interval[program.Nodes.Length];
        for (int i = 0; i < bounds.Length; i++) { bounds[i] = Of(program, program.Nodes[i], bounds); }   // Operands come before their users.
        return bounds;
    }

    private static Interval Of(RuleProgram program, RuleNode node, Interval[] known)
    {
        if (node.Op == RuleOp.Constant) { return Interval.Of(node.Value); }
        if (node.Type == RuleType.Boolean) { return Interval.Truth; }
        Interval a = node.A >= 0 ? known[node.A] : Interval.Everything, b = node.B >= 0 ? known[node.B] : Interval.Everything;
        return node.Op switch
        {
            RuleOp.Bar => Interval.NotNegative,
            RuleOp.Variable => Of((RuleVariable)node.Argument),
            RuleOp.Indicator => Of(program.Indicators[node.Argument].Definition.Name, a),
            RuleOp.Output => OfOutput(program, node),
            RuleOp.History or RuleOp.Sample => a,
            RuleOp.ValueWhen => b,
            RuleOp.BarsSince => Interval.NotNegative,
            RuleOp.Negate => -a,
            RuleOp.Abs => a.Abs(),
            RuleOp.Log => a.Rising(RuleMath.Log).Widened(),
            RuleOp.Exp => Interval.Max(a.Rising(RuleMath.Exp).Widened(), Interval.Of(0)),
            RuleOp.Sqrt => Interval.Max(a, Interval.Of(0)).Rising(RuleMath.Sqrt),
            RuleOp.Round => a.Rising(RuleMath.Round),
            RuleOp.Add => a + b,
            RuleOp.Subtract => a - b,
            RuleOp.Multiply => a * b,
            RuleOp.Divide => a / b,
            RuleOp.Remainder => Interval.Remainder(a, b),
            RuleOp.Pow => Interval.Pow(a, b),
            RuleOp.Min => Interval.Min(a, b),
            RuleOp.Max => Interval.Max(a, b),
            RuleOp.If => b.Or(known[node.C]),
            _ => Interval.Everything,
        };
    }

    private static Interval Of(RuleVariable variable) => variable switch
    {
        RuleVariable.EntryPrice or RuleVariable.BarsInTrade or RuleVariable.Drawdown or RuleVariable.Bid or RuleVariable.Ask => Interval.NotNegative,
        RuleVariable.Hour => new Interval(0, 23),
        RuleVariable.Minute => new Interval(0, 59),
        RuleVariable.DayOfWeek => new Interval(1, 7),
        RuleVariable.SessionPhase => new Interval(0, 3),
        RuleVariable.Imbalance => new Interval(-1, 1),
        _ => Interval.Everything,
    };

    // The first output. Only what follows from the formula whatever the rounding: averages and extremes of a series stay within it.
    private static Interval Of(string indicator, Interval series) => indicator switch
    {
        "rsi" or "mfi" or "adx" => Percent,
        "atr" or "natr" or "true_range" or "stddev" or "historical_volatility" => Interval.NotNegative,
        "highest" or "lowest" => series,
        _ => Interval.Everything,
    };

    private static Interval OfOutput(RuleProgram program, RuleNode node) =>
        program.Indicators[program.Nodes[node.A].Argument].Definition.Name == "adx" ? Percent : Interval.Everything;
}
