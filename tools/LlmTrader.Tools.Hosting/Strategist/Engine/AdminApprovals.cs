using System.Globalization;
using System.Text.Json.Nodes;
using LlmTrader.Strategies.Generation.Chain;
using LlmTrader.Tools.Hosting.Admin.Client;
using LlmTrader.Tools.Hosting.Admin.Contracts;

namespace LlmTrader.Tools.Hosting.Strategist.Engine;

/// <summary>Asks people over the engine's admin API, which keeps who answered what in its journal.</summary>
public sealed class AdminApprovals(AdminClient client, int slot) : IApprovals
{
    // What a question may have; the journal has all of it.
    private const int MostGates = 64;
    private const int MostReasons = 32;
    private const int LongestLine = 200;

    public void Put(Strategies.Generation.Chain.ApprovalRequest request, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        JsonObject body = new()
        {
            ["hash"] = request.Hash,
            ["expires"] = request.Expires.ToString(),
            ["summary"] = new JsonObject { ["title"] = request.Summary, ["slot"] = slot, ["source"] = request.Source, ["proposer"] = request.Proposer, ["gates"] = new JsonArray([.. request.Gates.Take(MostGates).Select(Describe)]) },
            ["risk"] = new JsonObject
            {
                ["worstNotional"] = request.WorstNotional.ToString("0.########", CultureInfo.InvariantCulture),
                ["shareAtRisk"] = request.Risk.ToString("0.######", CultureInfo.InvariantCulture),
                ["verdict"] = "approval",
                ["reasons"] = new JsonArray([.. request.Reasons.Take(MostReasons).Select(reason => JsonValue.Create(Line(reason)))]),
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

    private static JsonObject Describe(JudgedGate gate) => new() { ["gate"] = Line(gate.Gate), ["passed"] = gate.Passed, ["value"] = Text(gate.Value), ["threshold"] = $"{gate.Comparison} {Text(gate.Limit)}".Trim() };

    private static string Text(double? value) => value?.ToString("0.####", CultureInfo.InvariantCulture) ?? "";

    private static string Line(string text) => text.Length <= LongestLine ? text : string.Concat(text.AsSpan(0, LongestLine - 1), "…");

    private static string PathOf(string decision) => $"/v1/approvals/{Uri.EscapeDataString(decision)}";
}
