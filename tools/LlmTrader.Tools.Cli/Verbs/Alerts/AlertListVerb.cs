using System.CommandLine;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Cli.Verbs.Live;
using LlmTrader.Tools.Hosting.Alerts;
using LlmTrader.Tools.Hosting.Alerts.Channels;
using LlmTrader.Tools.Hosting.Alerts.Rules;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Live.Logging;
using LlmTrader.Tools.Hosting.Runs;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Alerts;

/// <summary><c>llmtrader alerts list</c></summary>
internal sealed class AlertListVerb : Verb
{
    private readonly Option<string> _config = ConfigOption.Create();

    public AlertListVerb()
        : base("list", "Show rules and channels that are in force, what is wrong with them, and every name a rule can give.") => Options.Add(_config);

    /// <inheritdoc/>
    public override string Teaching =>
        "Each channel is made as the engine would make it, its secrets read and never shown, but nothing is sent; `llmtrader alerts test` does that. Below stand the metrics and events that rules can be about.\n\n"
        + "Exit codes: 0 all can be used, 1 a channel can't, 2 the configuration has mistakes.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("llmtrader alerts list --config trading/engine.yaml", "who is told of what?")];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        EngineConfiguration configuration = ConfigOption.Read(arguments.GetValue(_config)!);
        IReadOnlyList<AlertRule> rules = AlertServiceOptions.RulesOf(configuration);
        (AlertChannelConfiguration Channel, string? Problem)[] channels = Try(configuration);
        if (session.IsJson)
        {
            session.WriteJson(new
            {
                channels = channels.Select(one => new { one.Channel.Name, one.Channel.Kind, one.Problem }),
                rules,
                metrics = AlertMetricNames.All,
                events = AlertEventNames.All,
            });
        }
        else
        {
            WriteTables(session, channels, rules);
        }

        return channels.All(one => one.Problem is null) ? ExitCode.Success : ExitCode.Finding;
    }

    private static (AlertChannelConfiguration Channel, string? Problem)[] Try(EngineConfiguration configuration)
    {
        using HttpClient client = AlertChannelFactory.CreateClient();
        using HostLog log = new(new LogOptions { Console = false });
        AlertChannelFactory factory = new(configuration.BaseDirectory, client, log.Logger, TimeProvider.System);
        return [.. AlertServiceOptions.ChannelsOf(configuration).Select(channel => (channel, ProblemOf(channel, factory)))];
    }

    private static string? ProblemOf(AlertChannelConfiguration channel, AlertChannelFactory factory)
    {
        try
        {
            factory.Create(channel);
            return null;
        }
        catch (RunException e)
        {
            return e.Message;
        }
    }

    private static void WriteTables(Session session, (AlertChannelConfiguration Channel, string? Problem)[] channels, IReadOnlyList<AlertRule> rules)
    {
        Table ways = TextTable("channel", "kind", "state");
        foreach ((AlertChannelConfiguration channel, string? problem) in channels) { ways.Row(channel.Name, channel.Kind.ToString().ToLowerInvariant(), problem is null ? "can be used" : "can't be used"); }
        session.Write(ways);
        foreach ((AlertChannelConfiguration _, string? problem) in channels.Where(one => one.Problem is not null)) { session.WriteLine(problem!); }
        Table table = TextTable("rule", "about", "told when", "severity", "channels");
        foreach (AlertRule rule in rules)
        {
            table.Row(rule.Name, rule.Metric ?? rule.Event!, rule.Metric is null ? "it happens" : rule.Bounds(), rule.Severity.ToString().ToLowerInvariant(), rule.Channels.Count == 0 ? "all" : string.Join(", ", rule.Channels));
        }

        session.Write(table);
        WriteNames(session, "metric", AlertMetricNames.All);
        WriteNames(session, "event", AlertEventNames.All);
    }

    private static void WriteNames(Session session, string what, IReadOnlyList<AlertName> names)
    {
        Table table = TextTable(what, "for each", "meaning");
        foreach (AlertName name in names) { table.Row(name.Name, name.Subject.Length == 0 ? "-" : name.Subject, name.Meaning); }
        session.Write(table);
    }

    // All of it is words: they stand left.
    private static Table TextTable(params ReadOnlySpan<string> headers)
    {
        Table table = Tables.Figures(headers);
        foreach (TableColumn column in table.Columns) { column.Alignment = Justify.Left; }
        return table;
    }
}
