using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Risk.Rules;

/// <summary>What a broken rule stops, who may start it again, and that each breach is told once until it has healed.</summary>
public class RuleActionTests
{
    [Fact]
    public void Reduce_lets_only_what_reduces_pass_until_an_operator_opens()
    {
        RuleWorld world = new(new RiskRule { Id = 1, Kind = RiskRuleKind.DailyLoss, Limit = RuleWorld.Usd(500), Action = RiskAction.Reduce });
        world.Trade(Side.Buy, 100, 100);
        world.Price(RuleWorld.Spy, 94);
        Assert.Equal((RiskPhase.During, RuleWorld.Usd(600)), (world.LastOf(1)!.Value.Phase, world.LastOf(1)!.Value.Observed));
        Assert.Equal(RejectReason.ReducingOnly, world.Check(world.Limit(Side.Buy, 10, 94)));
        Assert.Equal(RejectReason.None, world.Check(world.Limit(Side.Sell, 100, 94)));

        world.Price(RuleWorld.Spy, 100);
        Assert.Equal(RejectReason.ReducingOnly, world.Check(world.Limit(Side.Buy, 10, 94)));   // Healed, and still stopped.
        world.Set(TradingState.Active);
        Assert.Equal(RejectReason.None, world.Check(world.Limit(Side.Buy, 10, 94)));
        Assert.Empty(world.Sent);
    }

    [Fact]
    public void A_breach_is_told_once_until_it_has_healed()
    {
        RuleWorld world = new(new RiskRule { Id = 1, Kind = RiskRuleKind.Drawdown, Limit = 50, Action = RiskAction.Reduce });
        world.Trade(Side.Buy, 100, 100);
        int before = world.Verdicts.Count;
        foreach (decimal price in new[] { 96m, 94, 93, 92 }) { world.Price(RuleWorld.Spy, price); }
        Assert.Equal(before + 1, world.Verdicts.Count);
        world.Price(RuleWorld.Spy, 99);
        world.Price(RuleWorld.Spy, 90);
        Assert.Equal(before + 2, world.Verdicts.Count);
        Assert.Equal((RejectReason.Drawdown, RiskAction.Reduce, 100L), (world.LastOf(1)!.Value.Reason, world.LastOf(1)!.Value.Action, world.LastOf(1)!.Value.Observed));
    }

    [Fact]
    public void Opening_while_a_rule_is_broken_stops_again_and_a_new_limit_lets_it_be()
    {
        RuleWorld world = new(new RiskRule { Id = 1, Kind = RiskRuleKind.Drawdown, Limit = 50, Action = RiskAction.HaltAll });
        world.Trade(Side.Buy, 100, 100);
        world.Price(RuleWorld.Spy, 90);
        Assert.Equal(TradingState.Halted, world.Gate.State);
        world.Set(TradingState.Active);
        world.Price(RuleWorld.Spy, 89);
        Assert.Equal(TradingState.Halted, world.Gate.State);
        world.Change(1, 500);
        world.Set(TradingState.Active);
        world.Price(RuleWorld.Spy, 88);
        Assert.Equal(TradingState.Active, world.Gate.State);
    }

    [Fact]
    public void A_halted_strategy_sends_nothing_and_its_orders_are_cancelled()
    {
        RuleWorld world = new(new RiskRule { Id = 1, Kind = RiskRuleKind.ConsecutiveLosses, Scope = RiskRuleScope.Strategy, Limit = 0, Action = RiskAction.HaltStrategy });
        OrderCommand resting = world.Limit(Side.Buy, 10, 50, slot: 1);
        OrderCommand other = world.Limit(Side.Buy, 10, 50, slot: 0);
        Assert.Equal(RejectReason.None, world.Check(resting));
        Assert.Equal(RejectReason.None, world.Check(other));
        world.Trade(Side.Buy, 10, 100, slot: 1);
        world.Trade(Side.Sell, 10, 99, slot: 1);

        RiskVerdict verdict = world.LastOf(1)!.Value;
        Assert.Equal((RiskPhase.After, RiskAction.HaltStrategy, new StrategyId(1)), (verdict.Phase, verdict.Action, verdict.Strategy));
        OrderCommand cancel = Assert.Single(world.Sent);
        Assert.Equal((resting.OrderId, CommandAction.Cancel, StrategyId.Risk), (cancel.OrderId, cancel.Action, cancel.Strategy));
        Assert.Equal(RejectReason.StrategyHalted, world.Check(world.Limit(Side.Sell, 10, 100, slot: 1)));
        Assert.Equal(RejectReason.None, world.Check(world.Limit(Side.Buy, 10, 100, slot: 0)));
        Assert.Equal(RejectReason.None, world.Check(resting with { Action = CommandAction.Cancel }));   // Taking back is always allowed.
    }

    [Fact]
    public void Halting_everything_cancels_everything_in_portions()
    {
        RuleWorld world = new(new RiskRule { Id = 1, Kind = RiskRuleKind.OrderRate, Scope = RiskRuleScope.Order, Limit = 100, Action = RiskAction.HaltAll });
        for (int i = 0; i < 100; i++) { Assert.Equal(RejectReason.None, world.Check(world.Limit(Side.Buy, 10, 1))); }
        Assert.Equal(RejectReason.OrderRateLimit, world.Check(world.Limit(Side.Buy, 10, 1)));
        Assert.Equal(RejectReason.TradingHalted, world.Check(world.Limit(Side.Buy, 10, 1)));

        HashSet<OrderId> cancelled = [];
        for (int portion = 0; world.Sent.Count > 0; portion++)
        {
            Assert.Equal(portion < 3 ? 32 : 4, world.Sent.Count);
            for (int left = world.Sent.Count; left > 0; left--)
            {
                OrderCommand cancel = world.Sent.Dequeue();
                Assert.True(cancelled.Add(cancel.OrderId));
                Assert.Equal(RejectReason.None, world.Check(cancel));
            }
        }

        Assert.Equal(100, cancelled.Count);
    }

    [Fact]
    public void A_cancel_that_the_venue_refused_is_sent_again()
    {
        RuleWorld world = new();
        OrderCommand order = world.Limit(Side.Buy, 10, 50);
        world.Check(order);
        world.Gate.OnKill(default);
        world.Gate.SendCancels();
        world.Check(world.Sent.Dequeue());
        Assert.Empty(world.Sent);
        world.Report(order, ReportKind.CancelRejected, leaves: 10);
        Assert.Equal(order.OrderId, Assert.Single(world.Sent).OrderId);
    }

    [Fact]
    public void Old_data_is_noticed_when_only_time_goes_by()
    {
        RuleWorld world = new(new RiskRule { Id = 1, Kind = RiskRuleKind.StaleMarketData, Limit = 2_000_000_000, Action = RiskAction.Reduce });
        Assert.False(world.Gate.WaitsForTime);
        world.Trade(Side.Buy, 10, 100);
        Assert.True(world.Gate.WaitsForTime);
        world.Wait(2);
        world.Gate.WatchAll(world.Now);
        Assert.DoesNotContain(world.Verdicts, verdict => verdict.Verdict.Phase == RiskPhase.During);
        world.Wait(1);
        world.Gate.WatchAll(world.Now);
        Assert.Equal((RiskPhase.During, 3_000_000_000L), (world.LastOf(1)!.Value.Phase, world.LastOf(1)!.Value.Observed));
        Assert.Equal(RuleWorld.Spy, Assert.Single(world.Verdicts, verdict => verdict.Verdict.Phase == RiskPhase.During).Instrument);   // Nothing is held of the other.
    }

    [Fact]
    public void A_day_begins_with_the_equity_at_midnight()
    {
        RuleWorld world = new(new RiskRule { Id = 1, Kind = RiskRuleKind.DailyLoss, Limit = RuleWorld.Usd(500), Action = RiskAction.Reduce });
        world.Trade(Side.Buy, 100, 100);
        world.Price(RuleWorld.Spy, 96);
        world.Wait(86_400);
        world.Price(RuleWorld.Spy, 92);
        Assert.DoesNotContain(world.Verdicts, verdict => verdict.Verdict.Phase == RiskPhase.During);
        world.Price(RuleWorld.Spy, 90.95m);
        Assert.Equal(RuleWorld.Usd(505), world.LastOf(1)!.Value.Observed);
    }

    [Fact]
    public void What_finds_no_room_is_counted_in_the_hash_alone()
    {
        RuleWorld full = new(new RiskRule { Id = 1, Kind = RiskRuleKind.OrderQuantity, Limit = 10 }) { HasRoom = false };
        RuleWorld other = new(new RiskRule { Id = 1, Kind = RiskRuleKind.OrderQuantity, Limit = 10 });
        full.Check(full.Limit(Side.Buy, 20, 1));
        other.Check(other.Limit(Side.Buy, 20, 1));
        Assert.Equal(other.Gate.Hash, full.Gate.Hash);
        Assert.Equal((1L, 0L), (full.Gate.DroppedRecords, other.Gate.DroppedRecords));
    }
}
