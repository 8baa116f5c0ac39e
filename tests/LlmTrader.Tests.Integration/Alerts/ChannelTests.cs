using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LlmTrader.Tools.Hosting.Alerts.Channels;
using LlmTrader.Tools.Hosting.Configuration.Engine;

namespace LlmTrader.Tests.Integration.Alerts;

/// <summary>Each channel against a server on loopback that answers as its service does.</summary>
public sealed class ChannelTests : IDisposable
{
    private const string Token = "t0kenT0kenT0ken";
    private const string Secret = "SECplantedPlanted";

    private readonly ChannelBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData(AlertChannelKind.Dingtalk, """{"errcode":0,"errmsg":"ok"}""")]
    [InlineData(AlertChannelKind.Wecom, """{"errcode":0,"errmsg":"ok"}""")]
    [InlineData(AlertChannelKind.Feishu, """{"StatusCode":0,"StatusMessage":"success","code":0,"data":{},"msg":"success"}""")]
    [InlineData(AlertChannelKind.Feishu, """{"Extra":null,"StatusCode":0,"StatusMessage":"success"}""")]
    [InlineData(AlertChannelKind.Webhook, "")]
    [InlineData(AlertChannelKind.Webhook, "ok")]
    [InlineData(AlertChannelKind.Webhook, """{"ok":true,"errcode":0,"error":null}""")]
    [InlineData(AlertChannelKind.Telegram, """{"ok":true,"result":{"message_id":1}}""")]
    public async Task What_the_service_took_is_delivered(AlertChannelKind kind, string body)
    {
        await using LoopbackRobot robot = new(new RobotAnswer(200, body));
        Assert.Equal(AlertDelivery.Delivered, await ChannelBench.SendAsync(Create(kind, robot)));
        RobotRequest request = Assert.Single(robot.Requests);
        Assert.Contains("feed.age_seconds is 42", request.Body, StringComparison.Ordinal);
        Assert.Equal("application/json; charset=utf-8", request.Headers["Content-Type"]);
        using JsonDocument sent = JsonDocument.Parse(request.Body);
        Assert.Equal(JsonValueKind.Object, sent.RootElement.ValueKind);
    }

    [Theory]
    [InlineData(AlertChannelKind.Dingtalk, """{"errcode":310000,"errmsg":"sign not match"}""", "errcode 310000: sign not match")]
    [InlineData(AlertChannelKind.Dingtalk, """{"errmsg":"who knows"}""", "the answer has no errcode")]
    [InlineData(AlertChannelKind.Dingtalk, "<html>captive portal</html>", "the answer has no errcode")]
    [InlineData(AlertChannelKind.Wecom, """{"errcode":93000,"errmsg":"invalid webhook url"}""", "errcode 93000: invalid webhook url")]
    [InlineData(AlertChannelKind.Feishu, """{"code":19021,"msg":"sign match fail or timestamp is not within one hour from current time"}""", "code 19021: sign match fail")]
    [InlineData(AlertChannelKind.Feishu, """{"StatusCode":9499,"StatusMessage":"Bad Request"}""", "code 9499: Bad Request")]
    [InlineData(AlertChannelKind.Feishu, "[]", "the answer has no code")]
    [InlineData(AlertChannelKind.Telegram, """{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}""", "error 400: Bad Request: chat not found")]
    [InlineData(AlertChannelKind.Telegram, """{"okay":1}""", "the answer has no ok")]
    [InlineData(AlertChannelKind.Webhook, """{"ok":false}""", "its body says")]
    [InlineData(AlertChannelKind.Webhook, """{"error":"invalid_payload"}""", "invalid_payload")]
    [InlineData(AlertChannelKind.Webhook, """{"errcode":"40001"}""", "its body says")]
    public async Task A_200_that_says_no_in_its_body_is_refused(AlertChannelKind kind, string body, string error)
    {
        await using LoopbackRobot robot = new(new RobotAnswer(200, body));
        AlertDelivery delivery = await ChannelBench.SendAsync(Create(kind, robot));
        Assert.Equal(DeliveryOutcome.Refused, delivery.Outcome);
        Assert.Contains(error, delivery.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AlertChannelKind.Dingtalk, 200, """{"errcode":130101,"errmsg":"send too fast, exceed 20 times per minute"}""", "", 60)]
    [InlineData(AlertChannelKind.Dingtalk, 200, """{"errcode":-1,"errmsg":"system busy"}""", "", null)]
    [InlineData(AlertChannelKind.Wecom, 200, """{"errcode":45009,"errmsg":"api freq out of limit"}""", "", 60)]
    [InlineData(AlertChannelKind.Feishu, 400, """{"code":11232,"msg":"frequency limited"}""", "", null)]
    [InlineData(AlertChannelKind.Feishu, 429, """{"code":99991400,"msg":"request trigger frequency limit"}""", "Retry-After: 9\r\n", 9)]
    [InlineData(AlertChannelKind.Telegram, 429, """{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 23","parameters":{"retry_after":23}}""", "", 23)]
    [InlineData(AlertChannelKind.Telegram, 502, "<html>Bad Gateway</html>", "", null)]
    [InlineData(AlertChannelKind.Webhook, 429, "slow down", "Retry-After: 5\r\n", 5)]
    [InlineData(AlertChannelKind.Webhook, 500, "oops", "", null)]
    [InlineData(AlertChannelKind.Wecom, 503, "", "", null)]
    public async Task A_busy_service_may_be_called_again(AlertChannelKind kind, int status, string body, string headers, int? retryAfter)
    {
        await using LoopbackRobot robot = new(new RobotAnswer(status, body, headers));
        AlertDelivery delivery = await ChannelBench.SendAsync(Create(kind, robot));
        Assert.Equal(DeliveryOutcome.Unreachable, delivery.Outcome);
        Assert.Equal(retryAfter, (int?)delivery.RetryAfter?.TotalSeconds);
    }

    public static TheoryData<AlertChannelKind> Services => [AlertChannelKind.Dingtalk, AlertChannelKind.Wecom, AlertChannelKind.Feishu, AlertChannelKind.Telegram, AlertChannelKind.Webhook];

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_line_that_breaks_or_stays_silent_is_unreachable_and_tells_no_secret(AlertChannelKind kind)
    {
        using ClosedPort closed = new();
        await using LoopbackRobot resets = new(RobotAnswer.Reset);
        await using LoopbackRobot silent = new(RobotAnswer.Silence);
        await using LoopbackRobot huge = new(new RobotAnswer(200, new string('x', 1 << 20)));
        AlertDelivery[] deliveries =
        [
            await ChannelBench.SendAsync(Create(kind, closed.Address)),
            await ChannelBench.SendAsync(Create(kind, resets)),
            await ChannelBench.SendAsync(Create(kind, silent), limit: TimeSpan.FromMilliseconds(300)),
            await ChannelBench.SendAsync(Create(kind, huge)),
        ];
        Assert.All(deliveries, delivery => Assert.Equal(DeliveryOutcome.Unreachable, delivery.Outcome));
        Assert.All(deliveries, delivery => Assert.False(HasSecret(delivery.Error!), delivery.Error));
        Assert.Equal("no answer within 0.3 s", deliveries[2].Error);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_redirect_is_not_followed_and_an_echoed_secret_not_told(AlertChannelKind kind)
    {
        await using LoopbackRobot other = new(new RobotAnswer(200));
        await using LoopbackRobot moved = new(new RobotAnswer(307, "", $"Location: {other.Address}/else\r\n"));
        string signature = kind is AlertChannelKind.Wecom or AlertChannelKind.Telegram ? "nothing" : Secret;   // What a channel was never told it can't know again.
        await using LoopbackRobot echo = new(new RobotAnswer(403, $"no entry for {Token} signed with {signature} by /bot{Token}/sendMessage"));
        AlertDelivery redirected = await ChannelBench.SendAsync(Create(kind, moved));
        AlertDelivery echoed = await ChannelBench.SendAsync(Create(kind, echo));
        Assert.Equal((DeliveryOutcome.Refused, DeliveryOutcome.Refused), (redirected.Outcome, echoed.Outcome));
        Assert.Empty(other.Requests);
        Assert.Contains("HTTP 307", redirected.Error, StringComparison.Ordinal);
        Assert.Contains("HTTP 403: no entry for ***", echoed.Error, StringComparison.Ordinal);
        Assert.False(HasSecret(echoed.Error!), echoed.Error);
    }

    [Fact]
    public async Task Dingtalk_is_shown_a_signature_in_the_address()
    {
        await using LoopbackRobot robot = new(new RobotAnswer(200, """{"errcode":0}"""));
        await ChannelBench.SendAsync(Create(AlertChannelKind.Dingtalk, robot));
        RobotRequest request = Assert.Single(robot.Requests);
        Dictionary<string, string> query = request.Target.Split('?')[1].Split('&').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]));
        Assert.StartsWith("/robot/send?", request.Target, StringComparison.Ordinal);
        Assert.Equal(Token, query["access_token"]);
        Assert.InRange(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - long.Parse(query["timestamp"]), 0, 600_000);
        Assert.Equal(HmacBase64(Secret, $"{query["timestamp"]}\n{Secret}"), query["sign"]);
        Assert.DoesNotContain(request.Target.Split("sign=")[1], c => c is '+' or '/');
    }

    [Fact]
    public async Task Feishu_is_shown_a_signature_in_the_body()
    {
        await using LoopbackRobot robot = new(new RobotAnswer(200, """{"code":0}"""));
        await ChannelBench.SendAsync(Create(AlertChannelKind.Feishu, robot));
        using JsonDocument sent = JsonDocument.Parse(Assert.Single(robot.Requests).Body);
        string timestamp = sent.RootElement.GetProperty("timestamp").GetString()!;
        Assert.InRange(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - long.Parse(timestamp), 0, 600);
        Assert.Equal(HmacBase64($"{timestamp}\n{Secret}", ""), sent.RootElement.GetProperty("sign").GetString());
        Assert.Equal("text", sent.RootElement.GetProperty("msg_type").GetString());
    }

    [Fact]
    public async Task A_webhook_is_shown_a_signature_in_a_header()
    {
        await using LoopbackRobot robot = new(new RobotAnswer(204));
        await ChannelBench.SendAsync(Create(AlertChannelKind.Webhook, robot), "回撤 6 %");
        RobotRequest request = Assert.Single(robot.Requests);
        byte[] mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{request.Headers["X-LlmTrader-Timestamp"]}.{request.Body}"));
        Assert.Equal($"sha256={Convert.ToHexStringLower(mac)}", request.Headers["X-LlmTrader-Signature"]);
        using JsonDocument sent = JsonDocument.Parse(request.Body);
        Assert.Equal(["number", "time", "kind", "severity", "rule", "subject", "text", "source"], sent.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal("回撤 6 %", sent.RootElement.GetProperty("text").GetString());
    }

    [Fact]
    public async Task Telegram_is_called_by_its_token_and_told_the_chat()
    {
        await using LoopbackRobot robot = new(new RobotAnswer(200, """{"ok":true}"""));
        await ChannelBench.SendAsync(Create(AlertChannelKind.Telegram, robot), new string('长', 5000));
        RobotRequest request = Assert.Single(robot.Requests);
        Assert.Equal($"/bot{Token}/sendMessage", request.Target);
        using JsonDocument sent = JsonDocument.Parse(request.Body);
        Assert.Equal("-100123", sent.RootElement.GetProperty("chat_id").GetString());
        Assert.InRange(sent.RootElement.GetProperty("text").GetString()!.Length, 1000, 4096);
    }

    private static string HmacBase64(string key, string data) => Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(data)));

    private static bool HasSecret(string text) => text.Contains(Token, StringComparison.OrdinalIgnoreCase) || text.Contains(Secret, StringComparison.OrdinalIgnoreCase);

    private IAlertChannel Create(AlertChannelKind kind, LoopbackRobot robot) => Create(kind, robot.Address);

    private IAlertChannel Create(AlertChannelKind kind, string address) => kind switch
    {
        AlertChannelKind.Telegram => _bench.Create(kind, address, Token, ("chat_id", "-100123")),
        AlertChannelKind.Wecom => _bench.Create(kind, $"{address}/cgi-bin/webhook/send?key={Token}"),
        AlertChannelKind.Feishu => _bench.Create(kind, $"{address}/open-apis/bot/v2/hook/{Token}", Secret),
        _ => _bench.Create(kind, $"{address}/robot/send?access_token={Token}", Secret),
    };
}
