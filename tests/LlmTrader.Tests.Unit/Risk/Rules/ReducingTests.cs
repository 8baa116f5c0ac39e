using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Risk.Rules;

/// <summary>What may only reduce has the orders taken back that could open, whether a rule has said so or an operator; a halt takes all.</summary>
public class ReducingTests
{
    private static readonly RiskRule Loss = new() { Id = 1, Kind = RiskRuleKind.DailyLoss, Limit = RuleWorld.Usd(500), Action = RiskAction.Reduce };

    private readonly RuleWorld _world = new(Loss);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_could_open_is_cancelled_and_what_reduces_works_on(bool byOperator)
    {
        _world.Trade(Side.Buy, 100, 100);
        OrderCommand more = Rest(Side.Buy, 500, 93);
        OrderCommand protects = Rest(Side.Sell, 60, 120);
        OrderCommand fits = Rest(Side.Sell, 40, 121);
        OrderCommand turns = Rest(Side.Sell, 10, 122);
        OrderCommand elsewhere = Rest(Side.Sell, 10, 60, RuleWorld.Qqq);
        Reduce(byOperator);
        Assert.Equal([elsewhere.OrderId, turns.OrderId, more.OrderId], Cancelled());
        Assert.Equal(RejectReason.None, _world.Check(protects with { Action = CommandAction.Cancel }));   // Always allowed.
        Assert.Equal(RejectReason.None, _world.Check(fits with { Action = CommandAction.Cancel }));
    }

    [Fact]
    public void The_position_does_not_grow_after_the_breach()
    {
        _world.Trade(Side.Buy, 100, 100);
        OrderCommand more = Rest(Side.Buy, 500, 93);
        Reduce(byOperator: false);
        Assert.Equal(more.OrderId, _world.Sent.Dequeue().OrderId);
        _world.Report(more, ReportKind.Canceled);
        Assert.Equal(0, _world.Gate.Working(RiskWorld.Main, RuleWorld.Spy, Side.Buy).Raw);
        _world.Price(RuleWorld.Spy, 92);
        Assert.Empty(_world.Sent);
    }

    [Fact]
    public void An_order_that_reduced_a_larger_position_is_cancelled_when_that_is_gone()
    {
        _world.Trade(Side.Buy, 100, 100);
        OrderCommand exit = Rest(Side.Sell, 100, 120);
        Reduce(byOperator: true);
        Assert.Empty(_world.Sent);
        _world.Fill(_world.Limit(Side.Sell, 30, 94), 30, 0, 94);   // Of an order that nobody knows here.
        Assert.Equal([exit.OrderId], Cancelled());
    }

    [Fact]
    public void A_reduce_only_order_opens_nothing_and_stays()
    {
        _world.Trade(Side.Buy, 100, 100);
        OrderCommand plain = Rest(Side.Sell, 100, 120);
        OrderCommand only = _world.Limit(Side.Sell, 100, 121) with { Flags = OrderFlags.ReduceOnly };
        Assert.Equal(RejectReason.None, _world.Check(only));
        Reduce(byOperator: true);
        Assert.Equal([plain.OrderId], Cancelled());
    }

    [Fact]
    public void Exits_of_a_group_count_once_and_go_when_nothing_is_left_to_exit()
    {
        _world.Trade(Side.Buy, 100, 100);
        OrderCommand target = _world.Limit(Side.Sell, 100, 120) with { OrderId = OrderId.From(900, 1), Group = 1, Contingency = Contingency.OneCancelsOther };
        OrderCommand stop = target with { OrderId = OrderId.From(900, 2), Type = OrderType.Stop, Price = default, Trigger = RiskWorld.PriceOf(80) };
        Assert.Equal(RejectReason.None, _world.Check(target));
        Assert.Equal(RejectReason.None, _world.Check(stop));
        Reduce(byOperator: true);
        Assert.Empty(_world.Sent);
        _world.Fill(_world.Limit(Side.Sell, 100, 94), 100, 0, 94);
        Assert.Equal([stop.OrderId, target.OrderId], Cancelled());
    }

    [Fact]
    public void Of_a_strategy_that_may_only_reduce_its_own_orders_are_cancelled()
    {
        RuleWorld world = new(Loss with { Scope = RiskRuleScope.Strategy });
        world.Trade(Side.Buy, 100, 100, slot: 1);
        OrderCommand own = world.Limit(Side.Buy, 10, 50, slot: 1);
        OrderCommand other = world.Limit(Side.Buy, 10, 50, slot: 0);
        Assert.Equal((RejectReason.None, RejectReason.None), (world.Check(own), world.Check(other)));
        world.Price(RuleWorld.Spy, 94);
        Assert.Equal(own.OrderId, Assert.Single(world.Sent).OrderId);
    }

    [Fact]
    public void An_operators_halt_takes_back_everything_as_a_rules_does()
    {
        _world.Trade(Side.Buy, 100, 100);
        OrderCommand buy = Rest(Side.Buy, 10, 90);
        OrderCommand sell = Rest(Side.Sell, 10, 120);
        _world.Set(TradingState.Halted);
        _world.Gate.SendCancels();
        Assert.Equal([buy.OrderId, sell.OrderId], Cancelled());
    }

    [Fact]
    public void Cancels_go_in_portions_and_what_is_opened_again_stays()
    {
        for (int i = 0; i < 50; i++) { Rest(Side.Buy, 10, 50); }
        _world.Set(TradingState.Reducing);
        _world.Gate.SendCancels();
        Assert.Equal(OrderTracker.MaxCancels, _world.Sent.Count);
        _world.Set(TradingState.Active);
        for (int i = 0; i < OrderTracker.MaxCancels; i++) { _world.Check(_world.Sent.Dequeue()); }
        Assert.Empty(_world.Sent);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_works_nothing_can_open_afterwards_and_nothing_was_cancelled_in_vain(int seed)
    {
        Random random = new(seed);
        for (int run = 0; run < 100; run++)
        {
            RuleWorld world = new();
            long position = 10 * random.Next(-10, 11);
            if (position != 0) { world.Trade(position > 0 ? Side.Buy : Side.Sell, Math.Abs(position), 100); }
            List<OrderCommand> open = [];
            for (int i = random.Next(12); i > 0; i--)
            {
                OrderCommand order = random.Next(2) == 0 ? world.Limit(Side.Buy, 10 * random.Next(1, 6), 90) : world.Limit(Side.Sell, 10 * random.Next(1, 6), 110);
                if (world.Check(order) == RejectReason.None) { open.Add(order); }
            }

            world.Set(TradingState.Reducing);
            world.Gate.SendCancels();
            HashSet<OrderId> gone = [.. world.Sent.Select(cancel => cancel.OrderId)];
            foreach (Side side in new[] { Side.Buy, Side.Sell })
            {
                long room = Math.Max(0, side == Side.Buy ? -position : position);
                List<OrderCommand> own = open.FindAll(order => order.Side == side);
                long left = own.Where(order => !gone.Contains(order.OrderId)).Sum(order => order.Quantity.Raw);
                OrderCommand oldestGone = own.Find(order => gone.Contains(order.OrderId));
                Assert.True(left <= room, $"seed {seed}, run {run}");
                Assert.True(oldestGone.OrderId.IsNone || left + oldestGone.Quantity.Raw > room, $"seed {seed}, run {run}");
                int kept = own.TakeWhile(order => !gone.Contains(order.OrderId)).Count();
                Assert.True(own.Skip(kept).All(order => gone.Contains(order.OrderId)), $"seed {seed}, run {run}: not the newest");
            }
        }
    }

    private OrderCommand Rest(Side side, long quantity, decimal price, InstrumentId? instrument = null)
    {
        OrderCommand order = _world.Limit(side, quantity, price, instrument);
        Assert.Equal(RejectReason.None, _world.Check(order));
        return order;
    }

    private void Reduce(bool byOperator)
    {
        if (byOperator) { _world.Set(TradingState.Reducing); }
        _world.Price(RuleWorld.Spy, byOperator ? 100 : 94);
    }

    private OrderId[] Cancelled()
    {
        Assert.All(_world.Sent, cancel => Assert.Equal((CommandAction.Cancel, StrategyId.Risk), (cancel.Action, cancel.Strategy)));
        return [.. _world.Sent.Select(cancel => cancel.OrderId)];
    }
}
