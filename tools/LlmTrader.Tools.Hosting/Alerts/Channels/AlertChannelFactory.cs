using System.Globalization;
using System.Net;
using System.Net.Mail;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Runs;
using Serilog;

namespace LlmTrader.Tools.Hosting.Alerts.Channels;

/// <summary>Makes channels of their configuration, secrets read.</summary>
/// <param name="baseDirectory">Against which files with secrets stand.</param>
/// <param name="client">Called by all; see <see cref="HttpPoster.CreateClient"/>.</param>
/// <param name="log">The log channel's.</param>
/// <param name="time">What signatures are dated by.</param>
public sealed class AlertChannelFactory(string baseDirectory, HttpClient client, ILogger log, TimeProvider time)
{
    private const int SubmissionPort = 587;
    private const int ImplicitTlsPort = 465;
    private static readonly Uri TelegramApi = new("https://api.telegram.org");

    /// <summary>A client as channels want it: no redirects, no cookies, small answers.</summary>
    public static HttpClient CreateClient() => HttpPoster.CreateClient();

    /// <summary>Throws <see cref="RunException"/> that says what is missing or wrong, without the secret.</summary>
    public IAlertChannel Create(AlertChannelConfiguration channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        try
        {
            CheckSettings(channel);
            return channel.Kind switch
            {
                AlertChannelKind.Log => new LogChannel(channel.Name, log),
                AlertChannelKind.Telegram => Telegram(channel),
                AlertChannelKind.Email => Email(channel),
                _ => Robot(channel),
            };
        }
        catch (RunException e)
        {
            throw new RunException($"Alert channel '{channel.Name}': {e.Message}", e);
        }
    }

    private static void CheckSettings(AlertChannelConfiguration channel)
    {
        string[] known = channel.Kind switch { AlertChannelKind.Telegram => ["chat_id"], AlertChannelKind.Email => ["host", "port", "tls", "user", "from", "to"], _ => [] };
        if (channel.Settings.Keys.FirstOrDefault(key => !known.Contains(key)) is not { } unknown) { return; }
        throw new RunException($"settings.{unknown} means nothing here; {(known.Length == 0 ? "this kind takes no settings" : $"there is {string.Join(", ", known)}")}.");
    }

    private IAlertChannel Robot(AlertChannelConfiguration channel)
    {
        string? secret = channel.Secret?.Read(baseDirectory);
        Uri address = AddressOf(channel, mayBePlain: channel.Kind == AlertChannelKind.Webhook);
        HttpPoster http = new(client, new SecretMask([secret], address));
        return channel.Kind switch
        {
            AlertChannelKind.Webhook => new WebhookChannel(channel.Name, address, secret, http, time),
            AlertChannelKind.Dingtalk => new DingtalkChannel(channel.Name, address, secret, http, time),
            AlertChannelKind.Feishu => new FeishuChannel(channel.Name, address, secret, http, time),
            _ when secret is not null => throw new RunException("A wecom robot takes no secret: its address is one. Remove secret."),
            _ => new WecomChannel(channel.Name, address, http),
        };
    }

    private TelegramChannel Telegram(AlertChannelConfiguration channel)
    {
        string token = channel.Secret?.Read(baseDirectory) ?? throw Missing("secret", "the bot's token");
        bool isToken = token.All(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '_' or '-');
        if (!isToken) { throw new RunException("What its secret names is no bot token; one looks like 123456:ABC-def."); }
        Uri api = channel.Url is null ? TelegramApi : AddressOf(channel, mayBePlain: false);
        Uri sendMessage = new($"{api.GetLeftPart(UriPartial.Path).TrimEnd('/')}/bot{token}/sendMessage");
        return new TelegramChannel(channel.Name, sendMessage, Setting(channel, "chat_id"), new HttpPoster(client, new SecretMask([token], sendMessage)));
    }

    private EmailChannel Email(AlertChannelConfiguration channel)
    {
        string host = Setting(channel, "host");
        string portText = channel.Settings.GetValueOrDefault("port", SubmissionPort.ToString(CultureInfo.InvariantCulture));
        if (!ushort.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) || port == 0) { throw new RunException($"settings.port is '{portText}'; a port from 1 to 65535 is expected."); }
        if (port == ImplicitTlsPort) { throw new RunException("settings.port is 465, where TLS begins with the first byte; STARTTLS is what can be done here. Most servers offer it on port 587."); }
        string tls = channel.Settings.GetValueOrDefault("tls", "required");
        bool useTls = tls switch { "required" => true, "off" => false, _ => throw new RunException($"settings.tls is '{tls}'; required or off is expected.") };
        string? user = channel.Settings.GetValueOrDefault("user");
        string? password = channel.Secret?.Read(baseDirectory);
        if (user is null != password is null) { throw new RunException("settings.user and secret (the password) belong together; one of them is missing."); }
        if (!useTls && password is not null && !IsLoopback(host)) { throw new RunException("With tls off the password would go to another machine in the clear. Write tls: required."); }
        MailAddress[] to = [.. Setting(channel, "to").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(address => MailAddressOf("to", address))];
        if (to.Length == 0) { throw Missing("settings.to", "who gets the mail"); }
        return new EmailChannel(channel.Name, new EmailAddressing(host, port, useTls, user, password, MailAddressOf("from", Setting(channel, "from")), to), new SecretMask([password]));
    }

    private Uri AddressOf(AlertChannelConfiguration channel, bool mayBePlain)
    {
        string text = channel.Url?.Read(baseDirectory) ?? throw Missing("url", "the address to call");
        bool isAddress = Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);
        if (!isAddress) { throw new RunException($"What {channel.Url} names is no http or https address."); }
        if (address!.Scheme == Uri.UriSchemeHttp && !mayBePlain && !IsLoopback(address.Host)) { throw new RunException($"What {channel.Url} names begins with http, and the token in it would go in the clear. Use https."); }
        return address;
    }

    private static bool IsLoopback(string host) => host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    private static MailAddress MailAddressOf(string key, string text) =>
        MailAddress.TryCreate(text, out MailAddress? address) ? address : throw new RunException($"settings.{key}: '{text}' is no mail address.");

    private static string Setting(AlertChannelConfiguration channel, string key) => channel.Settings.GetValueOrDefault(key) is { Length: > 0 } value ? value : throw Missing($"settings.{key}", "");

    private static RunException Missing(string key, string meaning) => new($"{key} is missing{(meaning.Length > 0 ? $": {meaning}" : "")}.");
}
