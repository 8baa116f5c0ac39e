using System.Globalization;
using System.Text.Json;

namespace LlmTrader.Tools.Hosting.Alerts.Channels;

/// <summary>
/// Posts a message as JSON to any address. With a secret, <c>X-LlmTrader-Timestamp</c> and <c>X-LlmTrader-Signature: sha256=…</c>
/// (<see cref="Signatures.Webhook"/>) prove where it comes from; <c>number</c> and <c>source</c> tell a repeated delivery.
/// </summary>
internal sealed class WebhookChannel(string name, Uri address, string? secret, HttpPoster http, TimeProvider time) : IAlertChannel
{
    public string Name => name;

    public int MaxCallsPerMinute => int.MaxValue;

    /// <inheritdoc/>
    public Task<AlertDelivery> SendAsync(AlertMessage message, CancellationToken cancel)
    {
        byte[] body = HttpPoster.Serialize(new
        {
            message.Number,
            time = message.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            kind = message.Kind.ToString().ToLowerInvariant(),
            severity = message.Severity.ToString().ToLowerInvariant(),
            message.Rule,
            message.Subject,
            message.Text,
            message.Source,
        });
        if (secret is null) { return http.PostAsync(address, body, Judge, cancel); }
        long now = time.GetUtcNow().ToUnixTimeSeconds();
        return http.PostAsync(address, body, Judge, cancel, ("X-LlmTrader-Timestamp", HttpPoster.UnixText(now)), ("X-LlmTrader-Signature", $"sha256={Signatures.Webhook(now, body, secret)}"));
    }

    // Services differ in how a 200 says no; these ways are common enough to know.
    private static AlertDelivery Judge(HttpReply reply)
    {
        if (!reply.IsSuccess) { return reply.ByStatus(); }
        bool saysNo = IsFalse(reply, "ok") || IsFalse(reply, "success") || reply.Number("errcode") is not (null or 0) || reply.Number("error_code") is not (null or 0) || reply.String("error").Length > 0;
        return saysNo ? AlertDelivery.Refused($"HTTP {reply.Status}, and its body says: {reply.Text}") : AlertDelivery.Delivered;
    }

    private static bool IsFalse(HttpReply reply, string name) => reply.Body is { } body && body.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.False;
}
