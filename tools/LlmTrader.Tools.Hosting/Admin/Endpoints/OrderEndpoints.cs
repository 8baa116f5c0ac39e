using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Tools.Hosting.Admin.Commands;
using LlmTrader.Tools.Hosting.Admin.Contracts;
using LlmTrader.Tools.Hosting.Admin.Security;
using LlmTrader.Tools.Hosting.Configuration;
using LlmTrader.Tools.Hosting.Explanations;
using LlmTrader.Tools.Hosting.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LlmTrader.Tools.Hosting.Admin.Endpoints;

/// <summary>Orders, what became of them, and why some were refused.</summary>
internal static class OrderEndpoints
{
    private const int MostListed = 10_000;

    public static void Map(RouteGroupBuilder api, AdminServices services)
    {
        api.MapGet("/orders", (string? symbol, string? status, HttpContext http) => AdminServices.Json(List(services, symbol, status, AdminServices.LimitOf(http, 200, MostListed)), AdminJson.Default.OrdersReply))
            .Query("symbol", "status", "limit").Produces<OrdersReply>().WithSummary("Orders, newest first; ?status=open (the default), done or all, ?symbol=.");
        api.MapGet("/orders/{id}", (string id) => AdminServices.Json(Find(services, id), AdminJson.Default.OrderReply)).Produces<OrderReply>().WithSummary("One order with its changes.");
        api.Post("/orders", http => PlaceAsync(services, http)).Accepts<PlaceOrderRequest>(isOptional: true, "application/json").Produces<CommandReply>().Needs(AdminRole.Operator)
            .WithSummary("Sends an order by hand; risk judges it like any other.");
        api.MapDelete("/orders/{id}", (string id, HttpContext http) => CancelAsync(services, id, http)).Produces<CommandReply>().Needs(AdminRole.Operator).WithSummary("Cancels an order.");
        api.Post("/orders/cancel-all", http => CancelAllAsync(services, http)).Accepts<CancelAllRequest>(isOptional: true, "application/json").Produces<CommandReply>().Needs(AdminRole.Operator)
            .WithSummary("Cancels the open orders, all or those of a symbol or a strategy; trading goes on.");
        api.MapGet("/fills", (string? symbol, HttpContext http) => AdminServices.Json(Fills(services, symbol, AdminServices.LimitOf(http, 200, MostListed)), AdminJson.Default.FillsReply))
            .Query("symbol", "limit").Produces<FillsReply>().WithSummary("Fills, newest first.");
        api.MapGet("/decisions", (string? symbol, HttpContext http) => AdminServices.Json(Decisions(services, symbol, AdminServices.LimitOf(http, 200, MostListed)), AdminJson.Default.DecisionsReply))
            .Query("symbol", "limit").Produces<DecisionsReply>().WithSummary("What rule sets and people wanted, with risk's verdict, newest first.");
        api.MapGet("/rejects", (HttpContext http) => AdminServices.Json(Rejects(services, AdminServices.LimitOf(http, 100, MostListed)), AdminJson.Default.RejectsReply))
            .Query("limit").Produces<RejectsReply>().WithSummary("What risk refused, by reason, and the rules that were broken lately.");
    }

    private static OrdersReply List(AdminServices services, string? symbol, string? status, int limit) => services.Views.Read(views =>
    {
        InstrumentId? of = symbol is null ? null : Texts.FindInstrument(views, symbol).Id;
        bool? isOpen = (status ?? "open") switch
        {
            "open" => true,
            "done" => false,
            "all" => null,
            var other => throw ProblemException.BadField("status", $"'{Texts.Short(other)}' is none of open, done and all."),
        };
        return new OrdersReply(views.Sequence, views.Orders.Open, [.. views.Orders.All
            .Where(order => (of is null || order.Command.Instrument == of) && (isOpen is null || order.IsOpen == isOpen))
            .OrderByDescending(order => order.Command.OrderId.Raw).Take(limit).Select(order => Describe(services, views, order))]);
    });

    private static OrderReply Find(AdminServices services, string id) => services.Views.Read(views => views.Orders.Find(Texts.ParseOrderId(id)) is { } order
        ? Describe(services, views, order)
        : throw ProblemException.NotFound("unknown_order", $"No order {Texts.Short(id)} is listed.", "The journal knows every order: llmtrader explain order."));

    private static OrderReply Describe(AdminServices services, ViewState views, OrderView order)
    {
        OrderCommand command = order.Command;
        Instrument? instrument = views.Instruments.Contains(command.Instrument) ? views.Instruments[command.Instrument] : null;
        string Size(Quantity quantity) => instrument is null ? quantity.Raw.ToString(System.Globalization.CultureInfo.InvariantCulture) : Texts.Quantity(instrument, quantity);
        string? Level(Price price) => price.Raw == 0 || instrument is null ? null : Texts.Price(instrument, price);
        return new OrderReply
        {
            Id = command.OrderId.ToString(),
            Symbol = instrument?.FullName ?? "?",
            Account = services.Context.Options.Accounts.Count > command.Account.Value ? services.NameOf(command.Account) : "?",
            Strategy = Texts.Strategy(command.Strategy),
            Side = Texts.Name(command.Side),
            Type = Texts.Name(command.Type),
            TimeInForce = Texts.Name(command.TimeInForce),
            Quantity = Size(command.Quantity),
            Price = command.HasLimit ? Level(command.Price) : null,
            Trigger = Level(command.Trigger),
            PostOnly = (command.Flags & OrderFlags.PostOnly) != 0,
            ReduceOnly = (command.Flags & OrderFlags.ReduceOnly) != 0,
            Status = Texts.Name(order.Status),
            Open = order.IsOpen,
            Filled = Size(order.Filled),
            AveragePrice = instrument is null ? null : Texts.Average(instrument, order.FilledCost, order.Filled - order.FilledBefore),
            Reason = order.Reason == RejectReason.None ? null : Texts.Name(order.Reason),
            Created = order.Created.ToString(),
            CreatedNs = order.Created.Nanoseconds,
            Updated = order.Updated.ToString(),
            UpdatedNs = order.Updated.Nanoseconds,
            Changes = [.. order.Changes.ToArray().Select(change => new OrderChangeReply(
                change.Sequence, change.Time.ToString(), change.Time.Nanoseconds, change.Kind == 0 ? null : Texts.Name(change.Kind), Texts.Name(change.Status),
                Level(change.LastPrice), change.LastQuantity.IsZero ? null : Size(change.LastQuantity), change.Reason == RejectReason.None ? null : Texts.Name(change.Reason)))],
            ChangesDropped = order.ChangeCount - order.Changes.Length,
        };
    }

    private static async Task<IResult> PlaceAsync(AdminServices services, HttpContext http)
    {
        PlaceOrderRequest request = await Body.ReadAsync(http, AdminJson.Default.PlaceOrderRequest).ConfigureAwait(false);
        OrderCommand command = CommandOf(services, request);
        return AdminServices.Json(await services.Commands.SendAsync(http, request.Reason, AuditBody.Of(request, AuditBody.Compact.PlaceOrderRequest), () =>
        {
            EngineEvent e = new() { Kind = EventKind.Command, Instrument = command.Instrument };
            e.Command = command;
            return [e];
        }).ConfigureAwait(false));
    }

    private static OrderCommand CommandOf(AdminServices services, PlaceOrderRequest request)
    {
        Instrument instrument = Texts.FindInstrument(services.Context.Options.Instruments, request.Symbol);
        OrderCommand command = new()
        {
            Action = CommandAction.New,
            Instrument = instrument.Id,
            Account = request.Account is null ? services.Context.Options.StrategyAccount : Texts.FindAccount(services.Context.Options.Accounts, request.Account),
            Strategy = StrategyId.Manual,
            Side = Texts.ParseEnum("side", request.Side, Side.None),
            Type = Texts.ParseEnum<OrderType>("type", request.Type),
            TimeInForce = request.TimeInForce is null ? TimeInForce.GoodTillCancel : Texts.ParseEnum<TimeInForce>("timeInForce", request.TimeInForce),
            Quantity = new Quantity(Texts.ParseNumber("quantity", request.Quantity, instrument.QuantityScale)),
            Flags = (request.PostOnly ? OrderFlags.PostOnly : OrderFlags.None) | (request.ReduceOnly ? OrderFlags.ReduceOnly : OrderFlags.None),
        };
        if (command.HasLimit != request.Price is not null) { throw ProblemException.BadField("price", command.HasLimit ? $"A {request.Type} order needs a price." : $"A {request.Type} order has no price."); }
        if (command.HasTrigger != request.Trigger is not null) { throw ProblemException.BadField("trigger", command.HasTrigger ? $"A {request.Type} order needs a trigger." : $"A {request.Type} order has no trigger."); }
        if (request.Price is not null) { command.Price = new Price(Texts.ParseNumber("price", request.Price, instrument.PriceScale)); }
        if (request.Trigger is not null) { command.Trigger = new Price(Texts.ParseNumber("trigger", request.Trigger, instrument.PriceScale)); }
        if ((command.TimeInForce == TimeInForce.GoodTillDate) != request.ExpireSeconds is not null) { throw ProblemException.BadField("expireSeconds", "expireSeconds goes with goodTillDate, and with nothing else."); }
        if (request.ExpireSeconds is < 0 or > uint.MaxValue) { throw ProblemException.BadField("expireSeconds", "expireSeconds counts from 1970 and has 32 bits."); }
        command.ExpireSeconds = (uint)(request.ExpireSeconds ?? 0);
        return command;
    }

    private static async Task<IResult> CancelAsync(AdminServices services, string id, HttpContext http)
    {
        OrderId order = Texts.ParseOrderId(id);
        ReasonRequest request = await Body.ReadAsync(http, AdminJson.Default.ReasonRequest, new ReasonRequest()).ConfigureAwait(false);
        return AdminServices.Json(await services.Commands.SendAsync(http, request.Reason, "", () =>
        {
            OrderCommand found = services.Views.Read(views => views.Orders.Find(order)?.Command ?? throw ProblemException.NotFound("unknown_order", $"No order {id} is listed."));
            return [Cancel(in found)];
        }).ConfigureAwait(false));
    }

    private static async Task<IResult> CancelAllAsync(AdminServices services, HttpContext http)
    {
        CancelAllRequest request = await Body.ReadAsync(http, AdminJson.Default.CancelAllRequest, new CancelAllRequest()).ConfigureAwait(false);
        InstrumentId of = request.Symbol is null ? InstrumentId.None : Texts.FindInstrument(services.Context.Options.Instruments, request.Symbol).Id;
        StrategyId? strategy = null;
        if (request.Strategy is { } text) { strategy = Texts.TryStrategy(text, out StrategyId known) ? known : throw ProblemException.BadField("strategy", $"'{Texts.Short(text)}' is no slot's number and not 'manual'."); }
        return AdminServices.Json(await services.Commands.SendAsync(http, request.Reason, AuditBody.Of(request, AuditBody.Compact.CancelAllRequest), () => [OperatorEvents.CancelAll(of, strategy)]).ConfigureAwait(false));
    }

    private static EngineEvent Cancel(in OrderCommand order)
    {
        EngineEvent e = new() { Kind = EventKind.Command, Instrument = order.Instrument };
        e.Command = new OrderCommand { Action = CommandAction.Cancel, OrderId = order.OrderId, Instrument = order.Instrument, Account = order.Account, Strategy = StrategyId.Manual, Side = order.Side };
        return e;
    }

    private static FillsReply Fills(AdminServices services, string? symbol, int limit) => services.Views.Read(views =>
    {
        InstrumentId? of = symbol is null ? null : Texts.FindInstrument(views, symbol).Id;
        return new FillsReply(views.Sequence, views.Orders.Fills.Added, views.Orders.Fills.Newest(limit, fill => of is null || fill.Instrument == of, fill =>
        {
            Instrument instrument = views.Instruments[fill.Instrument];
            ExecutionReport report = fill.Report;
            return new FillReply(
                fill.Sequence, fill.Time.ToString(), fill.Time.Nanoseconds, report.OrderId.ToString(), instrument.FullName, services.NameOf(report.Account), Texts.Strategy(report.Strategy), Texts.Name(report.Side),
                Texts.Price(instrument, report.LastPrice), Texts.Quantity(instrument, report.LastQuantity), Texts.Money(report.FeeRaw), report.FeeCurrency.ToString(), Texts.Name(report.Liquidity));
        }));
    });

    private static DecisionsReply Decisions(AdminServices services, string? symbol, int limit) => services.Views.Read(views =>
    {
        InstrumentId? of = symbol is null ? null : Texts.FindInstrument(views, symbol).Id;
        return new DecisionsReply(views.Sequence, views.Decisions.Newest(limit, record => of is null || record.Decision.Instrument == of, record =>
        {
            OrderCommand command = record.Decision;
            Instrument? instrument = views.Instruments.Contains(command.Instrument) ? views.Instruments[command.Instrument] : null;
            return new DecisionReply(
                record.Sequence, record.Time.ToString(), record.Time.Nanoseconds, Texts.Name(command.Action), command.OrderId.ToString(), instrument?.FullName ?? "?",
                services.Context.Options.Accounts.Count > command.Account.Value ? services.NameOf(command.Account) : "?", Texts.Strategy(command.Strategy),
                Texts.Name(command.Side), command.Type == 0 ? "none" : Texts.Name(command.Type), instrument is null ? "?" : Texts.Quantity(instrument, command.Quantity),
                command.HasLimit && instrument is not null ? Texts.Price(instrument, command.Price) : null, record.Kind == OutKind.ShadowDecision, Texts.Name(command.Verdict));
        }));
    });

    private static BreachReply Describe(AdminServices services, ViewState views, in OutRecord record)
    {
        RiskVerdict verdict = record.Verdict;
        RiskRuleKind kind = RiskValueText.KindOf(in verdict, services.Context.Options.Risk.Rules);
        Instrument? instrument = views.Instruments.Contains(record.Instrument) ? views.Instruments[record.Instrument] : null;
        return new BreachReply(
            record.Sequence, record.Time.ToString(), record.Time.Nanoseconds, verdict.RuleId, Texts.Name(verdict.Phase), Texts.Name(verdict.Action), Texts.Name(verdict.Reason),
            instrument?.FullName, verdict.OrderId.IsNone ? null : verdict.OrderId.ToString(), Texts.Strategy(verdict.Strategy), kind == default ? "none" : Texts.Name(kind),
            verdict.Observed, verdict.Limit, RiskLimitText.Format(kind, verdict.Observed, instrument), RiskLimitText.Format(kind, verdict.Limit, instrument));
    }

    private static RejectsReply Rejects(AdminServices services, int limit) => services.Views.Read(views =>
    {
        List<RejectCount> counts = [];
        for (int i = 1; i < views.Risk.Rejections.Length; i++)
        {
            if (views.Risk.Rejections[i] > 0) { counts.Add(new RejectCount(Texts.Name((RejectReason)i), views.Risk.Rejections[i])); }
        }

        return new RejectsReply(views.Sequence, [.. counts.OrderByDescending(count => count.Count)], views.Breaches.Newest(limit, _ => true, record => Describe(services, views, in record)));
    });
}
