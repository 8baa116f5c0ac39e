using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Tools.Hosting.Admin.Commands;
using LlmTrader.Tools.Hosting.Admin.Contracts;
using LlmTrader.Tools.Hosting.Admin.Security;
using LlmTrader.Tools.Hosting.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LlmTrader.Tools.Hosting.Admin.Endpoints;

/// <summary>What is held.</summary>
internal static class AccountEndpoints
{
    public static void Map(RouteGroupBuilder api, AdminServices services)
    {
        api.MapGet("/positions", (bool? all) => AdminServices.Json(Positions(services, all ?? false), AdminJson.Default.PositionsReply)).Query("all").Produces<PositionsReply>()
            .WithSummary("Positions, open and closed, and which strategies hold them; ?all=true lists what was never held too.");
        api.MapGet("/accounts", () => AdminServices.Json(Accounts(services), AdminJson.Default.AccountsReply)).Produces<AccountsReply>().WithSummary("Cash, equity and drawdown by account and currency.");
        api.MapGet("/deposits", (HttpContext http) => AdminServices.Json(Flows(services, AdminServices.LimitOf(http, 100, 100_000)), AdminJson.Default.CashFlowsReply)).Query("limit").Produces<CashFlowsReply>()
            .WithSummary("Deposits, withdrawals and funding, newest first.");
        api.Post("/deposits", http => DepositAsync(services, http)).Accepts<DepositRequest>(isOptional: true, "application/json").Produces<CommandReply>().Needs(AdminRole.Admin)
            .WithSummary("Tells the engine of money that came or went outside; it moves neither profit nor drawdown.");
    }

    private static PositionsReply Positions(AdminServices services, bool all) => services.Views.Read(views =>
    {
        List<PositionReply> positions = [];
        foreach (AccountOptions account in services.Context.Options.Accounts)
        {
            foreach (Instrument instrument in views.Instruments.All)
            {
                Position position = views.Accounts.PositionOf(account.Id, instrument.Id);
                bool wasHeld = position.RealizedRaw != 0 || position.FeesRaw != 0 || position.FundingRaw != 0;   // What was closed at its cost has paid fees.
                if (all || wasHeld || !position.Quantity.IsZero) { positions.Add(Describe(services, views, account, instrument, in position)); }
            }
        }

        return new PositionsReply(views.Sequence, positions);
    });

    private static PositionReply Describe(AdminServices services, ViewState views, AccountOptions account, Instrument instrument, in Position position) => new()
    {
        Account = account.Name,
        Symbol = instrument.FullName,
        Quantity = Texts.Quantity(instrument, position.Quantity),
        AveragePrice = Texts.Price(instrument, position.AveragePrice(instrument)),
        Currency = instrument.Quote.ToString(),
        Cost = Texts.Money(position.CostRaw),
        Value = Texts.Money(position.ValueRaw),
        Unrealized = Texts.Money(position.UnrealizedRaw),
        Realized = Texts.Money(position.RealizedRaw),
        Fees = Texts.Money(position.FeesRaw),
        Funding = Texts.Money(position.FundingRaw),
        WorkingBuys = Texts.Quantity(instrument, views.Risk.Working(account.Id, instrument.Id, Side.Buy)),
        WorkingSells = Texts.Quantity(instrument, views.Risk.Working(account.Id, instrument.Id, Side.Sell)),
        Strategies = account.Id != services.Context.Options.StrategyAccount ? [] : [.. views.Slots.Select(slot => (slot.Id, Quantity: views.Stages.Signals.Book.Position(slot.Id, instrument.Id)))
            .Where(holding => !holding.Quantity.IsZero).Select(holding => new HoldingReply(holding.Id.Value, Texts.Quantity(instrument, holding.Quantity)))],
    };

    private static AccountsReply Accounts(AdminServices services) => services.Views.Read(views => new AccountsReply(views.Sequence,
        [.. services.Context.Options.Accounts.Select(account => new AccountReply(account.Id.Value, account.Name,
            [.. services.Context.Options.EquityLines.Where(line => line.Account == account.Id).Select(line => Describe(views, account.Id, line.Currency))]))]));

    private static BalanceReply Describe(ViewState views, AccountId account, Currency currency)
    {
        AccountBook book = views.Accounts;
        return new BalanceReply
        {
            Currency = currency.ToString(),
            Cash = Texts.Money(book.Cash(account, currency).Raw),
            Reserved = Texts.Money(views.Risk.Reserved(account, currency).Raw),
            Equity = Texts.Money(book.Equity(account, currency).Raw),
            Peak = Texts.Money(book.Peak(account, currency).Raw),
            Drawdown = Texts.Money(book.Drawdown(account, currency).Raw),
            MaxDrawdown = Texts.Money(book.MaxDrawdown(account, currency).Raw),
            Realized = Texts.Money(book.Realized(account, currency).Raw),
            Unrealized = Texts.Money(book.Unrealized(account, currency).Raw),
            Fees = Texts.Money(book.Fees(account, currency).Raw),
            Funding = Texts.Money(book.Funding(account, currency).Raw),
            Flows = Texts.Money(book.Flows(account, currency).Raw),
        };
    }

    private static CashFlowsReply Flows(AdminServices services, int limit) => services.Views.Read(views => new CashFlowsReply(views.Sequence, views.CashFlows.Newest(limit, _ => true, flow => new CashFlowReply(
        flow.Sequence, flow.Time.ToString(), flow.Time.Nanoseconds, services.NameOf(flow.CashFlow.Account), flow.CashFlow.Currency.ToString(), Texts.Name(flow.CashFlow.Kind), Texts.Money(flow.CashFlow.AmountRaw)))));

    private static async Task<IResult> DepositAsync(AdminServices services, HttpContext http)
    {
        DepositRequest request = await Body.ReadAsync(http, AdminJson.Default.DepositRequest).ConfigureAwait(false);
        AccountId account = Texts.FindAccount(services.Context.Options.Accounts, request.Account);
        if (!Currency.TryParse(request.Currency, out Currency currency)) { throw ProblemException.BadField("currency", $"'{Texts.Short(request.Currency)}' is no currency code."); }
        if (!services.Context.Options.EquityLines.Contains((account, currency))) { throw ProblemException.BadField("currency", $"The account holds no {currency}."); }
        long amount = Texts.ParseNumber("amount", request.Amount, Money.Scale);
        if (amount == 0) { throw ProblemException.BadField("amount", "The amount is zero."); }
        if (amount < 0 && services.Views.Read(views => views.Accounts.Cash(account, currency).Raw) is var cash && cash + amount < 0)
        {
            throw ProblemException.Conflict("not_enough_cash", $"The account has {Texts.Money(cash)} {currency} in cash.", "Withdraw less, or close positions first.");
        }

        return AdminServices.Json(await services.Commands.SendAsync(http, request.Reason, AuditBody.Of(request, AuditBody.Compact.DepositRequest), () =>
        {
            EngineEvent e = AdminServices.Event(EventKind.CashFlow);
            e.CashFlow = new CashFlow { Account = account, Currency = currency, AmountRaw = amount, Kind = amount > 0 ? CashFlowKind.Deposit : CashFlowKind.Withdrawal };
            return [e];
        }).ConfigureAwait(false));
    }
}
