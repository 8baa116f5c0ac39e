using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>What the risk gate starts with; from then on limits and state change by events alone.</summary>
public sealed record RiskOptions
{
    /// <summary>Orders that may work at once, all accounts together; one more is <see cref="RejectReason.Overloaded"/>.</summary>
    public int MaxOpenOrders { get; init; } = 4096;

    /// <summary>What passes at the start.</summary>
    public TradingState InitialState { get; init; } = TradingState.Active;

    /// <summary>The limits of every instrument that has none of its own.</summary>
    public RiskLimits DefaultLimits { get; init; } = new();

    /// <summary>Limits that replace the default ones, as a whole, for an instrument.</summary>
    public IReadOnlyDictionary<InstrumentId, RiskLimits> InstrumentLimits { get; init; } = new Dictionary<InstrumentId, RiskLimits>();

    /// <summary>Rules besides the limits, at most <see cref="RiskRule.MaxRules"/>; the limits stand among them as rules with negative ids.</summary>
    public IReadOnlyList<RiskRule> Rules { get; init; } = [];

    /// <summary>Whether the derived stream tells of each rule that an order was asked by, or only of those that were broken.</summary>
    public bool RecordKeptRules { get; init; } = true;

    /// <summary>As <see cref="Validated(InstrumentTable)"/>, and that the rules fit the accounts and the rule-set slots.</summary>
    public RiskOptions Validated(InstrumentTable instruments, int accounts, int slots)
    {
        Validated(instruments);
        Require(Rules.Count <= RiskRule.MaxRules, nameof(Rules), $"at most {RiskRule.MaxRules}, {Rules.Count} were given");
        for (int i = 0; i < Rules.Count; i++)
        {
            RiskRule rule = Rules[i].Validated(instruments.Count, accounts, slots);
            for (int j = 0; j < i; j++) { Require(Rules[j].Id != rule.Id, nameof(Rules), $"of different ids, {rule.Id} appears twice"); }
        }

        return this;
    }

    /// <summary>Throws <see cref="ArgumentException"/> that names the field when a value can't be used.</summary>
    public RiskOptions Validated(InstrumentTable instruments)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        Require(MaxOpenOrders is >= 1 and <= 1 << 24, nameof(MaxOpenOrders), "1 to 16,777,216");
        Require(InitialState <= TradingState.Observe, nameof(InitialState), "a known state");
        DefaultLimits.Validated("all instruments");
        foreach ((InstrumentId id, RiskLimits limits) in InstrumentLimits)
        {
            Require(instruments.Contains(id), nameof(InstrumentLimits), $"of known instruments, {id.Value} is none");
            limits.Validated(instruments[id].FullName);
        }

        return this;
    }

    private static void Require(bool condition, string field, string expected)
    {
        if (!condition) { throw new ArgumentException($"Risk options: {field} must be {expected}."); }
    }
}
