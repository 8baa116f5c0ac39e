namespace LlmTrader.Tools.Hosting.Alerts.Channels;

/// <summary>A Feishu (Lark) group's custom robot; the signature stands in the body. <c>code</c> tells how it went, in older answers <c>StatusCode</c>.</summary>
internal sealed class FeishuChannel(string name, Uri address, string? secret, HttpPoster http, TimeProvider time) : IAlertChannel
{
    private const int MaxBytes = 18_000;   // The robot takes 20 KB for the whole body.
    private const long TooOften = 11232;

    public string Name => name;

    public int MaxCallsPerMinute => 100;

    /// <inheritdoc/>
    public Task<AlertDelivery> SendAsync(AlertMessage message, CancellationToken cancel)
    {
        var content = new { text = AlertText.Cut(AlertText.Body(message), MaxBytes) };
        if (secret is null) { return http.PostAsync(address, HttpPoster.Serialize(new { msg_type = "text", content }), Judge, cancel); }
        long now = time.GetUtcNow().ToUnixTimeSeconds();
        return http.PostAsync(address, HttpPoster.Serialize(new { timestamp = HttpPoster.UnixText(now), sign = Signatures.Feishu(now, secret), msg_type = "text", content }), Judge, cancel);
    }

    private static AlertDelivery Judge(HttpReply reply) => (reply.Number("code") ?? reply.Number("StatusCode")) switch
    {
        0 when reply.IsSuccess => AlertDelivery.Delivered,
        TooOften => AlertDelivery.Unreachable($"code {TooOften}: {reply.String("msg")}", reply.RetryAfter),
        { } code when reply.Status is < 429 and not 408 => AlertDelivery.Refused($"code {code}: {reply.String("msg")}{reply.String("StatusMessage")}"),
        null when reply.IsSuccess => AlertDelivery.Refused($"the answer has no code: {reply.Text}"),
        _ => reply.ByStatus(),
    };
}
