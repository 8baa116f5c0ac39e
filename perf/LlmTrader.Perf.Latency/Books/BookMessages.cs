using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Perf.Latency.Books;

/// <summary>What a venue would publish, order by order, of a stream of operations that it matches.</summary>
public static class BookMessages
{
    /// <summary>The messages of all operations, in order: an order as far as it rests, executions of resting orders, cancels.</summary>
    public static BookOrder[] From(ReadOnlySpan<StreamOperation> operations, BookLimits limits)
    {
        MatchingEngine engine = new(limits);
        List<BookOrder> messages = new(operations.Length);
        foreach (ref readonly StreamOperation operation in operations)
        {
            long id = operation.Id.Raw;
            Execution sink = new(messages);
            if (operation.IsCancel)
            {
                if (engine.Cancel(operation.Id).Outcome == MatchingOutcome.Canceled) { messages.Add(new BookOrder { VenueOrderId = id, Action = BookOrderAction.Delete }); }
                continue;
            }

            MatchingAnswer answer = engine.Submit(new ExchangeOrder { Id = operation.Id, Price = operation.Price, Quantity = operation.Quantity, Side = operation.Side, Type = OrderType.Limit, TimeInForce = TimeInForce.GoodTillCancel }, ref sink);
            if (answer.Outcome != MatchingOutcome.Resting) { continue; }
            messages.Add(new BookOrder { VenueOrderId = id, Price = operation.Price, Quantity = answer.Remaining, Side = operation.Side, Action = BookOrderAction.Add });
        }

        return [.. messages];
    }

    /// <summary>The same as level-2 messages: after each change of an order, what rests at its price. An empty snapshot comes first.</summary>
    public static BookUpdate[] LevelsOf(ReadOnlySpan<BookOrder> messages)
    {
        Dictionary<long, BookOrder> orders = [];
        Dictionary<(Side Side, Price Price), Quantity> levels = [];
        var updates = new BookUpdate[messages.Length + 1];
        updates[0].Flags = BookFlags.Snapshot | BookFlags.First | BookFlags.Last;
        for (int i = 0; i < messages.Length; i++)
        {
            BookOrder message = messages[i];
            BookOrder order = message.Action == BookOrderAction.Add ? message with { Quantity = default } : orders[message.VenueOrderId];
            Quantity change = message.Action switch { BookOrderAction.Add => message.Quantity, BookOrderAction.Execute => -message.Quantity, _ => -order.Quantity };
            order.Quantity += change;
            orders[message.VenueOrderId] = order;
            Quantity level = levels.GetValueOrDefault((order.Side, order.Price)) + change;
            levels[(order.Side, order.Price)] = level;
            ref BookUpdate update = ref updates[i + 1];
            update.Levels[0] = new BookLevel { Price = order.Price, Quantity = level };
            update.UpdateId = i + 1;
            update.Count = 1;
            update.AskLevels = order.Side == Side.Sell ? (byte)1 : (byte)0;
            update.Flags = BookFlags.First | BookFlags.Last;
        }

        return updates;
    }

    private readonly struct Execution(List<BookOrder> messages) : IMatchingSink
    {
        public void OnTrade(in ExchangeTrade trade) =>
            messages.Add(new BookOrder { VenueOrderId = trade.Maker.Raw, Price = trade.Price, Quantity = trade.Quantity, Action = BookOrderAction.Execute });

        public void OnSelfTradeCanceled(OrderId order, Quantity remaining) => throw new InvalidOperationException("The stream has no accounts.");
    }
}
