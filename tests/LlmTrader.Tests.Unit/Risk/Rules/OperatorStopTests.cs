using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Risk.Rules;

/// <summary>An operator pauses, halts and resumes one strategy, and takes back what works without stopping anything.</summary>
public class OperatorStopTests
{
    private static readonly StrategyId First = new(0);
    private static readonly StrategyId Second = new(1);

    private readonly RuleWorld _world = new();

    [Fact]
    public void A_paused_strategy_may_exit_and_not_enter_and_the_others_go_on()
    {
        _world.Trade(Side.Buy, 100, 100, slot: 0);
        OrderCommand entry = Rest(Side.Buy, 10, 90, slot: 0);
        OrderCommand exit = Rest(Side.Sell, 50, 110, slot: 0);
        OrderCommand other = Rest(Side.Buy, 10, 90, slot: 1);
        Set(First, TradingState.Reducing);

        Assert.Equal([entry.OrderId], Cancelled());
        Assert.Equal(RejectReason.ReducingOnly, _world.Check(_world.Limit(Side.Buy, 10, 90, slot: 0)));
        Assert.Equal(RejectReason.None, _world.Check(_world.Limit(Side.Sell, 50, 111, slot: 0)));
        Assert.Equal(RejectReason.None, _world.Check(_world.Limit(Side.Buy, 10, 90, slot: 1)));
        Assert.Equal(RejectReason.None, _world.Check(_world.Limit(Side.Buy, 10, 90)));
        Assert.Equal(RejectReason.None, _world.Check(exit with { Action = CommandAction.Cancel }));
        Assert.Equal(RejectReason.None, _world.Check(other with { Action = CommandAction.Cancel }));
    }

    [Fact]
    public void A_halted_strategy_sends_nothing_and_keeps_nothing()
    {
        _world.Trade(Side.Buy, 100, 100, slot: 0);
        OrderCommand entry = Rest(Side.Buy, 10, 90, slot: 0);
        OrderCommand exit = Rest(Side.Sell, 50, 110, slot: 0);
        Rest(Side.Buy, 10, 90, slot: 1);
        Set(First, TradingState.Halted);
        Assert.Equal([entry.OrderId, exit.OrderId], Cancelled());
        Assert.Equal(RejectReason.StrategyHalted, _world.Check(_world.Limit(Side.Sell, 50, 111, slot: 0)));
    }

    [Fact]
    public void It_stays_over_changes_of_all_trading_and_ends_with_its_own_resume()
    {
        Set(First, TradingState.Reducing);
        Set(Second, TradingState.Reducing);
        _world.Set(TradingState.Halted);
        _world.Set(TradingState.Active);
        Assert.Equal(RejectReason.ReducingOnly, _world.Check(_world.Limit(Side.Buy, 10, 90, slot: 0)));
        Set(First, TradingState.Active);
        Assert.Equal(RejectReason.None, _world.Check(_world.Limit(Side.Buy, 10, 90, slot: 0)));
        Assert.Equal(RejectReason.ReducingOnly, _world.Check(_world.Limit(Side.Buy, 10, 90, slot: 1)));
        Assert.Equal((TradingState.Active, TradingState.Reducing), (_world.Gate.StateOf(First), _world.Gate.StateOf(Second)));
    }

    [Fact]
    public void A_resume_does_not_start_again_what_a_rule_has_stopped()
    {
        RuleWorld world = new(new RiskRule { Id = 1, Kind = RiskRuleKind.DailyLoss, Scope = RiskRuleScope.Strategy, Limit = RuleWorld.Usd(500), Action = RiskAction.HaltStrategy });
        world.Trade(Side.Buy, 100, 100, slot: 0);
        world.Price(RuleWorld.Spy, 94);
        world.Gate.OnStrategyState(new StrategyStateChange { Strategy = First, State = TradingState.Active });
        Assert.Equal(RejectReason.StrategyHalted, world.Check(world.Limit(Side.Sell, 10, 90, slot: 0)));
    }

    [Theory]
    [InlineData(false, -2, new[] { 0, 1, 2, 3 })]
    [InlineData(true, -2, new[] { 1, 3 })]
    [InlineData(false, 0, new[] { 0, 1 })]
    [InlineData(false, -1, new[] { 2, 3 })]
    [InlineData(true, 0, new[] { 1 })]
    public void Cancel_all_takes_back_what_is_meant_and_trading_goes_on(bool ofQqq, int slot, int[] expected)
    {
        OrderCommand[] orders =
        [
            Rest(Side.Buy, 10, 90, slot: 0), Rest(Side.Buy, 10, 45, RuleWorld.Qqq, slot: 0),
            Rest(Side.Sell, 10, 110), Rest(Side.Sell, 10, 55, RuleWorld.Qqq),
        ];
        CancelAll which = new() { Instrument = ofQqq ? RuleWorld.Qqq : InstrumentId.None, OfStrategy = (byte)(slot == -2 ? 0 : 1), Strategy = slot < 0 ? StrategyId.Manual : First };
        _world.Gate.OnCancelAll(in which);
        _world.Gate.SendCancels();
        Assert.Equal(expected.Select(i => orders[i].OrderId), Cancelled());
        Assert.Equal(RejectReason.None, _world.Check(_world.Limit(Side.Buy, 10, 90, slot: 0)));
        Assert.Empty(_world.Sent);   // What came later is not meant.
    }

    [Fact]
    public void Cancels_of_all_go_in_portions_over_events()
    {
        List<OrderId> orders = [.. Enumerable.Range(0, (2 * OrderTracker.MaxCancels) + 5).Select(_ => Rest(Side.Buy, 10, 50).OrderId)];
        _world.Gate.OnCancelAll(new CancelAll { Instrument = InstrumentId.None });
        _world.Gate.SendCancels();
        List<OrderId> cancelled = [];
        while (_world.Sent.Count > 0)
        {
            Assert.True(_world.Sent.Count <= OrderTracker.MaxCancels);
            OrderCommand cancel = _world.Sent.Dequeue();
            cancelled.Add(cancel.OrderId);
            Assert.Equal(RejectReason.None, _world.Check(cancel));
        }

        Assert.Equal(orders, cancelled);
    }

    private OrderCommand Rest(Side side, long quantity, decimal price, InstrumentId? instrument = null, int slot = -1)
    {
        OrderCommand order = _world.Limit(side, quantity, price, instrument, slot);
        Assert.Equal(RejectReason.None, _world.Check(order));
        return order;
    }

    private void Set(StrategyId strategy, TradingState state)
    {
        _world.Gate.OnStrategyState(new StrategyStateChange { Strategy = strategy, State = state });
        _world.Gate.SendCancels();
    }

    private List<OrderId> Cancelled()
    {
        List<OrderId> ids = [];
        while (_world.Sent.TryDequeue(out OrderCommand cancel))
        {
            Assert.Equal((CommandAction.Cancel, StrategyId.Risk), (cancel.Action, cancel.Strategy));
            ids.Add(cancel.OrderId);
            _world.Check(cancel);
        }

        return ids;
    }
}
