namespace LlmTrader.Strategies.Rules.Language;

/// <summary>
/// Cost units of a node, fixed at compile, so that a budget is a property of the text and not of the machine. One unit is
/// one addition; the others are estimated ratios to it.
/// <list type="table">
/// <item><term>0</term><description>a constant, an indicator's further output</description></item>
/// <item><term>1</term><description>a bar's field, + - * negate abs min max round, a comparison, and or not if</description></item>
/// <item><term>2</term><description>history, sample, rising, falling, bars_since, value_when</description></item>
/// <item><term>4</term><description>/ sqrt, a variable</description></item>
/// <item><term>12</term><description>%</description></item>
/// <item><term>30</term><description>log exp</description></item>
/// <item><term>90</term><description>pow</description></item>
/// <item><term>its own</term><description>an indicator (<see cref="IndicatorDefinition.Cost"/>)</description></item>
/// </list>
/// </summary>
public static class RuleCost
{
    public const int Variable = 4;

    /// <summary>Of one evaluation of a node that is not an indicator; of that, 0 for the node and its definition's cost on top.</summary>
    public static int Of(RuleOp op) => op switch
    {
        RuleOp.Constant or RuleOp.Output or RuleOp.Indicator => 0,
        RuleOp.History or RuleOp.Sample or RuleOp.Rising or RuleOp.Falling or RuleOp.BarsSince or RuleOp.ValueWhen => 2,
        RuleOp.Divide or RuleOp.Sqrt => 4,
        RuleOp.Variable => Variable,
        RuleOp.Remainder => 12,
        RuleOp.Log or RuleOp.Exp => 30,
        RuleOp.Pow => 90,
        _ => 1,
    };
}
