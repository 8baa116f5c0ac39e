using System.CommandLine;
using System.Text.Json.Nodes;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Admin.Contracts;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Ctl;

/// <summary><c>llmtrader ctl orders</c>, and what became of orders.</summary>
internal static class OrderVerbs
{
    public static VerbGroup Group(EngineOptions engine) => new(
        "orders",
        "List, place and cancel orders.",
        "An order by hand goes through risk like any other, and through the journal before it leaves. In mode observe, and while killed, none passes.",
        [new("llmtrader ctl orders list", "what works?"), new("llmtrader ctl orders place BTCUSDT buy 0.01 --type market --reason 'a try'", "an order by hand")],
        List(engine), Show(engine), PlaceOrder.Create(engine), Cancel(engine), CancelAll(engine));

    private static CtlVerb List(EngineOptions engine)
    {
        Option<string> status = OptionOf.Choice("--status", "Which orders.", "open", ("open", "open"), ("done", "done"), ("all", "all"));
        Option<string?> symbol = CtlOption.Symbol();
        Option<int> limit = CtlOption.Limit(50);
        return new CtlVerb(
            engine, "list", "Orders, newest first.",
            "Open orders, or those that are done as far as the engine keeps them at hand; the journal has all: `llmtrader query orders`.",
            [new("llmtrader ctl orders list", "what works?"), new("llmtrader ctl orders list --status done --limit 5", "the last five that are done")],
            (arguments, call) => call.Show<OrdersReply>(
                CtlOption.Path("/v1/orders", ("status", arguments.GetValue(status)), ("symbol", arguments.GetValue(symbol)), ("limit", arguments.GetValue(limit))), reply =>
                {
                    call.Session.WriteLine($"{Cell.Of(reply.Open)} open at sequence {Cell.Of(reply.Sequence)}");
                    if (reply.Orders.Count == 0) { return; }
                    Table table = Tables.Figures("order", "symbol", "strategy", "side", "type", "quantity", "price", "trigger", "status", "filled", "average", "created (UTC)", "reason");
                    foreach (OrderReply one in reply.Orders)
                    {
                        table.Row(
                            one.Id, one.Symbol, one.Strategy, one.Side, one.Type, one.Quantity, Cell.Of(one.Price), Cell.Of(one.Trigger), one.Status, one.Filled, Cell.Of(one.AveragePrice),
                            Cell.Time(one.Created), Cell.Of(one.Reason));
                    }

                    call.Session.Write(table);
                }),
            status, symbol, limit);
    }

    private static CtlVerb Show(EngineOptions engine)
    {
        Argument<string> id = CtlOption.Required("ORDER", "Its id, SEQUENCE-INDEX, as orders are listed.");
        return new CtlVerb(
            engine, "show", "One order with all that became of it.",
            "`llmtrader explain order` tells from the journal why it exists.",
            [new("llmtrader ctl orders show 1234-0", "what became of it?")],
            (arguments, call) => call.Show<OrderReply>($"/v1/orders/{CtlOption.Escape(arguments.GetValue(id)!)}", order =>
            {
                call.Session.WriteLine(
                    $"Order {order.Id}: {order.Side} {order.Quantity} {order.Symbol} {order.Type}{(order.Price is { } price ? $" at {price}" : "")}{(order.Trigger is { } trigger ? $", trigger {trigger}" : "")}, {order.TimeInForce}, "
                    + $"account {order.Account}, strategy {order.Strategy}: {order.Status}, filled {order.Filled}{(order.AveragePrice is { } average ? $" at {average}" : "")}{(order.Reason is { } reason ? $" ({reason})" : "")}");
                Table table = Tables.Figures("time (UTC)", "sequence", "report", "status", "price", "quantity", "reason");
                foreach (OrderChangeReply change in order.Changes) { table.Row(Cell.Time(change.Time), Cell.Of(change.Sequence), Cell.Of(change.Report), change.Status, Cell.Of(change.Price), Cell.Of(change.Quantity), Cell.Of(change.Reason)); }
                call.Session.Write(table);
            }),
            id);
    }

    private static CtlVerb Cancel(EngineOptions engine)
    {
        Argument<string> id = CtlOption.Required("ORDER", "Its id, SEQUENCE-INDEX, as orders are listed.");
        Option<string> reason = CtlOption.Reason();
        return new CtlVerb(
            engine, "cancel", "Cancel an order.",
            "What is filled before the cancel reaches the venue stays filled.",
            [new("llmtrader ctl orders cancel 1234-0 --reason 'no longer wanted'", "cancel it")],
            (arguments, call) => call.Change(HttpMethod.Delete, $"/v1/orders/{CtlOption.Escape(arguments.GetValue(id)!)}", "The cancel was sent", ("reason", arguments.GetValue(reason))),
            id, reason);
    }

    private static CtlVerb CancelAll(EngineOptions engine)
    {
        Option<string?> symbol = CtlOption.Symbol();
        Option<string?> strategy = OptionOf.Text("--strategy", "SLOT", "Only those of this slot's number, or manual.");
        Option<string> reason = CtlOption.Reason();
        return new CtlVerb(
            engine, "cancel-all", "Cancel open orders: all of them, or those of a symbol or a strategy.",
            "Rule sets may order again on the next bar: `llmtrader ctl pause`, `mode observe` or `kill` keep them from it.",
            [new("llmtrader ctl orders cancel-all --symbol BTCUSDT --reason 'news'", "take one instrument's orders out of the market")],
            (arguments, call) => call.Change(
                "/v1/orders/cancel-all", "The cancels were sent",
                ("symbol", arguments.GetValue(symbol)), ("strategy", arguments.GetValue(strategy)), ("reason", arguments.GetValue(reason))),
            symbol, strategy, reason);
    }
}
