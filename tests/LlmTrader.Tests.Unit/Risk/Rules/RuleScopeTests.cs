using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Risk.Rules;

public class RuleScopeTests
{
    [Fact]
    public void A_count_goes_over_what_the_scope_says()
    {
        Assert.Equal(2, Passed(RiskRuleScope.Order, null));
        Assert.Equal(4, Passed(RiskRuleScope.Instrument, null));
        Assert.Equal(7, Passed(RiskRuleScope.Instrument, 1));   // All 5 of SPY, and 2 of QQQ.
        Assert.Equal(2, Passed(RiskRuleScope.Account, 0));
        Assert.Equal(5, Passed(RiskRuleScope.Strategy, null));   // 2 of each slot, 1 of a person.
        Assert.Equal(7, Passed(RiskRuleScope.Strategy, 0));   // 2 of slot 0, and all the others.

        // Of each slot four orders, alternating between the instruments, and one of a person.
        static int Passed(RiskRuleScope scope, int? target)
        {
            RuleWorld world = new(new RiskRule { Id = 1, Kind = RiskRuleKind.OpenOrders, Scope = scope, Target = target, Limit = 2 });
            int passed = world.Check(world.Limit(Side.Buy, 10, 10)) == RejectReason.None ? 1 : 0;
            for (int i = 0; i < 8; i++)
            {
                InstrumentId instrument = i % 2 == 0 ? RuleWorld.Spy : RuleWorld.Qqq;
                if (world.Check(world.Limit(Side.Buy, 10, 10, instrument, i / 4)) == RejectReason.None) { passed++; }
            }

            return passed;
        }
    }

    [Fact]
    public void A_slot_is_judged_by_its_own_position_and_share()
    {
        RuleWorld world = new(
            new RiskRule { Id = 1, Kind = RiskRuleKind.Position, Scope = RiskRuleScope.Strategy, Limit = 100 },
            new RiskRule { Id = 2, Kind = RiskRuleKind.PositionRatio, Scope = RiskRuleScope.Strategy, Limit = 1_900 });
        world.Trade(Side.Buy, 90, 100, slot: 0);
        Assert.Equal(RejectReason.PositionLimit, world.Check(world.Limit(Side.Buy, 20, 100, slot: 0)));
        Assert.Equal(RejectReason.PositionRatio, world.Check(world.Limit(Side.Buy, 10, 100, slot: 0)));   // 10,000 of 50,000.
        Assert.Equal(RejectReason.None, world.Check(world.Limit(Side.Buy, 90, 100, slot: 1)));
        Assert.Equal(RejectReason.None, world.Check(world.Limit(Side.Buy, 200, 100)));                    // A person's is no slot's.
        Assert.Equal(2_000, world.Verdicts.Last(verdict => verdict.Verdict.Reason == RejectReason.PositionRatio).Verdict.Observed);
    }

    [Fact]
    public void What_reduces_passes_rules_about_the_state_of_an_account()
    {
        RuleWorld world = new(
            new RiskRule { Id = 1, Kind = RiskRuleKind.Drawdown, Limit = 50 }, new RiskRule { Id = 2, Kind = RiskRuleKind.GrossExposure, Limit = RuleWorld.Usd(100) });
        Assert.Equal(RejectReason.None, world.Change(2, RuleWorld.Usd(20_000)));
        world.Trade(Side.Buy, 100, 100);
        Assert.Equal(RejectReason.None, world.Change(2, RuleWorld.Usd(100)));
        world.Price(RuleWorld.Spy, 80);
        Assert.Equal(RejectReason.GrossExposure, world.Check(world.Limit(Side.Buy, 10, 80)));
        Assert.Equal(RejectReason.None, world.Check(world.Limit(Side.Sell, 60, 80)));
        Assert.Equal(RejectReason.GrossExposure, world.Check(world.Limit(Side.Sell, 50, 80)));   // With the one before it, through zero.
        Assert.Equal(RejectReason.None, world.Check(world.Limit(Side.Sell, 40, 80)));
    }

    [Theory]
    [InlineData(RiskRuleKind.OrderQuantity, -1, true)]
    [InlineData(RiskRuleKind.OrderQuantity, 5, false)]
    [InlineData(RiskRuleKind.LotAndTick, 0, true)]
    [InlineData(RiskRuleKind.Restricted, 2, true)]
    [InlineData(RiskRuleKind.Session, 1, true)]
    [InlineData(RiskRuleKind.PriceBand, RiskLimits.MaxPriceCollar + 1, true)]
    public void A_change_must_name_a_rule_and_fit_its_kind(RiskRuleKind kind, long limit, bool isRefused)
    {
        RuleWorld world = new(RuleCase.All[kind].Rule);
        Assert.Equal(isRefused ? RejectReason.InvalidRiskLimit : RejectReason.None, world.Change(RuleCase.Id, limit));
        Assert.Equal(RejectReason.UnknownRiskRule, world.Change(RuleCase.Id + 1, 5));
        Assert.Equal(RejectReason.UnknownRiskRule, world.Change(-1, 5));   // The limits have an event of their own.
    }

    [Fact]
    public void Rules_that_make_no_sense_are_refused_by_name_and_field()
    {
        RiskRule rule = new() { Id = 4, Kind = RiskRuleKind.Drawdown, Limit = 800, Action = RiskAction.HaltAll };
        Refuses("Risk rule 0 (Drawdown): Id", rule with { Id = 0 });
        Refuses("Kind must be a known kind", rule with { Kind = (RiskRuleKind)99 });
        Refuses("Risk rule 4 (Drawdown): Limit must be 0 or more, -1 was given", rule with { Limit = -1 });
        Refuses("Risk rule 4 (Drawdown): Target must be below 1, 1 was given", rule with { Target = 1 });
        Refuses("Target must be absent", rule with { Scope = RiskRuleScope.Order, Target = 0 });
        Refuses("Scope", rule with { Scope = (RiskRuleScope)9 });
        Refuses("Action must be reject", rule with { Action = RiskAction.None });
        Refuses("a breach without an order has no strategy", rule with { Action = RiskAction.HaltStrategy });
        Refuses("Condition must be given", rule with { Kind = RiskRuleKind.Condition, Limit = 0 });
        Refuses("Condition must be absent", RuleCase.All[RiskRuleKind.Condition].Rule with { Kind = RiskRuleKind.Drawdown });
        Refuses("what has filled can't be rejected", rule with { Kind = RiskRuleKind.TradeLoss, Action = RiskAction.Reject });
        Refuses("of different ids, 4 appears twice", rule, rule);
        Refuses("at most 128", [.. Enumerable.Range(1, 129).Select(id => rule with { Id = id })]);

        static void Refuses(string expected, params RiskRule[] rules) =>
            Assert.Contains(expected, Assert.Throws<ArgumentException>(() => new RuleWorld(rules)).Message, StringComparison.Ordinal);
    }
}
