using System.Security.Cryptography;
using System.Text;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Strategies.Rules;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Tools.Hosting.Admin.Commands;
using LlmTrader.Tools.Hosting.Admin.Contracts;
using LlmTrader.Tools.Hosting.Admin.Security;
using LlmTrader.Tools.Hosting.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LlmTrader.Tools.Hosting.Admin.Endpoints;

/// <summary>What decides, what is ready to, and how that changes.</summary>
internal static class RuleSetEndpoints
{
    private const int ShareDecimals = 4;   // As CapitalShareChange.All has zeros.

    public static void Map(RouteGroupBuilder api, AdminServices services)
    {
        Lock compiling = new();
        api.MapGet("/rulesets", (HttpContext http) => AdminServices.Json(List(services, AdminServices.LimitOf(http, 50, 1000)), AdminJson.Default.RuleSetsReply)).Query("limit").Produces<RuleSetsReply>()
            .WithSummary("Slots with the versions that they hold, and the newest changes with what came of them.");
        api.MapGet("/rulesets/{id:int}/source", (int id) => AdminServices.Json(services.Views.Read(views => SourceOf(views, id)), AdminJson.Default.SourceReply)).Produces<SourceReply>()
            .WithSummary("The source of a set that a slot holds, or that was staged lately.");
        api.MapGet("/rulesets/diff", (int a, int b) => AdminServices.Json(Diff(services, a, b), AdminJson.Default.DiffReply)).Query("a", "b").Produces<DiffReply>().WithSummary("What two sets do differently.");
        api.Post("/rulesets/stage", http => StageAsync(services, compiling, http)).Accepts<StageRequest>(isOptional: true, "application/json").Produces<CommandReply>().Needs(AdminRole.Operator)
            .WithSummary("Compiles a source beside the path and warms it up for a slot.");
        Change(api, services, "shadow", AdminRole.Operator, "The staged set records what it would do, or no more.", request => RuleSetEvents.Shadow(SlotOf(services, request), IdOf(request), request.On ?? true));
        Change(api, services, "activate", AdminRole.Admin, "The staged set decides from the next bar on.", request => RuleSetEvents.Activate(SlotOf(services, request), IdOf(request)));
        Change(api, services, "rollback", AdminRole.Operator, "The previous set decides from the next bar on.", request => RuleSetEvents.Rollback(RequireDeciding(services, SlotOf(services, request), null)));
        Change(api, services, "quarantine", AdminRole.Operator, "A set is stopped for good, and its orders are cancelled.", request => RuleSetEvents.Quarantine(RequireDeciding(services, SlotOf(services, request), IdOf(request)), IdOf(request), RuleSetCode.Operator));
        api.Post("/rulesets/capital", http => CapitalAsync(services, http)).Accepts<CapitalRequest>(isOptional: true, "application/json").Produces<CommandReply>().Needs(AdminRole.Admin)
            .WithSummary("How much of its capital a slot's sets may use from the next decision on; a smaller share closes nothing.");
    }

    private static void Change(RouteGroupBuilder api, AdminServices services, string verb, AdminRole role, string summary, Func<RuleSetRequest, EngineEvent> make) =>
        api.Post($"/rulesets/{verb}", http => ChangeAsync(services, http, make)).Accepts<RuleSetRequest>(isOptional: true, "application/json").Produces<CommandReply>().Needs(role).WithSummary(summary);

    private static async Task<IResult> ChangeAsync(AdminServices services, HttpContext http, Func<RuleSetRequest, EngineEvent> make)
    {
        RuleSetRequest request = await Body.ReadAsync(http, AdminJson.Default.RuleSetRequest).ConfigureAwait(false);
        EngineEvent e = make(request);
        return AdminServices.Json(await services.Commands.SendAsync(http, request.Reason, AuditBody.Of(request, AuditBody.Compact.RuleSetRequest), () => [e]).ConfigureAwait(false));
    }

    private static async Task<IResult> CapitalAsync(AdminServices services, HttpContext http)
    {
        CapitalRequest request = await Body.ReadAsync(http, AdminJson.Default.CapitalRequest).ConfigureAwait(false);
        StrategyId slot = SlotOf(services, request.Slot);
        long share = Texts.ParseNumber("share", request.Share, ShareDecimals);
        if (share is < 1 or > CapitalShareChange.All) { throw ProblemException.BadField("share", $"'{Texts.Short(request.Share)}' is no share: more than 0 and at most 1 is expected."); }
        return AdminServices.Json(await services.Commands.SendAsync(http, request.Reason, AuditBody.Of(request, AuditBody.Compact.CapitalRequest), () => [OperatorEvents.CapitalShare(slot, (int)share)]).ConfigureAwait(false));
    }

    private static StrategyId SlotOf(AdminServices services, RuleSetRequest request) => SlotOf(services, request.Slot);

    private static StrategyId SlotOf(AdminServices services, int slot) => slot >= 0 && slot < services.Context.Options.RuleSets.Slots
        ? new StrategyId((ushort)slot) : throw ProblemException.BadField("slot", $"There are the slots 0 to {services.Context.Options.RuleSets.Slots - 1}.");

    // A slot begins with a set that decides nothing. To go back to it would be a stop by another name, and it can't be stopped itself.
    private static StrategyId RequireDeciding(AdminServices services, StrategyId id, int? set) => services.Views.Read(views =>
    {
        RuleSetSlot slot = views.Slots[id.Value];
        if (slot.Find(set ?? slot.PreviousSetId) is not { RuleSet.Name: RuleSets.None } none) { return id; }
        string slotText = id.Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
        throw set is null
            ? ProblemException.Conflict("nothing_to_roll_back_to", $"The set before in slot {slotText} is set {none.SetId}, 'none', which decides nothing.", $"To stop what decides now: `llmtrader ctl pause {slotText}` or `llmtrader ctl halt {slotText}`; to put another in its place: `llmtrader ctl rulesets stage` and `activate`.")
            : ProblemException.Conflict("decides_nothing", $"Set {none.SetId} of slot {slotText} is 'none', which decides nothing: there is nothing to stop.", "`llmtrader ctl rulesets list` shows what decides.");
    });

    private static int IdOf(RuleSetRequest request) => request.SetId ?? throw new ProblemException(StatusCodes.Status400BadRequest, "field_missing", "Missing: setId.", "GET /v1/rulesets lists them.", "setId");

    private static RuleSetsReply List(AdminServices services, int limit) => services.Views.Read(views => new RuleSetsReply(
        views.Sequence,
        [.. views.Slots.Select(slot => new SlotReply
        {
            Slot = slot.Id.Value,
            Active = Version(views, slot, slot.ActiveSetId),
            Previous = Version(views, slot, slot.PreviousSetId),
            Staged = Version(views, slot, slot.StagedSetId),
            Shadowing = slot.IsShadowing,
            Closing = slot.IsClosing,
            Trading = services.TradingOf(views, slot.Id.Value),
            Share = Texts.Share(slot.CapitalShare),
        })],
        views.RuleSetChanges.Newest(limit, _ => true, record => new RuleSetChangeReply(
            record.Sequence, record.Time.ToString(), record.Time.Nanoseconds, record.RuleSet.Slot.Value, record.RuleSet.SetId, Texts.Name(record.RuleSet.Change), record.RuleSet.Code == RuleSetCode.None ? "done" : Texts.Name(record.RuleSet.Code)))));

    private static VersionReply? Version(ViewState views, RuleSetSlot slot, int id) => slot.Find(id) is { } version
        ? new VersionReply(id, version.RuleSet.Name, version.RuleSet.Id, version.Source is { } source ? HashOf(source) : null, version.RuleSet.WarmUpBars, version.RuleSet.CostPerBar) : null;

    private static SourceReply SourceOf(ViewState views, int id) => FindSource(views, id) is { } text ? new SourceReply(id, text, HashOf(text))
        : throw ProblemException.NotFound("unknown_set", $"No slot holds a set {id}, and none was staged lately.", "GET /v1/rulesets lists them; the journal keeps every source.");

    /// <summary>The source of a set that a slot holds, or that was staged lately; else null.</summary>
    internal static string? FindSource(ViewState views, int id) =>
        views.Slots.Select(slot => slot.Find(id)?.Source).FirstOrDefault(source => source is not null) ?? views.Sources.Find(id)?.Text ?? (id == 0 ? views.Run.InitialSource : null);

    private static string HashOf(string source) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source)));

    // A clause that reads alike in both means another thing by its names, and those are told.
    private static DiffReply Diff(AdminServices services, int a, int b)
    {
        (string before, string after) = services.Views.Read(views => (SourceOf(views, a).Source, SourceOf(views, b).Source));
        return new DiffReply(a, b, IsSame(before, after), Differences(before, after, $"set {a}", $"set {b}"));
    }

    /// <summary>What two sources do differently, then which of their names stand for different things.</summary>
    internal static IReadOnlyList<DifferenceReply> Differences(string before, string after, string nameBefore = "rules", string nameAfter = "rules")
    {
        RuleReading first = RuleText.Read(before, nameBefore), second = RuleText.Read(after, nameAfter);
        if (!first.IsValid || !second.IsValid) { return before == after ? [] : [new DifferenceReply("text", before, after)]; }   // Built-in sets have no document.

        // What reads alike means something else because of a name that it uses, and that one is told itself.
        IEnumerable<RuleDifference> told = RuleText.Diff(first, second).Concat(RuleText.DiffNames(first, second)).Where(difference => difference.Before != difference.After);
        return [.. told.Select(difference => new DifferenceReply(difference.Field, difference.Before, difference.After))];
    }

    private static bool IsSame(string before, string after)
    {
        RuleReading first = RuleText.Read(before), second = RuleText.Read(after);
        return first.IsValid && second.IsValid ? RuleText.Diff(first, second).Count == 0 : before == after;
    }

    private static async Task<IResult> StageAsync(AdminServices services, Lock compiling, HttpContext http)
    {
        StageRequest request = await Body.ReadAsync(http, AdminJson.Default.StageRequest).ConfigureAwait(false);
        StrategyId slot = SlotOf(services, request.Slot);
        int bytes = Encoding.UTF8.GetByteCount(request.Source);
        if (bytes is 0 or > RuleSetSource.MaxLength) { throw ProblemException.BadField("source", $"A rule set's source has 1 to {RuleSetSource.MaxLength:N0} bytes, this one {bytes:N0}."); }
        if (request.SetId is < 1) { throw ProblemException.BadField("setId", "A set's id is positive."); }
        IRuleSet compiled = Compile(services, compiling, request.Source);
        int set = request.SetId ?? services.Views.Read(views => Math.Max(views.Sources.HighestSetId, views.Slots.Max(known => Math.Max(known.ActiveSetId, Math.Max(known.PreviousSetId, known.StagedSetId))))) + 1;
        string record = $"{{\"slot\":{slot.Value},\"setId\":{set},\"bytes\":{bytes},\"sha256\":\"{HashOf(request.Source)}\"}}";   // The text itself follows in events of its own.
        if (request.SetId is null) { record = record.Replace($"\"setId\":{set},", "", StringComparison.Ordinal); }   // Asked again it is the same request.
        return AdminServices.Json(await services.Commands.SendAsync(http, request.Reason, record, () => RuleSetEvents.Stage(slot, set, request.Source, compiled.WarmUpBars), set).ConfigureAwait(false));
    }

    private static IRuleSet Compile(AdminServices services, Lock compiling, string source)
    {
        lock (compiling)
        {
            if (services.Context.Compiler.TryCompile(source, out IRuleSet? compiled, out string? error))
            {
                long budget = services.Context.Options.RuleSets.CostBudget;
                if (compiled.CostPerBar <= budget) { return compiled; }
                throw new ProblemException(StatusCodes.Status422UnprocessableEntity, "over_budget", $"The set costs {compiled.CostPerBar:N0} units a bar; the engine's budget is {budget:N0}.", "Make it simpler.", "source");
            }

            throw new ProblemException(StatusCodes.Status422UnprocessableEntity, "does_not_compile", $"The source has mistakes: {error}", "Check it with `llmtrader rules check`.", "source", error.Split("; "));
        }
    }
}
