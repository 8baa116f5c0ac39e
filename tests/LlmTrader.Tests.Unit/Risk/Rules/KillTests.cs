using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Risk.Rules;

public class KillTests
{
    private readonly RuleWorld _world = new();

    [Fact]
    public void Nothing_new_passes_from_a_kill_to_its_reset_and_cancels_always_do()
    {
        OrderCommand order = _world.Limit(Side.Buy, 10, 50);
        _world.Check(order);
        Kill(flatten: false);
        Assert.Equal(RejectReason.Killed, _world.Check(_world.Limit(Side.Buy, 10, 50)));
        Assert.Equal(RejectReason.None, _world.Check(order with { Action = CommandAction.Cancel }));
        Assert.Equal(RejectReason.CancelPending, _world.Check(_world.Sent.Dequeue()));
        _world.Gate.OnKillReset();
        Assert.Equal(RejectReason.None, _world.Check(_world.Limit(Side.Buy, 10, 50)));
    }

    [Fact]
    public void A_flatten_waits_for_what_works_and_then_closes_with_a_reduce_only_order()
    {
        _world.Trade(Side.Buy, 50, 100);
        OrderCommand resting = _world.Limit(Side.Sell, 20, 110);
        _world.Check(resting);
        Kill(flatten: true);
        Assert.Equal(RejectReason.CancelPending, Listed().Reason);
        OrderCommand cancel = _world.Sent.Dequeue();
        Assert.Empty(_world.Sent);
        _world.Check(cancel);
        _world.Report(resting, ReportKind.Canceled);

        OrderCommand close = _world.Sent.Dequeue();
        Assert.Equal((CommandAction.New, Side.Sell, 50L, OrderType.Market, OrderFlags.ReduceOnly, StrategyId.Risk),
            (close.Action, close.Side, close.Quantity.Raw, close.Type, close.Flags, close.Strategy));
        Returned(close);
        Assert.True(_world.Gate.Kill.IsFlattening);
        Assert.Equal(0, _world.Gate.Kill.Unclosed);
        Assert.Equal(0, _world.Gate.Position(RiskWorld.Main, RuleWorld.Spy).Raw);
        Assert.False(_world.Gate.WaitsForTime);
    }

    [Theory]
    [InlineData(InstrumentStatus.Halted, RejectReason.InstrumentHalted)]
    [InlineData(InstrumentStatus.Closed, RejectReason.SessionClosed)]
    public void What_does_not_trade_is_listed_and_closed_when_it_trades_again(InstrumentStatus status, RejectReason reason)
    {
        _world.Trade(Side.Sell, 50, 100);
        _world.Status(RuleWorld.Spy, status);
        Kill(flatten: true);
        Assert.Equal((reason, -50L), (Listed().Reason, Listed().Position.Raw));
        Assert.True(_world.Gate.WaitsForTime);
        _world.Gate.WatchAll(_world.Now);
        Assert.Empty(_world.Sent);
        Assert.Single(_world.Unclosed);   // Once per reason.
        _world.Status(RuleWorld.Spy, InstrumentStatus.Open);
        Assert.Equal((Side.Buy, 50L), (_world.Sent.Peek().Side, _world.Sent.Peek().Quantity.Raw));
    }

    [Fact]
    public void What_the_venue_refuses_is_listed_and_tried_again_after_a_second()
    {
        _world.Trade(Side.Buy, 50, 100);
        Kill(flatten: true);
        OrderCommand close = Judged(_world.Sent.Dequeue());
        _world.Report(close, ReportKind.Rejected, reason: RejectReason.SessionClosed);
        Assert.Equal(RejectReason.SessionClosed, Listed().Reason);
        Assert.Empty(_world.Sent);
        Assert.True(_world.Gate.WaitsForTime);
        _world.Wait(1);
        _world.Gate.WatchAll(_world.Now);
        Returned(_world.Sent.Dequeue());
        Assert.Equal(0, _world.Gate.Kill.Unclosed);
    }

    [Fact]
    public void What_risk_refuses_of_a_close_is_listed_too()
    {
        _world.Trade(Side.Buy, 50, 100);
        Kill(flatten: true);
        OrderCommand close = _world.Sent.Dequeue();
        _world.Fill(_world.Limit(Side.Sell, 20, 100), 20, 0, 100);   // A late fill of an order that nobody knows here.
        Assert.Equal(RejectReason.NothingToReduce, Judged(close).Verdict);
        Assert.Equal(30, Listed().Position.Raw);
        _world.Gate.WatchAll(_world.Now);
        Assert.Equal(30, _world.Sent.Dequeue().Quantity.Raw);
    }

    [Fact]
    public void A_fill_that_comes_late_is_closed_as_well()
    {
        OrderCommand order = _world.Limit(Side.Buy, 50, 100);
        _world.Check(order);
        Kill(flatten: true);
        Assert.Equal(CommandAction.Cancel, _world.Sent.Dequeue().Action);
        _world.Fill(order, 50, 0, 100);
        Assert.Equal((Side.Sell, 50L), (_world.Sent.Peek().Side, _world.Sent.Peek().Quantity.Raw));
    }

    [Fact]
    public void Less_than_a_lot_stays_and_is_listed()
    {
        _world.Fill(_world.Limit(Side.Buy, 57, 100), 57, 0, 100);
        Kill(flatten: true);
        Assert.Equal(50, _world.Sent.Peek().Quantity.Raw);
        Returned(_world.Sent.Dequeue());
        Assert.Equal((RejectReason.BelowOneLot, 7L), (Listed().Reason, Listed().Position.Raw));
    }

    [Fact]
    public void Limits_do_not_hold_a_close_back()
    {
        RuleWorld world = new(new RiskOptions
        {
            DefaultLimits = new RiskLimits { OrderQuantity = new Quantity(60), OrderNotional = RuleWorld.Usd(7_000), OrderRate = 2 },
            MaxOpenOrders = 1,
        });
        world.Trade(Side.Buy, 60, 100);
        world.Trade(Side.Buy, 60, 100);
        world.Set(TradingState.Halted);
        world.Gate.OnKill(new Kill { Flatten = 1 });
        Assert.Equal(RejectReason.None, world.Check(world.Sent.Dequeue() with { OrderId = OrderId.From(1000, 1) }));
    }

    private void Kill(bool flatten)
    {
        _world.Gate.OnKill(new Kill { Flatten = (byte)(flatten ? 1 : 0) });
        _world.Gate.SendCancels();
    }

    private UnclosedPosition Listed() => _world.Unclosed[^1].Position;

    // Through the Sequencer and risk.
    private OrderCommand Judged(OrderCommand close)
    {
        close.OrderId = OrderId.From(1_000_000 + _world.Gate.PassedOrders, 1);
        close.Verdict = _world.Check(close);
        return close;
    }

    private void Returned(OrderCommand close)
    {
        close = Judged(close);
        Assert.Equal(RejectReason.None, close.Verdict);
        _world.Fill(close, close.Quantity.Raw, 0, 100);
    }
}
