using LlmTrader.Strategies.Models.Budgets;

namespace LlmTrader.Tests.Property.Models;

/// <summary>The plain twin of a budget: a list of all that was ever used, added up anew each time.</summary>
internal sealed class NaiveBudget(BudgetOptions options)
{
    private readonly List<BudgetUse> _uses = [];
    private readonly List<(long Tokens, decimal Money)> _reserved = [];

    public bool Fits(long tokens, decimal money, DateTimeOffset now)
    {
        bool hasTokens = options.Tokens is null || tokens == 0 || UsedTokens(now) + _reserved.Sum(one => one.Tokens) + tokens <= options.Tokens;
        bool hasMoney = options.Money is null || money == 0 || UsedMoney(now) + _reserved.Sum(one => one.Money) + money <= options.Money;
        return hasTokens && hasMoney;
    }

    public void Reserve(long tokens, decimal money) => _reserved.Add((tokens, money));

    public void Settle(long reservedTokens, decimal reservedMoney, BudgetUse use)
    {
        _reserved.Remove((reservedTokens, reservedMoney));
        _uses.Add(use);
    }

    public long UsedTokens(DateTimeOffset now) => Within(now).Sum(use => use.Tokens);

    public decimal UsedMoney(DateTimeOffset now) => Within(now).Sum(use => use.Money);

    public long ReservedTokens => _reserved.Sum(one => one.Tokens);

    private IEnumerable<BudgetUse> Within(DateTimeOffset now) => _uses.Where(use => use.Time > now - options.Window);
}
