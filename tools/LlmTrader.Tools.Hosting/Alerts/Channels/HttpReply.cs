using System.Globalization;
using System.Text.Json;

namespace LlmTrader.Tools.Hosting.Alerts.Channels;

/// <summary>What a service answered.</summary>
/// <param name="Status">HTTP's.</param>
/// <param name="Body">Its JSON object; null when the body is none.</param>
/// <param name="Text">The body as text, cut.</param>
/// <param name="RetryAfter">Of the header.</param>
internal sealed record HttpReply(int Status, JsonElement? Body, string Text, TimeSpan? RetryAfter)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>A whole number of the body by its name, also when it is written as text; null when there is none.</summary>
    public long? Number(string name)
    {
        if (Body is not { } body || !body.TryGetProperty(name, out JsonElement value)) { return null; }
        if (value.ValueKind == JsonValueKind.Number) { return value.TryGetInt64(out long number) ? number : long.MaxValue; }
        return value.ValueKind == JsonValueKind.String && long.TryParse(value.GetString(), CultureInfo.InvariantCulture, out long parsed) ? parsed : null;
    }

    public string String(string name) => Body is { } body && body.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    /// <summary>What a status other than success means.</summary>
    public AlertDelivery ByStatus()
    {
        string said = $"HTTP {Status}{(Text.Length > 0 ? $": {Text}" : "")}";
        return Status switch
        {
            408 or 425 or 429 or >= 500 => AlertDelivery.Unreachable(said, RetryAfter),
            >= 300 and < 400 => AlertDelivery.Refused($"HTTP {Status}: it points to another address, which is not followed. Configure that one."),
            _ => AlertDelivery.Refused(said),
        };
    }
}
