using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>What broken rules have stopped, until an operator sets trading to active again.</summary>
internal sealed class RiskStops(int accounts, int strategies) : ISnapshotState
{
    private readonly bool[] _reducedAccounts = new bool[accounts];
    private readonly bool[] _reducedStrategies = new bool[strategies];
    private readonly bool[] _haltedStrategies = new bool[strategies];

    /// <summary>A rule has stopped something since this was set to false.</summary>
    public bool HasNew { get; set; }

    /// <summary>Whether any account or strategy may only reduce.</summary>
    public bool AnyReduces { get; private set; }

    /// <summary>A rule has halted everything.</summary>
    public bool AllHalted { get; private set; }

    public bool IsHalted(StrategyId strategy) => strategy.Value < _haltedStrategies.Length && _haltedStrategies[strategy.Value];

    /// <summary>Whether an order's account or strategy may only reduce.</summary>
    public bool IsReducing(AccountId account, StrategyId strategy) =>
        _reducedAccounts[account.Value] || (strategy.Value < _reducedStrategies.Length && _reducedStrategies[strategy.Value]);

    /// <summary>A rule of a scope is broken, by an order or by the state of an account or a strategy: what the action stops is stopped.</summary>
    public void Stop(RiskAction action, RiskRuleScope scope, int account, StrategyId strategy)
    {
        switch (action)
        {
            case RiskAction.Reduce when scope == RiskRuleScope.Strategy: _reducedStrategies[strategy.Value] = AnyReduces = HasNew = true; break;
            case RiskAction.Reduce: _reducedAccounts[account] = AnyReduces = HasNew = true; break;
            case RiskAction.HaltStrategy: Halt(strategy); break;
            case RiskAction.HaltAll: AllHalted = HasNew = true; break;
            default: break;
        }
    }

    public void Clear()
    {
        AllHalted = AnyReduces = false;
        Array.Clear(_reducedAccounts);
        Array.Clear(_reducedStrategies);
        Array.Clear(_haltedStrategies);
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section("risk stops");
        transfer.Values(_reducedAccounts.AsSpan());
        transfer.Values(_reducedStrategies.AsSpan());
        transfer.Values(_haltedStrategies.AsSpan());
        (bool hasNew, bool anyReduces, bool allHalted) = (HasNew, AnyReduces, AllHalted);
        transfer.Value(ref hasNew);
        transfer.Value(ref anyReduces);
        transfer.Value(ref allHalted);
        (HasNew, AnyReduces, AllHalted) = (hasNew, anyReduces, allHalted);
    }

    private void Halt(StrategyId strategy)
    {
        if (strategy.Value < _haltedStrategies.Length) { _haltedStrategies[strategy.Value] = HasNew = true; }
    }
}
