using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tests.Unit.Swap;

/// <summary>The budget is static cost units fixed at compile: a set above it never starts.</summary>
public sealed class CostBudgetTests
{
    private static readonly EngineOptions Options = SwapWorld.Options() with { RuleSets = new RuleSetOptions { CostBudget = 1_000 } };

    [Theory]
    [InlineData(1_000, RuleSetCode.None)]
    [InlineData(1_001, RuleSetCode.OverBudget)]
    public void A_set_above_the_budget_is_never_staged(long cost, RuleSetCode expected)
    {
        using RuleSetStaging staging = new(new CostlyCompiler(cost), new Feedback(16, doorbell: null), Options, hasThread: false);
        EngineEvent[] events = RuleSetEvents.Stage(SwapWorld.Slot, 1, "costly", 0);
        staging.Begin(in events[^1].RuleSetStage, "costly"u8);
        Assert.Equal(expected == RuleSetCode.None, staging.Finish() is not null);
        Assert.Equal(expected == RuleSetCode.None ? null : "Rule set 'costly' costs 1,001 units a bar; the budget (CostBudget) is 1,000.", staging.LastError);
    }

    [Fact]
    public void The_refusal_is_told_and_the_set_before_goes_on()
    {
        TestRuleSet first = new("first");
        SwapWorld world = new(Options, first);
        world.Compiler.Add("costly", new TestRuleSet("costly") { CostPerBar = 1_001 });
        world.Compiler.Add("cheap", new TestRuleSet("cheap") { CostPerBar = 1_000 });
        world.Swap(1, "costly");
        world.Trade(100);
        Assert.Equal([(EventKind.RuleSetStage, 1, RuleSetCode.None), (EventKind.RuleSetReady, 1, RuleSetCode.OverBudget), (EventKind.RuleSetActivate, 1, RuleSetCode.UnknownSet)], world.Notes);
        Assert.Equal([100], first.Decided);
        world.Swap(2, "cheap");
        Assert.Equal(2, world[0].ActiveSetId);
    }

    [Fact]
    public void An_engine_does_not_start_with_a_set_above_the_budget()
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(() => new SwapWorld(Options, new TestRuleSet("greedy") { CostPerBar = 20_000 }));
        Assert.Equal("Rule set 'greedy' costs 20,000 units a bar; the budget (CostBudget) is 1,000.", refused.Message);
        _ = new SwapWorld(first: new TestRuleSet("greedy") { CostPerBar = IRuleSet.DefaultCostBudget });
        Assert.Throws<ArgumentException>(() => new SwapWorld(first: new TestRuleSet("greedy") { CostPerBar = IRuleSet.DefaultCostBudget + 1 }));
    }

    private sealed class CostlyCompiler(long cost) : IRuleSetCompiler
    {
        public bool TryCompile(
            string source, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IRuleSet? ruleSet, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out string? error)
        {
            (ruleSet, error) = (new TestRuleSet(source) { CostPerBar = cost }, null);
            return true;
        }
    }
}
