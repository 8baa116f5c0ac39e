using System.IO.Pipelines;
using LlmTrader.Persistence.Journal.Retention;
using LlmTrader.Tools.Hosting.Admin.Endpoints;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LlmTrader.Tools.Hosting.Admin.Events;

/// <summary>The event stream.</summary>
internal static class EventsEndpoint
{
    private const int BatchEvents = 1_024;
    private const int BatchBytes = 48 << 10;

    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(10);

    public static void Map(RouteGroupBuilder api, AdminServices services) =>
        api.MapGet("/events", (string? kinds, string? symbols, string? from, HttpContext http) => StreamAsync(services, kinds, symbols, from, http)).Query("kinds", "symbols", "from").Produces<string>(200, "text/event-stream")
            .WithSummary("Server-sent events out of the journal: ?kinds=, ?symbols=, ?from=SEQUENCE; Last-Event-ID goes on where a connection broke off. Without a place it begins with what comes next.");

    private static async Task StreamAsync(AdminServices services, string? kinds, string? symbols, string? from, HttpContext http)
    {
        EventFilter filter = EventFilter.Parse(kinds, symbols, services.Context.Options.Instruments);
        EventPlace place = PlaceOf(services, from, http);
        long newest = services.Context.CommittedSequence();
        if (place.In > newest) { throw new ProblemException(StatusCodes.Status400BadRequest, "beyond_the_end", $"Sequence {place.In + 1} is not there yet: the newest is {newest}.", $"Leave it out for what comes next, or begin at {newest + 1} at most.", "from"); }
        if (!services.Counters.TrySubscribe(services.Options.MaxSubscribers))
        {
            http.Response.Headers.RetryAfter = "5";
            throw ProblemException.Unavailable("too_many_subscribers", $"There are {services.Options.MaxSubscribers} subscribers already.", "Come again when one has left.");
        }

        try
        {
            using EventSource source = Open(services, in place, filter);
            using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
            await SendAsync(services, source, http, over.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The client has gone, or the server goes.
        }
        finally
        {
            services.Counters.Unsubscribe();
        }
    }

    private static EventPlace PlaceOf(AdminServices services, string? from, HttpContext http)
    {
        string last = http.Request.Headers["Last-Event-ID"].ToString();
        if (last.Length > 0) { return EventPlace.Parse("Last-Event-ID", last); }
        return from is null ? EventPlace.Before(services.Views.Place.Sequence + 1) : EventPlace.Parse("from", from);
    }

    private static EventSource Open(AdminServices services, in EventPlace place, EventFilter filter)
    {
        try { return new EventSource(services.Context.Journal, in place, filter); }
        catch (JournalPrunedException error) { throw new ProblemException(StatusCodes.Status410Gone, "pruned", error.Message, "Begin later, or read the archive."); }
    }

    private static async Task SendAsync(AdminServices services, EventSource source, HttpContext http, CancellationToken over)
    {
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-cache";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        using EventWriter writer = new(services);
        writer.Heartbeat(source.Place);   // So that the client knows at once that it is heard.
        long quietSince = services.Context.Clock.GetTimestamp();
        while (true)
        {
            over.ThrowIfCancellationRequested();
            bool isMore = true;
            while (writer.Frames.Length < BatchBytes && (isMore = source.Read(writer, BatchEvents))) { over.ThrowIfCancellationRequested(); }
            if (writer.Frames.Length == 0 && services.Context.Clock.GetElapsedTime(quietSince) >= services.Options.Heartbeat) { writer.Heartbeat(source.Place); }
            if (writer.Frames.Length > 0)
            {
                if (!await TrySendAsync(http.Response.BodyWriter, writer, services.Options.SlowLimit, over).ConfigureAwait(false))
                {
                    services.Counters.OnDropped();
                    Drop(http.Response.BodyWriter, writer, source.Place, services.Options.SlowLimit);
                    return;
                }

                writer.Clear();
                quietSince = services.Context.Clock.GetTimestamp();
            }

            if (!isMore) { await Task.Delay(Nap, over).ConfigureAwait(false); }
        }
    }

    /// <summary>False when the client does not read: then all of it is in the connection's buffer, and the wait is over.</summary>
    private static async Task<bool> TrySendAsync(PipeWriter body, EventWriter writer, TimeSpan limit, CancellationToken over)
    {
        ValueTask<FlushResult> sending = body.WriteAsync(writer.Frames, over);
        if (sending.IsCompletedSuccessfully) { return true; }
        Task<FlushResult> sent = sending.AsTask();
        using CancellationTokenSource inTime = new();
        Task first = await Task.WhenAny(sent, Task.Delay(limit, inTime.Token)).ConfigureAwait(false);
        await inTime.CancelAsync().ConfigureAwait(false);
        if (first == sent)
        {
            await sent.ConfigureAwait(false);
            return true;
        }

        body.CancelPendingFlush();
        await sent.ConfigureAwait(false);
        return false;
    }

    // Behind what the client has not read yet: when it does, it learns why the stream ends and where to go on.
    private static void Drop(PipeWriter body, EventWriter writer, in EventPlace place, TimeSpan limit)
    {
        writer.Clear();
        writer.Notice("dropped", in place, $"Nothing was read for {limit.TotalSeconds:0.#} s, so this stream ends.");
        writer.Frames.Span.CopyTo(body.GetSpan(writer.Frames.Length));
        body.Advance(writer.Frames.Length);
    }
}
