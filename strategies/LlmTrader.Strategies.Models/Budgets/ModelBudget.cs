namespace LlmTrader.Strategies.Models.Budgets;

/// <summary>
/// One window. What is used within it and what is reserved by calls under way never goes beyond its limits, as long as no call settles for
/// more than it reserved; a server that counts more than was asked for is written down all the same, and then nothing fits until the window
/// has moved on. Not safe for threads: see <see cref="ModelBudgets"/>.
/// </summary>
internal sealed class ModelBudget(BudgetOptions options)
{
    private readonly Queue<BudgetUse> _uses = [];    // By time.
    private long _usedTokens;
    private decimal _usedMoney;
    private long _reservedTokens;
    private decimal _reservedMoney;
    private bool _isWarned;

    public BudgetOptions Options => options;

    public BudgetStatus Status(DateTimeOffset now)
    {
        Forget(now);
        return new BudgetStatus(options, _usedTokens, _usedMoney, _reservedTokens, _reservedMoney);
    }

    /// <summary>Whether so much more fits. What costs no money fits into any budget of money, and likewise no tokens.</summary>
    public bool Fits(long tokens, decimal money, DateTimeOffset now)
    {
        Forget(now);
        return (tokens == 0 || options.Tokens is not { } mostTokens || _usedTokens + _reservedTokens + tokens <= mostTokens)
            && (money == 0 || options.Money is not { } mostMoney || _usedMoney + _reservedMoney + money <= mostMoney);
    }

    /// <summary>Sets aside, or gives back what is below zero.</summary>
    public void Reserve(long tokens, decimal money)
    {
        _reservedTokens += tokens;
        _reservedMoney += money;
    }

    /// <summary>Writes down what was used; whether that is the first to reach the share that is told.</summary>
    public bool Use(BudgetUse use, DateTimeOffset now)
    {
        if (Status(now).Share < options.Warn) { _isWarned = false; }    // It fell below since, as the window moved on.
        _uses.Enqueue(use);
        _usedTokens += use.Tokens;
        _usedMoney += use.Money;
        bool isFirst = !_isWarned && Status(now).Share >= options.Warn;
        _isWarned |= isFirst;
        return isFirst;
    }

    private void Forget(DateTimeOffset now)
    {
        while (_uses.TryPeek(out BudgetUse oldest) && oldest.Time + options.Window <= now)
        {
            _uses.Dequeue();
            _usedTokens -= oldest.Tokens;
            _usedMoney -= oldest.Money;
        }
    }
}
