using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Cli.Verbs.Ctl;
using LlmTrader.Tools.Hosting.Admin.Contracts;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace LlmTrader.Tools.Cli.Verbs.Top;

/// <summary>A snapshot as a screen.</summary>
internal static class TopView
{
    /// <summary>The parts from top to bottom.</summary>
    public static IReadOnlyList<IRenderable> Of(TopSnapshot now, TopSnapshot? before) => [Head(now, before), Alerts(now), Feeds(now, before), Accounts(now), Positions(now), Latency(now)];

    private static Text Head(TopSnapshot now, TopSnapshot? before)
    {
        StatusReply status = now.Status;
        return new Text(
            $"llmtrader {status.Version}  {status.State}  mode {status.Mode}  up {Cell.Age(status.UptimeSeconds)}  epoch {Cell.Of(status.Epoch)}  sequence {Figure.Count(status.Sequence)}  {Cell.Time(status.Time)}\n"
            + $"events/s {Rate(now.Rate("llmtrader_events_total", before))}  orders/s {Rate(now.Rate("llmtrader_orders_sent_total", before))}  fills/s {Rate(now.Rate("llmtrader_fills_total", before))}  open orders {Cell.Of(status.OpenOrders)}  "
            + $"memory {Figure.Bytes((long)now.Sum("llmtrader_resident_bytes"))}  journal {Figure.Bytes((long)now.Sum("llmtrader_journal_bytes"))}  disk {Figure.Percent(now.Sum("llmtrader_disk_used_ratio"))}");
    }

    private static Table Feeds(TopSnapshot now, TopSnapshot? before)
    {
        Table table = Tables.Figures("feed", "state", "age", "messages/s", "KiB/s", "books", "gaps", "dropped", "latency p50", "p99");
        foreach (FeedReply feed in now.Feeds.Feeds)
        {
            bool IsOfFeed(MetricLine line) => line.Labels == $"feed=\"{feed.Name}\"";
            table.Row(
                feed.Name, feed.State, Cell.Age(feed.LastMessageAgeSeconds), Rate(now.Rate("llmtrader_feed_messages_total", before, IsOfFeed)), Rate(now.Rate("llmtrader_feed_bytes_total", before, IsOfFeed) / 1024),
                $"{Cell.Of(feed.BooksInSync)}/{Cell.Of(feed.Books)}", Figure.Count(feed.Gaps), Figure.Count(feed.Dropped),
                feed.LatencyP50Ms is { } median ? $"{Cell.Of(median)} ms" : Cell.None, feed.LatencyP99Ms is { } tail ? $"{Cell.Of(tail)} ms" : Cell.None);
        }

        return table;
    }

    private static Table Accounts(TopSnapshot now)
    {
        Table table = Tables.Figures("account", "equity", "", "drawdown", "realized", "unrealized", "fees");
        foreach ((AccountReply account, BalanceReply one) in now.Accounts.Accounts.SelectMany(account => account.Balances.Select(balance => (account, balance)))) { table.Row(account.Name, Money(one.Equity), one.Currency, Money(one.Drawdown), Money(one.Realized), Money(one.Unrealized), Money(one.Fees)); }
        return table;
    }

    private static Table Positions(TopSnapshot now)
    {
        Table table = Tables.Figures("position", "quantity", "average", "value", "unrealized", "realized");
        foreach (PositionReply one in now.Positions.Positions) { table.Row(one.Symbol, one.Quantity, one.AveragePrice, Money(one.Value), Money(one.Unrealized), Money(one.Realized)); }
        return table;
    }

    // Cents are enough for a screen; `ctl accounts` has all digits.
    private static string Money(string amount) => decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture).ToString("N2", System.Globalization.CultureInfo.InvariantCulture);

    private static Table Latency(TopSnapshot now)
    {
        Table table = Tables.Figures("latency", "count", "p50", "p99", "p99.9", "max");
        foreach (LatencySeriesReply one in now.Latency.Series) { table.Row(one.Name, Figure.Count(one.Count), Figure.Nanoseconds(one.P50), Figure.Nanoseconds(one.P99), Figure.Nanoseconds(one.P999), Figure.Nanoseconds(one.Max)); }
        return table;
    }

    private static Text Alerts(TopSnapshot now)
    {
        IReadOnlyList<string> alerts = TopAlerts.Of(now);
        return new Text(alerts.Count == 0 ? "no alerts" : "alerts:\n" + string.Join('\n', alerts.Select(alert => $"  {alert}")));
    }

    private static string Rate(double? rate) => rate is { } known ? known < 10 ? Cell.Of(known, "0.0") : Figure.Count((long)known) : Cell.None;
}
