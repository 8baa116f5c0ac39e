using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Matching;

/// <summary>Latency, cancels, reports, credit and limits.</summary>
public class SimulatedVenueTests
{
    private static readonly VenueOptions Slow = new() { EntryLatency = new Duration(10), ResponseLatency = new Duration(5) };

    [Fact]
    public void A_command_acts_after_the_entry_latency_and_its_report_is_due_after_the_response_latency()
    {
        var venue = new VenueFixture(Slow);
        venue.Market(Side.Buy, 5, now: 100);
        venue.Market(Side.Buy, 5, now: 100);
        Assert.Equal([110], venue.Timers);
        Assert.Equal(2, venue.Venue.PendingArrivals);

        venue.Trade(50, 9, now: 109);
        venue.Venue.OnTimer(TimerId.BarClose(new BarSpecId(0)), new Timestamp(110));
        Assert.Empty(venue.Sent);

        venue.Venue.OnTimer(TimerId.VenueArrival, new Timestamp(112));   // A live timer may be late: the venue was not.
        Assert.Equal("1 accepted · 2 accepted", venue.News());
        Assert.Equal((110, 115), (venue.Sent[0].VenueTime, venue.Sent[0].Due));
    }

    [Fact]
    public void Arrivals_act_before_the_event_that_is_later()
    {
        var venue = new VenueFixture(Slow);
        venue.Quote(99, 1, 101, 1, now: 90);
        venue.Market(Side.Buy, 2, now: 100);
        venue.Quote(99, 1, 105, 7, now: 111);
        Assert.Equal("1 accepted · 1 filled 1@101 taker, 1 left · 1 filled 1@105 taker, 0 left", venue.News());
        Assert.Equal([110, 110, 111], venue.Sent.Select(s => s.VenueTime));
    }

    [Fact]
    public void Due_times_never_go_back()
    {
        var venue = new VenueFixture(Slow);
        venue.Market(Side.Buy, 5, now: 100);
        venue.Market(Side.Buy, 5, now: 105, instrument: 0);
        venue.Venue.OnTimer(TimerId.VenueArrival, new Timestamp(110));
        venue.Venue.OnTimer(TimerId.VenueArrival, new Timestamp(115));
        venue.Trade(50, 2, now: 116, exchange: 111);   // Its time is before the second order's arrival.
        Assert.Equal([115, 120, 120], venue.Sent.Select(s => s.Due));
        Assert.Equal([110, 115, 111], venue.Sent.Select(s => s.VenueTime));
    }

    [Fact]
    public void A_cancel_ends_an_open_order_and_an_unknown_or_finished_one_is_refused()
    {
        var venue = new VenueFixture();
        OrderId order = venue.Limit(Side.Sell, 5, 100, now: 1);
        venue.Trade(101, 2, now: 2);
        venue.Cancel(order, now: 3);
        venue.Cancel(order, now: 4);
        venue.Cancel(new OrderId(77), now: 5);
        venue.Trade(101, 9, now: 6);
        Assert.Equal("1 accepted · 1 filled 2@101 taker, 3 left · 1 canceled · 1 cancel rejected: UnknownOrder · 77 cancel rejected: UnknownOrder", venue.News());
        Assert.Equal((2, 0), (venue.Sent[2].Report.CumulativeQuantity.Raw, venue.Sent[2].Report.LeavesQuantity.Raw));
        Assert.Equal(0, venue.Venue.OpenOrders);
    }

    [Fact]
    public void A_fill_carries_quantities_fee_and_whose_it_is()
    {
        var venue = new VenueFixture();
        venue.Trade(100, 1, now: 1);
        venue.Limit(Side.Buy, 5, 99, now: 2);
        venue.Limit(Side.Buy, 1, 100, now: 2);
        venue.Trade(98, 4, now: 3);
        ExecutionReport taker = venue.Sent[2].Report;
        ExecutionReport maker = venue.Sent[3].Report;
        Assert.Equal(98L * Money.One / 1000, taker.FeeRaw);
        Assert.Equal(-(3 * 99L * Money.One / 10_000), maker.FeeRaw);
        Assert.Equal(Currency.Parse("USD"), maker.FeeCurrency);
        Assert.Equal((99, 3, 3, 2), (maker.LastPrice.Raw, maker.LastQuantity.Raw, maker.CumulativeQuantity.Raw, maker.LeavesQuantity.Raw));
        Assert.Equal((new AccountId(7), new StrategyId(9), Side.Buy), (maker.Account, maker.Strategy, maker.Side));
        Assert.Equal(2, venue.Venue.Fills);
    }

    [Fact]
    public void Without_credit_an_order_lets_market_data_pass_and_leaves_it_to_the_next()
    {
        var venue = new VenueFixture();
        OrderId first = venue.Market(Side.Buy, 9, now: 1);
        venue.Trade(100, 1, now: 2);
        venue.Trade(100, 1, now: 3);
        venue.Market(Side.Buy, 9, now: 4);
        venue.News();
        venue.Trade(100, 1, now: 5);   // Three reports of the first order are on their way.
        Assert.Equal("2 filled 1@100 taker, 8 left", venue.News());
        Assert.Equal(1, venue.Venue.DeferredFills);

        venue.Venue.OnReport(venue.Id, venue.Sent[0].Report, ReportSource.Risk);   // Not the venue's.
        venue.Trade(100, 1, now: 6);
        Assert.Equal("2 filled 1@100 taker, 7 left", venue.News());

        venue.Venue.OnReport(venue.Id, venue.Sent[0].Report, ReportSource.Venue);
        venue.Trade(100, 1, now: 7);
        Assert.Equal("1 filled 1@100 taker, 6 left", venue.News());

        venue.Cancel(first, now: 8);   // The fourth place is the end's.
        Assert.Equal("1 canceled", venue.News());
    }

    [Fact]
    public void A_rejected_cancel_gives_no_credit_back()
    {
        var venue = new VenueFixture();
        venue.Cancel(new OrderId(1), now: 1);
        venue.Market(Side.Buy, 9, now: 1);
        venue.Venue.OnReport(venue.Id, venue.Sent[0].Report, ReportSource.Venue);
        venue.Trade(100, 1, now: 2);
        venue.Trade(100, 1, now: 3);
        venue.Trade(100, 1, now: 4);
        Assert.Equal((2, 1), (venue.Venue.Fills, venue.Venue.DeferredFills));
    }

    [Fact]
    public void A_report_that_was_never_sent_is_a_broken_invariant()
    {
        var venue = new VenueFixture();
        venue.Market(Side.Buy, 9, now: 1);
        venue.ReturnAll();
        Assert.Throws<InvariantViolationException>(() => venue.Venue.OnReport(venue.Id, venue.Sent[0].Report, ReportSource.Venue));
    }

    [Fact]
    public void A_full_table_rejects_and_a_finished_order_makes_room()
    {
        var venue = new VenueFixture(new VenueOptions { MaxOpenOrders = 2 });
        venue.Market(Side.Buy, 1, now: 1);
        OrderId second = venue.Market(Side.Buy, 1, now: 1);
        venue.Market(Side.Buy, 1, now: 1);
        venue.Cancel(second, now: 2);
        venue.Market(Side.Buy, 1, now: 3);
        Assert.Equal("1 accepted · 2 accepted · 3 rejected: Overloaded · 2 canceled · 4 accepted", venue.News());
    }

    [Fact]
    public void A_full_arrival_queue_refuses_at_once()
    {
        var venue = new VenueFixture(Slow with { MaxOpenOrders = 1 });
        OrderId first = venue.Market(Side.Buy, 1, now: 1);
        venue.Cancel(first, now: 1);
        venue.Market(Side.Buy, 1, now: 1);
        venue.Cancel(first, now: 1);
        Assert.Equal("2 rejected: Overloaded · 1 cancel rejected: Overloaded", venue.News());
    }

    [Theory]
    [InlineData(0, 100, RejectReason.InvalidQuantity)]
    [InlineData(-10, 100, RejectReason.InvalidQuantity)]
    [InlineData(15, 100, RejectReason.InvalidQuantity)]
    [InlineData(10, 0, RejectReason.InvalidPrice)]
    [InlineData(10, -1, RejectReason.InvalidPrice)]
    public void A_quantity_off_the_lot_or_a_price_that_is_none_is_rejected(long quantity, long limit, RejectReason reason)
    {
        var venue = new VenueFixture();
        venue.Limit(Side.Buy, quantity, limit, now: 1, instrument: 1);
        Assert.Equal($"1 rejected: {reason}", venue.News());
    }

    [Fact]
    public void A_command_that_risk_stopped_must_not_come_here()
    {
        var venue = new VenueFixture();
        Assert.Throws<InvariantViolationException>(() =>
            venue.Venue.OnCommand(new OrderCommand { Verdict = RejectReason.PriceCollar, Action = CommandAction.New }, new Timestamp(1)));
    }

    [Fact]
    public void The_hash_folds_every_report()
    {
        var venue = new VenueFixture();
        Assert.Equal(new HashAccumulator(4).Value, venue.Venue.Hash);
        venue.Market(Side.Buy, 5, now: 1);
        venue.Trade(100, 9, now: 2);
        HashAccumulator expected = new(4);
        foreach ((InstrumentId instrument, ExecutionReport report, _, _) in venue.Sent) { expected.Fold(report, instrument); }
        Assert.Equal(2, venue.Sent.Count);
        Assert.Equal(expected.Value, venue.Venue.Hash);
    }

    [Theory]
    [InlineData(-1, 0, 100, 1, "EntryLatency must be 0 ns or more, but is -1")]
    [InlineData(0, -1, 100, 1, "ResponseLatency must be 0 ns or more, but is -1")]
    [InlineData(0, 0, 0, 1, "ParticipationPercent must be 1 to 100, but is 0")]
    [InlineData(0, 0, 101, 1, "ParticipationPercent must be 1 to 100, but is 101")]
    [InlineData(0, 0, 100, 0, "MaxOpenOrders must be 1 to 1048576, but is 0")]
    [InlineData(0, 0, 100, 2_000_000, "MaxOpenOrders must be 1 to 1048576, but is 2000000")]
    public void Bad_options_are_named(long entry, long response, int percent, int orders, string message)
    {
        var options = new VenueOptions
        {
            EntryLatency = new Duration(entry),
            ResponseLatency = new Duration(response),
            ParticipationPercent = percent,
            MaxOpenOrders = orders,
        };
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => new VenueFixture(options)).Message, StringComparison.Ordinal);
    }
}
