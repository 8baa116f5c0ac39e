using System.CommandLine;

namespace LlmTrader.Tools.Cli.Verbs.Ctl;

/// <summary><c>llmtrader ctl orders place</c></summary>
internal static class PlaceOrder
{
    public static CtlVerb Create(EngineOptions engine)
    {
        Argument<string> symbol = CtlOption.Required("SYMBOL", "The instrument, BTCUSDT or BTCUSDT.BINANCE.");
        Argument<string> side = CtlOption.Required("SIDE", "buy or sell.");
        Argument<string> quantity = CtlOption.Required("QUANTITY", "In units of the instrument, 0.01.");
        Option<string?> type = OptionOf.Text("--type", "TYPE", "market, limit, stop, stopLimit, trailingStop or marketIfTouched; without it limit with a --price and market without.");
        Option<string?> price = OptionOf.Text("--price", "PRICE", "Of an order with a limit.");
        Option<string?> trigger = OptionOf.Text("--trigger", "PRICE", "Of a stop; of a trailing stop its distance.");
        Option<string?> tif = OptionOf.Text("--tif", "WORD", "goodTillCancel (when it is left out), immediateOrCancel, fillOrKill, day or goodTillDate.");
        Option<long?> expire = OptionOf.OptionalNumber("--expire", "SECONDS", "Of goodTillDate: seconds since 1970 UTC.", uint.MaxValue);
        Option<bool> postOnly = OptionOf.Flag("--post-only", "Never take liquidity.");
        Option<bool> reduceOnly = OptionOf.Flag("--reduce-only", "Never open or turn a position.");
        Option<string?> account = OptionOf.Text("--account", "NAME", "The account, by name or number; the strategies' when it is left out.");
        Option<string> reason = CtlOption.Reason();
        return new CtlVerb(
            engine, "place", "Send an order by hand.",
            "Risk judges it like any other; a refusal names the reason, and `llmtrader ctl rejects` the limit. 'accepted' means that it left risk: fills are told by `llmtrader ctl orders show`.",
            [
                new("llmtrader ctl orders place BTCUSDT buy 0.01 --reason 'a try'", "at the market"),
                new("llmtrader ctl orders place BTCUSDT sell 0.01 --price 70000 --post-only --reason 'take profit'", "with a limit, and only as a maker"),
            ],
            (arguments, call) => call.Change(
                "/v1/orders", "The order was sent",
                ("symbol", arguments.GetValue(symbol)), ("side", arguments.GetValue(side)), ("quantity", arguments.GetValue(quantity)),
                ("type", arguments.GetValue(type) ?? (arguments.GetValue(price) is null ? "market" : "limit")), ("price", arguments.GetValue(price)), ("trigger", arguments.GetValue(trigger)),
                ("timeInForce", arguments.GetValue(tif)), ("expireSeconds", arguments.GetValue(expire)),
                ("postOnly", arguments.GetValue(postOnly) ? true : null), ("reduceOnly", arguments.GetValue(reduceOnly) ? true : null), ("account", arguments.GetValue(account)), ("reason", arguments.GetValue(reason))),
            symbol, side, quantity, type, price, trigger, tif, expire, postOnly, reduceOnly, account, reason);
    }
}
