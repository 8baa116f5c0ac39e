using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// What is stopped in part: by broken rules, until an operator sets trading to active again, and single strategies by an operator,
/// until he lets them go on.
/// </summary>
internal sealed class RiskStops(int accounts, int strategies) : ISnapshotState
{
    private readonly bool[] _reducedAccounts = new bool[accounts];
    private readonly bool[] _reducedStrategies = new bool[strategies];
    private readonly bool[] _haltedStrategies = new bool[strategies];
    private readonly TradingState[] _states = new TradingState[strategies];   // As operators have set them.
    private bool _rulesReduce;
    private int _paused;   // Strategies that an operator lets only reduce.

    /// <summary>A rule has stopped something since this was set to false.</summary>
    public bool HasNew { get; set; }

    /// <summary>Whether any account or strategy is halted or may only reduce.</summary>
    public bool Any { get; private set; }

    /// <summary>Whether any account or strategy may only reduce.</summary>
    public bool AnyReduces => _rulesReduce || _paused > 0;

    /// <summary>A rule has halted everything.</summary>
    public bool AllHalted { get; private set; }

    public bool IsHalted(StrategyId strategy) =>
        strategy.Value < _states.Length && (_haltedStrategies[strategy.Value] || _states[strategy.Value] == TradingState.Halted);

    /// <summary>Whether an order's account or strategy may only reduce.</summary>
    public bool IsReducing(AccountId account, StrategyId strategy) =>
        _reducedAccounts[account.Value] || (strategy.Value < _states.Length && (_reducedStrategies[strategy.Value] || _states[strategy.Value] == TradingState.Reducing));

    /// <summary>A rule of a scope is broken, by an order or by the state of an account or a strategy: what the action stops is stopped.</summary>
    public void Stop(RiskAction action, RiskRuleScope scope, int account, StrategyId strategy)
    {
        switch (action)
        {
            case RiskAction.Reduce when scope == RiskRuleScope.Strategy: _reducedStrategies[strategy.Value] = _rulesReduce = HasNew = true; break;
            case RiskAction.Reduce: _reducedAccounts[account] = _rulesReduce = HasNew = true; break;
            case RiskAction.HaltStrategy: Halt(strategy); break;
            case RiskAction.HaltAll: AllHalted = HasNew = true; break;
            default: return;
        }

        LookForAny();
    }

    /// <summary>An operator's word about a strategy.</summary>
    public void Set(StrategyId strategy, TradingState state)
    {
        ref TradingState now = ref _states[strategy.Value];
        _paused += (state == TradingState.Reducing ? 1 : 0) - (now == TradingState.Reducing ? 1 : 0);
        now = state;
        LookForAny();
    }

    /// <summary>What an operator has set of a strategy.</summary>
    public TradingState StateOf(StrategyId strategy) => _states[strategy.Value];

    /// <summary>Forgets what rules have stopped.</summary>
    public void Clear()
    {
        AllHalted = _rulesReduce = false;
        Array.Clear(_reducedAccounts);
        Array.Clear(_reducedStrategies);
        Array.Clear(_haltedStrategies);
        LookForAny();
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section("risk stops");
        transfer.Values(_reducedAccounts.AsSpan());
        transfer.Values(_reducedStrategies.AsSpan());
        transfer.Values(_haltedStrategies.AsSpan());
        transfer.Values(_states.AsSpan());
        (bool hasNew, bool allHalted) = (HasNew, AllHalted);
        transfer.Value(ref hasNew);
        transfer.Value(ref _rulesReduce);
        transfer.Value(ref allHalted);
        transfer.Value(ref _paused);
        (HasNew, AllHalted) = (hasNew, allHalted);
        LookForAny();
    }

    private void LookForAny() => Any = AnyReduces || Array.IndexOf(_haltedStrategies, true) >= 0 || Array.IndexOf(_states, TradingState.Halted) >= 0;

    private void Halt(StrategyId strategy)
    {
        if (strategy.Value < _haltedStrategies.Length) { _haltedStrategies[strategy.Value] = HasNew = true; }
    }
}
