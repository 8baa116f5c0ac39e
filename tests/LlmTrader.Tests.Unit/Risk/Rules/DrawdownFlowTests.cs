using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Risk.Rules;

/// <summary>A drawdown is a share of the peak: money that comes in or goes out neither makes one nor hides one.</summary>
public class DrawdownFlowTests
{
    private static readonly RiskRule TenPercent = new() { Id = 1, Kind = RiskRuleKind.Drawdown, Limit = 1000, Action = RiskAction.HaltAll };

    [Fact]
    public void A_withdrawal_makes_no_drawdown()
    {
        RuleWorld world = new(TenPercent);
        world.Trade(Side.Buy, 100, 100);
        world.Price(RuleWorld.Spy, 50);   // 95,000 of 100,000.
        Flow(world, -80_000);             // 15,000 of 15,789.47: still 5 %.
        world.Price(RuleWorld.Spy, 50);
        Assert.Equal(TradingState.Active, world.Gate.State);
        world.Price(RuleWorld.Spy, 43);   // 700 less of 15,789.47: 9.44 %.
        Assert.Equal(TradingState.Active, world.Gate.State);
        world.Price(RuleWorld.Spy, 41);
        Assert.Equal((TradingState.Halted, 1070L), (world.Gate.State, world.LastOf(1)!.Value.Observed));
    }

    [Fact]
    public void A_deposit_hides_no_drawdown()
    {
        RuleWorld world = new(TenPercent);
        world.Trade(Side.Buy, 900, 100);
        world.Price(RuleWorld.Spy, 91);   // 8.1 %.
        Flow(world, 919_000);             // 1,010,900 of 1,100,000: still 8.1 %.
        world.Price(RuleWorld.Spy, 68);
        Assert.Equal(TradingState.Active, world.Gate.State);   // 9.98 %.
        world.Price(RuleWorld.Spy, 67);
        Assert.Equal((TradingState.Halted, 1007L), (world.Gate.State, world.LastOf(1)!.Value.Observed));
    }

    private static void Flow(RuleWorld world, decimal amount) => world.Gate.OnCashFlow(new CashFlow
    {
        AmountRaw = RuleWorld.Usd(amount),
        Currency = RiskWorld.Usd,
        Account = RiskWorld.Main,
        Kind = amount > 0 ? CashFlowKind.Deposit : CashFlowKind.Withdrawal,
    });
}
