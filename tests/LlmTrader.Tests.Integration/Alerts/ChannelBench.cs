using LlmTrader.Tools.Hosting.Alerts;
using LlmTrader.Tools.Hosting.Alerts.Channels;
using LlmTrader.Tools.Hosting.Alerts.Delivery;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using Serilog;

namespace LlmTrader.Tests.Integration.Alerts;

/// <summary>Channels made as an engine makes them, with their secrets in files.</summary>
internal sealed class ChannelBench : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("alerts-");
    private readonly HttpClient _client = AlertChannelFactory.CreateClient();

    public string Path => _directory.FullName;

    public HttpClient Client => _client;

    public static AlertMessage Message(string text = "feed.age_seconds is 42 (above 30).") => new()
    {
        Number = 7, Time = DateTimeOffset.UtcNow, Kind = AlertMessageKind.Raised, Severity = AlertSeverity.Warning, Rule = "feed-stale", Subject = "binance", Text = text, Source = "desk",
    };

    public IAlertChannel Create(AlertChannelKind kind, string? url = null, string? secret = null, params (string Key, string Value)[] settings) =>
        new AlertChannelFactory(Path, _client, new LoggerConfiguration().CreateLogger(), TimeProvider.System).Create(new AlertChannelConfiguration
        {
            Name = "desk",
            Kind = kind,
            Url = Keep("url", url),
            Secret = Keep("secret", secret),
            Settings = settings.ToDictionary(pair => pair.Key, pair => pair.Value),
        });

    public static Task<AlertDelivery> SendAsync(IAlertChannel channel, string text = "feed.age_seconds is 42 (above 30).", TimeSpan? limit = null) =>
        AlertCall.RunAsync(channel, Message(text), limit ?? TimeSpan.FromSeconds(60), TimeProvider.System, CancellationToken.None);

    public void Dispose()
    {
        _client.Dispose();
        _directory.Delete(recursive: true);
    }

    private SecretReference? Keep(string name, string? secret)
    {
        if (secret is null) { return null; }
        File.WriteAllText(System.IO.Path.Combine(Path, name), secret + "\n");
        Assert.True(SecretReference.TryParse($"file:{name}", out SecretReference? reference));
        return reference;
    }
}
