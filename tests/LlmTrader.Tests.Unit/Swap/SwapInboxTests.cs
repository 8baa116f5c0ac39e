using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tests.Unit.Swap;

/// <summary>What the command inbox takes in, and what it refuses at the edge.</summary>
public sealed class SwapInboxTests
{
    private static readonly StrategyId Slot = SwapWorld.Slot;

    private readonly CommandInbox _inbox = new(64, SwapWorld.Options().Instruments, SwapWorld.Options().EquityLines, new Doorbell());

    [Fact]
    public void Rule_set_events_of_people_are_taken_in()
    {
        foreach (EngineEvent e in RuleSetEvents.Stage(Slot, 1, new string('x', 100), 3)) { Assert.True(_inbox.TryWrite(in e)); }
        Assert.True(_inbox.TryWrite(RuleSetEvents.Activate(Slot, 1)));
        Assert.True(_inbox.TryWrite(RuleSetEvents.Rollback(Slot)));
        Assert.True(_inbox.TryWrite(RuleSetEvents.Shadow(Slot, 1, on: true)));
        Assert.True(_inbox.TryWrite(RuleSetEvents.Quarantine(Slot, 1, RuleSetCode.Operator)));
        Assert.True(_inbox.TryWrite(RuleSetEvents.Quarantine(Slot, 1, RuleSetCode.Overrun)));
    }

    [Fact]
    public void What_only_the_engine_may_say_is_refused()
    {
        EngineEvent ready = RuleSetEvents.Activate(Slot, 1);
        ready.Kind = EventKind.RuleSetReady;
        Assert.Throws<ArgumentException>(() => _inbox.TryWrite(in ready));
        foreach (RuleSetCode code in new[] { RuleSetCode.None, RuleSetCode.Threw, RuleSetCode.InvalidOrder })
        {
            Assert.Throws<ArgumentException>(() => _inbox.TryWrite(RuleSetEvents.Quarantine(Slot, 1, code)));
        }
    }

    [Fact]
    public void Pieces_and_stage_events_that_make_no_sense_are_refused()
    {
        EngineEvent[] good = RuleSetEvents.Stage(Slot, 1, "x", 3);
        Refused(good[0], (ref EngineEvent e) => e.RuleSetSource.SetId = 0);
        Refused(good[0], (ref EngineEvent e) => e.RuleSetSource.Length = 0);
        Refused(good[0], (ref EngineEvent e) => e.RuleSetSource.Length = 49);
        Refused(good[0], (ref EngineEvent e) => e.RuleSetSource.Offset = -1);
        Refused(good[0], (ref EngineEvent e) => e.RuleSetSource.Offset = RuleSetSource.MaxLength);
        Refused(good[1], (ref EngineEvent e) => e.RuleSetStage.SetId = 0);
        Refused(good[1], (ref EngineEvent e) => e.RuleSetStage.Length = 0);
        Refused(good[1], (ref EngineEvent e) => e.RuleSetStage.Length = RuleSetSource.MaxLength + 1);
        Refused(good[1], (ref EngineEvent e) => e.RuleSetStage.WarmUpBars = -1);
        Refused(RuleSetEvents.Shadow(Slot, 1, true), (ref EngineEvent e) => e.RuleSet.On = 2);
        Refused(RuleSetEvents.Activate(Slot, 1), (ref EngineEvent e) => e.RuleSet.Code = RuleSetCode.Threw);
    }

    private delegate void Change(ref EngineEvent e);

    private void Refused(EngineEvent e, Change change)
    {
        Assert.True(_inbox.TryWrite(in e));
        change(ref e);
        Assert.Throws<ArgumentException>(() => _inbox.TryWrite(in e));
    }
}
