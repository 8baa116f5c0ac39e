using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Engine.Runtime;

/// <summary>Rule sets side by side: each slot decides on its own position and cash share, the account nets them.</summary>
public sealed record RuleSetOptions
{
    public const int MaxSlots = 256;

    /// <summary><see cref="MarketOrderMargin"/> counts in these parts of a price.</summary>
    public const int MarginUnit = 10_000;

    /// <summary>How many rule sets may decide at once.</summary>
    public int Slots { get; init; } = 1;

    /// <summary>What each slot counts as its own cash; empty splits the strategy account's initial cash evenly, rounded down.</summary>
    public IReadOnlyList<IReadOnlyList<Money>> CashShares { get; init; } = [];

    /// <summary>
    /// What a buy at market is taken to cost more than at the last price when a slot's share has to pay it, in 10^-4 of that
    /// price (50 is 0.5 %): between decision and fill the market moves. A limit order costs its limit at most and needs none.
    /// With one slot of effect only while an operator lets it use a share of its capital.
    /// </summary>
    public int MarketOrderMargin { get; init; } = 50;

    /// <summary>Bars kept per instrument and specification for the warm-up of a staged set: a working day of minutes.</summary>
    public int RetainedBars { get; init; } = 512;

    /// <summary>Bars that may close while a set is compiled; one more, and the staging fails. They are applied at once when it is ready.</summary>
    public int MaxBufferedBars { get; init; } = 4096;

    /// <summary>
    /// The most that one bar of one set may cost, in the static units of <see cref="IRuleSet.CostPerBar"/> (one addition is
    /// one unit). A set above it is never started, and its staging is answered with <see cref="RuleSetCode.OverBudget"/>.
    /// </summary>
    public long CostBudget { get; init; } = IRuleSet.DefaultCostBudget;

    /// <summary>
    /// One account per slot with its share. Currencies of the account that a slot has no share of start at zero there, since
    /// fees may be paid in them.
    /// </summary>
    internal IReadOnlyList<AccountOptions> SlotAccounts(AccountOptions account)
    {
        AccountOptions[] slots = new AccountOptions[Slots];
        for (int i = 0; i < slots.Length; i++)
        {
            slots[i] = new AccountOptions { Id = new AccountId((ushort)i), Name = $"slot {i}", InitialCash = CashOf(i, account) };
        }

        return slots;
    }

    /// <summary>Throws <see cref="ArgumentException"/> that names the option when a value can't be used.</summary>
    internal RuleSetOptions Validated(AccountOptions account)
    {
        Require(Slots is >= 1 and <= MaxSlots, nameof(Slots), $"1 to {MaxSlots}");
        Require(RetainedBars is >= 1 and <= 1 << 16, nameof(RetainedBars), "1 to 65,536");
        Require(MaxBufferedBars is >= 1 and <= 1 << 20, nameof(MaxBufferedBars), "1 to 1,048,576");
        Require(MarketOrderMargin is >= 0 and <= MarginUnit, nameof(MarketOrderMargin), $"0 to {MarginUnit} of 10^-4");
        Require(CostBudget is >= 1 and <= 1L << 40, nameof(CostBudget), "1 to 2^40 cost units");
        Require(CashShares.Count == 0 || CashShares.Count == Slots, nameof(CashShares), "empty, or one list per slot");
        foreach (IGrouping<Currency, Money> shares in CashShares.SelectMany(share => share).GroupBy(share => share.Currency))
        {
            Int128 sum = 0;
            foreach (Money share in shares) { sum += share.Raw; }
            Int128 cash = account.InitialCash.FirstOrDefault(money => money.Currency == shares.Key).Raw;
            Require(sum <= cash, nameof(CashShares), $"at most the account's cash in {shares.Key} together");
        }

        return this;
    }

    /// <summary>Whether a bar of the set costs no more than the budget; the error names the set, its cost and the budget.</summary>
    internal bool TryAfford(IRuleSet ruleSet, [NotNullWhen(false)] out string? error)
    {
        error = ruleSet.CostPerBar <= CostBudget
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"Rule set '{ruleSet.Name}' costs {ruleSet.CostPerBar:N0} units a bar; the budget ({nameof(CostBudget)}) is {CostBudget:N0}.");
        return error is null;
    }

    private List<Money> CashOf(int slot, AccountOptions account)
    {
        if (CashShares.Count == 0) { return [.. account.InitialCash.Select(cash => new Money(cash.Raw / Slots, cash.Currency))]; }
        IEnumerable<Money> others = account.InitialCash.Where(cash => CashShares[slot].All(share => share.Currency != cash.Currency));
        return [.. CashShares[slot], .. others.Select(cash => new Money(0, cash.Currency))];
    }

    private static void Require(bool condition, string option, string expected)
    {
        if (!condition) { throw new ArgumentException($"Rule-set option {option} must be {expected}."); }
    }
}
