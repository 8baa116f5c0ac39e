namespace LlmTrader.Tools.Hosting.Alerts.Channels;

/// <summary>A WeCom group's robot. It answers 200 whatever happens; <c>errcode</c> tells. It takes 20 messages a minute.</summary>
internal sealed class WecomChannel(string name, Uri address, HttpPoster http) : IAlertChannel
{
    private const int MaxBytes = 2048;   // Of a text message's content.
    private const long Busy = -1;
    private const long TooOften = 45009;

    public string Name => name;

    public int MaxCallsPerMinute => 20;

    /// <inheritdoc/>
    public Task<AlertDelivery> SendAsync(AlertMessage message, CancellationToken cancel) =>
        http.PostAsync(address, HttpPoster.Serialize(new { msgtype = "text", text = new { content = AlertText.Cut(AlertText.Body(message), MaxBytes) } }), Judge, cancel);

    private static AlertDelivery Judge(HttpReply reply) => reply.Number("errcode") switch
    {
        0 when reply.IsSuccess => AlertDelivery.Delivered,
        TooOften => AlertDelivery.Unreachable($"errcode {TooOften}: {reply.String("errmsg")}", TimeSpan.FromMinutes(1)),
        Busy => AlertDelivery.Unreachable($"errcode {Busy}: {reply.String("errmsg")}"),
        { } code when reply.IsSuccess => AlertDelivery.Refused($"errcode {code}: {reply.String("errmsg")}"),
        null when reply.IsSuccess => AlertDelivery.Refused($"the answer has no errcode: {reply.Text}"),
        _ => reply.ByStatus(),
    };
}
