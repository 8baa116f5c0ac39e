using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using static LlmTrader.Tests.Unit.Margin.PerpetualWorld;

namespace LlmTrader.Tests.Unit.Margin;

/// <summary>
/// 90 long at 100 with 1,000 USD, fee 9: 991 of cash. Maintenance is 0.4 % of the value, so that 89.4 still carries the position
/// (37 against 32.184) and 89.3 does not (28 against 32.148).
/// </summary>
public sealed class LiquidationTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_position_is_closed_when_equity_comes_down_to_maintenance_and_not_before(bool byMarkPrice)
    {
        PerpetualRun run = Long90(Account());
        if (byMarkPrice) { run.Mark(89.4m); } else { run.Trade(89.4m); }
        Assert.Equal(0, run.Liquidator.Sent);
        if (byMarkPrice) { run.Mark(89.3m); } else { run.Trade(89.3m); }
        Assert.Equal(1, run.Liquidator.Sent);
        Assert.True(run.Liquidator.IsUnderWay(Main, Btc));

        run.Trade(89.3m);
        Assert.Equal(0, run.Liquidator.UnderWay);
        Assert.Equal(0, run.PositionIn(Btc));
        ExecutionReport fill = run.Liquidations.Single(report => report.Kind == ReportKind.Fill);
        Assert.Equal((90_000, Side.Sell), (fill.LastQuantity.Raw, fill.Side));
        Assert.Equal(8_037m * 0.011m, Decimal(fill.Fee));   // The taker's 0.1 % and the liquidation fee of 1 %.
        Assert.Equal(991m - 963m - 88.407m, run.Cash);      // No insurance fund: what is missing is shown.
    }

    [Fact]
    public void A_last_price_liquidates_nothing_once_there_is_a_mark()
    {
        PerpetualRun run = Long90(Account());
        run.Mark(100);
        run.Trade(80);
        Assert.Equal(0, run.Liquidator.Sent);
        Assert.Equal(991m, run.Equity);
    }

    [Fact]
    public void The_liquidation_is_a_person_like_command_with_a_decision_of_risk()
    {
        PerpetualRun run = Long90(Account());
        run.Trade(89.3m);
        OutRecord decision = run.Records.Single(record => record.Kind == OutKind.Decision && record.Decision.Strategy == StrategyId.Liquidation);
        Assert.Equal((RejectReason.None, OrderType.Market, OrderFlags.ReduceOnly), (decision.Decision.Verdict, decision.Decision.Type, decision.Decision.Flags));
        Assert.Equal(decision.Sequence, decision.Decision.OrderId.Sequence);
    }

    [Fact]
    public void Funding_and_withdrawals_liquidate_too()
    {
        PerpetualRun funded = Long90(Account());
        funded.Trade(89.4m);
        funded.Funding(89.4m, 0.05m);   // 4.023 of 37: 32.977 is above 32.184.
        Assert.Equal(0, funded.Liquidator.Sent);
        funded.Funding(89.4m, 0.01m);   // 0.8046: 32.1724.
        Assert.Equal(1, funded.Liquidator.Sent);

        PerpetualRun poorer = Long90(Account());
        poorer.Flow(-960);   // 31 of 36.
        Assert.Equal(1, poorer.Liquidator.Sent);
        Assert.Equal(31m, poorer.Cash);
    }

    [Fact]
    public void With_cross_margin_the_largest_loss_goes_first_and_the_next_only_if_that_was_not_enough()
    {
        PerpetualRun run = new(Options(Account(20)));
        run.Trade(100);
        run.Trade(100, instrument: Eth);
        run.Order(Side.Buy, 60);
        run.Trade(100);
        run.Order(Side.Buy, 60, Eth);
        run.Trade(100, instrument: Eth);
        run.Trade(95);                    // 300 lost.
        run.Trade(88.9m, instrument: Eth);   // 666 lost: 22 left of 988, 22.8 + 21.3 needed.
        Assert.Equal(1, run.Liquidator.Sent);
        Assert.True(run.Liquidator.IsUnderWay(Main, Btc));   // Of the currency.
        run.Trade(94.9m);
        Assert.Equal(1, run.Liquidator.Sent);
        run.Trade(88.9m, instrument: Eth);
        Assert.Equal((60m, 0m), (run.PositionIn(Btc), run.PositionIn(Eth)));
        Assert.Equal(2, run.Liquidator.Sent);   // The fee of 58.67 took the rest.
        run.Trade(94.9m);
        Assert.Equal(0m, run.PositionIn(Btc));
    }

    [Fact]
    public void An_isolated_position_is_closed_by_its_own_margin_and_the_others_stay()
    {
        PerpetualRun run = new(Options(Account(10, MarginMode.Isolated)));
        run.Trade(100);
        run.Trade(100, instrument: Eth);
        run.Order(Side.Buy, 40);
        run.Trade(100);
        run.Order(Side.Sell, 40, Eth);
        run.Trade(100, instrument: Eth);
        run.Trade(90.4m);   // 400 - 384 = 16 against 14.464.
        Assert.Equal(0, run.Liquidator.Sent);
        run.Trade(90.3m);   // 12 against 14.448.
        Assert.Equal(1, run.Liquidator.Sent);
        Assert.False(run.Liquidator.IsUnderWay(Main, Eth));
        run.Trade(90.3m);
        Assert.Equal((0m, -40m), (run.PositionIn(Btc), run.PositionIn(Eth)));
    }

    [Fact]
    public void With_cross_margin_what_could_open_is_cancelled_before_a_position_is_closed()
    {
        PerpetualRun run = Long90(Account());
        run.Order(Side.Buy, 0.5m, limit: 50);
        run.Order(Side.Buy, 0.5m, Eth, limit: 50);
        run.Order(Side.Sell, 10, limit: 110);   // Reduces as long as there is a position.
        RiskGate gate = run.Engine.Stages.Risk.Gate;
        Assert.Equal(3, gate.OpenOrders);
        Assert.True(gate.Reserved(Main, Usd).Raw > 0);
        run.Trade(89.3m);
        OutRecord[] decisions = [.. run.Records.Where(record => record.Kind == OutKind.Decision && record.Decision.Strategy.IsEngine)];
        Assert.Equal([CommandAction.Cancel, CommandAction.Cancel, CommandAction.Cancel, CommandAction.New], decisions.Select(record => record.Decision.Action));
        Assert.All(decisions, record => Assert.Equal(RejectReason.None, record.Decision.Verdict));
        Assert.Equal(0, gate.Reserved(Main, Usd).Raw);
        run.Trade(89.3m);
        Assert.Equal((0, 0m), (gate.OpenOrders, run.PositionIn(Btc)));
        run.Trade(111);
        Assert.Equal(0m, run.PositionIn(Btc));
    }

    [Fact]
    public void With_isolated_margin_other_orders_stay()
    {
        PerpetualRun run = new(Options(Account(10, MarginMode.Isolated)));
        run.Trade(100);
        run.Order(Side.Buy, 40);
        run.Trade(100);
        run.Order(Side.Buy, 0.5m, limit: 50);
        run.Trade(90.3m);
        run.Trade(90.3m);
        Assert.Equal((1L, 0m, 1), (run.Liquidator.Sent, run.PositionIn(Btc), run.Engine.Stages.Risk.Gate.OpenOrders));
    }

    [Fact]
    public void A_liquidation_finds_a_place_when_the_order_table_is_full()
    {
        PerpetualRun run = Long90(Account(), options => options with
        {
            Risk = options.Risk with { MaxOpenOrders = 2 },
            Venue = new VenueOptions { MaxOpenOrders = 2 },
        });
        run.Order(Side.Buy, 0.1m, limit: 1);
        run.Order(Side.Buy, 0.1m, limit: 1);
        run.Order(Side.Buy, 0.1m, limit: 1);
        Assert.Equal(1, run.Engine.Stages.Risk.Gate.Rejections[(int)RejectReason.Overloaded]);
        run.Trade(89);
        run.Trade(89);
        Assert.Equal(0m, run.PositionIn(Btc));
    }

    [Fact]
    public void A_liquidation_that_meets_a_closed_position_opens_nothing()
    {
        PerpetualRun run = Long90(Account());
        run.Order(Side.Sell, 90, limit: 89.2m);
        run.Trade(89.25m);   // Closes it, and shows the price at once: the liquidation is on its way.
        Assert.Equal((1, 0), (run.Liquidator.Sent, run.Liquidator.UnderWay));
        run.Trade(89.25m);
        Assert.Equal((0m, 991m - 967.5m - 8.0325m), (run.PositionIn(Btc), run.Cash));
    }

    [Fact]
    public void The_slots_lose_what_a_liquidation_closes()
    {
        BuyingRuleSet ruleSet = new();
        PerpetualRun run = new(Options(Account()) with { Bars = new BarOptions { Specs = [BarSpec.Parse("1t")] } }, ruleSet);
        run.Trade(100);
        run.Trade(100);
        Assert.Equal(90_000, run.Engine.Stages.Signals.Position(Btc).Raw);
        run.Trade(89);
        run.Trade(89);
        Assert.Equal(0, run.Engine.Stages.Signals.Position(Btc).Raw);
        Assert.Equal(run.Cash, Decimal(run.Engine.Stages.Signals.Book.Equity(default, Usd)));
    }

    private static PerpetualRun Long90(AccountOptions account, Func<Engine.Runtime.EngineOptions, Engine.Runtime.EngineOptions>? change = null)
    {
        Engine.Runtime.EngineOptions options = Options(account);
        PerpetualRun run = new(change?.Invoke(options) ?? options);
        run.Trade(100);
        run.Order(Side.Buy, 90);
        run.Trade(100);
        Assert.Equal((90m, 991m), (run.PositionIn(Btc), run.Cash));
        return run;
    }

    private sealed class BuyingRuleSet : IRuleSet
    {
        private bool _hasBought;

        public string Name => "buying";

        public string Id => "buying";

        public int WarmUpBars => 0;

        public RuleSetOutcome OnBar(in ClosedBar bar, IRuleSetContext context)
        {
            if (!_hasBought) { Assert.Equal(RejectReason.None, context.SubmitMarket(bar.Instrument, Side.Buy, QuantityOf(90))); }
            _hasBought = true;
            return RuleSetOutcome.Signal;
        }

        public void Transfer(ISnapshotTransfer transfer)
        {
            transfer.Section(Id);
            transfer.Value(ref _hasBought);
        }
    }
}
