using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>Counts orders over everything, and by instrument, strategy and account.</summary>
internal sealed class OrderCounts(int instruments, int strategies, int accounts) : ISnapshotState
{
    private readonly OrderCount[] _byInstrument = new OrderCount[instruments];
    private readonly OrderCount[] _byStrategy = new OrderCount[strategies];
    private readonly OrderCount[] _byAccount = new OrderCount[accounts];
    private OrderCount _all;

    /// <summary>The count that a rule of the scope compares with. The order must be one of a strategy when the scope is.</summary>
    public ref readonly OrderCount Of(RiskRuleScope scope, in OrderCommand command)
    {
        switch (scope)
        {
            case RiskRuleScope.Instrument: return ref _byInstrument[command.Instrument.Value];
            case RiskRuleScope.Strategy: return ref _byStrategy[command.Strategy.Value];
            case RiskRuleScope.Account: return ref _byAccount[command.Account.Value];
            default: return ref _all;
        }
    }

    public void Add(in OrderCommand command, Timestamp now)
    {
        _all.Add(now);
        _byInstrument[command.Instrument.Value].Add(now);
        _byAccount[command.Account.Value].Add(now);
        if (command.Strategy.Value < _byStrategy.Length) { _byStrategy[command.Strategy.Value].Add(now); }
    }

    public void AddChange(in OrderCommand command, Timestamp now)
    {
        _all.AddChange(now);
        _byInstrument[command.Instrument.Value].AddChange(now);
        _byAccount[command.Account.Value].AddChange(now);
        if (command.Strategy.Value < _byStrategy.Length) { _byStrategy[command.Strategy.Value].AddChange(now); }
    }

    public void Close(in TrackedOrder order)
    {
        _all.Open--;
        _byInstrument[order.Instrument.Value].Open--;
        _byAccount[order.Account.Value].Open--;
        if (order.Strategy.Value < _byStrategy.Length) { _byStrategy[order.Strategy.Value].Open--; }
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section("order counts");
        transfer.Values(_byInstrument.AsSpan());
        transfer.Values(_byStrategy.AsSpan());
        transfer.Values(_byAccount.AsSpan());
        transfer.Value(ref _all);
    }
}
