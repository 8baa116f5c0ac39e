using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Models.Budgets;

/// <summary>What an attempt under way has set aside. It ends settled, once; disposed of before that it gives everything back.</summary>
public sealed class BudgetReservation : IDisposable
{
    private readonly ModelBudgets _budgets;
    private readonly long _tokens;
    private readonly decimal _money;
    private int _isSettled;

    internal BudgetReservation(ModelBudgets budgets, long tokens, decimal money) => (_budgets, _tokens, _money) = (budgets, tokens, money);

    /// <summary>Puts what the attempt came to in the place of what was set aside.</summary>
    public void Settle(long tokens, decimal money)
    {
        Invariant.Holds(tokens >= 0 && money >= 0 && Interlocked.Exchange(ref _isSettled, 1) == 0);
        _budgets.Settle(_tokens, _money, tokens, money);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isSettled, 1) == 0) { _budgets.Settle(_tokens, _money, 0, 0); }
    }
}
