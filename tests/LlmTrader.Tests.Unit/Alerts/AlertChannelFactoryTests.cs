using LlmTrader.Tools.Hosting.Alerts.Channels;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Runs;
using Serilog;

namespace LlmTrader.Tests.Unit.Alerts;

/// <summary>Each way in which a channel can't be made is told by the key, and without the secret.</summary>
public sealed class AlertChannelFactoryTests : IDisposable
{
    private const string Planted = "plantedToken";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("alerts-");
    private readonly HttpClient _client = AlertChannelFactory.CreateClient();

    public void Dispose()
    {
        _client.Dispose();
        _directory.Delete(recursive: true);
    }

    [Theory]
    [InlineData(AlertChannelKind.Dingtalk, null, null, "", "url is missing")]
    [InlineData(AlertChannelKind.Feishu, "plantedToken", null, "", "no http or https address")]
    [InlineData(AlertChannelKind.Feishu, "ftp://x/plantedToken", null, "", "no http or https address")]
    [InlineData(AlertChannelKind.Wecom, "http://example.com/plantedToken", null, "", "Use https")]
    [InlineData(AlertChannelKind.Wecom, "https://example.com/plantedToken", "plantedToken", "", "takes no secret")]
    [InlineData(AlertChannelKind.Telegram, null, null, "chat_id=1", "secret is missing")]
    [InlineData(AlertChannelKind.Telegram, null, "1:plantedToken/../x", "chat_id=1", "no bot token")]
    [InlineData(AlertChannelKind.Telegram, null, "1:plantedToken", "", "settings.chat_id is missing")]
    [InlineData(AlertChannelKind.Telegram, null, "1:plantedToken", "chat=1", "settings.chat means nothing here")]
    [InlineData(AlertChannelKind.Log, null, null, "x=1", "takes no settings")]
    [InlineData(AlertChannelKind.Email, null, null, "host=h;from=a@b.c;to=", "settings.to is missing")]
    [InlineData(AlertChannelKind.Email, null, null, "host=h;from=nobody;to=a@b.c", "settings.from: 'nobody' is no mail address")]
    [InlineData(AlertChannelKind.Email, null, null, "host=h;port=0;from=a@b.c;to=a@b.c", "settings.port is '0'")]
    [InlineData(AlertChannelKind.Email, null, null, "host=h;port=465;from=a@b.c;to=a@b.c", "STARTTLS")]
    [InlineData(AlertChannelKind.Email, null, null, "host=h;tls=maybe;from=a@b.c;to=a@b.c", "settings.tls is 'maybe'")]
    [InlineData(AlertChannelKind.Email, null, "plantedToken", "host=h;from=a@b.c;to=a@b.c", "belong together")]
    [InlineData(AlertChannelKind.Email, null, "plantedToken", "host=h;tls=off;user=u;from=a@b.c;to=a@b.c", "in the clear")]
    public void What_is_wrong_is_named(AlertChannelKind kind, string? url, string? secret, string settings, string told)
    {
        RunException error = Assert.Throws<RunException>(() => Create(kind, url, secret, settings));
        Assert.StartsWith("Alert channel 'desk': ", error.Message, StringComparison.Ordinal);
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Planted, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AlertChannelKind.Log, null, null, "", int.MaxValue)]
    [InlineData(AlertChannelKind.Webhook, "http://example.com/plain", null, "", int.MaxValue)]
    [InlineData(AlertChannelKind.Dingtalk, "https://oapi.dingtalk.com/robot/send?access_token=1", "SEC1", "", 20)]
    [InlineData(AlertChannelKind.Wecom, "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1", null, "", 20)]
    [InlineData(AlertChannelKind.Feishu, "https://open.feishu.cn/open-apis/bot/v2/hook/1", null, "", 100)]
    [InlineData(AlertChannelKind.Telegram, null, "1:abc", "chat_id=1", 20)]
    [InlineData(AlertChannelKind.Email, null, "password", "host=h;user=u;from=a@b.c;to=a@b.c, d@e.f", int.MaxValue)]
    public void What_is_right_is_made_with_its_services_limit(AlertChannelKind kind, string? url, string? secret, string settings, int limit)
    {
        IAlertChannel channel = Create(kind, url, secret, settings);
        Assert.Equal(("desk", limit), (channel.Name, channel.MaxCallsPerMinute));
    }

    private IAlertChannel Create(AlertChannelKind kind, string? url, string? secret, string settings) =>
        new AlertChannelFactory(_directory.FullName, _client, new LoggerConfiguration().CreateLogger(), TimeProvider.System).Create(new AlertChannelConfiguration
        {
            Name = "desk",
            Kind = kind,
            Url = Keep("url", url),
            Secret = Keep("secret", secret),
            Settings = settings.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]),
        });

    private SecretReference? Keep(string name, string? secret)
    {
        if (secret is null) { return null; }
        File.WriteAllText(Path.Combine(_directory.FullName, name), secret);
        Assert.True(SecretReference.TryParse($"file:{name}", out SecretReference? reference));
        return reference;
    }
}
