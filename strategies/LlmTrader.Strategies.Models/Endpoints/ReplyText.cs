using System.Text;
using System.Text.Json.Nodes;

namespace LlmTrader.Strategies.Models.Endpoints;

/// <summary>A reply's body as it is written down.</summary>
internal static class ReplyText
{
    /// <summary>
    /// Without secrets. A stream cuts its answer into pieces that no pattern sees through: one whose whole answer has a secret in it stands here
    /// as the one document that it comes to.
    /// </summary>
    /// <param name="body">As it came.</param>
    /// <param name="redact">Takes secrets out of a text.</param>
    public static string Of(ReadOnlyMemory<byte> body, Func<string, string> redact)
    {
        if (ChatReader.IsEventStream(body.Span))
        {
            _ = ChatReader.TryRead(body, out ChatChoice choice, out _);    // As far as it can be read.
            (string text, string refusal) = (redact(choice.Text), redact(choice.Refusal));
            if (text != choice.Text || refusal != choice.Refusal) { return Document(choice, text, refusal).ToJsonString(); }
        }

        return redact(Encoding.UTF8.GetString(body.Span));
    }

    private static JsonObject Document(ChatChoice choice, string text, string refusal) => new()
    {
        ["model"] = choice.Model,
        ["choices"] = new JsonArray(new JsonObject
        {
            ["index"] = 0,
            ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = text, ["refusal"] = refusal.Length > 0 ? refusal : null },
            ["finish_reason"] = choice.FinishReason,
        }),
        ["usage"] = choice.Usage is { } usage
            ? new JsonObject { ["prompt_tokens"] = usage.Input, ["completion_tokens"] = usage.Output, ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = usage.Cached } }
            : null,
    };
}
