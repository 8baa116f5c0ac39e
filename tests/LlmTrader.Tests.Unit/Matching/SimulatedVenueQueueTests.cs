using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Matching;

/// <summary>Resting orders behind the market's queue.</summary>
public class SimulatedVenueQueueTests
{
    [Fact]
    public void Behind_the_displayed_quantity_trades_at_the_price_serve_the_queue_first()
    {
        VenueFixture venue = Open(QueueModel.RiskAverse);
        venue.Limit(Side.Buy, 5, 99, now: 10);   // 20 before it.
        venue.Trade(99, 15, now: 11);
        venue.Trade(99, 8, now: 12);             // 5 to the queue, 3 to us.
        venue.Trade(99, 1, now: 13);
        Assert.Equal(["3@99", "1@99"], venue.Fills());
    }

    [Fact]
    public void Cancels_before_us_count_by_probability_and_not_at_all_when_averse_to_risk()
    {
        foreach ((QueueModel model, string[] expected) in new[] { (QueueModel.RiskAverse, Array.Empty<string>()), (QueueModel.Power(1), ["5@99"]) })
        {
            VenueFixture venue = Open(model);
            venue.Limit(Side.Buy, 5, 99, now: 10);    // 20 before it,
            venue.Book(now: 11, "b99=40");            // 20 behind it.
            venue.Book(now: 12, "b99=25");            // 15 went, 7 of them before it by power:1.
            venue.Trade(99, 18, now: 13);             // 13 to the queue, 5 to us; else 2 of 20 remain.
            Assert.Equal(expected, venue.Fills());
        }
    }

    [Fact]
    public void A_trade_through_the_limit_fills_whatever_stood_before()
    {
        VenueFixture venue = Open(QueueModel.RiskAverse);
        venue.Limit(Side.Buy, 5, 99, now: 10);
        venue.Trade(98, 2, now: 11);
        Assert.Equal(["2@99"], venue.Fills());
        venue.ReturnAll();
        venue.Trade(99, 2, now: 12);   // All before it is gone.
        Assert.Equal(["2@99", "2@99"], venue.Fills());
    }

    /// <summary>Whoever buys takes from the sellers' queue.</summary>
    [Fact]
    public void A_buyers_trade_does_not_serve_the_buyers_queue()
    {
        VenueFixture venue = Open(QueueModel.RiskAverse);
        venue.Limit(Side.Buy, 5, 99, now: 10);
        venue.Trade(99, 30, now: 11, aggressor: Side.Buy);
        Assert.Equal([], venue.Fills());
        venue.Trade(99, 21, now: 12, aggressor: Side.Sell);
        Assert.Equal(["1@99"], venue.Fills());
    }

    [Fact]
    public void Our_orders_stand_behind_each_other_too()
    {
        VenueFixture venue = Open(QueueModel.RiskAverse);
        venue.Limit(Side.Buy, 5, 99, now: 10);
        venue.Limit(Side.Buy, 5, 99, now: 11);
        venue.Trade(99, 27, now: 12);
        Assert.Equal(["5@99", "2@99"], venue.Fills());
    }

    [Fact]
    public void Participation_caps_what_the_queue_leaves()
    {
        VenueFixture venue = new(new VenueOptions { Queue = QueueModel.RiskAverse, MaxBooks = 1, ParticipationPercent = 10 });
        venue.Book(now: 5, "b99=20 b90=9 a101=5", BookFlags.Snapshot);
        venue.Limit(Side.Buy, 5, 99, now: 10);
        venue.Trade(99, 30, now: 11);   // 10 are over, 3 are our share of the trade.
        Assert.Equal(["3@99"], venue.Fills());
        venue.Trade(99, 5, now: 12, aggressor: Side.Buy);
        Assert.Equal(["3@99"], venue.Fills());   // What was over then is not over now.
    }

    [Fact]
    public void An_order_inside_the_spread_is_first()
    {
        VenueFixture venue = Open(QueueModel.RiskAverse);
        venue.Limit(Side.Buy, 5, 100, now: 10);
        venue.Trade(100, 2, now: 11);
        Assert.Equal(["2@100"], venue.Fills());
    }

    /// <summary>What happened on the exchange before the order was there only says what it stands behind.</summary>
    [Fact]
    public void Data_from_before_the_arrival_puts_the_order_behind_what_it_shows()
    {
        VenueFixture venue = Open(QueueModel.RiskAverse);
        venue.Limit(Side.Buy, 5, 99, now: 10);
        venue.Book(now: 20, "b99=50", exchange: 9);
        venue.Trade(99, 45, now: 21);
        Assert.Equal([], venue.Fills());
        venue.Trade(99, 6, now: 22);
        Assert.Equal(["1@99"], venue.Fills());
    }

    [Fact]
    public void Beyond_what_the_book_has_shown_only_a_trade_through_fills()
    {
        VenueFixture venue = Open(QueueModel.RiskAverse);
        venue.Limit(Side.Buy, 5, 80, now: 10);
        venue.Trade(80, 100, now: 11);
        Assert.Equal([], venue.Fills());
        venue.Book(now: 12, "b80=10");   // Now it is shown: 10 before us.
        venue.Trade(80, 11, now: 13);
        Assert.Equal(["1@80"], venue.Fills());
    }

    [Fact]
    public void With_quotes_alone_the_size_at_the_best_price_stands_before()
    {
        VenueFixture venue = new(new VenueOptions { Queue = QueueModel.RiskAverse });
        venue.Quote(99, 20, 101, 5, now: 5);
        venue.Limit(Side.Buy, 5, 99, now: 10);
        venue.Limit(Side.Buy, 5, 98, now: 10);
        venue.Trade(99, 22, now: 11);
        Assert.Equal(["2@99"], venue.Fills());
        venue.Trade(98, 1, now: 12);
        Assert.Equal(["2@99", "1@99"], venue.Fills());   // Through 99; at 98 nobody knows the queue.
        venue.ReturnAll();
        venue.Quote(98, 7, 101, 5, now: 13);             // Now the quote shows it.
        venue.Trade(98, 8, now: 14);
        Assert.Equal(["2@99", "1@99", "2@99", "1@98"], venue.Fills());
    }

    [Fact]
    public void A_cancelled_and_replaced_order_starts_at_the_end()
    {
        VenueFixture venue = Open(QueueModel.RiskAverse);
        OrderId order = venue.Limit(Side.Buy, 5, 99, now: 10);
        venue.Trade(99, 18, now: 11);
        venue.Cancel(order, now: 12);
        venue.Limit(Side.Buy, 5, 99, now: 13);   // The book still shows 20.
        venue.Trade(99, 18, now: 14);
        Assert.Equal([], venue.Fills());
    }

    [Fact]
    public void A_model_and_fill_on_touch_do_not_go_together() =>
        Assert.Throws<ArgumentException>(new VenueOptions { Queue = QueueModel.Log, FillOnTouch = true }.Validated);

    private static VenueFixture Open(QueueModel model)
    {
        VenueFixture venue = new(new VenueOptions { Queue = model, MaxBooks = 1 });
        venue.Book(now: 5, "b99=20 b98=30 b90=9 a101=5 a110=9", BookFlags.Snapshot);
        return venue;
    }
}
