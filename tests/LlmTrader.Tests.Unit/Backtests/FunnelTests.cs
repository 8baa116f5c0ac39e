using LlmTrader.Engine.Core;
using LlmTrader.Tools.Hosting.Backtests;

namespace LlmTrader.Tests.Unit.Backtests;

public sealed class FunnelTests
{
    internal static Funnel Empty => new()
    {
        Events = 0, Bars = 0, OtherBars = 0, Warm = 0, Signals = 0, AlreadyThere = 0, BlockedByReason = new Dictionary<RejectReason, long>(), Sent = 0, Filled = 0,
        Fills = 0, Canceled = 0, Expired = 0, WarmUpBars = 31, Instruments = 1,
    };

    [Fact]
    public void A_run_that_traded_needs_no_reason()
    {
        Funnel funnel = Empty with { Events = 1_351_254, Bars = 2340, Warm = 2310, Signals = 120, AlreadyThere = 2, Sent = 118, Filled = 118, Fills = 130 };
        Assert.Equal(["events 1,351,254 → bars 2,340 → warm 2,310 → signals 120 → already there 2 → blocked 0 → sent 118 → filled 118"], funnel.Lines());
        Assert.Null(funnel.WhyNoTrade());
    }

    [Fact]
    public void Blocked_orders_are_listed_by_reason()
    {
        Funnel funnel = Empty with
        {
            Events = 9, Bars = 9, Warm = 9, Signals = 9,
            BlockedByReason = new SortedDictionary<RejectReason, long> { [RejectReason.BelowOneLot] = 1500, [RejectReason.PriceCollar] = 2 },
        };
        Assert.Equal(
            [
                "events 9 → bars 9 → warm 9 → signals 9 → already there 0 → blocked 1,502 → sent 0 → filled 0",
                "  PriceCollar                    2",
                "  BelowOneLot                1,500",
                "no order was sent: all 1,502 were blocked, most by BelowOneLot (1,500)",
            ],
            funnel.Lines());
    }

    [Fact]
    public void The_first_empty_step_says_why()
    {
        Assert.Equal("no trade: the source gave no events", Empty.WhyNoTrade());
        Funnel funnel = Empty with { Events = 1000 };
        Assert.StartsWith("no bar closed in 1,000 events", funnel.WhyNoTrade(), StringComparison.Ordinal);
        Assert.StartsWith("no bar of the strategy's own specification", (funnel with { OtherBars = 7 }).WhyNoTrade(), StringComparison.Ordinal);
        funnel = funnel with { Bars = 12 };
        Assert.Equal("no bar was warm: 31 bars are needed, the data had 12", funnel.WhyNoTrade());
        Assert.Equal("no bar was warm: 31 bars of one instrument are needed, the data had 12 of 3 instruments together", (funnel with { Instruments = 3 }).WhyNoTrade());
        Assert.Equal("no bar was warm: 31 bars are needed, the data had 40 of its own; of what it reads with '@' or 'of' there was too little, or none", (funnel with { Bars = 40 }).WhyNoTrade());
        funnel = funnel with { Bars = 40, Warm = 10 };
        Assert.Equal("no signal: the strategy wanted nothing on 10 warm bars", funnel.WhyNoTrade());
        funnel = funnel with { Signals = 4 };
        Assert.Equal("no order: 4 signals asked for the position that was already there", funnel.WhyNoTrade());
        funnel = funnel with { Sent = 4, Canceled = 1, Expired = 1 };
        Assert.Equal("no fill: of 4 orders sent, 1 were canceled, 1 expired, 0 were refused by the venue and 2 found no market before the data ended", funnel.WhyNoTrade());
        Assert.Null((funnel with { Fills = 1 }).WhyNoTrade());
    }
}
