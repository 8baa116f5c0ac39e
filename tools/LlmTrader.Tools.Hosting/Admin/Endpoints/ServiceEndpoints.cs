using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Replay;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Tools.Hosting.Admin.Commands;
using LlmTrader.Tools.Hosting.Admin.Contracts;
using LlmTrader.Tools.Hosting.Admin.Security;
using LlmTrader.Tools.Hosting.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace LlmTrader.Tools.Hosting.Admin.Endpoints;

/// <summary>The machinery: latency, journal, feeds, log, the end of the run.</summary>
internal static class ServiceEndpoints
{
    public static void Map(RouteGroupBuilder api, AdminServices services)
    {
        AdminContext context = services.Context;
        api.MapGet("/latency", () => AdminServices.Json(new LatencyReply([.. context.Latencies.Select(Describe)]), AdminJson.Default.LatencyReply)).Produces<LatencyReply>().WithSummary("Latency histograms since the last reset.");
        api.MapGet("/latency/{name}.hlog", (string name) => Log(context, name)).Produces<string>(200, "text/plain").WithSummary("One of them as a HdrHistogram log (V2, compressed).");
        api.Post("/latency/reset", http => ResetAsync(services, http)).Produces<CommandReply>().Needs(AdminRole.Admin).WithSummary("Empties the histograms.");
        api.MapGet("/journal", () => AdminServices.Json(Journal(services), AdminJson.Default.JournalReply)).Produces<JournalReply>().WithSummary("The journal, its disk, and how long that will do.");
        api.MapGet("/feeds", () => AdminServices.Json(new FeedsReply([.. context.Feeds.Select(feed => Describe(feed.Status))]), AdminJson.Default.FeedsReply)).Produces<FeedsReply>().WithSummary("Feeds with their counters.");
        api.MapPost("/feeds/{name}/resubscribe", (string name, HttpContext http) => ResubscribeAsync(services, name, http)).Accepts<ResubscribeRequest>(isOptional: true, "application/json").Produces<CommandReply>().Needs(AdminRole.Operator)
            .WithSummary("Asks the venue for an instrument's data anew, its book included.");
        api.MapPost("/feeds/{name}/disconnect", (string name, HttpContext http) => FeedAsync(services, name, http, feed => feed.Disconnect())).Accepts<ReasonRequest>(isOptional: true, "application/json").Produces<CommandReply>().Needs(AdminRole.Operator)
            .WithSummary("Takes a feed off until it is connected again.");
        api.MapPost("/feeds/{name}/connect", (string name, HttpContext http) => FeedAsync(services, name, http, feed => feed.Reconnect())).Accepts<ReasonRequest>(isOptional: true, "application/json").Produces<CommandReply>().Needs(AdminRole.Operator)
            .WithSummary("Connects a feed at once, in place of the connection that stands.");
        api.MapGet("/log", () => AdminServices.Json(LogLevel(context), AdminJson.Default.LogLevelReply)).Produces<LogLevelReply>().WithSummary("How much the log tells.");
        api.Post("/log", http => LogAsync(services, http)).Accepts<LogLevelRequest>(isOptional: true, "application/json").Produces<CommandReply>().Needs(AdminRole.Admin).WithSummary("Lets the log tell more or less.");
        api.Post("/drain", http => DrainAsync(services, http)).Accepts<DrainRequestBody>(isOptional: true, "application/json").Produces<CommandReply>(202).Needs(AdminRole.Admin)
            .WithSummary("Ends the run in an orderly way, with a snapshot unless told otherwise. Needs a reason.");
    }

    private static LatencySeriesReply Describe(LatencySeries series)
    {
        LatencySummary summary = LatencySummary.From(series.Histogram);
        return new LatencySeriesReply(
            series.Name, series.Means, summary.Count, summary.MinNs, summary.P50Ns, summary.P90Ns, summary.P99Ns, summary.P999Ns, summary.P9999Ns, summary.MaxNs,
            double.IsFinite(summary.MeanNs) ? Math.Round(summary.MeanNs, 1) : 0, summary.SaturatedCount);
    }

    private static ContentHttpResult Log(AdminContext context, string name)
    {
        LatencySeries series = context.Latencies.FirstOrDefault(known => known.Name == name)
            ?? throw ProblemException.NotFound("unknown_latency", $"There is no histogram '{Texts.Short(name)}'.", "GET /v1/latency lists them.");
        return TypedResults.Text(HistogramLog.Write(series.Histogram, series.Name, context.StartedAt.Nanoseconds / 1e9, (StatusEndpoints.Now(context) - context.StartedAt).Nanoseconds / 1e9), "text/plain; charset=utf-8");
    }

    private static async Task<IResult> ResetAsync(AdminServices services, HttpContext http)
    {
        Action reset = services.Context.ResetLatencies ?? throw ProblemException.Conflict("no_reset", "This engine's histograms can't be emptied while it runs.");
        ReasonRequest request = await Body.ReadAsync(http, AdminJson.Default.ReasonRequest, new ReasonRequest()).ConfigureAwait(false);
        return AdminServices.Json(await services.Commands.RecordAsync(http, request.Reason, "", reset).ConfigureAwait(false));
    }

    private static JournalReply Journal(AdminServices services)
    {
        AdminContext context = services.Context;
        ViewsPlace place = context.Views.Place;
        JournalSize size = services.Journal.Look();
        return new JournalReply
        {
            Path = context.Journal.Path,
            JournalId = context.Journal.Manifest.JournalId,
            Epoch = context.Journal.ReadEpochs() is { Count: > 0 } epochs ? epochs[^1].Epoch : context.Journal.Manifest.Epoch,
            DurableSequence = context.DurableSequence(),
            ViewSequence = place.Sequence,
            InSegments = size.InSegments,
            OutSegments = size.OutSegments,
            Bytes = size.Bytes,
            DiskFreeBytes = size.Disk.FreeBytes,
            DiskUsedPercent = Math.Round(size.Disk.UsedPercent, 1),
            DaysUntilFull = size.DaysUntilFull is { } days ? Math.Round(days, 1) : null,
            BytesPerDay = size.BytesPerDay is { } rate ? Math.Round(rate) : null,
            NewestSnapshot = NewestSnapshot(context),
        };
    }

    // Named by their sequences.
    private static long? NewestSnapshot(AdminContext context) => !Directory.Exists(context.Journal.SnapshotsPath) ? null : Directory.EnumerateFiles(context.Journal.SnapshotsPath)
        .Select(file => long.TryParse(Path.GetFileNameWithoutExtension(file), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out long sequence) ? sequence : (long?)null).Max();

    private static FeedReply Describe(FeedStatus feed) => new()
    {
        Name = feed.Name,
        State = Texts.Name(feed.State),
        ConnectedSince = feed.ConnectedSince?.ToString(),
        LastMessageAgeSeconds = StatusEndpoints.Seconds(feed.LastMessageAge),
        Messages = feed.Messages,
        Bytes = feed.Bytes,
        Trades = feed.Trades,
        Quotes = feed.Quotes,
        BookMessages = feed.BookMessages,
        Gaps = feed.Gaps,
        MissedTrades = feed.MissedTrades,
        Dropped = feed.Dropped,
        Duplicates = feed.Duplicates,
        Resyncs = feed.Resyncs,
        Reconnects = feed.Reconnects,
        Rotations = feed.Rotations,
        Stale = feed.Stale,
        ParseErrors = feed.ParseErrors,
        UnknownMessages = feed.UnknownMessages,
        RateLimited = feed.RateLimited,
        NegativeLatency = feed.NegativeLatency,
        LatencyP50Ms = feed.Latency is { } latency ? latency.P50.Nanoseconds / 1e6 : null,
        LatencyP99Ms = feed.Latency is { } tail ? tail.P99.Nanoseconds / 1e6 : null,
        BooksInSync = feed.BooksInSync,
        Books = feed.Books,
        LastProblem = feed.LastProblem,
    };

    private static ILiveFeed Find(AdminContext context, string name) => context.Feeds.FirstOrDefault(feed => feed.Name == name)
        ?? throw ProblemException.NotFound("unknown_feed", $"There is no feed '{Texts.Short(name)}'.", "GET /v1/feeds lists them.");

    private static async Task<IResult> FeedAsync(AdminServices services, string name, HttpContext http, Action<ILiveFeed> act)
    {
        ILiveFeed feed = Find(services.Context, name);
        ReasonRequest request = await Body.ReadAsync(http, AdminJson.Default.ReasonRequest, new ReasonRequest()).ConfigureAwait(false);
        return AdminServices.Json(await services.Commands.RecordAsync(http, request.Reason, "", () => act(feed)).ConfigureAwait(false));
    }

    private static async Task<IResult> ResubscribeAsync(AdminServices services, string name, HttpContext http)
    {
        ILiveFeed feed = Find(services.Context, name);
        ResubscribeRequest request = await Body.ReadAsync(http, AdminJson.Default.ResubscribeRequest).ConfigureAwait(false);
        Instrument instrument = Texts.FindInstrument(services.Context.Options.Instruments, request.Symbol);
        return AdminServices.Json(await services.Commands.RecordAsync(http, request.Reason, AuditBody.Of(request, AuditBody.Compact.ResubscribeRequest), () =>
        {
            if (feed is PacedFeed) { throw ProblemException.Conflict("nothing_to_ask", $"Feed {name} plays by itself: there is no venue that could be asked anew.", "Resubscribing is for feeds of venues; GET /v1/feeds lists them."); }
            if (!feed.Resubscribe(instrument.Id)) { throw ProblemException.Conflict("not_of_this_feed", $"{instrument.FullName} does not come by feed {name}."); }
        }).ConfigureAwait(false));
    }

    private static LogLevelReply LogLevel(AdminContext context) => new(SwitchOf(context).Level, SwitchOf(context).Levels);

    private static ILogLevelSwitch SwitchOf(AdminContext context) => context.LogLevel ?? throw ProblemException.NotFound("no_log", "This engine's log can't be switched.");

    private static async Task<IResult> LogAsync(AdminServices services, HttpContext http)
    {
        ILogLevelSwitch log = SwitchOf(services.Context);
        LogLevelRequest request = await Body.ReadAsync(http, AdminJson.Default.LogLevelRequest).ConfigureAwait(false);
        if (!log.Levels.Contains(request.Level)) { throw ProblemException.BadField("level", $"'{Texts.Short(request.Level)}' is no level; one of {string.Join(", ", log.Levels)} is expected."); }
        return AdminServices.Json(await services.Commands.RecordAsync(http, request.Reason, AuditBody.Of(request, AuditBody.Compact.LogLevelRequest), () => log.Level = request.Level).ConfigureAwait(false));
    }

    private static async Task<IResult> DrainAsync(AdminServices services, HttpContext http)
    {
        Action<DrainRequest> drain = services.Context.Drain ?? throw ProblemException.Conflict("no_drain", "This run ends by itself.");
        DrainRequestBody request = await Body.ReadAsync(http, AdminJson.Default.DrainRequestBody, new DrainRequestBody()).ConfigureAwait(false);
        string reason = AdminServices.RequireReason(request.Reason);
        Caller caller = Caller.Of(http);
        CommandReply reply = await services.Commands.RecordAsync(http, reason, AuditBody.Of(request, AuditBody.Compact.DrainRequestBody), () =>
            http.Response.OnCompleted(() =>
            {
                drain(new DrainRequest(request.Snapshot, caller.Who, reason));   // The reply leaves first: the server ends with the run.
                return Task.CompletedTask;
            })).ConfigureAwait(false);
        return AdminServices.Json(reply, AdminJson.Default.CommandReply, StatusCodes.Status202Accepted);
    }
}
