using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tests.Unit.Swap;

/// <summary>A set that takes too long by the clock on the wall is stopped from outside, by an event.</summary>
public sealed class RuleSetWatchdogTests
{
    [Fact]
    public void A_set_that_overruns_its_budget_is_stopped_and_the_others_go_on()
    {
        using ManualResetEventSlim mayEnd = new();
        TestRuleSet slow = new("slow") { Bar = (bar, _) => { if (bar.Bar.Close.Raw == 102) { mayEnd.Wait(TimeSpan.FromSeconds(30)); } } };
        KeptEvents journal = new();
        using TradingEngine engine = new(
            SwapWorld.Options(), new ThreadingOptions { Topology = EngineTopology.Fused, RingCapacity = 64 },
            new EnginePorts { RuleSet = slow, Journal = journal, WallClock = new WallClock(), EvaluationBudget = TimeSpan.FromMilliseconds(20) });
        MarketDataInbox inbox = engine.AddInbox(64, InboxOverflow.Wait);
        engine.Start();
        inbox.Write(SwapWorld.TradeAt(1, 101), engine.Stopped);
        inbox.Write(SwapWorld.TradeAt(2, 102), engine.Stopped);
        Assert.True(SpinWait.SpinUntil(() => engine.Overruns > 0, TimeSpan.FromSeconds(30)));
        mayEnd.Set();
        Assert.True(SpinWait.SpinUntil(() => engine.RuleSets.Slots[0].ActiveSetId == -1, TimeSpan.FromSeconds(30)));
        inbox.Write(SwapWorld.TradeAt(3, 103), engine.Stopped);
        engine.Stop(TimeSpan.FromSeconds(30));

        Assert.Equal([101, 102], slow.Decided);
        Assert.Contains(journal.Events, e => e.Kind == EventKind.RuleSetQuarantine && e.RuleSet is { SetId: 0, Code: RuleSetCode.Overrun });
        Assert.Equal(1, engine.Stages.Signals.RuleSets.Quarantined[(int)RuleSetCode.Overrun]);
    }

    [Fact]
    public void A_set_that_keeps_its_budget_is_left_alone()
    {
        TestRuleSet quick = new("quick");
        using TradingEngine engine = new(
            SwapWorld.Options(), new ThreadingOptions { Topology = EngineTopology.Fused, RingCapacity = 64 }, new EnginePorts { RuleSet = quick });
        using RuleSetWatchdog watchdog = new(engine.RuleSets, new WallClock(), TimeSpan.FromSeconds(5));
        MarketDataInbox inbox = engine.AddInbox(64, InboxOverflow.Wait);
        engine.Start();
        for (int i = 1; i <= 1000; i++) { inbox.Write(SwapWorld.TradeAt(i, 100 + i), engine.Stopped); }
        engine.Stop(TimeSpan.FromSeconds(30));
        Assert.Equal((0L, 1000), (watchdog.Overruns, quick.Decided.Count));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RuleSetWatchdog(engine.RuleSets, new WallClock(), TimeSpan.Zero));
    }

    private sealed class WallClock : IClock
    {
        public Timestamp Now => new(DateTime.UtcNow.Ticks * 100);
    }
}
