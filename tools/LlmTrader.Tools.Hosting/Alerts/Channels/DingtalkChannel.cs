namespace LlmTrader.Tools.Hosting.Alerts.Channels;

/// <summary>A DingTalk group's custom robot. It answers 200 whatever happens; <c>errcode</c> tells. More than 20 messages a minute close it for ten.</summary>
internal sealed class DingtalkChannel(string name, Uri address, string? secret, HttpPoster http, TimeProvider time) : IAlertChannel
{
    private const int MaxBytes = 18_000;   // The robot takes 20,000 for the whole body.
    private const long Busy = -1;
    private const long TooFast = 130101;

    public string Name => name;

    public int MaxCallsPerMinute => 20;

    /// <inheritdoc/>
    public Task<AlertDelivery> SendAsync(AlertMessage message, CancellationToken cancel)
    {
        byte[] body = HttpPoster.Serialize(new { msgtype = "text", text = new { content = AlertText.Cut(AlertText.Body(message), MaxBytes) } });
        return http.PostAsync(secret is null ? address : Signed(secret), body, Judge, cancel);
    }

    private Uri Signed(string key)
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        string separator = address.Query.Length > 0 ? "&" : "?";
        return new Uri($"{address.AbsoluteUri}{separator}timestamp={HttpPoster.UnixText(now)}&sign={Uri.EscapeDataString(Signatures.Dingtalk(now, key))}");
    }

    private static AlertDelivery Judge(HttpReply reply) => reply.Number("errcode") switch
    {
        0 when reply.IsSuccess => AlertDelivery.Delivered,
        TooFast => AlertDelivery.Unreachable($"errcode {TooFast}: {reply.String("errmsg")}", TimeSpan.FromMinutes(1)),
        Busy => AlertDelivery.Unreachable($"errcode {Busy}: {reply.String("errmsg")}"),
        { } code when reply.IsSuccess => AlertDelivery.Refused($"errcode {code}: {reply.String("errmsg")}"),
        null when reply.IsSuccess => AlertDelivery.Refused($"the answer has no errcode: {reply.Text}"),
        _ => reply.ByStatus(),
    };
}
