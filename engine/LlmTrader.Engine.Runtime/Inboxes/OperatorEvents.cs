using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>What an operator can ask of trading itself, as events that are ready to be sequenced.</summary>
public static class OperatorEvents
{
    /// <summary>No new order, what works is cancelled, and with <paramref name="flatten"/> positions are closed, until the reset.</summary>
    public static EngineEvent Kill(bool flatten)
    {
        EngineEvent e = Empty(EventKind.Kill);
        e.Kill.Flatten = (byte)(flatten ? 1 : 0);
        return e;
    }

    /// <summary>Opens the kill switch.</summary>
    public static EngineEvent KillReset() => Empty(EventKind.KillReset);

    /// <summary>
    /// What risk lets pass of all trading; every state can follow every other. Observing leaves what works where it is: a
    /// <see cref="CancelAll"/> before it, written together with it, takes that back.
    /// </summary>
    public static EngineEvent State(TradingState state)
    {
        EngineEvent e = Empty(EventKind.TradingStateChange);
        e.TradingState.State = state;
        return e;
    }

    /// <summary>
    /// What risk lets pass of one strategy: <see cref="TradingState.Reducing"/> pauses it, <see cref="TradingState.Active"/> lets it go on. What
    /// rules have stopped is not started again by it: that takes <see cref="State"/>.
    /// </summary>
    public static EngineEvent StrategyState(StrategyId strategy, TradingState state)
    {
        EngineEvent e = Empty(EventKind.StrategyStateChange);
        e.StrategyState = new StrategyStateChange { Strategy = strategy, State = state };
        return e;
    }

    /// <summary>Takes back what works now: of one instrument, of one strategy (people are one), of both, or all of it.</summary>
    public static EngineEvent CancelAll(InstrumentId? instrument = null, StrategyId? strategy = null)
    {
        EngineEvent e = Empty(EventKind.CancelAll);
        e.CancelAll = new CancelAll { Instrument = instrument ?? InstrumentId.None, Strategy = strategy ?? default, OfStrategy = (byte)(strategy is null ? 0 : 1) };
        return e;
    }

    /// <summary>
    /// Lets a slot's rule sets use a share of its capital, in parts of <see cref="CapitalShareChange.All"/>: what they size by, and what
    /// their entries may take. A smaller share closes nothing and takes nothing back.
    /// </summary>
    public static EngineEvent CapitalShare(StrategyId slot, int share)
    {
        EngineEvent e = Empty(EventKind.CapitalShare);
        e.CapitalShare = new CapitalShareChange { Slot = slot, Share = checked((ushort)share) };
        return e;
    }

    private static EngineEvent Empty(EventKind kind) => new() { Kind = kind, Instrument = InstrumentId.None };
}
