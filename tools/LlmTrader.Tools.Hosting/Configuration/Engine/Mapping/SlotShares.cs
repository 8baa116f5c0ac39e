using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>The first account's cash, shared out among the rule sets.</summary>
internal static class SlotShares
{
    /// <summary>Each slot's cash by currency, rounded down; null when there is one slot with all of it.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>>? Of(EngineConfiguration configuration)
    {
        if (configuration.RuleSets is [] or [{ Share: null or { BasisPoints: 10_000 } }]) { return null; }
        return [.. Shares(configuration.RuleSets).Select(share => CashOf(configuration.Accounts[0].Cash, share))];
    }

    /// <summary>Of each set; those that name none share what is left, rounded down.</summary>
    public static IReadOnlyList<Ratio> Shares(IReadOnlyList<RuleSetConfiguration> sets)
    {
        int open = sets.Count(set => set.Share is null);
        int left = 10_000 - sets.Sum(set => set.Share?.BasisPoints ?? 0);
        return [.. sets.Select(set => set.Share ?? new Ratio(Math.Max(0, left) / open))];
    }

    private static SortedDictionary<string, string> CashOf(IReadOnlyDictionary<string, string> cash, Ratio share)
    {
        SortedDictionary<string, string> part = new(StringComparer.Ordinal);
        foreach ((string currency, string amount) in cash) { part[currency] = FixedPoint.Format(share.Of(FixedPoint.Parse(amount, Money.Scale)), Money.Scale); }
        return part;
    }
}
