using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Strategies.Rules.Execution;
using LlmTrader.Tests.Unit.Runtime;
using LlmTrader.Tools.Hosting.Swaps;

namespace LlmTrader.Tests.Unit.Swap;

public sealed class LiveSwapsTests
{
    private const string Rules = "name: mine\nbar: 1s\nentry_long: close > sma(close, 2)\nexit_long: close < sma(close, 2)\nsizing: {percent_of_equity: 2}\n";

    /// <summary>What was fed waits in the inbox while requests do not: what counts is where the engine is, not the feed.</summary>
    [Fact]
    public void An_engine_that_lags_behind_its_feed_is_not_swapped_before_the_time() => RuntimeWorld.MustEnd(() =>
    {
        EngineOptions options = RuntimeWorld.Options("1s");
        SwapLog log = new(new FakeOutJournal());
        using TradingEngine engine = new(options, RuntimeWorld.Threading(EngineTopology.Fused), new EnginePorts
        {
            RuleSet = ScriptedRuleSet.Idle,
            RuleSetCompiler = new RuleSetCompiler(options.Instruments, options.Bars.Specs),
            OutJournal = log,
        });
        MarketDataInbox inbox = engine.AddInbox(512, InboxOverflow.Wait);
        SwapPlan plan = SwapPlan.Compile([ScheduledSwap.From("mine.yaml", Rules, SwapPlace.AtTime(RuntimeWorld.At(50)))], options.Instruments, options.Bars.Specs);
        LiveSwaps swaps = new(plan, engine, inbox, log);
        for (int second = 0; second < 100; second++)
        {
            swaps.Advance();
            inbox.Write(RuntimeWorld.Trade(second, 100), engine.Stopped);
        }

        swaps.Advance();
        engine.Start();
        swaps.Finish(RuntimeWorld.Patience);
        engine.Stop(RuntimeWorld.Patience);
        Assert.InRange(log.Find(1, EventKind.RuleSetStage)!.Value.Time.Nanoseconds, RuntimeWorld.At(50).Nanoseconds, RuntimeWorld.At(99).Nanoseconds);
        Assert.NotNull(log.Find(1, EventKind.RuleSetActivate));
    });
}
