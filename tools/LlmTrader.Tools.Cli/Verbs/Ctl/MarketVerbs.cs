using System.CommandLine;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Admin.Contracts;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Ctl;

/// <summary>The market as the engine has seen it.</summary>
internal static class MarketVerbs
{
    public static IReadOnlyList<CtlVerb> Create(EngineOptions engine) => [Instruments(engine), Book(engine), Bars(engine)];

    private static CtlVerb Instruments(EngineOptions engine) => new(
        engine, "instruments", "Instruments with what the market last said of them.",
        "A name is a symbol and its venue, BTCUSDT.BINANCE; other verbs take the symbol alone where only one venue has it. Gaps and dropped events are counted since the journal began.",
        [new("llmtrader ctl instruments", "what is traded, and at what price?")],
        (_, call) => call.Show<InstrumentsReply>("/v1/instruments", reply =>
        {
            Table table = Tables.Figures("name", "status", "last", "bid", "ask", "tick", "lot", "events", "gaps", "dropped", "last data (UTC)");
            foreach (InstrumentReply one in reply.Instruments)
            {
                table.Row(
                    one.Name, one.Status, Cell.Of(one.LastPrice), Cell.Of(one.Bid), Cell.Of(one.Ask), one.TickSize, one.LotSize,
                    Figure.Count(one.Events), Figure.Count(one.Gaps), Figure.Count(one.Dropped), Cell.Time(one.LastData));
            }

            call.Session.Write(table);
        }));

    private static CtlVerb Book(EngineOptions engine)
    {
        Argument<string> symbol = CtlOption.Required("SYMBOL", "The instrument, BTCUSDT or BTCUSDT.BINANCE.");
        Option<int> depth = OptionOf.Number("--depth", "LEVELS", "Levels of each side.", 10, 1, 1000);
        return new CtlVerb(
            engine, "book", "An instrument's level-2 book.",
            "Best levels first. A book that is 'stale' or 'building' waits for the venue's snapshot; `llmtrader ctl feeds resubscribe` asks for one.",
            [new("llmtrader ctl book BTCUSDT --depth 5", "the best five levels of each side")],
            (arguments, call) => call.Show<BookReply>(CtlOption.Path($"/v1/instruments/{CtlOption.Escape(arguments.GetValue(symbol)!)}/book", ("limit", arguments.GetValue(depth))), book =>
            {
                call.Session.WriteLine($"{book.Symbol}: {book.State}, update {Cell.Of(book.UpdateId)}, {Cell.Of(book.BidLevels)} bid and {Cell.Of(book.AskLevels)} ask levels, at sequence {Cell.Of(book.Sequence)}");
                Table table = Tables.Figures("bid quantity", "bid", "ask", "ask quantity");
                for (int i = 0; i < Math.Max(book.Bids.Count, book.Asks.Count); i++)
                {
                    LevelReply? bid = i < book.Bids.Count ? book.Bids[i] : null, ask = i < book.Asks.Count ? book.Asks[i] : null;
                    table.Row(bid?.Quantity ?? "", bid?.Price ?? "", ask?.Price ?? "", ask?.Quantity ?? "");
                }

                call.Session.Write(table);
            }),
            symbol, depth);
    }

    private static CtlVerb Bars(EngineOptions engine)
    {
        Argument<string> symbol = CtlOption.Required("SYMBOL", "The instrument, BTCUSDT or BTCUSDT.BINANCE.");
        Option<string?> spec = OptionOf.Text("--spec", "BARS", "Which bars, 1m; the first that the engine makes when it is left out.");
        Option<int> limit = CtlOption.Limit(20);
        return new CtlVerb(
            engine, "bars", "An instrument's newest closed bars.",
            "Newest first, with the sequence of the event that closed each.",
            [new("llmtrader ctl bars BTCUSDT --spec 1m --limit 5", "the last five minutes")],
            (arguments, call) => call.Show<BarsReply>(
                CtlOption.Path($"/v1/instruments/{CtlOption.Escape(arguments.GetValue(symbol)!)}/bars", ("spec", arguments.GetValue(spec)), ("limit", arguments.GetValue(limit))), reply =>
                {
                    call.Session.WriteLine($"{reply.Symbol} {reply.Spec}");
                    Table table = Tables.Figures("opened (UTC)", "open", "high", "low", "close", "volume", "trades", "sequence");
                    foreach (BarReply bar in reply.Bars) { table.Row(Cell.Time(bar.OpenTime), bar.Open, bar.High, bar.Low, bar.Close, bar.Volume, Cell.Of(bar.Trades), Cell.Of(bar.Sequence)); }
                    call.Session.Write(table);
                }),
            symbol, spec, limit);
    }
}
