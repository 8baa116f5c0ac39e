using System.CommandLine;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Admin.Contracts;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Ctl;

/// <summary>What orders came to, and what kept others back.</summary>
internal static class TradeVerbs
{
    public static IReadOnlyList<CtlVerb> Create(EngineOptions engine) => [Fills(engine), Decisions(engine), Rejects(engine)];

    private static CtlVerb Fills(EngineOptions engine)
    {
        Option<string?> symbol = CtlOption.Symbol();
        Option<int> limit = CtlOption.Limit(20);
        return new CtlVerb(
            engine, "fills", "Fills, newest first.",
            "As far as the engine keeps them at hand; the journal has all: `llmtrader query fills`.",
            [new("llmtrader ctl fills --symbol BTCUSDT --limit 5", "the last five of an instrument")],
            (arguments, call) => call.Show<FillsReply>(CtlOption.Path("/v1/fills", ("symbol", arguments.GetValue(symbol)), ("limit", arguments.GetValue(limit))), reply =>
            {
                call.Session.WriteLine($"{Figure.Count(reply.Total)} in all at sequence {Cell.Of(reply.Sequence)}");
                if (reply.Fills.Count == 0) { return; }
                Table table = Tables.Figures("time (UTC)", "sequence", "order", "symbol", "strategy", "side", "price", "quantity", "fee", "", "liquidity");
                foreach (FillReply one in reply.Fills) { table.Row(Cell.Time(one.Time), Cell.Of(one.Sequence), one.OrderId, one.Symbol, one.Strategy, one.Side, one.Price, one.Quantity, one.Fee, one.FeeCurrency, one.Liquidity); }
                call.Session.Write(table);
            }),
            symbol, limit);
    }

    private static CtlVerb Decisions(EngineOptions engine)
    {
        Option<string?> symbol = CtlOption.Symbol();
        Option<int> limit = CtlOption.Limit(20);
        return new CtlVerb(
            engine, "decisions", "What rule sets and people wanted, with risk's verdict, newest first.",
            "Decisions of a set that only shadows are marked: nothing came of them.",
            [new("llmtrader ctl decisions --limit 5", "the last five")],
            (arguments, call) => call.Show<DecisionsReply>(CtlOption.Path("/v1/decisions", ("symbol", arguments.GetValue(symbol)), ("limit", arguments.GetValue(limit))), reply =>
            {
                Table table = Tables.Figures("time (UTC)", "sequence", "action", "order", "symbol", "strategy", "side", "type", "quantity", "price", "shadow", "verdict");
                foreach (DecisionReply one in reply.Decisions)
                {
                    table.Row(Cell.Time(one.Time), Cell.Of(one.Sequence), one.Action, one.OrderId, one.Symbol, one.Strategy, one.Side, one.Type, one.Quantity, Cell.Of(one.Price), Cell.Of(one.Shadow), one.Verdict);
                }

                call.Session.Write(table);
            }),
            symbol, limit);
    }

    private static CtlVerb Rejects(EngineOptions engine)
    {
        Option<int> limit = CtlOption.Limit(20);
        return new CtlVerb(
            engine, "rejects", "What risk refused, by reason, and the rules that were broken lately.",
            "Counts are since the journal began. 'observed' is what the rule saw, in the unit of its kind; a limit of an instrument is no rule and has no number. With --json both are there as the rule compares them too.",
            [new("llmtrader ctl rejects", "what keeps orders back?")],
            (arguments, call) => call.Show<RejectsReply>(CtlOption.Path("/v1/rejects", ("limit", arguments.GetValue(limit))), reply =>
            {
                if (reply.Rejects.Count == 0 && reply.Breaches.Count == 0) { call.Session.WriteLine($"Nothing was refused up to sequence {Cell.Of(reply.Sequence)}."); return; }
                Table counts = Tables.Figures("reason", "count");
                foreach (RejectCount one in reply.Rejects) { counts.Row(one.Reason, Figure.Count(one.Count)); }
                call.Session.Write(counts);
                if (reply.Breaches.Count == 0) { return; }
                Table table = Tables.Figures("time (UTC)", "sequence", "rule", "kind", "action", "reason", "symbol", "strategy", "order", "observed", "limit");
                foreach (BreachReply one in reply.Breaches)
                {
                    table.Row(Cell.Time(one.Time), Cell.Of(one.Sequence), Cell.Of(one.RuleId < 0 ? null : one.RuleId), one.Kind, one.Action, one.Reason, Cell.Of(one.Symbol), one.Strategy, Cell.Of(one.OrderId), one.ObservedText, one.LimitText);
                }

                call.Session.Write(table);
            }),
            limit);
    }
}
