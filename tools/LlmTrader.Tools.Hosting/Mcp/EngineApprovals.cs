using System.Globalization;
using System.Text.Json.Nodes;
using LlmTrader.Tools.Hosting.Admin.Client;
using LlmTrader.Tools.Hosting.Admin.Contracts;
using LlmTrader.Tools.Hosting.Mcp.Calls;

namespace LlmTrader.Tools.Hosting.Mcp;

/// <summary>Asks people over the engine's admin API: questions and answers are where those of the strategist are, and in the engine's journal.</summary>
/// <param name="client">Of the engine.</param>
public sealed class EngineApprovals(AdminClient client) : IToolApprovals
{
    /// <inheritdoc/>
    public void Ask(ToolQuestion question, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(question);
        string read = question.HasReadOutside
            ? "The client has read text that was written outside, and may be doing what that says."
            : "The client has read no text that was written outside.";
        client.Send(HttpMethod.Put, PathOf(question.Id), new JsonObject
        {
            ["hash"] = question.Call.Hash,
            ["expires"] = question.Expires.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["summary"] = new JsonObject { ["title"] = $"Tool {question.Call.Tool}, wanted by {question.Client}", ["slot"] = question.Slot, ["source"] = question.Call.Text, ["proposer"] = $"mcp/{question.Client}", ["gates"] = new JsonArray() },
            ["risk"] = new JsonObject
            {
                ["worstNotional"] = "0",    // The call itself trades nothing; rules that it proposes are judged and asked about once more.
                ["shareAtRisk"] = "0",
                ["verdict"] = "tool call",
                ["reasons"] = new JsonArray($"A yes lets the tool {question.Call.Tool} be called once, with the arguments in the source.", read),
            },
        }, cancel);
    }

    /// <inheritdoc/>
    public ToolAnswer Find(string id, CancellationToken cancel)
    {
        try
        {
            ApprovalReply reply = client.Get<ApprovalReply>(PathOf(id), cancel);
            ToolAnswerState state = reply.State switch
            {
                "approved" => ToolAnswerState.Approved,
                "pending" => ToolAnswerState.Pending,
                "expired" => ToolAnswerState.Expired,
                _ => ToolAnswerState.Rejected,
            };
            return new ToolAnswer(state, reply.Hash, reply.AnsweredBy, reply.Reason);
        }
        catch (EngineCallException unknown) when (unknown.Kind == EngineCallKind.Request)
        {
            return new ToolAnswer(ToolAnswerState.Unknown);
        }
    }

    private static string PathOf(string id) => $"/v1/approvals/{Uri.EscapeDataString(id)}";
}
