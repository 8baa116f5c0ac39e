using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Tools.Hosting.Admin.Approvals;
using LlmTrader.Tools.Hosting.Admin.Commands;
using LlmTrader.Tools.Hosting.Admin.Contracts;
using LlmTrader.Tools.Hosting.Admin.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LlmTrader.Tools.Hosting.Admin.Endpoints;

/// <summary>Questions to a person whether a rule set may be activated, and the answers.</summary>
internal static class ApprovalEndpoints
{
    public static void Map(RouteGroupBuilder api, AdminServices services)
    {
        api.MapGet("/approvals", () => AdminServices.Json(List(services), AdminJson.Default.ApprovalsReply)).Produces<ApprovalsReply>()
            .WithSummary("What waits for a person's word, and what was answered lately; oldest first. Forgotten at a restart.");
        api.MapGet("/approvals/{decision}", (string decision) => AdminServices.Json(Describe(services, decision), AdminJson.Default.ApprovalReply)).Produces<ApprovalReply>().ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("One of them, with what the candidate does differently from the set that decides in its slot.");
        api.MapPut("/approvals/{decision}", (string decision, HttpContext http) => AskAsync(services, decision, http)).Accepts<ApprovalRequest>(isOptional: true, "application/json").Produces<ApprovalReply>().Needs(AdminRole.Operator)
            .WithSummary("Asks for a person's word on a candidate. The same question again tells how it stands.");
        Answer(api, services, "approve", isApproved: true, "The candidate with this hash may be activated. Needs a reason; a key does not approve what it asked for itself.");
        Answer(api, services, "reject", isApproved: false, "It may not. Needs a reason.");
    }

    private static void Answer(RouteGroupBuilder api, AdminServices services, string verb, bool isApproved, string summary) =>
        api.MapPost($"/approvals/{{decision}}/{verb}", (string decision, HttpContext http) => AnswerAsync(services, decision, isApproved, http))
            .Accepts<ApprovalAnswerRequest>(isOptional: true, "application/json").Produces<CommandReply>().Needs(AdminRole.Operator).WithSummary(summary);

    private static async Task<IResult> AskAsync(AdminServices services, string decision, HttpContext http)
    {
        ApprovalRequest request = await Body.ReadAsync(http, AdminJson.Default.ApprovalRequest).ConfigureAwait(false);
        Timestamp now = StatusEndpoints.Now(services.Context);
        Timestamp expires = ApprovalCheck.Check(decision, request, services.Context.Options.RuleSets.Slots, now);
        Approval asked = new() { Decision = decision, Request = request, Text = AuditBody.Of(request, AuditBody.Compact.ApprovalRequest), Asker = Caller.Of(http), AskedAt = now, Expires = expires };
        if (services.Approvals.Find(decision)?.Text != asked.Text)
        {
            // The source is in the strategist's journal, and in the engine's once it is staged.
            string record = $"{{\"hash\":\"{request.Hash}\",\"slot\":{request.Summary.Slot.ToString(CultureInfo.InvariantCulture)},\"shareAtRisk\":\"{request.Risk.ShareAtRisk}\",\"expires\":\"{expires}\"}}";
            await services.Commands.RecordAsync(http, request.Summary.Title, record, (_, write) => services.Approvals.Ask(asked, write)).ConfigureAwait(false);
        }

        return AdminServices.Json(Describe(services, decision), AdminJson.Default.ApprovalReply);
    }

    private static async Task<IResult> AnswerAsync(AdminServices services, string decision, bool isApproved, HttpContext http)
    {
        ApprovalAnswerRequest request = await Body.ReadAsync(http, AdminJson.Default.ApprovalAnswerRequest).ConfigureAwait(false);
        string reason = AdminServices.RequireReason(request.Reason);
        CommandReply reply = await services.Commands.RecordAsync(http, reason, AuditBody.Of(request, AuditBody.Compact.ApprovalAnswerRequest), (id, write) =>
            services.Approvals.Answer(decision, request.Hash, new ApprovalAnswer(isApproved, Caller.Of(http), StatusEndpoints.Now(services.Context), reason, id), write)).ConfigureAwait(false);
        return AdminServices.Json(reply);
    }

    private static ApprovalsReply List(AdminServices services)
    {
        FindRecords(services);
        Timestamp now = StatusEndpoints.Now(services.Context);
        return new ApprovalsReply([.. services.Approvals.All.Select(approval => new ApprovalLine(
            approval.Decision, approval.StateAt(now), approval.Request.Hash, approval.Request.Summary.Slot, approval.Request.Summary.Title, approval.Request.Risk.ShareAtRisk,
            approval.Expires.ToString(), approval.Expires.Nanoseconds, Told(approval)?.By.Who, Told(approval)?.At.ToString(), Told(approval)?.Sequence))]);
    }

    private static ApprovalReply Describe(AdminServices services, string decision)
    {
        FindRecords(services);
        Approval approval = services.Approvals.Find(decision) ?? throw ApprovalBook.Unknown(decision);
        ApprovalAnswer? answer = Told(approval);
        (int? active, IReadOnlyList<DifferenceReply> differences) = Compare(services, approval);
        return new ApprovalReply
        {
            Decision = decision,
            State = approval.StateAt(StatusEndpoints.Now(services.Context)),
            Hash = approval.Request.Hash,
            Summary = approval.Request.Summary,
            Risk = approval.Request.Risk,
            AskedBy = approval.Asker.Who,
            AskedAt = approval.AskedAt.ToString(),
            AskedAtNs = approval.AskedAt.Nanoseconds,
            Expires = approval.Expires.ToString(),
            ExpiresNs = approval.Expires.Nanoseconds,
            AnsweredBy = answer?.By.Who,
            AnsweredAt = answer?.At.ToString(),
            AnsweredAtNs = answer?.At.Nanoseconds,
            Reason = answer?.Reason,
            Sequence = answer?.Sequence,
            ActiveSetId = active,
            Differences = differences,
        };
    }

    private static ApprovalAnswer? Told(Approval approval) => approval.Answer is { Sequence: not null } answer ? answer : null;

    // An answer is told once the journal has committed it, whoever waited for that or did not.
    private static void FindRecords(AdminServices services)
    {
        foreach (Approval approval in services.Approvals.All)
        {
            if (approval.Answer is not { Sequence: null, RequestId: var id }) { continue; }
            long? sequence = services.Views.Read(views => views.Audits.All.LastOrDefault(audit => audit.Request.Id == id)?.Sequence);
            if (sequence <= services.Context.CommittedSequence()) { services.Approvals.Recorded(approval.Decision, id, sequence.Value); }
        }
    }

    private static (int?, IReadOnlyList<DifferenceReply>) Compare(AdminServices services, Approval approval)
    {
        (int id, string? source) = services.Views.Read(views =>
        {
            RuleSetSlot slot = views.Slots.First(known => known.Id.Value == approval.Request.Summary.Slot);
            return (slot.ActiveSetId, RuleSetEndpoints.FindSource(views, slot.ActiveSetId));
        });
        return source is null ? (null, []) : (id, RuleSetEndpoints.Differences(source, approval.Request.Summary.Source));
    }
}
