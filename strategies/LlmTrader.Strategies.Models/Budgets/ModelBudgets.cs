namespace LlmTrader.Strategies.Models.Budgets;

/// <summary>All windows at once: a call is let through when every one of them has room for the most that it may come to. Safe for threads.</summary>
public sealed class ModelBudgets
{
    private readonly Lock _gate = new();
    private readonly ModelBudget[] _budgets;
    private readonly TimeProvider _time;

    /// <param name="options">The windows; none lets everything through.</param>
    /// <param name="history">What was spent before.</param>
    /// <param name="time">By which windows slide.</param>
    public ModelBudgets(IReadOnlyList<BudgetOptions> options, IBudgetHistory history, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(history);
        _time = time;
        _budgets = [.. options.Select(one => new ModelBudget(one))];
        if (_budgets.Length == 0) { return; }
        DateTimeOffset now = time.GetUtcNow();
        foreach (BudgetUse use in history.Since(now - options.Max(one => one.Window)).OrderBy(use => use.Time))
        {
            // A clock that was set back must not make what is spent count for longer than a window.
            BudgetUse known = use.Time <= now ? use : use with { Time = now };
            foreach (ModelBudget budget in _budgets) { budget.Use(known, now); }
        }
    }

    /// <summary>Told, outside of any lock, when a window first reaches its share; again only after it was below in between.</summary>
    public event Action<BudgetStatus>? Warned;

    /// <summary>Each window as it stands.</summary>
    public IReadOnlyList<BudgetStatus> Status()
    {
        lock (_gate) { return [.. _budgets.Select(budget => budget.Status(_time.GetUtcNow()))]; }
    }

    /// <summary>Sets aside the most that an attempt may come to, in every window; null when it does not fit into one of them.</summary>
    public BudgetReservation? TryReserve(long tokens, decimal money)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tokens);
        ArgumentOutOfRangeException.ThrowIfNegative(money);
        lock (_gate)
        {
            DateTimeOffset now = _time.GetUtcNow();
            if (!Array.TrueForAll(_budgets, budget => budget.Fits(tokens, money, now))) { return null; }
            foreach (ModelBudget budget in _budgets) { budget.Reserve(tokens, money); }
        }

        return new BudgetReservation(this, tokens, money);
    }

    internal void Settle(long reservedTokens, decimal reservedMoney, long tokens, decimal money)
    {
        List<BudgetStatus> warned = [];
        lock (_gate)
        {
            DateTimeOffset now = _time.GetUtcNow();
            foreach (ModelBudget budget in _budgets)
            {
                budget.Reserve(-reservedTokens, -reservedMoney);
                if ((tokens > 0 || money > 0) && budget.Use(new BudgetUse(now, tokens, money), now)) { warned.Add(budget.Status(now)); }
            }
        }

        foreach (BudgetStatus status in warned) { Warned?.Invoke(status); }
    }
}
