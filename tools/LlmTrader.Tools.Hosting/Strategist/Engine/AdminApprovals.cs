using System.Globalization;
using System.Text.Json.Nodes;
using LlmTrader.Strategies.Generation.Chain;
using LlmTrader.Tools.Hosting.Admin.Client;
using LlmTrader.Tools.Hosting.Admin.Contracts;

namespace LlmTrader.Tools.Hosting.Strategist.Engine;

/// <summary>Asks people over the engine's admin API, which keeps who answered what in its journal.</summary>
internal sealed class AdminApprovals(AdminClient client, int slot) : IApprovals
{
    public void Put(Strategies.Generation.Chain.ApprovalRequest request, CancellationToken cancel)
    {
        JsonObject body = new()
        {
            ["hash"] = request.Hash,
            ["expires"] = request.Expires.ToString(),
            ["summary"] = new JsonObject { ["title"] = request.Summary, ["slot"] = slot, ["source"] = request.Source, ["proposer"] = request.Proposer },
            ["risk"] = new JsonObject
            {
                ["worstNotional"] = request.WorstNotional.ToString("0.########", CultureInfo.InvariantCulture),
                ["shareAtRisk"] = request.Risk.ToString("0.######", CultureInfo.InvariantCulture),
                ["verdict"] = "approval",
            },
        };
        client.Send(HttpMethod.Put, PathOf(request.Decision), body, cancel);
    }

    public Strategies.Generation.Chain.ApprovalAnswer Find(string decision, CancellationToken cancel)
    {
        try
        {
            ApprovalReply reply = client.Get<ApprovalReply>(PathOf(decision), cancel);
            ApprovalStatus status = reply.State switch { "approved" => ApprovalStatus.Approved, "rejected" => ApprovalStatus.Rejected, _ => ApprovalStatus.Waiting };
            return new(status, reply.Hash, reply.AnsweredBy, reply.Reason);
        }
        catch (EngineCallException unknown) when (unknown.Kind == EngineCallKind.Request)
        {
            return new(ApprovalStatus.Unknown);    // The engine was started again, and has forgotten.
        }
    }

    private static string PathOf(string decision) => $"/v1/approvals/{Uri.EscapeDataString(decision)}";
}
