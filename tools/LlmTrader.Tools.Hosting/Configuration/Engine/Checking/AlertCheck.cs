using LlmTrader.Strategies.Rules.Language;
using LlmTrader.Tools.Hosting.Alerts;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>Alert channels and rules: that nothing is missing, and no secret is written out.</summary>
internal static class AlertCheck
{
    public static void Run(EngineConfiguration configuration, ConfigurationMistakes mistakes)
    {
        IReadOnlyList<AlertChannelConfiguration> channels = configuration.Alerts.Channels;
        for (int i = 0; i < channels.Count; i++)
        {
            string path = $"alerts.channels[{i}]";
            if (!mistakes.Has($"{path}.name") && channels.Take(i).Any(before => before.Name == channels[i].Name)) { mistakes.Add($"{path}.name", $"two channels are called '{channels[i].Name}'.", "Give one of them another name."); }
            Secrets(channels[i], path, mistakes);
            if (!mistakes.Has(path)) { Needs(channels[i], path, mistakes); }
        }

        for (int i = 0; i < configuration.Alerts.Rules.Count; i++)
        {
            string path = $"alerts.rules[{i}]";
            AlertRuleConfiguration rule = configuration.Alerts.Rules[i];
            if (!mistakes.Has($"{path}.name") && configuration.Alerts.Rules.Take(i).Any(before => before.Name == rule.Name)) { mistakes.Add($"{path}.name", $"two rules are called '{rule.Name}'.", "Give one of them another name: messages are told once by it."); }
            Check(rule, path, [.. channels.Select(channel => channel.Name).OfType<string>()], mistakes);
        }
    }

    private static void Secrets(AlertChannelConfiguration channel, string path, ConfigurationMistakes mistakes)
    {
        foreach ((string key, string value) in channel.Settings)
        {
            string at = $"{path}.settings.{key}";
            if (SecretKeys.IsOne(at)) { mistakes.Add(at, "a secret can't stand in settings.", "Remove it, and write a reference into 'secret:', ${env:NAME} or file:/path."); }
            else if (value.Contains("://", StringComparison.Ordinal) && value.Contains('@', StringComparison.Ordinal)) { mistakes.Add(at, "the address has a user or a password in it.", "Write it without them; the password goes into 'secret:' as ${env:NAME} or file:/path."); }
        }
    }

    private static void Needs(AlertChannelConfiguration channel, string path, ConfigurationMistakes mistakes)
    {
        string kind = KeyName.Of(channel.Kind.ToString());
        bool needsUrl = channel.Kind is AlertChannelKind.Webhook or AlertChannelKind.Dingtalk or AlertChannelKind.Wecom or AlertChannelKind.Feishu;
        if (needsUrl && channel.Url is null) { mistakes.Add($"{path}.url", $"must be given: a {kind} channel calls it.", "Add 'url: ${env:NAME}', a variable that holds the address."); }
        if (channel.Kind == AlertChannelKind.Telegram && channel.Secret is null) { mistakes.Add($"{path}.secret", "must be given: a telegram channel needs the bot's token.", "Add 'secret: ${env:NAME}', a variable that holds the token."); }
        string[] settings = channel.Kind switch { AlertChannelKind.Telegram => ["chat_id"], AlertChannelKind.Email => ["host", "from", "to"], _ => [] };
        foreach (string key in settings.Where(key => !channel.Settings.ContainsKey(key))) { mistakes.Add($"{path}.settings.{key}", $"must be given for a {kind} channel.", $"Add '{key}: …' to its settings."); }
    }

    private static void Check(AlertRuleConfiguration rule, string path, string[] channels, ConfigurationMistakes mistakes)
    {
        for (int i = 0; i < rule.Channels.Count; i++)
        {
            if (channels.Contains(rule.Channels[i])) { continue; }
            string remedy = Suggestion.Nearest(rule.Channels[i], channels) is { } near ? $"Write '{near}'." : channels.Length == 0 ? "Add it to alerts.channels." : $"Write one of {string.Join(", ", channels)}, or add it to alerts.channels.";
            mistakes.Add($"{path}.channels[{i}]", $"there is no channel '{ConfigurationNode.Shortened(rule.Channels[i])}'.", remedy);
        }

        Known(rule.Metric, AlertMetricNames.All, $"{path}.metric", mistakes);
        Known(rule.Event, AlertEventNames.All, $"{path}.event", mistakes);
        if (mistakes.Has($"{path}.metric") || mistakes.Has($"{path}.event") || mistakes.Has($"{path}.above") || mistakes.Has($"{path}.below")) { return; }
        if (rule.Metric is null == rule.Event is null) { mistakes.Add(path, rule.Metric is null ? "neither metric nor event is given." : "metric and event are given; a rule is about one of them.", "Write 'metric: …' with above or below, or 'event: …'."); }
        else if (rule.Metric is not null && rule.Above is null && rule.Below is null) { mistakes.Add($"{path}.metric", "is given without a bound.", "Add 'above: …' or 'below: …'."); }
        else if (rule.Event is not null && (rule.Above ?? rule.Below) is not null) { mistakes.Add($"{path}.event", "is given with a bound, and an event has no value.", "Remove above and below, or write metric."); }
        else if (rule.Event is not null && rule.For > TimeSpan.Zero) { mistakes.Add($"{path}.for", "is given for an event, and an event does not last.", "Remove for, or write metric."); }
        else if (rule is { Above: { } above, Below: { } below } && above >= below) { mistakes.Add($"{path}.above", $"'{above}' is given, and below is {below}: every value would be one or the other.", "Let above be the smaller one (told in between), or remove one of them."); }
    }

    private static void Known(string? name, IReadOnlyList<AlertName> known, string path, ConfigurationMistakes mistakes)
    {
        if (name is null || mistakes.Has(path) || known.Any(one => one.Name == name)) { return; }
        string remedy = Suggestion.Nearest(name, known.Select(one => one.Name)) is { } near ? $"Write '{near}'." : $"Write one of {string.Join(", ", known.Select(one => one.Name))}.";
        mistakes.Add(path, $"there is no '{ConfigurationNode.Shortened(name)}'.", remedy);
    }
}
