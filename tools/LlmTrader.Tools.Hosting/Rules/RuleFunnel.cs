using System.Globalization;
using LlmTrader.Strategies.Rules.Execution;

namespace LlmTrader.Tools.Hosting.Rules;

/// <summary>Why a rule set wanted what it wanted: each clause's share of true, and wishes that came to nothing inside it.</summary>
public sealed record RuleFunnel
{
    /// <summary>Each clause, then its parts where an <c>and</c> joins several.</summary>
    public required IReadOnlyList<ClauseShare> Clauses { get; init; }

    /// <summary>Sizes that came to less than one lot, so that nothing could be ordered.</summary>
    public required long BelowOneLot { get; init; }

    /// <summary>Entries that were not taken because a stop or a limit had no value then.</summary>
    public required long WithoutStop { get; init; }

    /// <summary>Limit orders whose price came to no positive tick; risk refused them.</summary>
    public required long WithoutTick { get; init; }

    /// <summary>Reads the counts of a run that is over.</summary>
    public static RuleFunnel From(ClauseCounts counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        return new RuleFunnel { Clauses = ClauseShare.Of(counts), BelowOneLot = counts.BelowOneLot, WithoutStop = counts.WithoutStop, WithoutTick = counts.WithoutTick };
    }

    /// <summary>A line for each clause and part, and for each kind of wish that came to nothing.</summary>
    public IReadOnlyList<string> Lines()
    {
        List<string> lines = [.. Clauses.Select(clause => clause.ToString())];
        if (BelowOneLot > 0) { lines.Add(Text($"{BelowOneLot:N0} sizes came to less than one lot: more cash, or a larger size, would order something")); }
        if (WithoutStop > 0) { lines.Add(Text($"{WithoutStop:N0} entries were not taken because their stop or limit had no value")); }
        if (WithoutTick > 0) { lines.Add(Text($"{WithoutTick:N0} limit orders had no positive price: their offset is larger than the price")); }
        return lines;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
