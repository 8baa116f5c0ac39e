using System.Text.Json;

namespace LlmTrader.Tools.Hosting.Alerts.Channels;

/// <summary>A Telegram bot that writes into one chat. Its address holds the token; <c>ok</c> tells how it went, <c>parameters.retry_after</c> when to come back.</summary>
internal sealed class TelegramChannel(string name, Uri sendMessage, string chatId, HttpPoster http) : IAlertChannel
{
    private const int MaxBytes = 4096;   // The limit is 4096 characters; bytes are never fewer.

    public string Name => name;

    public int MaxCallsPerMinute => 20;   // Into a group.

    /// <inheritdoc/>
    public Task<AlertDelivery> SendAsync(AlertMessage message, CancellationToken cancel) => http.PostAsync(
        sendMessage, HttpPoster.Serialize(new { chat_id = chatId, text = AlertText.Cut(AlertText.Body(message), MaxBytes), disable_web_page_preview = true }), Judge, cancel);

    private static AlertDelivery Judge(HttpReply reply)
    {
        if (reply.Body is not { } body || !body.TryGetProperty("ok", out JsonElement ok)) { return reply.IsSuccess ? AlertDelivery.Refused($"the answer has no ok: {reply.Text}") : reply.ByStatus(); }
        if (ok.ValueKind == JsonValueKind.True && reply.IsSuccess) { return AlertDelivery.Delivered; }
        long code = reply.Number("error_code") ?? reply.Status;
        string said = $"error {code}: {reply.String("description")}";
        return code is 429 or >= 500 ? AlertDelivery.Unreachable(said, RetryAfter(body) ?? reply.RetryAfter) : AlertDelivery.Refused(said);
    }

    private static TimeSpan? RetryAfter(JsonElement body) =>
        body.TryGetProperty("parameters", out JsonElement parameters) && parameters.ValueKind == JsonValueKind.Object
        && parameters.TryGetProperty("retry_after", out JsonElement seconds) && seconds.ValueKind == JsonValueKind.Number && seconds.TryGetInt32(out int number) && number >= 0
            ? TimeSpan.FromSeconds(number) : null;
}
