using System.CommandLine;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Admin.Contracts;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Ctl;

/// <summary><c>llmtrader ctl limits</c></summary>
internal static class LimitVerbs
{
    public static VerbGroup Group(EngineOptions engine) => new(
        "limits",
        "What orders may not do: limits of instruments, and risk rules.",
        "Changes hold from their sequence on, and over restarts: they are in the journal. Rules are made in the configuration; here their limits change, and whether they are on.",
        [new("llmtrader ctl limits show", "what is in force?"), new("llmtrader ctl limits set orderNotional 25000 --symbol BTCUSDT --reason 'smaller'", "the largest order of one instrument")],
        Show(engine), Set(engine));

    private static CtlVerb Show(EngineOptions engine) => new(
        engine, "show", "Limits and rules in force.",
        "A dash is a limit that is off.",
        [new("llmtrader ctl limits show", "what is in force?")],
        (_, call) => call.Show<RiskReply>("/v1/risk", reply =>
        {
            Table limits = Tables.Figures("symbol", "order quantity", "order notional", "position", "price collar", "order rate", "short selling");
            foreach (LimitsReply one in reply.Limits) { limits.Row(one.Symbol, Cell.Of(one.OrderQuantity), Cell.Of(one.OrderNotional), Cell.Of(one.Position), Cell.Of(one.PriceCollar), Cell.Of(one.OrderRate), Cell.Of(one.ShortSelling)); }
            call.Session.Write(limits);
            if (reply.Rules.Count == 0) { return; }
            Table rules = Tables.Figures("rule", "kind", "scope", "target", "limit", "action", "on");
            foreach (RiskRuleReply one in reply.Rules) { rules.Row(Cell.Of(one.Id), one.Kind, one.Scope, Cell.Of(one.Target), one.Limit, one.Action, Cell.Of(one.On)); }
            call.Session.Write(rules);
        }));

    private static CtlVerb Set(EngineOptions engine)
    {
        Argument<string> what = CtlOption.Required("LIMIT", "orderQuantity, orderNotional, position, priceCollar, orderRate or shortSelling, or the id of a risk rule.");
        Argument<string> value = CtlOption.Required("VALUE", "As in the configuration: 1.5, 25000, 5%; 0 is off. on or off for short selling and to switch a rule.");
        Option<string?> symbol = OptionOf.Text("--symbol", "SYMBOL", "The instrument; all of them when it is left out.");
        Option<string> reason = CtlOption.Reason();
        return new CtlVerb(
            engine, "set", "Change a limit of an instrument, of all instruments, or of a risk rule.",
            "Orders that work already are not looked at again; the next ones are. Several instruments take effect at several sequences, one behind the other.",
            [
                new("llmtrader ctl limits set position 2 --symbol BTCUSDT --reason 'smaller'", "at most 2 BTC"),
                new("llmtrader ctl limits set 8 5% --reason 'calmer'", "the limit of risk rule 8"),
                new("llmtrader ctl limits set 8 off --reason 'a test'", "switch risk rule 8 off"),
            ],
            (arguments, call) =>
            {
                string limit = arguments.GetValue(what)!, text = arguments.GetValue(value)!;
                bool? isOn = text switch { "on" => true, "off" => false, _ => null };
                bool isRule = int.TryParse(limit, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int rule);
                if (isRule && arguments.GetValue(symbol) is not null) { throw new UsageException("A risk rule has its own scope: --symbol goes with limits alone."); }
                return call.Change(
                    "/v1/risk", isRule ? "The rule is changed" : "The limit is changed",
                    ("limit", isRule ? null : limit), ("rule", isRule ? rule : null), ("symbol", arguments.GetValue(symbol)), ("value", isOn is null ? text : null), ("on", isOn), ("reason", arguments.GetValue(reason)));
            },
            what, value, symbol, reason);
    }
}
