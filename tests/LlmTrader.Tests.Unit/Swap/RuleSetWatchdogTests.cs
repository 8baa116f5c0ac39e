using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tests.Unit.Swap;

/// <summary>A set that takes too long by the clock on the wall is stopped from outside, by an event.</summary>
public sealed class RuleSetWatchdogTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void A_set_that_overruns_its_budget_is_stopped_and_the_others_go_on()
    {
        TimeSpan budget = TimeSpan.FromMilliseconds(20);
        StandingClock clock = new();
        using ManualResetEventSlim isIn = new(), mayEnd = new();
        TestRuleSet slow = new("slow")
        {
            Bar = (bar, _) =>
            {
                if (bar.Bar.Close.Raw != 102) { return; }
                isIn.Set();
                mayEnd.Wait(Patience);
            },
        };
        KeptEvents journal = new();
        using TradingEngine engine = new(
            SwapWorld.Options(), new ThreadingOptions { Topology = EngineTopology.Fused, RingCapacity = 64 },
            new EnginePorts { RuleSet = slow, Journal = journal, WallClock = clock, EvaluationBudget = budget });
        MarketDataInbox inbox = engine.AddInbox(64, InboxOverflow.Wait);
        engine.Start();
        inbox.Write(SwapWorld.TradeAt(1, 101), engine.Stopped);
        inbox.Write(SwapWorld.TradeAt(2, 102), engine.Stopped);
        Assert.True(isIn.Wait(Patience));
        long looks = clock.Looks;
        Assert.True(SpinWait.SpinUntil(() => clock.Looks >= looks + 2, Patience));   // The second one began after that: the evaluation has been seen.
        clock.Advance(budget);
        Assert.True(SpinWait.SpinUntil(() => engine.Overruns > 0, Patience));
        mayEnd.Set();
        Assert.True(SpinWait.SpinUntil(() => engine.RuleSets.Slots[0].ActiveSetId == -1, Patience));
        inbox.Write(SwapWorld.TradeAt(3, 103), engine.Stopped);
        engine.Stop(Patience);

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
        engine.Stop(Patience);
        Assert.Equal((0L, 1000), (watchdog.Overruns, quick.Decided.Count));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RuleSetWatchdog(engine.RuleSets, new WallClock(), TimeSpan.Zero));
    }

    private sealed class StandingClock : IClock
    {
        private long _now = SwapWorld.At(0).Nanoseconds;
        private long _looks;

        public long Looks => Volatile.Read(ref _looks);

        public Timestamp Now
        {
            get
            {
                Timestamp now = new(Volatile.Read(ref _now));
                Interlocked.Increment(ref _looks);   // Last: whoever sees it may move the clock.
                return now;
            }
        }

        public void Advance(TimeSpan by) => Interlocked.Add(ref _now, by.Ticks * TimeSpan.NanosecondsPerTick);
    }

    private sealed class WallClock : IClock
    {
        public Timestamp Now => new(DateTime.UtcNow.Ticks * 100);
    }
}
