namespace LlmTrader.Strategies.Rules.Language;

/// <summary>
/// One value of a program, computed at each closed bar of its stream. Nodes are held in an array in which operands come
/// before their users, and equal nodes are one node.
/// </summary>
public sealed record RuleNode
{
    /// <summary>No operand, or a constant's stream.</summary>
    public const int None = -1;

    public required RuleOp Op { get; init; }

    public required RuleType Type { get; init; }

    /// <summary>Index of the stream whose closed bars drive it; <see cref="None"/> for a constant, which never changes.</summary>
    public required int Stream { get; init; }

    /// <summary>Operands, as indexes of nodes; <see cref="None"/> where there is none.</summary>
    public int A { get; init; } = None;

    public int B { get; init; } = None;

    public int C { get; init; } = None;

    /// <summary>A history index, an output, an indicator instance, a field or a variable, as the <see cref="RuleOp"/> says.</summary>
    public int Argument { get; init; }

    /// <summary>A constant's value; never a NaN other than <see cref="double.NaN"/>.</summary>
    public double Value { get; init; }

    /// <summary>The instrument that a book variable names with <c>of</c>; null is the instrument under evaluation.</summary>
    public string? Instrument { get; init; }

    /// <summary>
    /// It reads the account, the position or the book: it has a value only at a decision and no past, so that it never
    /// is the operand of something that remembers.
    /// </summary>
    public bool IsLive { get; init; }

    /// <summary>How many past values must be kept: the largest index that a <see cref="RuleOp.History"/> asks of it; 0 is none.</summary>
    public int HistoryLength { get; init; }

    /// <summary>Longest chain of operands below it; 1 for a leaf.</summary>
    public int Depth { get; init; }

    /// <summary>It keeps something from bar to bar and so must be computed at each, wanted or not.</summary>
    public bool IsStateful => Op is RuleOp.Indicator or RuleOp.Rising or RuleOp.Falling or RuleOp.BarsSince or RuleOp.ValueWhen || HistoryLength > 0;
}
