using LlmTrader.Engine.Core;
using LlmTrader.Tools.Hosting.Backtests.Comparison;

namespace LlmTrader.Tests.Unit.Backtests;

public sealed class ComparedDecisionTests
{
    private static readonly ComparedDecision Plain = new()
    {
        Time = "2024-01-01T00:00:00.000000000Z", Account = "main", Instrument = "SPY.ARCA", Action = CommandAction.New, Side = Side.Buy, Type = OrderType.Market,
        TimeInForce = TimeInForce.GoodTillCancel, Quantity = "5", Price = null, Trigger = null, DisplayQuantity = null, ExpireAt = null,
        Flags = OrderFlags.None, Contingency = Contingency.None, Group = 0, Verdict = RejectReason.None,
    };

    [Fact]
    public void A_decision_reads_as_what_was_wanted_and_names_only_what_it_has()
    {
        Assert.Equal("Buy 5 SPY.ARCA Market GoodTillCancel", Plain.ToString());
        Assert.Equal("Buy 5 SPY.ARCA Limit 10.50 GoodTillCancel, blocked by risk (TradingHalted)", (Plain with { Type = OrderType.Limit, Price = "10.50", Verdict = RejectReason.TradingHalted }).ToString());
        Assert.Equal("cancel an order of SPY.ARCA", (Plain with { Action = CommandAction.Cancel }).ToString());
        Assert.Equal(
            "amend an order to Buy 5 SPY.ARCA StopLimit trigger 11.00 11.20 GoodTillCancel showing 1 ReduceOnly Child of group 2",
            (Plain with { Action = CommandAction.Amend, Type = OrderType.StopLimit, Trigger = "11.00", Price = "11.20", DisplayQuantity = "1", Flags = OrderFlags.ReduceOnly, Contingency = Contingency.Child, Group = 2 }).ToString());
    }

    [Fact]
    public void The_run_that_decides_later_or_nothing_more_says_so()
    {
        DecisionDifference later = new() { Number = 3, Time = Plain.Time, A = Plain, B = Plain with { Time = "2024-01-02T00:00:00.000000000Z", Side = Side.Sell } };
        Assert.Equal(
            [
                "First decision that differs: number 3, at 2024-01-01T00:00:00.000000000Z",
                "  A: Buy 5 SPY.ARCA Market GoodTillCancel",
                "  B: decides nothing then; its next, at 2024-01-02T00:00:00.000000000Z: Sell 5 SPY.ARCA Market GoodTillCancel",
            ],
            later.Lines());
        Assert.Equal("  A: decides nothing more", (later with { A = null }).Lines()[1]);
    }
}
