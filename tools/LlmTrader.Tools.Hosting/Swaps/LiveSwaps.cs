using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tools.Hosting.Swaps;

/// <summary>
/// Asks a live engine for the swaps of a plan, one after the other, as it reaches their places: what it was fed may still wait.
/// The feeding thread drives it and never waits for a compilation.
/// </summary>
public sealed class LiveSwaps(SwapPlan plan, TradingEngine engine, MarketDataInbox inbox, SwapLog log)
{
    /// <summary>An engine with an empty inbox that has sequenced nothing for so long has done all that follows from what it was fed.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(50);

    private int _next;
    private Phase _phase;

    private enum Phase
    {
        BeforePlace,
        Staging,
        Activating,
        RollingBack,
    }

    /// <summary>Whether every swap has ended, one way or the other.</summary>
    public bool IsDone => _next == plan.Swaps.Count;

    /// <summary>Does what is due. Called before each event of market data.</summary>
    public void Advance()
    {
        if (IsDone) { return; }
        PlannedSwap planned = plan.Swaps[_next];
        switch (_phase)
        {
            case Phase.BeforePlace when planned.Swap.IsRollback:
                if (planned.Swap.Place.IsReached(engine.Events, engine.Time) && engine.RuleSets.TryRollback(SwapPlan.Slot)) { _phase = Phase.RollingBack; }
                break;
            case Phase.RollingBack:
                if (log.FindRollback(plan.RollbacksBefore(planned)) is null) { break; }
                _next++;
                _phase = Phase.BeforePlace;
                break;
            case Phase.BeforePlace when planned.Swap.Place.IsReached(engine.Events, engine.Time):
                engine.RuleSets.Stage(SwapPlan.Slot, planned.SetId, planned.Swap.Source, planned.WarmUpBars);
                _phase = Phase.Staging;
                break;
            case Phase.Staging when log.FindRefusal(planned.SetId) is not null:
            case Phase.Activating when log.Find(planned.SetId, EventKind.RuleSetActivate) is not null:
                _next++;
                _phase = Phase.BeforePlace;
                break;
            case Phase.Staging when log.Find(planned.SetId, EventKind.RuleSetReady) is not null && engine.RuleSets.TryActivate(SwapPlan.Slot, planned.SetId):
                _phase = Phase.Activating;
                break;
            default:
                break;
        }
    }

    /// <summary>The feed has ended: waits until what was fed is taken in and the swap under way is through, for so long at most.</summary>
    public void Finish(TimeSpan patience)
    {
        DateTime deadline = DateTime.UtcNow + patience;
        DateTime quietFrom = DateTime.UtcNow;
        long events = engine.Events;
        while (!IsDone && DateTime.UtcNow < deadline && !engine.Stopped.IsCancellationRequested)
        {
            Advance();
            if (engine.Events != events || inbox.Waiting > 0) { (events, quietFrom) = (engine.Events, DateTime.UtcNow); }
            if (_phase == Phase.BeforePlace && DateTime.UtcNow - quietFrom > Quiet) { return; }
            Thread.Sleep(1);
        }
    }
}
