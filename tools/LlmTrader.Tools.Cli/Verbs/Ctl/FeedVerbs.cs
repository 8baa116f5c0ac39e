using System.CommandLine;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Admin.Contracts;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Ctl;

/// <summary><c>llmtrader ctl feeds</c></summary>
internal static class FeedVerbs
{
    public static VerbGroup Group(EngineOptions engine) => new(
        "feeds",
        "Where market data comes from: counters, and connections.",
        "A feed reconnects and resynchronises by itself; these verbs are for when a person knows better.",
        [new("llmtrader ctl feeds list", "how do they stand?"), new("llmtrader ctl feeds reconnect binance --reason 'no data'", "a new connection at once")],
        List(engine), Resubscribe(engine),
        Change(engine, "disconnect", "disconnect", "Take a feed off until it is connected again.", "Rule sets get nothing more from it; risk's staleMarketData rule, where there is one, refuses what would trade on old prices.", "The feed is off", "no more from it"),
        Change(engine, "reconnect", "connect", "Connect a feed at once, in place of the connection that stands.", "Books are synchronised anew; what was missed is told as a gap.", "The feed connects", "a new connection at once"));

    private static CtlVerb List(EngineOptions engine) => new(
        engine, "list", "Feeds with their counters since the start.",
        "Gaps are holes in the venue's numbers, 'dropped' what the engine had no room for. Exit code 1 when one is not connected.",
        [new("llmtrader ctl feeds list", "how do they stand?"), new("llmtrader ctl feeds list --json", "every counter")],
        (_, call) => call.Show<FeedsReply>(
            "/v1/feeds", reply =>
            {
                if (reply.Feeds.Count == 0) { call.Session.WriteLine("This engine has no live feed."); return; }
                Table table = Tables.Figures("feed", "state", "last message", "messages", "trades", "quotes", "books", "in sync", "gaps", "dropped", "resyncs", "reconnects", "stale", "unreadable", "latency p50", "p99");
                foreach (FeedReply one in reply.Feeds)
                {
                    table.Row(
                        one.Name, one.State, Cell.Age(one.LastMessageAgeSeconds), Figure.Count(one.Messages), Figure.Count(one.Trades), Figure.Count(one.Quotes), Figure.Count(one.BookMessages),
                        $"{Cell.Of(one.BooksInSync)}/{Cell.Of(one.Books)}", Figure.Count(one.Gaps), Figure.Count(one.Dropped), Figure.Count(one.Resyncs), Figure.Count(one.Reconnects), Figure.Count(one.Stale),
                        Figure.Count(one.ParseErrors), one.LatencyP50Ms is { } median ? $"{Cell.Of(median)} ms" : Cell.None, one.LatencyP99Ms is { } tail ? $"{Cell.Of(tail)} ms" : Cell.None);
                }

                call.Session.Write(table);
                foreach (FeedReply one in reply.Feeds.Where(feed => feed.LastProblem is not null)) { call.Session.WriteLine($"{one.Name}: last problem: {one.LastProblem}"); }
            },
            reply => reply.Feeds.All(feed => feed.State == "connected")));

    private static CtlVerb Resubscribe(EngineOptions engine)
    {
        Argument<string> feed = CtlOption.Required("FEED", "Its name, as `llmtrader ctl feeds list` gives it.");
        Argument<string> symbol = CtlOption.Required("SYMBOL", "The instrument, BTCUSDT or BTCUSDT.BINANCE.");
        Option<string> reason = CtlOption.Reason();
        return new CtlVerb(
            engine, "resubscribe", "Ask the venue for an instrument's data anew, its book included.",
            "For one that is stale while the others go on.",
            [new("llmtrader ctl feeds resubscribe binance BTCUSDT --reason 'a stale book'", "one instrument anew")],
            (arguments, call) => call.Change($"/v1/feeds/{CtlOption.Escape(arguments.GetValue(feed)!)}/resubscribe", "The venue is asked anew", ("symbol", arguments.GetValue(symbol)), ("reason", arguments.GetValue(reason))),
            feed, symbol, reason);
    }

    private static CtlVerb Change(EngineOptions engine, string name, string path, string summary, string teaching, string done, string meaning)
    {
        Argument<string> feed = CtlOption.Required("FEED", "Its name, as `llmtrader ctl feeds list` gives it.");
        Option<string> reason = CtlOption.Reason();
        return new CtlVerb(
            engine, name, summary, teaching, [new($"llmtrader ctl feeds {name} binance --reason 'no data'", meaning)],
            (arguments, call) => call.Change($"/v1/feeds/{CtlOption.Escape(arguments.GetValue(feed)!)}/{path}", done, ("reason", arguments.GetValue(reason))),
            feed, reason);
    }
}
