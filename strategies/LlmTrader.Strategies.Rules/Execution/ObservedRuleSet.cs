using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Rules.Execution;

/// <summary>A rule set that can tell what it read when it last decided, for people who ask why. Not for the path: it allocates.</summary>
public interface IObservedRuleSet
{
    /// <summary>What it read at the instrument's last bar; null when the instrument is none of its own.</summary>
    ObservedDecision? Observe(InstrumentId instrument);
}

/// <param name="Bars">Bars of the instrument so far, so that two looks tell whether one closed between them; −1 of a set that does not count them.</param>
/// <param name="Clauses">Each clause before its parts.</param>
public sealed record ObservedDecision(int Bars, IReadOnlyList<ObservedClause> Clauses);

/// <param name="Clause">The document's field, e.g. <c>entry_long</c>, or what a built-in set looks at.</param>
/// <param name="Part">The part's canonical text; empty for the clause as a whole.</param>
/// <param name="IsWarm">Whether its inputs were all there, so that it was looked at.</param>
/// <param name="IsTrue">Null for what is no condition.</param>
/// <param name="Values">What it read.</param>
public sealed record ObservedClause(string Clause, string Part, bool IsWarm, bool? IsTrue, IReadOnlyList<ObservedValue> Values);

/// <param name="Name">In the words of the document.</param>
/// <param name="Value">NaN when it was not defined; 1 or 0 for a condition.</param>
public sealed record ObservedValue(string Name, double Value);
