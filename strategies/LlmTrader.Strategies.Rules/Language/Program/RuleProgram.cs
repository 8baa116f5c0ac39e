using System.Collections.Immutable;

namespace LlmTrader.Strategies.Rules.Language;

/// <summary>
/// A checked rule set as straight-line code over slots. To run it for one instrument: at each closed bar of stream s,
/// compute the nodes of s in index order (constants once, before); after stream 0, read the roots. A <see cref="RuleOp.Sample"/>
/// reads the other stream's slot as it is at that time, so nothing looks ahead.
/// </summary>
public sealed record RuleProgram
{
    /// <summary>Operands before users.</summary>
    public required ImmutableArray<RuleNode> Nodes { get; init; }

    /// <summary>At least one; 0 is the instrument under evaluation with the rule set's bars.</summary>
    public required ImmutableArray<StreamKey> Streams { get; init; }

    public required ImmutableArray<IndicatorInstance> Indicators { get; init; }

    public required ImmutableArray<RuleRoot> Roots { get; init; }

    /// <summary>The <c>let</c> names that are used on stream 0.</summary>
    public required ImmutableArray<RuleSlot> Slots { get; init; }

    /// <summary>Bars of stream 0 until every root is defined, other streams converted to it by their length where both are spans of time.</summary>
    public required int WarmUpBars { get; init; }

    /// <summary>The most bars of one stream that any value reads back over.</summary>
    public required int LookBackBars { get; init; }

    /// <summary>Values of 8 bytes that histories and indicators keep, for each instrument.</summary>
    public required int StateValues { get; init; }

    /// <summary>Cost units when every stream closes a bar at once (<see cref="RuleCost"/>).</summary>
    public required int Cost { get; init; }

    /// <summary>The root of a clause; null when the document leaves it out.</summary>
    public RuleRoot? Root(RuleClause clause)
    {
        foreach (RuleRoot root in Roots)
        {
            if (root.Clause == clause) { return root; }
        }

        return null;
    }
}
