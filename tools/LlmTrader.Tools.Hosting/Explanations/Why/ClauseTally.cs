using LlmTrader.Strategies.Rules.Execution;

namespace LlmTrader.Tools.Hosting.Explanations.Why;

/// <summary>How often a clause, or a part of one, was looked at in a window, how often it was true, and what it read last.</summary>
/// <param name="clause">The document's field, or what a built-in set looks at.</param>
/// <param name="part">The part's canonical text; empty for the clause as a whole.</param>
public sealed class ClauseTally(string clause, string part)
{
    public string Clause { get; } = clause;

    public string Part { get; } = part;

    /// <summary>Bars on which all that it reads was there.</summary>
    public long Evaluated { get; private set; }

    /// <summary>Of these, those on which it was true.</summary>
    public long True { get; private set; }

    /// <summary>False for what has a value and is no condition.</summary>
    public bool IsCondition { get; private set; }

    /// <summary>What it read at the last bar.</summary>
    public IReadOnlyList<ObservedValue> Last { get; private set; } = [];

    internal void Add(ObservedClause observed)
    {
        Last = observed.Values;
        IsCondition |= observed.IsTrue is not null;
        if (!observed.IsWarm) { return; }
        Evaluated++;
        if (observed.IsTrue == true) { True++; }
    }
}
