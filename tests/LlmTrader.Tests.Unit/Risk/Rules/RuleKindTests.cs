using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Risk.Rules;

/// <summary>Every kind of rule: just inside its limit, just outside, and the values that its verdict shows.</summary>
public class RuleKindTests
{
    public static TheoryData<RiskRuleKind> Kinds => [.. Enum.GetValues<RiskRuleKind>()];

    [Fact]
    public void Every_kind_has_a_case() => Assert.Equal(Enum.GetValues<RiskRuleKind>().Order(), RuleCase.All.Keys.Order());

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Just_inside_its_limit_a_rule_is_kept(RiskRuleKind kind)
    {
        RuleCase one = RuleCase.All[kind];
        RuleWorld world = new(one.Rule);
        long refused = world.Gate.Rejections.ToArray().Sum();
        one.Inside(world);
        Assert.Equal(refused, world.Gate.Rejections.ToArray().Sum());
        Assert.Equal(TradingState.Active, world.Gate.State);

        RiskVerdict? verdict = world.LastOf(RuleCase.Id);
        Assert.Equal(one.Kept is null, verdict is null);   // What watches says nothing while all is well.
        if (verdict is not { } kept) { return; }
        Assert.Equal((one.Kept!.Value, one.Rule.Limit, RejectReason.None, RiskAction.None, RiskPhase.Before), (kept.Observed, kept.Limit, kept.Reason, kept.Action, kept.Phase));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Just_outside_its_limit_a_rule_is_broken(RiskRuleKind kind)
    {
        RuleCase one = RuleCase.All[kind];
        RuleWorld world = new(one.Rule);
        one.Outside(world);
        if (one.Phase == RiskPhase.Before) { Assert.Equal(1, world.Gate.Rejections[(int)one.Reason]); }
        else { Assert.Equal(TradingState.Halted, world.Gate.State); }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_verdict_shows_what_the_rule_saw(RiskRuleKind kind)
    {
        RuleCase one = RuleCase.All[kind];
        RuleWorld world = new(one.Rule);
        one.Outside(world);
        RiskVerdict verdict = world.LastOf(RuleCase.Id)!.Value;
        Assert.Equal((one.Broken, one.Rule.Limit, one.Reason), (verdict.Observed, verdict.Limit, verdict.Reason));
        Assert.Equal((one.Phase, one.Rule.Action, RiskWorld.Main), (verdict.Phase, verdict.Action, verdict.Account));
        Assert.False(verdict.OrderId.IsNone);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_rule_that_is_off_says_nothing(RiskRuleKind kind)
    {
        RuleCase one = RuleCase.All[kind];
        RuleWorld world = new(one.Rule with { IsOn = false });
        one.Outside(world);
        Assert.Equal(0, world.Gate.Rejections[(int)one.Reason]);
        Assert.Null(world.LastOf(RuleCase.Id));

        RuleWorld switchedOn = new(one.Rule with { IsOn = false });
        Assert.Equal(RejectReason.None, switchedOn.Change(RuleCase.Id, one.Rule.Limit));
        one.Outside(switchedOn);
        Assert.NotNull(switchedOn.LastOf(RuleCase.Id));
    }

    [Fact]
    public void All_rules_are_asked_in_the_order_of_their_kinds_and_ids()
    {
        RuleCase[] cases = [.. RuleCase.All.Values.Where(one => one.Rule.Kind != RiskRuleKind.Restricted)];   // No limit lets a first buy pass.
        RiskRule[] rules = [.. cases.Select((one, i) => Loose(one.Rule) with { Id = 100 - i }), Loose(RuleCase.All[RiskRuleKind.OrderQuantity].Rule) with { Id = 1 }];
        RuleWorld world = new(new RiskOptions { Rules = rules, DefaultLimits = new RiskLimits { OrderQuantity = new Quantity(1_000_000), ShortSelling = true } });
        world.Quote(RuleWorld.Spy, 99.9m, 100.1m);
        world.Check(world.Limit(Side.Buy, 20, 100) with { OrderId = OrderId.From(99, 1) });

        int[] asked = [.. world.Verdicts.Select(verdict => verdict.Verdict.RuleId)];
        int[] expected = [-1, .. rules.Where(rule => rule.Kind is not (RiskRuleKind.TradeLoss or RiskRuleKind.SellableQuantity or RiskRuleKind.Concentration))
            .OrderBy(rule => rule.Kind).ThenBy(rule => rule.Id).Select(rule => rule.Id)];
        Assert.Equal(expected, asked);
        Assert.All(world.Verdicts, verdict => Assert.Equal(RejectReason.None, verdict.Verdict.Reason));
    }

    [Fact]
    public void The_first_broken_rule_ends_the_questions()
    {
        RuleWorld world = new(
            new RiskRule { Id = 3, Kind = RiskRuleKind.OrderNotional, Limit = 1 }, new RiskRule { Id = 2, Kind = RiskRuleKind.OpenOrders, Limit = 0 },
            new RiskRule { Id = 9, Kind = RiskRuleKind.OrderQuantity, Limit = 1000 });
        Assert.Equal(RejectReason.OrderNotionalLimit, world.Check(world.Limit(Side.Buy, 10, 100)));
        Assert.Equal([9, 3], world.Verdicts.Select(verdict => verdict.Verdict.RuleId));
    }

    [Fact]
    public void Kept_rules_are_left_out_when_nobody_asks_for_them_and_the_hash_knows_them_all_the_same()
    {
        RiskRule rule = new() { Id = 3, Kind = RiskRuleKind.OrderQuantity, Limit = 100 };
        RuleWorld all = new(new RiskOptions { Rules = [rule] });
        RuleWorld broken = new(new RiskOptions { Rules = [rule], RecordKeptRules = false });
        foreach (RuleWorld world in new[] { all, broken })
        {
            world.Check(world.Limit(Side.Buy, 100, 10));
            world.Check(world.Limit(Side.Buy, 110, 10));
        }

        Assert.Equal(2, all.Verdicts.Count);
        Assert.Equal(RejectReason.OrderQuantityLimit, Assert.Single(broken.Verdicts).Verdict.Reason);
        Assert.Equal(all.Gate.Hash, broken.Gate.Hash);

        RuleWorld other = new(new RiskOptions { Rules = [rule with { Limit = 101 }] });
        other.Check(other.Limit(Side.Buy, 100, 10));
        other.Check(other.Limit(Side.Buy, 110, 10));
        Assert.NotEqual(all.Gate.Hash, other.Gate.Hash);
    }

    // The same kind with a limit that nothing here breaks.
    private static RiskRule Loose(RiskRule rule) => rule with
    {
        Limit = rule.Kind switch
        {
            RiskRuleKind.AvailableFunds or RiskRuleKind.SellableQuantity or RiskRuleKind.DuplicateOrder or RiskRuleKind.Session or RiskRuleKind.Condition => 0,
            RiskRuleKind.LotAndTick => 1,
            RiskRuleKind.PriceCollar or RiskRuleKind.PriceBand => RiskLimits.MaxPriceCollar,
            _ => long.MaxValue,
        },
    };
}
