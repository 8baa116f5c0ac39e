using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Live;

/// <summary>What accounts lost since the UTC day began, or since the first look at it. Money that came or went without a trade is neither loss nor profit.</summary>
public sealed class DailyLoss
{
    private readonly Dictionary<(AccountId Account, Currency Currency), Int128> _begin = [];
    private DateOnly _day;

    /// <summary>In units of the amounts; below zero for a profit.</summary>
    /// <param name="today">The UTC day of the look.</param>
    /// <param name="account">Whose.</param>
    /// <param name="equity">As it is now.</param>
    /// <param name="flows">All deposits less all withdrawals, ever.</param>
    public Int128 Of(DateOnly today, AccountId account, Money equity, Money flows)
    {
        if (today != _day) { _begin.Clear(); }
        _day = today;
        Int128 earned = (Int128)equity.Raw - flows.Raw;
        if (!_begin.TryGetValue((account, equity.Currency), out Int128 begin)) { _begin.Add((account, equity.Currency), begin = earned); }
        return begin - earned;
    }
}
