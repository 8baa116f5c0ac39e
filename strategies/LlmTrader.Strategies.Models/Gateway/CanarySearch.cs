using System.Text;
using LlmTrader.Strategies.Models.Endpoints;
using LlmTrader.Strategies.Models.Guardrails;

namespace LlmTrader.Strategies.Models.Gateway;

/// <summary>Whether a reply repeats its request's canary.</summary>
internal static class CanarySearch
{
    /// <summary>Looks into the text and the whole body: a tool's arguments and fields that nobody reads count too. An error's body does not: servers quote what they refuse.</summary>
    public static bool IsIn(EndpointReply reply, string? canary) =>
        reply.Raw.Status is >= 200 and < 300 && (CanaryText.IsIn(reply.Text, canary) || CanaryText.IsIn(Encoding.UTF8.GetString(reply.Raw.Body.Span), canary));
}
