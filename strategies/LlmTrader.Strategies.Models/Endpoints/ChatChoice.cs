using System.Text;
using System.Text.Json;

namespace LlmTrader.Strategies.Models.Endpoints;

/// <summary>What a reply says, put together from one document or from the pieces of a stream. No field is taken to be there, or to be what it should be.</summary>
internal sealed class ChatChoice
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _refusal = new();

    public string Text => _text.ToString();

    public string Refusal => _refusal.ToString();

    /// <summary>Null until the model ended.</summary>
    public string? FinishReason { get; private set; }

    public string? Model { get; private set; }

    public TokenUsage? Usage { get; private set; }

    /// <summary>The server's own report that it failed, under a status that says the contrary; null when there is none.</summary>
    public string? Error { get; private set; }

    /// <summary>Whether there was any choice at all.</summary>
    public bool HasChoice { get; private set; }

    /// <summary>Takes a whole completion (<paramref name="part"/> is <c>message</c>) or one piece of a stream (<c>delta</c>).</summary>
    public void Add(JsonElement document, string part)
    {
        if (document.ValueKind != JsonValueKind.Object) { return; }
        if (document.TryGetProperty("error", out JsonElement error) && error.ValueKind is JsonValueKind.Object or JsonValueKind.String) { Error = MessageOf(error); }
        Model = StringOf(document, "model") is { Length: > 0 } model ? model : Model;
        if (document.TryGetProperty("usage", out JsonElement usage) && usage.ValueKind == JsonValueKind.Object) { Usage = UsageOf(usage); }
        if (!document.TryGetProperty("choices", out JsonElement choices) || choices.ValueKind != JsonValueKind.Array || choices.GetArrayLength() == 0) { return; }
        JsonElement choice = choices[0];
        if (choice.ValueKind != JsonValueKind.Object) { return; }
        HasChoice = true;
        FinishReason = StringOf(choice, "finish_reason") ?? FinishReason;
        if (!choice.TryGetProperty(part, out JsonElement message) || message.ValueKind != JsonValueKind.Object) { return; }
        if (message.TryGetProperty("content", out JsonElement content)) { AddText(content); }
        _refusal.Append(StringOf(message, "refusal"));
    }

    // A text, or a list of parts with texts in them.
    private void AddText(JsonElement content)
    {
        if (content.ValueKind == JsonValueKind.String) { _text.Append(content.GetString()); }
        if (content.ValueKind != JsonValueKind.Array) { return; }
        foreach (JsonElement part in content.EnumerateArray())
        {
            if (part.ValueKind == JsonValueKind.Object) { _text.Append(StringOf(part, "text")); }
        }
    }

    private static TokenUsage? UsageOf(JsonElement usage)
    {
        if (CountOf(usage, "prompt_tokens") is not { } input || CountOf(usage, "completion_tokens") is not { } output) { return null; }
        bool hasDetails = usage.TryGetProperty("prompt_tokens_details", out JsonElement details) && details.ValueKind == JsonValueKind.Object;
        return new TokenUsage(input, output, hasDetails ? CountOf(details, "cached_tokens") ?? 0 : 0);
    }

    private static int? CountOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int count) && count >= 0 ? count : null;

    private static string MessageOf(JsonElement error) => error.ValueKind == JsonValueKind.String ? error.GetString()! : StringOf(error, "message") ?? "no message";

    private static string? StringOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
