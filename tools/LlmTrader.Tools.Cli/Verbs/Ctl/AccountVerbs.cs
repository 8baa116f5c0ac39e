using System.CommandLine;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Admin.Contracts;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Ctl;

/// <summary>What is held, and money that came or went.</summary>
internal static class AccountVerbs
{
    public static IReadOnlyList<CtlVerb> Create(EngineOptions engine) => [Positions(engine), Accounts(engine), CashFlows(engine), Move(engine, isDeposit: true), Move(engine, isDeposit: false)];

    private static CtlVerb Positions(EngineOptions engine)
    {
        Option<bool> all = OptionOf.Flag("--all", "Instruments that were never held too.");
        return new CtlVerb(
            engine, "positions", "What every account holds, and which strategies hold it.",
            "Quantities are signed; what was closed stays, with a quantity of zero and what it brought. 'working' is what open orders may still buy and sell.",
            [new("llmtrader ctl positions", "what do we hold?"), new("llmtrader ctl positions --all --json", "for a program, every instrument")],
            (arguments, call) => call.Show<PositionsReply>(CtlOption.Path("/v1/positions", ("all", arguments.GetValue(all) ? "true" : null)), reply =>
            {
                if (reply.Positions.Count == 0) { call.Session.WriteLine($"No position at sequence {Cell.Of(reply.Sequence)}."); return; }
                Table table = Tables.Figures("account", "symbol", "quantity", "average", "value", "unrealized", "realized", "fees", "", "working", "by strategy");
                foreach (PositionReply one in reply.Positions)
                {
                    table.Row(
                        one.Account, one.Symbol, one.Quantity, one.AveragePrice, one.Value, one.Unrealized, one.Realized, one.Fees, one.Currency, $"+{one.WorkingBuys} -{one.WorkingSells}",
                        string.Join(" ", one.Strategies.Select(holding => $"{Cell.Of(holding.Strategy)}:{holding.Quantity}")));
                }

                call.Session.Write(table);
            }),
            all);
    }

    private static CtlVerb Accounts(EngineOptions engine) => new(
        engine, "accounts", "Cash, equity and drawdown by account and currency.",
        "'reserved' is set aside for working orders; 'flows' is what was deposited less what was withdrawn, which is neither profit nor loss.",
        [new("llmtrader ctl accounts", "how much is there?")],
        (_, call) => call.Show<AccountsReply>("/v1/accounts", reply =>
        {
            Table table = Tables.Figures("account", "", "cash", "reserved", "equity", "peak", "drawdown", "realized", "unrealized", "fees", "funding", "flows");
            foreach ((AccountReply account, BalanceReply one) in reply.Accounts.SelectMany(account => account.Balances.Select(balance => (account, balance))))
            {
                table.Row(account.Name, one.Currency, one.Cash, one.Reserved, one.Equity, one.Peak, one.Drawdown, one.Realized, one.Unrealized, one.Fees, one.Funding, one.Flows);
            }

            call.Session.Write(table);
        }));

    private static CtlVerb CashFlows(EngineOptions engine)
    {
        Option<int> limit = CtlOption.Limit(20);
        return new CtlVerb(
            engine, "cash-flows", "Deposits, withdrawals and funding, newest first.",
            "Money that came or went without a trade.",
            [new("llmtrader ctl cash-flows --limit 5", "the last five")],
            (arguments, call) => call.Show<CashFlowsReply>(CtlOption.Path("/v1/deposits", ("limit", arguments.GetValue(limit))), reply =>
            {
                Table table = Tables.Figures("time (UTC)", "sequence", "account", "kind", "amount", "");
                foreach (CashFlowReply flow in reply.CashFlows) { table.Row(Cell.Time(flow.Time), Cell.Of(flow.Sequence), flow.Account, flow.Kind, flow.Amount, flow.Currency); }
                call.Session.Write(table);
            }),
            limit);
    }

    private static CtlVerb Move(EngineOptions engine, bool isDeposit)
    {
        string name = isDeposit ? "deposit" : "withdraw";
        Argument<string> amount = CtlOption.Required("AMOUNT", "How much, positive.");
        Argument<string> currency = CtlOption.Required("CURRENCY", "Its code, USDT.");
        Option<string?> account = OptionOf.Text("--account", "NAME", "The account, by name or number; the first one when it is left out.");
        Option<string> reason = CtlOption.Reason();
        return new CtlVerb(
            engine, name, isDeposit ? "Tell the engine of money that has come in." : "Tell the engine of money that has gone out.",
            "No money is moved: it has been, outside. Neither profit nor drawdown changes by it.",
            [new($"llmtrader ctl {name} 1000 USDT --reason 'moved from the bank'", isDeposit ? "1000 USDT came into the first account" : "1000 USDT left the first account")],
            (arguments, call) =>
            {
                string text = arguments.GetValue(amount)!;
                if (text.StartsWith('-') || text.StartsWith('+')) { throw new UsageException($"AMOUNT is '{text}'; it has no sign: `deposit` puts in, `withdraw` takes out."); }
                return call.Change(
                    "/v1/deposits", isDeposit ? "The deposit is booked" : "The withdrawal is booked",
                    ("account", arguments.GetValue(account) ?? "0"), ("currency", arguments.GetValue(currency)), ("amount", isDeposit ? text : "-" + text), ("reason", arguments.GetValue(reason)));
            },
            amount, currency, account, reason);
    }
}
