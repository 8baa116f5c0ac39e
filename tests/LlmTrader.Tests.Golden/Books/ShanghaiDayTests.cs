using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Golden.Books;

/// <summary>
/// A real day at the Shanghai Stock Exchange, rebuilt order by order, against the exchange's own snapshots. A snapshot doesn't
/// say after which message it was taken; but it says after how many trades, and snapshots follow each other in time, so each
/// must equal a state between its last trade and the next one that is not before the previous snapshot's.
/// </summary>
public sealed class ShanghaiDayTests
{
    private static readonly BookLimits Limits = new() { MaxOrders = 1 << 16 };

    [SkippableFact]
    public void The_rebuilt_ten_levels_equal_every_snapshot()
    {
        ShanghaiDay day = ShanghaiDay.Load();
        OrderByOrderBook book = new(Limits);
        Queue<ShanghaiSnapshot> waiting = new(day.Snapshots.Where(snapshot => !snapshot.IsCallAuction));
        Assert.Equal((5_109, 4_918), (day.Snapshots.Length, waiting.Count));
        var levels = new OrderLevel[10];
        int trades = 0;
        long volume = 0;
        int[] knownOrdersOfTrade = new int[3];
        DropEqual();
        foreach (ShanghaiMessage message in day.Messages)
        {
            if (message.Kind == ShanghaiMessage.Trade)
            {
                // An aggressive order is published only as far as it rests, after its trades: it is not in the book yet.
                int known = Execute(message.BuyOrder, message.Quantity) + Execute(message.SellOrder, message.Quantity);
                knownOrdersOfTrade[known]++;
                Assert.Equal(message.IsAuctionTrade ? 2 : 1, known);
                trades++;
                volume += message.Quantity.Raw;
            }
            else
            {
                BookOrderAction action = message.Kind == ShanghaiMessage.Add ? BookOrderAction.Add : BookOrderAction.Delete;
                Assert.Equal(BookOrderAnswer.Applied, book.Apply(new BookOrder { VenueOrderId = message.OrderNumber, Price = message.Price, Quantity = message.Quantity, Side = message.Side, Action = action }));
            }

            DropEqual();
            Assert.True(waiting.Count == 0 || waiting.Peek().Trades >= trades, $"no state equals the snapshot of {waiting.FirstOrDefault()?.Time} ({waiting.FirstOrDefault()?.Phase})");
        }

        Assert.Empty(waiting);   // 4,918 of 4,918: prices, quantities and order counts of up to ten levels on both sides.
        Assert.Equal([0, 26_572, 563], knownOrdersOfTrade);
        Assert.Equal((27_135, 3_397_389), (trades, volume));

        int Execute(long order, Quantity quantity)
        {
            BookOrderAnswer answer = book.Apply(new BookOrder { VenueOrderId = order, Quantity = quantity, Action = BookOrderAction.Execute });
            Assert.True(answer is BookOrderAnswer.Applied or BookOrderAnswer.UnknownOrder, answer.ToString());
            return answer == BookOrderAnswer.Applied ? 1 : 0;
        }

        void DropEqual()
        {
            while (waiting.TryPeek(out ShanghaiSnapshot? next) && next.Trades == trades && next.Volume == volume && Equal(Side.Buy, next.Bids) && Equal(Side.Sell, next.Asks)) { waiting.Dequeue(); }
        }

        bool Equal(Side side, OrderLevel[] expected) => levels.AsSpan(0, book.CopyLevels(side, levels)).SequenceEqual(expected);
    }

    [SkippableFact]
    public void The_call_auctions_have_the_exchanges_indicative_prices_and_make_its_trades()
    {
        ShanghaiDay day = ShanghaiDay.Load();
        MatchingEngine engine = new(Limits);
        engine.StartAuction();   // All day: continuous trades are taken from the file.
        Queue<ShanghaiSnapshot> waiting = new(day.Snapshots.Where(snapshot => snapshot.IsCallAuction));
        Assert.Equal(191, waiting.Count);
        TradeList trades = new([]);
        int count = 0;
        int auctions = 0;
        for (int i = 0; i < day.Messages.Length; i++)
        {
            ShanghaiMessage message = day.Messages[i];
            if (message.IsAuctionTrade && trades.All.Count == 0)
            {
                AuctionPrice result = engine.Uncross(default, AuctionTieBreak.Pressure, ref trades);
                Assert.Equal(message.Price, result.Price);
                engine.StartAuction();
                auctions++;
            }

            if (message.IsAuctionTrade)
            {
                ExchangeTrade ours = trades.All.Dequeue();
                Assert.Equal((message.BuyOrder, message.SellOrder, message.Price, message.Quantity), (ours.Taker.Raw, ours.Maker.Raw, ours.Price, ours.Quantity));
            }
            else { Apply(engine, message); }

            count += message.Kind == ShanghaiMessage.Trade ? 1 : 0;
            while (waiting.TryPeek(out ShanghaiSnapshot? next) && next.Trades == count && IsIndicated(engine, next)) { waiting.Dequeue(); }
            Assert.True(waiting.Count == 0 || waiting.Peek().Trades >= count, $"no state indicates what the snapshot of {waiting.FirstOrDefault()?.Time} does");
        }

        Assert.Empty(waiting);
        Assert.Equal(2, auctions);
    }

    private static void Apply(MatchingEngine engine, ShanghaiMessage message)
    {
        TradeList none = new([]);
        if (message.Kind == ShanghaiMessage.Add)
        {
            ExchangeOrder order = new() { Id = new(message.OrderNumber), Price = message.Price, Quantity = message.Quantity, Side = message.Side, Type = OrderType.Limit, TimeInForce = TimeInForce.GoodTillCancel };
            Assert.Equal(MatchingOutcome.Resting, engine.Submit(order, ref none).Outcome);
            return;
        }

        if (message.Kind == ShanghaiMessage.Delete)
        {
            Assert.Equal(MatchingOutcome.Canceled, engine.Cancel(new(message.OrderNumber)).Outcome);
            return;
        }

        foreach (OrderId id in (OrderId[])[new(message.BuyOrder), new(message.SellOrder)])
        {
            Quantity left = engine.OpenQuantity(id) - message.Quantity;
            if (left.IsZero) { engine.Cancel(id); } else if (left.Raw > 0) { Assert.Equal(MatchingOutcome.Reduced, engine.Amend(id, message.Price, left, ref none).Outcome); }
        }
    }

    private static bool IsIndicated(MatchingEngine engine, ShanghaiSnapshot snapshot)
    {
        AuctionPrice price = engine.Indicate(default, AuctionTieBreak.Pressure);
        if (snapshot.Bids.Length == 0 || !price.HasPrice) { return snapshot.Bids.Length == 0 && !price.HasPrice; }
        return (price.Price, price.Volume, price.Surplus.Raw) == (snapshot.Bids[0].Price, snapshot.Bids[0].Quantity, snapshot.SecondBid - snapshot.SecondAsk);
    }

    private readonly struct TradeList(Queue<ExchangeTrade> all) : IMatchingSink
    {
        public Queue<ExchangeTrade> All => all;

        public void OnTrade(in ExchangeTrade trade) => all.Enqueue(trade);

        public void OnSelfTradeCanceled(OrderId order, Quantity remaining) => Assert.Fail("No accounts here.");
    }
}
