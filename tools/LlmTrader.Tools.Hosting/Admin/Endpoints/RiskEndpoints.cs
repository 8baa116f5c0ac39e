using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Tools.Hosting.Admin.Commands;
using LlmTrader.Tools.Hosting.Admin.Contracts;
using LlmTrader.Tools.Hosting.Admin.Security;
using LlmTrader.Tools.Hosting.Configuration;
using LlmTrader.Tools.Hosting.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LlmTrader.Tools.Hosting.Admin.Endpoints;

/// <summary>Limits and rules in force, and their changes.</summary>
internal static class RiskEndpoints
{
    public static void Map(RouteGroupBuilder api, AdminServices services)
    {
        api.MapGet("/risk", () => AdminServices.Json(Risk(services), AdminJson.Default.RiskReply)).Produces<RiskReply>().WithSummary("Limits and rules in force.");
        api.Post("/risk", http => ChangeAsync(services, http)).Accepts<ChangeLimitRequest>(isOptional: true, "application/json").Produces<CommandReply>().Needs(AdminRole.Admin)
            .WithSummary("Another limit, of an instrument, of all of them, or of a configured rule. Needs a reason.");
    }

    private static RiskReply Risk(AdminServices services) => services.Views.Read(views => new RiskReply(
        views.Sequence,
        [.. views.Instruments.All.ToArray().Select(instrument => Describe(instrument, views.Risk.LimitsOf(instrument.Id)))],
        [.. views.Risk.RulesInForce.Select(rule => Describe(services, views, rule))]));

    private static LimitsReply Describe(Instrument instrument, RiskLimits limits) => new(
        instrument.FullName,
        limits.OrderQuantity.IsZero ? null : Texts.Quantity(instrument, limits.OrderQuantity),
        limits.OrderNotional == 0 ? null : Texts.Money(limits.OrderNotional),
        limits.Position.IsZero ? null : Texts.Quantity(instrument, limits.Position),
        limits.PriceCollar == 0 ? null : RiskLimitText.Format(RiskRuleKind.PriceCollar, limits.PriceCollar, instrument),
        limits.OrderRate == 0 ? null : limits.OrderRate,
        limits.ShortSelling);

    private static RiskRuleReply Describe(AdminServices services, ViewState views, RiskRule rule) => new(
        rule.Id, Texts.Name(rule.Kind), Texts.Name(rule.Scope),
        (rule.Scope, rule.Target) switch
        {
            (_, null) => null,
            (RiskRuleScope.Instrument, { } id) => services.SymbolOf(new InstrumentId(id)),
            (RiskRuleScope.Account, { } id) => services.NameOf(new AccountId((ushort)id)),
            (_, { } id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture),
        },
        RiskLimitText.Format(rule.Kind, rule.Limit, rule is { Scope: RiskRuleScope.Instrument, Target: { } of } ? views.Instruments[new InstrumentId(of)] : null), Texts.Name(rule.Action), rule.IsOn);

    private static async Task<IResult> ChangeAsync(AdminServices services, HttpContext http)
    {
        ChangeLimitRequest request = await Body.ReadAsync(http, AdminJson.Default.ChangeLimitRequest).ConfigureAwait(false);
        string reason = AdminServices.RequireReason(request.Reason);
        if (request.Limit is null == request.Rule is null) { throw ProblemException.BadField("limit", "Either a limit or a rule is changed."); }
        EngineEvent[] change = request.Rule is { } rule ? [RuleChange(services, request, rule)] : LimitChanges(services, request);
        return AdminServices.Json(await services.Commands.SendAsync(http, reason, AuditBody.Of(request, AuditBody.Compact.ChangeLimitRequest), () => change).ConfigureAwait(false));
    }

    private static EngineEvent RuleChange(AdminServices services, ChangeLimitRequest request, int id)
    {
        RiskRule rule = services.Views.Read(views => views.Risk.RulesInForce.FirstOrDefault(known => known.Id == id))
            ?? throw ProblemException.NotFound("unknown_rule", $"No risk rule has the id {id}.", "GET /v1/risk lists them; rules are configured, not made here.");
        long limit = rule.Limit;
        if (request.Value is { } text)
        {
            IReadOnlyList<Instrument> about = rule is { Scope: RiskRuleScope.Instrument, Target: { } of } ? [services.Context.Options.Instruments[new InstrumentId(of)]] : services.Context.Options.Instruments.All.ToArray();
            if (!RiskLimitText.TryParse(rule.Kind, text, about, out limit, out string? expected)) { throw ProblemException.BadField("value", $"'{Texts.Short(text)}' can't be the limit of a rule of kind {Texts.Name(rule.Kind)}: {expected} is expected."); }
        }

        EngineEvent e = AdminServices.Event(EventKind.RiskRuleChange);
        e.RiskRule = new RiskRuleChange { RuleId = id, Limit = limit, On = (byte)(request.On ?? rule.IsOn ? 1 : 0) };
        return e;
    }

    private static EngineEvent[] LimitChanges(AdminServices services, ChangeLimitRequest request)
    {
        RiskLimitKind kind = Texts.ParseEnum<RiskLimitKind>("limit", request.Limit!);
        if (request.On is not null && kind != RiskLimitKind.ShortSelling) { throw ProblemException.BadField("on", "Limits are switched off by the value 0; on is for rules and for short selling."); }
        Instrument[] instruments = request.Symbol is null ? services.Context.Options.Instruments.All.ToArray() : [Texts.FindInstrument(services.Context.Options.Instruments, request.Symbol)];
        return [.. instruments.Select(instrument =>
        {
            EngineEvent e = AdminServices.Event(EventKind.RiskLimitChange);
            e.RiskLimit = new RiskLimitChange { Instrument = instrument.Id, Limit = kind, Value = ValueOf(kind, instrument, request) };
            if (!RiskLimits.IsValid(in e.RiskLimit)) { throw ProblemException.BadField("value", $"'{Texts.Short(request.Value ?? "")}' is out of range for {request.Limit}."); }
            return e;
        })];
    }

    private static long ValueOf(RiskLimitKind kind, Instrument instrument, ChangeLimitRequest request)
    {
        if (kind == RiskLimitKind.ShortSelling) { return request.On is { } on ? (on ? 1 : 0) : throw ProblemException.BadField("on", "Short selling is allowed or not: on is true or false."); }
        RiskRuleKind unit = kind switch
        {
            RiskLimitKind.OrderQuantity => RiskRuleKind.OrderQuantity,
            RiskLimitKind.OrderNotional => RiskRuleKind.OrderNotional,
            RiskLimitKind.Position => RiskRuleKind.Position,
            RiskLimitKind.PriceCollar => RiskRuleKind.PriceCollar,
            _ => RiskRuleKind.OrderRate,
        };
        return RiskLimitText.TryParse(unit, request.Value, [instrument], out long value, out string? expected)
            ? value : throw ProblemException.BadField("value", $"'{Texts.Short(request.Value ?? "")}' can't be the {request.Limit} of {instrument.FullName}: {expected} is expected.");
    }
}
