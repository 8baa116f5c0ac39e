using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Tools.Hosting.Admin.Commands;
using LlmTrader.Tools.Hosting.Admin.Contracts;
using LlmTrader.Tools.Hosting.Admin.Security;
using LlmTrader.Tools.Hosting.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LlmTrader.Tools.Hosting.Admin.Endpoints;

/// <summary>Whether and what is traded: modes, strategies, the kill switch.</summary>
internal static class ModeEndpoints
{
    private const string Observe = "observe", Paper = "paper", Killed = "killed";

    public static void Map(RouteGroupBuilder api, AdminServices services)
    {
        api.MapGet("/mode", () => AdminServices.Json(Mode(services), AdminJson.Default.ModeReply)).Produces<ModeReply>().WithSummary("The mode, and those that it may change to.");
        api.Post("/mode", http => ChangeAsync(services, http)).Accepts<ModeRequest>(isOptional: true, "application/json").Produces<CommandReply>().Needs(AdminRole.Admin)
            .WithSummary("Observe or paper. Needs a reason.");
        api.MapGet("/strategies", () => AdminServices.Json(Strategies(services), AdminJson.Default.StrategiesReply)).Produces<StrategiesReply>().WithSummary("Rule-set slots with what they hold and may do.");
        Strategy(api, services, "pause", TradingState.Reducing, "A strategy opens nothing more: exits pass, entries that work are taken back.");
        Strategy(api, services, "halt", TradingState.Halted, "A strategy sends nothing more, and all its orders are taken back.");
        Strategy(api, services, "resume", TradingState.Active, "A strategy goes on.");
        api.MapGet("/kill", () => AdminServices.Json(KillState(services), AdminJson.Default.KillStateReply)).Produces<KillStateReply>().WithSummary("The kill switch.");
        api.Post("/kill", http => KillAsync(services, http, flatten: false)).Accepts<ReasonRequest>(isOptional: true, "application/json").Produces<CommandReply>().Needs(AdminRole.Operator).WithMetadata(new IsKill())
            .WithSummary("Stop: nothing new leaves, what works is cancelled, until the reset. Needs a reason.");
        api.Post("/flatten", http => KillAsync(services, http, flatten: true)).Accepts<ReasonRequest>(isOptional: true, "application/json").Produces<CommandReply>().Needs(AdminRole.Operator).WithMetadata(new IsKill())
            .WithSummary("As kill, and every position is closed. Needs a reason.");
        api.Post("/reset", http => ResetAsync(services, http)).Accepts<ReasonRequest>(isOptional: true, "application/json").Produces<CommandReply>().Needs(AdminRole.Admin)
            .WithSummary("Opens the kill switch. Needs a reason.");
    }

    public static string ModeOf(ViewState views) => views.Risk.Kill.IsKilled ? Killed : views.Risk.State switch
    {
        TradingState.Observe => Observe,
        TradingState.Active => Paper,
        var state => Texts.Name(state),
    };

    private static ModeReply Mode(AdminServices services) => services.Views.Read(views =>
    {
        string mode = ModeOf(views);
        IReadOnlyList<string> allowed = mode switch { Killed => [], Observe => [Paper], Paper => [Observe], _ => [Observe, Paper] };
        return new ModeReply(mode, Texts.Name(views.Risk.State), views.Risk.Kill.IsKilled, services.Context.Execution, views.Sequence, allowed);
    });

    private static async Task<IResult> ChangeAsync(AdminServices services, HttpContext http)
    {
        ModeRequest request = await Body.ReadAsync(http, AdminJson.Default.ModeRequest).ConfigureAwait(false);
        string reason = AdminServices.RequireReason(request.Reason);
        TradingState state = request.Mode switch
        {
            Observe => TradingState.Observe,
            Paper => TradingState.Active,
            "live" => throw ProblemException.Conflict("not_live", "This engine has no order gateway: it can't go live.", "Live trading needs a gateway in the configuration, and a new start."),
            var other => throw ProblemException.BadField("mode", $"'{Texts.Short(other)}' is no mode; observe or paper is expected."),
        };
        return AdminServices.Json(await services.Commands.SendAsync(http, reason, AuditBody.Of(request, AuditBody.Compact.ModeRequest), () =>
        {
            ModeReply now = Mode(services);
            if (now.Killed || services.Context.Kill.IsKilled) { throw ProblemException.Conflict("killed", "The engine is killed; no mode lets it trade.", "Open the kill switch first: POST /v1/reset."); }
            if (now.Mode == request.Mode) { throw ProblemException.Conflict("same_mode", $"The engine is in mode {request.Mode} already."); }
            EngineEvent e = AdminServices.Event(EventKind.TradingStateChange);
            e.TradingState.State = state;
            return [e];
        }).ConfigureAwait(false));
    }

    private static StrategiesReply Strategies(AdminServices services) => services.Views.Read(views => new StrategiesReply(views.Sequence, [.. views.Slots.Select(slot => new StrategyReply(
        slot.Id.Value, slot.Find(slot.ActiveSetId)?.RuleSet.Name, services.TradingOf(views, slot.Id.Value),
        [.. views.Instruments.All.ToArray().Where(instrument => views.Stages.Signals.Book.HasInterest(slot.Id, instrument.Id)).Select(instrument => new HoldingOfStrategy(
            instrument.FullName, Texts.Quantity(instrument, views.Stages.Signals.Book.Position(slot.Id, instrument.Id)),
            Texts.Quantity(instrument, views.Stages.Signals.Book.Working(slot.Id, instrument.Id)), views.Stages.Signals.Book.OpenOrders(slot.Id, instrument.Id)))]))]));

    private static void Strategy(RouteGroupBuilder api, AdminServices services, string verb, TradingState state, string summary) =>
        api.MapPost($"/strategies/{{strategy:int}}/{verb}", (int strategy, HttpContext http) => StrategyAsync(services, strategy, state, http))
            .Accepts<ReasonRequest>(isOptional: true, "application/json").Produces<CommandReply>().Needs(AdminRole.Operator).WithSummary(summary);

    private static async Task<IResult> StrategyAsync(AdminServices services, int strategy, TradingState state, HttpContext http)
    {
        ReasonRequest request = await Body.ReadAsync(http, AdminJson.Default.ReasonRequest, new ReasonRequest()).ConfigureAwait(false);
        if (strategy < 0 || strategy >= services.Context.Options.RuleSets.Slots) { throw ProblemException.NotFound("unknown_strategy", $"There are the strategies 0 to {services.Context.Options.RuleSets.Slots - 1}."); }
        return AdminServices.Json(await services.Commands.SendAsync(http, request.Reason, "", () => [OperatorEvents.StrategyState(new StrategyId((ushort)strategy), state)]).ConfigureAwait(false));
    }

    private static KillStateReply KillState(AdminServices services)
    {
        bool flag = services.Context.Kill.IsKilled;
        KillReply? latch = services.Context.Kill.Latched is { } latched ? new KillReply(null, latched.At.ToString(), latched.At.Nanoseconds, latched.Who, latched.Why, latched.Flatten, null) : null;
        return services.Views.Read(views =>
        {
            bool isKilled = views.Risk.Kill.IsKilled || flag;
            KillReply[] kills = [.. views.Kills.All.Select(kill => new KillReply(
                kill.Sequence, kill.Time.ToString(), kill.Time.Nanoseconds, kill.Request?.Who ?? latch?.Who ?? "unknown", kill.Request?.Why ?? latch?.Why ?? "", kill.Flatten, kill.Request?.Id))];
            long since = kills.Length > 0 ? views.Kills.All[0].Sequence : -1;
            return new KillStateReply
            {
                Killed = isKilled,
                Flag = flag,
                Flattening = views.Risk.Kill.IsFlattening,
                Kills = kills.Length > 0 || !isKilled || latch is null ? kills : [latch],
                Unclosed = views.Risk.Kill.Unclosed,
                CancelsSent = kills.Length == 0 ? isKilled ? null : 0 : views.Risk.Kill.CancelsSent - views.Kills.CancelsBefore,
                ClosesSent = kills.Length == 0 ? isKilled ? null : 0 : views.Risk.Kill.ClosesSent - views.Kills.ClosesBefore,
                Sequence = views.Sequence,
                Open = views.Unclosed.Newest(100, record => isKilled && record.Sequence >= since, record => new UnclosedReply(
                    record.Sequence, record.Time.ToString(), record.Time.Nanoseconds, services.NameOf(record.Unclosed.Account), services.SymbolOf(record.Instrument) ?? "?",
                    Texts.Quantity(views.Instruments[record.Instrument], record.Unclosed.Position), Texts.Name(record.Unclosed.Reason))),
            };
        });
    }

    // Nothing that is wrong with what it says keeps a kill from being done.
    private static async Task<IResult> KillAsync(AdminServices services, HttpContext http, bool flatten)
    {
        string? reason = null;
        try { reason = (await Body.ReadAsync(http, AdminJson.Default.ReasonRequest, new ReasonRequest()).ConfigureAwait(false)).Reason; }
        catch (ProblemException) { reason = "(the body could not be read)"; }
        if (string.IsNullOrWhiteSpace(reason)) { reason = "(no reason given)"; }
        return AdminServices.Json(await services.Commands.KillAsync(http, reason.Length <= CommandPath.MaxReason ? reason : reason[..CommandPath.MaxReason], "", flatten).ConfigureAwait(false));
    }

    private static async Task<IResult> ResetAsync(AdminServices services, HttpContext http)
    {
        ReasonRequest request = await Body.ReadAsync(http, AdminJson.Default.ReasonRequest).ConfigureAwait(false);
        string reason = AdminServices.RequireReason(request.Reason);
        return AdminServices.Json(await services.Commands.ResetAsync(http, reason, "").ConfigureAwait(false));
    }
}

/// <summary>Of an endpoint: it stops trading, and has a share of its own in what may be asked.</summary>
internal sealed record IsKill;
