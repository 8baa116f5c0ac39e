using System.Collections.Immutable;

namespace LlmTrader.Strategies.Rules.Language;

/// <summary>What a root's value is for.</summary>
public enum RuleClause : byte
{
    EntryLong,
    ExitLong,
    EntryShort,
    ExitShort,

    /// <summary>The number of the sizing block; its meaning is the document's <c>SizingKind</c>.</summary>
    Size,
    StopLoss,
    TakeProfit,
    TrailingStop,
    LimitOffset,
    GridSpacing,
    GridSize,

    /// <summary>An expression compiled by itself.</summary>
    Expression,
}

/// <summary>A value that a rule set asks for.</summary>
public sealed record RuleRoot
{
    public required RuleClause Clause { get; init; }

    public required int Node { get; init; }

    public required RuleType Type { get; init; }

    /// <summary>
    /// Bars that each stream must have closed before the value is defined, by stream; 0 for one that it does not read. An
    /// entry is not looked at before that.
    /// </summary>
    public required ImmutableArray<int> WarmUp { get; init; }

    /// <summary>The parts of a boolean root between its outermost <c>and</c>s, for the funnel; one part when there is none.</summary>
    public required ImmutableArray<RuleCondition> Conditions { get; init; }
}

/// <summary>A part of a clause.</summary>
/// <param name="Text">In canonical form.</param>
/// <param name="Node">Its value.</param>
public sealed record RuleCondition(string Text, int Node);

/// <summary>A <c>let</c> name and the node that holds its value on stream 0.</summary>
public sealed record RuleSlot(string Name, int Node);
