using System.Globalization;
using System.Text;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Tools.Hosting.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LlmTrader.Tools.Hosting.Admin.Endpoints;

/// <summary>Figures in Prometheus' text format 0.0.4.</summary>
internal static class MetricsEndpoint
{
    private const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static void Map(RouteGroupBuilder api, AdminServices services) =>
        api.MapGet("/metrics", () => TypedResults.Text(Write(services), ContentType)).Produces<string>(200, "text/plain").WithSummary("Figures for Prometheus.");

    private static string Write(AdminServices services)
    {
        PrometheusText text = new();
        AdminContext context = services.Context;
        ViewsPlace place = context.Views.Place;
        text.Gauge("llmtrader_up", "1 while the engine runs.", context.State() == EngineState.Running ? 1 : 0);
        text.Gauge("llmtrader_killed", "1 while the kill flag is set.", context.Kill.IsKilled ? 1 : 0);
        text.Gauge("llmtrader_uptime_seconds", "Since the engine was started.", (StatusEndpoints.Now(context) - context.StartedAt).Nanoseconds / 1e9);
        text.Counter("llmtrader_durable_sequence", "Up to where the journal is on the disk.", context.DurableSequence());
        text.Counter("llmtrader_view_sequence", "Up to where the views have come.", place.Sequence);
        text.Gauge("llmtrader_view_failed", "1 when the views stand still.", place.Fault is null ? 0 : 1);
        WriteProcess(text, services);
        WriteJournal(text, services.Journal.Look());
        WriteFeeds(text, context);
        WriteLatencies(text, context);
        try { context.Views.Read(views => WriteViews(text, services, views)); }
        catch (ViewsUnavailableException) { text.Gauge("llmtrader_view_unavailable", "1 when the views could not be asked in time.", 1); }
        return text.ToString();
    }

    private static void WriteProcess(PrometheusText text, AdminServices services)
    {
        text.Counter("llmtrader_gc_collections_total", "Garbage collections.", [(0, "0"), (1, "1"), (2, "2")], entry => (GC.CollectionCount(entry.Item1), $"generation=\"{entry.Item2}\""));
        text.Counter("llmtrader_allocated_bytes_total", "Allocated by the process.", GC.GetTotalAllocatedBytes());
        text.Counter("llmtrader_gc_pause_seconds_total", "Spent in garbage collections.", GC.GetTotalPauseDuration().TotalSeconds);
        GCMemoryInfo last = GC.GetGCMemoryInfo(GCKind.Any);
        text.Gauge("llmtrader_gc_heap_bytes", "Objects of a generation after the last collection; 3 is large objects, 4 is pinned ones.", Enumerable.Range(0, last.GenerationInfo.Length), generation => (last.GenerationInfo[generation].SizeAfterBytes, $"generation=\"{generation}\""));
        text.Gauge("llmtrader_gc_promoted_bytes", "What the last collection found alive and moved up.", last.PromotedBytes);
        text.Gauge("llmtrader_resident_bytes", "Resident memory.", Environment.WorkingSet);
        text.Counter("llmtrader_admin_requests_total", "Admin requests.", services.Counters.Requests);
        text.Counter("llmtrader_admin_limited_total", "Admin requests that were refused for their rate.", services.Counters.Limited);
        text.Counter("llmtrader_admin_failed_total", "Admin requests that failed here.", services.Counters.Failed);
        text.Counter("llmtrader_admin_commands_total", "Admin requests that were written into the journal.", services.Commands.Written);
        text.Gauge("llmtrader_event_subscribers", "Subscribers of the event stream.", services.Counters.Subscribers);
        text.Counter("llmtrader_event_subscribers_dropped_total", "Subscribers that were too slow.", services.Counters.Dropped);
    }

    private static void WriteJournal(PrometheusText text, JournalSize size)
    {
        text.Gauge("llmtrader_journal_bytes", "Size of the journal's files.", size.Bytes);
        text.Gauge("llmtrader_disk_free_bytes", "Free on the journal's disk.", size.Disk.FreeBytes);
        text.Gauge("llmtrader_disk_used_ratio", "Used of the journal's disk.", size.Disk.UsedPercent / 100);
    }

    private static void WriteFeeds(PrometheusText text, AdminContext context)
    {
        FeedStatus[] feeds = [.. context.Feeds.Select(feed => feed.Status)];
        if (feeds.Length == 0) { return; }
        static string Of(FeedStatus feed) => $"feed=\"{PrometheusText.Escape(feed.Name)}\"";
        text.Gauge("llmtrader_feed_connected", "1 while connected.", feeds, feed => (feed.State == FeedState.Connected ? 1 : 0, Of(feed)));
        text.Gauge("llmtrader_feed_last_message_age_seconds", "Since the last message.", feeds.Where(feed => feed.LastMessageAge is not null), feed => (feed.LastMessageAge!.Value.Nanoseconds / 1e9, Of(feed)));
        text.Counter("llmtrader_feed_messages_total", "Frames received.", feeds, feed => (feed.Messages, Of(feed)));
        text.Counter("llmtrader_feed_bytes_total", "Bytes received.", feeds, feed => (feed.Bytes, Of(feed)));
        text.Counter("llmtrader_feed_gaps_total", "Holes in a stream.", feeds, feed => (feed.Gaps, Of(feed)));
        text.Counter("llmtrader_feed_missed_trades_total", "Trades missing in those holes.", feeds, feed => (feed.MissedTrades, Of(feed)));
        text.Counter("llmtrader_feed_dropped_total", "Events that the engine had no room for.", feeds, feed => (feed.Dropped, Of(feed)));
        text.Counter("llmtrader_feed_reconnects_total", "Connections that were lost.", feeds, feed => (feed.Reconnects, Of(feed)));
        text.Counter("llmtrader_feed_resyncs_total", "Book snapshots that were asked for.", feeds, feed => (feed.Resyncs, Of(feed)));
        text.Counter("llmtrader_feed_stale_total", "Times of silence.", feeds, feed => (feed.Stale, Of(feed)));
        text.Counter("llmtrader_feed_parse_errors_total", "Messages that could not be read.", feeds, feed => (feed.ParseErrors, Of(feed)));
        text.Gauge("llmtrader_feed_books_in_sync", "Books that are complete and current.", feeds, feed => (feed.BooksInSync, Of(feed)));
    }

    private static void WriteLatencies(PrometheusText text, AdminContext context)
    {
        if (context.Latencies.Count == 0) { return; }
        text.Summary("llmtrader_latency_seconds", "Latency since the last reset.", context.Latencies.Select(series =>
        {
            LatencySummary summary = LatencySummary.From(series.Histogram);
            return ($"series=\"{PrometheusText.Escape(series.Name)}\"", new[] { ("0.5", summary.P50Ns / 1e9), ("0.99", summary.P99Ns / 1e9), ("0.999", summary.P999Ns / 1e9), ("1", summary.MaxNs / 1e9) }, summary.Count);
        }));
    }

    private static bool WriteViews(PrometheusText text, AdminServices services, ViewState views)
    {
        text.Gauge("llmtrader_diverged", "1 when the replay beside the engine did something else than the journal says.", views.Divergence is null ? 0 : 1);
        text.Gauge("llmtrader_trading_state", "0 active, 1 reducing, 2 halted, 3 observe.", (int)views.Risk.State);
        text.Gauge("llmtrader_engine_time_lag_seconds", "Of the views behind the clock; also large where the market is quiet or simulated.", Math.Max(0, (StatusEndpoints.Now(services.Context) - views.Time).Nanoseconds / 1e9));
        text.Counter("llmtrader_events_total", "Sequenced events that the views have folded.", Enum.GetValues<EventKind>().Where(kind => views.CountOf(kind) > 0), kind => (views.CountOf(kind), $"kind=\"{Texts.Name(kind)}\""));
        text.Gauge("llmtrader_open_orders", "Orders that work.", views.Risk.OpenOrders);
        text.Counter("llmtrader_fills_total", "Fills.", views.Stages.Accounts.Counts.Fills);
        text.Counter("llmtrader_orders_sent_total", "Orders that passed risk.", views.Stages.Accounts.Counts.Sent);
        text.Counter("llmtrader_rejects_total", "What risk refused.", Enum.GetValues<RejectReason>().Where(reason => (int)reason < views.Risk.Rejections.Length && views.Risk.Rejections[(int)reason] > 0), reason => (views.Risk.Rejections[(int)reason], $"reason=\"{Texts.Name(reason)}\""));
        text.Counter("llmtrader_gaps_total", "Gaps in the market data.", views.Instruments.All.ToArray().Where(instrument => views.Markets[instrument.Id].Gaps > 0), instrument => (views.Markets[instrument.Id].Gaps, $"symbol=\"{PrometheusText.Escape(instrument.FullName)}\""));
        text.Gauge("llmtrader_equity", "Equity of an account.", services.Context.Options.EquityLines, line => ((double)views.Accounts.Equity(line.Account, line.Currency).Raw / Money.One, Of(services, line)));
        text.Gauge("llmtrader_drawdown", "How far equity is below its peak.", services.Context.Options.EquityLines, line => ((double)views.Accounts.Drawdown(line.Account, line.Currency).Raw / Money.One, Of(services, line)));
        text.Gauge("llmtrader_position", "Position of an account.",
            services.Context.Options.Accounts.SelectMany(account => views.Instruments.All.ToArray().Select(instrument => (account.Id, instrument))).Where(place => !views.Accounts.PositionOf(place.Id, place.instrument.Id).Quantity.IsZero),
            place => (views.Accounts.PositionOf(place.Id, place.instrument.Id).Quantity.Raw / Math.Pow(10, place.instrument.QuantityScale), $"account=\"{PrometheusText.Escape(services.NameOf(place.Id))}\",symbol=\"{PrometheusText.Escape(place.instrument.FullName)}\""));
        return true;
    }

    private static string Of(AdminServices services, (AccountId Account, Currency Currency) line) => $"account=\"{PrometheusText.Escape(services.NameOf(line.Account))}\",currency=\"{line.Currency}\"";
}

/// <summary>Writes the text format: each family once, with its help and type.</summary>
internal sealed class PrometheusText
{
    private readonly StringBuilder _text = new(8192);

    public void Gauge(string name, string help, double value) => Family(name, help, "gauge", [0], _ => (value, ""));

    public void Gauge<T>(string name, string help, IEnumerable<T> of, Func<T, (double Value, string Labels)> value) => Family(name, help, "gauge", of, value);

    public void Counter(string name, string help, double value) => Family(name, help, "counter", [0], _ => (value, ""));

    public void Counter<T>(string name, string help, IEnumerable<T> of, Func<T, (double Value, string Labels)> value) => Family(name, help, "counter", of, value);

    public void Summary(string name, string help, IEnumerable<(string Labels, (string Quantile, double Value)[] Quantiles, long Count)> series)
    {
        Head(name, help, "summary");
        foreach ((string labels, (string Quantile, double Value)[] quantiles, long count) in series)
        {
            foreach ((string quantile, double value) in quantiles) { Line(name, $"{labels},quantile=\"{quantile}\"", value); }
            Line(name + "_count", labels, count);
        }
    }

    /// <summary>A label's value as the format wants it.</summary>
    public static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private void Family<T>(string name, string help, string type, IEnumerable<T> of, Func<T, (double Value, string Labels)> value)
    {
        bool hasHead = false;
        foreach (T one in of)
        {
            if (!hasHead) { Head(name, help, type); }
            hasHead = true;
            (double number, string labels) = value(one);
            Line(name, labels, number);
        }
    }

    private void Head(string name, string help, string type) => _text.Append("# HELP ").Append(name).Append(' ').Append(help).Append('\n').Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

    private void Line(string name, string labels, double value)
    {
        _text.Append(name);
        if (labels.Length > 0) { _text.Append('{').Append(labels).Append('}'); }
        _text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }
}
