using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Tools.Hosting.Admin.Contracts;
using LlmTrader.Tools.Hosting.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LlmTrader.Tools.Hosting.Admin.Endpoints;

/// <summary>How the engine is.</summary>
internal static class StatusEndpoints
{
    public static void Map(RouteGroupBuilder api, AdminServices services)
    {
        api.MapGet("/status", () => AdminServices.Json(Status(services), AdminJson.Default.StatusReply)).Produces<StatusReply>().WithSummary("The engine at a glance.");
        api.MapGet("/health", () => Health(services)).Produces<HealthReply>().WithSummary("Whether the process answers and the engine has not failed.");
        api.MapGet("/ready", () => Ready(services)).Produces<ReadyReply>().Produces<ReadyReply>(503).WithSummary("Whether it can be worked with, and what it waits for.");
        api.MapGet("/audit", (HttpContext http) => AdminServices.Json(Audit(services, AdminServices.LimitOf(http, 100, AuditViews.Most)), AdminJson.Default.AuditsReply)).Query("limit").Produces<AuditsReply>()
            .WithSummary("Who asked for what, and why: the newest requests in the journal.");
    }

    /// <summary>Answers also while the views can't: then with what needs none.</summary>
    private static StatusReply Status(AdminServices services)
    {
        AdminContext context = services.Context;
        ViewsPlace place = context.Views.Place;
        Timestamp now = Now(context);
        StatusReply bare = new()
        {
            State = Texts.Name(context.State()),
            Mode = "unknown",
            Execution = context.Execution,
            TradingState = "unknown",
            Killed = context.Kill.IsKilled,
            Fault = context.Fault()?.Message ?? place.Fault?.Message,
            Version = context.ProgramVersion,
            JournalId = context.Journal.Manifest.JournalId,
            JournalPath = context.Journal.Path,
            Epoch = context.Journal.Manifest.Epoch,
            StartedAt = context.StartedAt.ToString(),
            StartedAtNs = context.StartedAt.Nanoseconds,
            UptimeSeconds = Math.Round((now - context.StartedAt).Nanoseconds / 1e9, 3),
            Sequence = place.Sequence,
            Time = place.Sequence < 0 ? null : new Timestamp(place.TimeNs).ToString(),
            TimeNs = place.Sequence < 0 ? null : place.TimeNs,
            DurableSequence = place.DurableSequence,
            Instruments = context.Options.Instruments.Count,
            OpenOrders = 0,
            Feeds = [.. context.Feeds.Select(feed => feed.Status).Select(feed => new FeedLine(feed.Name, Texts.Name(feed.State), Seconds(feed.LastMessageAge)))],
            Equity = [],
        };
        try
        {
            return context.Views.Read(views => bare with
            {
                Mode = ModeEndpoints.ModeOf(views),
                TradingState = Texts.Name(views.Risk.State),
                Killed = bare.Killed || views.Risk.Kill.IsKilled,
                Epoch = Math.Max(bare.Epoch, views.LastStart.Epoch),
                Sequence = views.Sequence,
                OpenOrders = views.Risk.OpenOrders,
                Equity = [.. context.Options.EquityLines.Select(line => Line(services, views, line.Account, line.Currency))],
                Divergence = views.Divergence?.ToString(),
            });
        }
        catch (ViewsUnavailableException error)
        {
            return bare with { Fault = bare.Fault ?? error.Message };
        }
    }

    public static double? Seconds(Duration? duration) => duration is { } known ? Math.Round(known.Nanoseconds / 1e9, 3) : null;

    public static Timestamp Now(AdminContext context) => new((context.Clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100);

    private static EquityLine Line(AdminServices services, ViewState views, AccountId account, Currency currency)
    {
        Money equity = views.Accounts.Equity(account, currency);
        Money peak = views.Accounts.Peak(account, currency);
        decimal drawdown = peak.Raw <= 0 ? 0 : Math.Round(100m * (peak.Raw - equity.Raw) / peak.Raw, 2);
        return new EquityLine(services.NameOf(account), currency.ToString(), Texts.Money(equity.Raw), drawdown.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture));
    }

    private static IResult Health(AdminServices services)
    {
        EngineState state = services.Context.State();
        bool isWell = state != EngineState.Faulted;
        return AdminServices.Json(new HealthReply(isWell ? "ok" : "failed", Texts.Name(state)), AdminJson.Default.HealthReply, isWell ? 200 : 503);
    }

    private static IResult Ready(AdminServices services)
    {
        AdminContext context = services.Context;
        List<string> waiting = [];
        if (context.State() != EngineState.Running) { waiting.Add($"the engine is {Texts.Name(context.State())}"); }
        ViewsPlace place = context.Views.Place;
        if (place.Fault is { } fault) { waiting.Add($"the views stand still: {fault.Message}"); }
        else if (!place.IsCaughtUp) { waiting.Add($"the views are at sequence {place.Sequence} of {place.DurableSequence}"); }
        foreach (FeedStatus feed in context.Feeds.Select(feed => feed.Status))
        {
            if (feed.State is not FeedState.Connected and not FeedState.Disconnected) { waiting.Add($"feed {feed.Name} is {Texts.Name(feed.State)}"); }
        }

        return AdminServices.Json(new ReadyReply(waiting.Count == 0, waiting), AdminJson.Default.ReadyReply, waiting.Count == 0 ? 200 : 503);
    }

    private static AuditsReply Audit(AdminServices services, int limit) => services.Views.Read(views => new AuditsReply(views.Sequence,
        [.. views.Audits.All.Reverse().Take(limit).Select(audit => new AuditReply(audit.Request.Id, audit.Sequence, audit.Time.ToString(), audit.Time.Nanoseconds, audit.Request.Who, audit.Request.What, audit.Request.Why))]));
}
