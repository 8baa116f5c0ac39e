namespace LlmTrader.Tools.Cli.Verbs.Alerts;

/// <summary><c>llmtrader alerts</c></summary>
internal static class AlertsGroup
{
    public static VerbGroup Create() => new(
        "alerts",
        "See who is told of what, and try a channel.",
        "An engine watches metrics and events by the rules in alerts.rules (by its own when there are none) and tells people through the channels in alerts.channels (the log when there are none). "
        + "A rule tells once for each feed or account while it holds, at most every five minutes, and again when it is over. Above alerts.digest_above messages a minute a channel gets them as one digest.",
        [new("llmtrader alerts list --config trading/engine.yaml", "rules, channels, and what is wrong with them"), new("llmtrader alerts test desk --config trading/engine.yaml", "does a message arrive?")],
        new AlertTestVerb(),
        new AlertListVerb());
}
