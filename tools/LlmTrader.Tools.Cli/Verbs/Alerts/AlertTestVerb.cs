using System.CommandLine;
using LlmTrader.Tools.Cli.Help;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Cli.Verbs.Live;
using LlmTrader.Tools.Hosting.Alerts;
using LlmTrader.Tools.Hosting.Alerts.Channels;
using LlmTrader.Tools.Hosting.Alerts.Delivery;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Live.Logging;

namespace LlmTrader.Tools.Cli.Verbs.Alerts;

/// <summary><c>llmtrader alerts test</c></summary>
internal sealed class AlertTestVerb : Verb
{
    private readonly Argument<string> _channel = new("channel") { HelpName = "CHANNEL", Description = "The channel's name in alerts.channels." };
    private readonly Option<string> _config = ConfigOption.Create();

    public AlertTestVerb()
        : base("test", "Send one message by a channel and say what its service answered.")
    {
        Arguments.Add(_channel);
        Options.Add(_config);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "One call, at once, with the secrets that the configuration names; no engine need run. What counts is what the service says: chat robots answer 200 also when they refuse, with a code in the answer.\n\n"
        + "Secrets: the address of webhook, dingtalk, wecom and feishu stands in url, what dingtalk and feishu sign with in secret. With a secret a webhook gets X-LlmTrader-Timestamp and X-LlmTrader-Signature: sha256=, "
        + "the HMAC-SHA256 of timestamp.body in hexadecimal. telegram: the bot's token in secret, settings.chat_id. email: the password in secret, settings host, port (587), tls (required or off), user, from, to (several by commas).\n\n"
        + "Exit codes: 0 delivered, 1 not delivered, 2 there is no such channel or its configuration can't be used.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("llmtrader alerts test desk --config trading/engine.yaml", "does a message arrive?"), new("llmtrader alerts test desk --config trading/engine.yaml --json", "for a program")];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        EngineConfiguration configuration = ConfigOption.Read(arguments.GetValue(_config)!);
        AlertChannelConfiguration channel = Find(AlertServiceOptions.ChannelsOf(configuration), arguments.GetValue(_channel)!);
        AlertDelivery delivery = SendAsync(configuration, channel, session.Cancellation).GetAwaiter().GetResult();
        bool isDelivered = delivery.Outcome == DeliveryOutcome.Delivered;
        if (session.IsJson) { session.WriteJson(new { channel = channel.Name, channel.Kind, isDelivered, delivery.Outcome, delivery.Error, delivery.RetryAfter }); }
        else { session.WriteLine(isDelivered ? $"delivered by {channel.Name}" : $"NOT delivered by {channel.Name}: {delivery.Error}"); }
        return isDelivered ? ExitCode.Success : ExitCode.Finding;
    }

    private static AlertChannelConfiguration Find(IReadOnlyList<AlertChannelConfiguration> channels, string name)
    {
        if (channels.FirstOrDefault(channel => channel.Name == name) is { } found) { return found; }
        string[] names = [.. channels.Select(channel => channel.Name)];
        string hint = Nearest.Find(name, names) is { } nearest ? $"Did you mean '{nearest}'?" : $"There is {string.Join(", ", names)}.";
        throw new UsageException($"There is no channel '{name}' in alerts.channels. {hint}");
    }

    private static async Task<AlertDelivery> SendAsync(EngineConfiguration configuration, AlertChannelConfiguration channel, CancellationToken cancel)
    {
        using HttpClient client = AlertChannelFactory.CreateClient();
        using HostLog log = new(new LogOptions());
        IAlertChannel made = new AlertChannelFactory(configuration.BaseDirectory, client, log.Logger, TimeProvider.System).Create(channel);
        AlertMessage message = new()
        {
            Number = 0,
            Time = DateTimeOffset.UtcNow,
            Kind = AlertMessageKind.Test,
            Severity = AlertSeverity.Info,
            Rule = "test",
            Subject = channel.Name,
            Text = "An operator tries this channel. Nothing has happened.",
            Source = Environment.MachineName,
        };
        return await AlertCall.RunAsync(made, message, new DeliveryOptions().Timeout, TimeProvider.System, cancel);
    }
}
