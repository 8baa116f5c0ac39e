using System.Globalization;
using LlmTrader.Strategies.Rules.Execution;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Tools.Hosting.Rules;

/// <summary>How often a clause of a rule set, or a part of one, was true in a run.</summary>
public sealed record ClauseShare
{
    /// <summary>The document's field, e.g. <c>entry_long</c>.</summary>
    public required string Clause { get; init; }

    /// <summary>The part's canonical text; empty for the clause as a whole.</summary>
    public required string Part { get; init; }

    /// <summary>Bars on which it was warm, over all instruments.</summary>
    public required long Evaluated { get; init; }

    /// <summary>Of these, the bars on which it was true.</summary>
    public required long True { get; init; }

    /// <summary>From 0 to 1; null when it was never evaluated.</summary>
    public double? Share => Evaluated == 0 ? null : (double)True / Evaluated;

    /// <summary>It was looked at and never true: more often a slip in the text than a quirk of the market.</summary>
    public bool IsNeverTrue => Evaluated > 0 && True == 0;

    /// <summary>All of a run that is over, each clause before its parts.</summary>
    public static IReadOnlyList<ClauseShare> Of(ClauseCounts counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        return [.. Enumerable.Range(0, counts.Count).Select(i => counts[i]).Select(count => new ClauseShare
        {
            Clause = NameOf(count.Clause), Part = count.Part, Evaluated = count.Evaluated, True = count.True,
        })];
    }

    /// <summary>One line for people: name, share, counts, and a flag on what was never true.</summary>
    public override string ToString()
    {
        string name = Part.Length == 0 ? Clause : $"  {Part}";
        string share = Share is { } s ? string.Create(CultureInfo.InvariantCulture, $"{s * 100,7:F3} % true") : "never warm";
        string counts = string.Create(CultureInfo.InvariantCulture, $"{True:N0} of {Evaluated:N0} bars");
        return $"{share}  {name} ({counts}){(IsNeverTrue ? "  <- never true" : "")}";
    }

    private static string NameOf(RuleClause clause) => clause switch
    {
        RuleClause.EntryLong => "entry_long",
        RuleClause.ExitLong => "exit_long",
        RuleClause.EntryShort => "entry_short",
        RuleClause.ExitShort => "exit_short",
        _ => throw new ArgumentOutOfRangeException(nameof(clause), clause, "is no condition"),
    };
}
