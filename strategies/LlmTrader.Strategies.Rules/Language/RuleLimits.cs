using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Rules.Language;

/// <summary>
/// What a text may cost. Everything is counted after expansion (names replaced by what they stand for), so that a short
/// text can't ask for much work. Reaching a limit is an error with a place, never an exception.
/// </summary>
public sealed record RuleLimits
{
    public static RuleLimits Default { get; } = new();

    /// <summary>UTF-16 units of a document or an expression. A model's longest useful answer is far below it.</summary>
    public int MaxTextLength { get; init; } = 64 * 1024;

    /// <summary>Nodes of the program, equal ones counted once.</summary>
    public int MaxNodes { get; init; } = 2_000;

    /// <summary>Levels of an expression, also after names are replaced. Every recursion over a text is bounded by it.</summary>
    public int MaxDepth { get; init; } = 100;

    /// <summary>Indicator instances, equal ones counted once.</summary>
    public int MaxIndicators { get; init; } = 128;

    /// <summary>Bars that a value may depend on: an indicator's length, a history index, and the warm-up of the whole.</summary>
    public int MaxLookBack { get; init; } = 10_000;

    /// <summary>Sum of all histories and indicator windows, in values of 8 bytes, for each instrument of the universe.</summary>
    public int MaxStateValues { get; init; } = 100_000;

    /// <summary>Bar series (instrument and bar specification) that a program reads.</summary>
    public int MaxStreams { get; init; } = 16;

    /// <summary>Instruments of the universe; those named by <c>of</c> are bounded by <see cref="MaxStreams"/>.</summary>
    public int MaxInstruments { get; init; } = 512;

    /// <summary>Parameters, and also <c>let</c> names.</summary>
    public int MaxNames { get; init; } = 64;

    /// <summary>Cost units of one evaluation (<see cref="RuleCost"/>).</summary>
    public int MaxCost { get; init; } = (int)IRuleSet.DefaultCostBudget;

    /// <summary>Levels of a grid.</summary>
    public int MaxGridLevels { get; init; } = 100;

    /// <summary>Mistakes reported in one pass; a reader stops before that, and a hostile text must not fill memory with them.</summary>
    public int MaxDiagnostics { get; init; } = 50;
}
