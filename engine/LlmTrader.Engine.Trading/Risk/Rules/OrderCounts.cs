using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// Counts orders by instrument, since <see cref="RiskLimits"/> may come to ask at any time, and over everything, by strategy and by account
/// where a rule asks.
/// </summary>
internal sealed class OrderCounts(int instruments, int strategies, int accounts, IReadOnlyList<RiskRule> rules) : ISnapshotState
{
    private readonly OrderCount[] _byInstrument = new OrderCount[instruments];
    private readonly OrderCount[] _byStrategy = new OrderCount[IsAsked(rules, RiskRuleScope.Strategy) ? strategies : 0];
    private readonly OrderCount[] _byAccount = new OrderCount[IsAsked(rules, RiskRuleScope.Account) ? accounts : 0];
    private readonly OrderCount[] _all = new OrderCount[IsAsked(rules, RiskRuleScope.Order) ? 1 : 0];
    private PeriodClock _seconds = new(Duration.OneSecond);
    private PeriodClock _days = new(Duration.OneDay);

    /// <summary>Orders that work, of the scope that a rule compares with. The order must be one of a strategy when the scope is, here and below.</summary>
    public long Open(RiskRuleScope scope, in OrderCommand command) => Of(scope, in command).Open;

    /// <summary>Orders of the UTC second that a time lies in.</summary>
    public long InSecond(RiskRuleScope scope, in OrderCommand command, Timestamp now) => Of(scope, in command).InSecond(_seconds.PeriodOf(now));

    /// <summary>Orders of the UTC day that a time lies in.</summary>
    public long InDay(RiskRuleScope scope, in OrderCommand command, Timestamp now) => Of(scope, in command).InDay(_days.PeriodOf(now));

    public void Add(in OrderCommand command, Timestamp now)
    {
        (long second, long day) = (_seconds.PeriodOf(now), _days.PeriodOf(now));
        _byInstrument[command.Instrument.Value].Add(second, day);
        if (_all.Length > 0) { _all[0].Add(second, day); }
        if (command.Account.Value < _byAccount.Length) { _byAccount[command.Account.Value].Add(second, day); }
        if (command.Strategy.Value < _byStrategy.Length) { _byStrategy[command.Strategy.Value].Add(second, day); }
    }

    public void AddChange(in OrderCommand command, Timestamp now)
    {
        (long second, long day) = (_seconds.PeriodOf(now), _days.PeriodOf(now));
        _byInstrument[command.Instrument.Value].AddChange(second, day);
        if (_all.Length > 0) { _all[0].AddChange(second, day); }
        if (command.Account.Value < _byAccount.Length) { _byAccount[command.Account.Value].AddChange(second, day); }
        if (command.Strategy.Value < _byStrategy.Length) { _byStrategy[command.Strategy.Value].AddChange(second, day); }
    }

    public void Close(in OrderCommand order)
    {
        _byInstrument[order.Instrument.Value].Open--;
        if (_all.Length > 0) { _all[0].Open--; }
        if (order.Account.Value < _byAccount.Length) { _byAccount[order.Account.Value].Open--; }
        if (order.Strategy.Value < _byStrategy.Length) { _byStrategy[order.Strategy.Value].Open--; }
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section("order counts");
        transfer.Values(_byInstrument.AsSpan());
        transfer.Values(_byStrategy.AsSpan());
        transfer.Values(_byAccount.AsSpan());
        transfer.Values(_all.AsSpan());
    }

    private static bool IsAsked(IReadOnlyList<RiskRule> rules, RiskRuleScope scope) =>
        rules.Any(rule => rule.Scope == scope && rule.Kind is RiskRuleKind.OpenOrders or RiskRuleKind.OrderRate or RiskRuleKind.DailyOrders);

    private ref readonly OrderCount Of(RiskRuleScope scope, in OrderCommand command)
    {
        switch (scope)
        {
            case RiskRuleScope.Instrument: return ref _byInstrument[command.Instrument.Value];
            case RiskRuleScope.Strategy: return ref _byStrategy[command.Strategy.Value];
            case RiskRuleScope.Account: return ref _byAccount[command.Account.Value];
            default: return ref _all[0];
        }
    }
}
