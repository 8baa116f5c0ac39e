using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Engine.Runtime;

/// <summary>Rule sets side by side: each slot decides on its own position and cash share, the account nets them.</summary>
public sealed record RuleSetOptions
{
    public const int MaxSlots = 64;

    /// <summary>How many rule sets may decide at once.</summary>
    public int Slots { get; init; } = 1;

    /// <summary>What each slot counts as its own cash; empty splits the strategy account's initial cash evenly, rounded down.</summary>
    public IReadOnlyList<IReadOnlyList<Money>> CashShares { get; init; } = [];

    /// <summary>Bars kept per instrument and specification for the warm-up of a staged set: a working day of minutes.</summary>
    public int RetainedBars { get; init; } = 512;

    /// <summary>Bars that may close while a set is compiled; one more, and the staging fails. They are applied at once when it is ready.</summary>
    public int MaxBufferedBars { get; init; } = 4096;

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
