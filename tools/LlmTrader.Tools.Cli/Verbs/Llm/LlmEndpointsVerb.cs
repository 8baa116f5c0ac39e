using System.CommandLine;
using System.Globalization;
using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Strategies.Models.Gateway;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Cli.Verbs.Live;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Models;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Llm;

/// <summary><c>llmtrader llm endpoints</c></summary>
internal sealed class LlmEndpointsVerb : Verb
{
    private readonly Option<string> _config = ConfigOption.Create();
    private readonly Option<bool> _probe = OptionOf.Flag("--probe", "Ask each endpoint for one word, and tell what came of it and how long it took. That may cost a fraction of a cent.");

    public LlmEndpointsVerb()
        : base("endpoints", "Show the endpoints, groups and prices, and with --probe whether each answers.")
    {
        Options.Add(_config);
        Options.Add(_probe);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "Nothing is sent unless --probe says so; keys are never shown. Breaker and cooldown are those of this process: the strategist's own are in its log. "
        + "A probe is no part of any budget. Outcomes: answered; truncated (a model that thinks for long; well enough); timed_out, unavailable, rate_limited, rejected (a wrong key, an unknown model), wrong_model, malformed, refused.\n\n"
        + "Exit codes: 0 all is well, 1 an endpoint did not answer its probe, 2 the configuration has mistakes or a key can't be read.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("llmtrader llm endpoints --config trading/engine.yaml", "what is configured?"), new("llmtrader llm endpoints --probe --json", "does it answer? For a program")];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        EngineConfiguration configuration = ConfigOption.Read(arguments.GetValue(_config)!);
        bool isProbe = arguments.GetValue(_probe);
        ModelPorts ports = new() { History = new NothingSpent(), Notify = _ => { } };
        using ConfiguredModels? models = isProbe ? ConfiguredModels.OpenProbe(configuration, ports) : null;
        IReadOnlyList<ModelAnswer>? answers = models is null ? null : ModelProbe.AskAllAsync(models.Gateway, session.Cancellation).GetAwaiter().GetResult();
        IReadOnlyList<EndpointStatus>? status = models?.Gateway.Endpoints();
        if (session.IsJson) { WriteJson(session, configuration.Models, answers, status); }
        else if (configuration.Models.Endpoints.Count == 0) { session.WriteLine(ConfiguredModels.None); }
        else { WriteTables(session, configuration.Models, answers, status); }
        return answers is null || answers.All(ModelProbe.IsWell) ? ExitCode.Success : ExitCode.Finding;
    }

    private static void WriteJson(Session session, ModelsConfiguration models, IReadOnlyList<ModelAnswer>? answers, IReadOnlyList<EndpointStatus>? status) => session.WriteJson(new
    {
        endpoints = models.Endpoints.Select((one, i) => new
        {
            one.Name, url = one.BaseUrl, one.Model, one.Output, one.Context, one.Price, one.Concurrency, one.RequestsPerMinute, one.TokensPerMinute, one.Weight, timeout = TimeSpanText.Format(one.Timeout),
            groups = GroupsOf(models, one),
            breaker = status?[i].Breaker ?? "closed",
            coolsDownUntil = status?[i].CoolsDownUntil,
            probe = answers is null ? null : new { answers[i].Outcome, milliseconds = Elapsed(answers[i])?.TotalMilliseconds, answers[i].ServedModel, answers[i].InputTokens, answers[i].OutputTokens, answers[i].Cost, answers[i].Reason },
        }),
        groups = models.Groups.Select(one => new { one.Name, one.Strategy, one.Endpoints, one.Fallback, roles = RolesOf(models, one) }),
    });

    private static void WriteTables(Session session, ModelsConfiguration models, IReadOnlyList<ModelAnswer>? answers, IReadOnlyList<EndpointStatus>? status)
    {
        Table table = Words("endpoint", "model", "address", "output", "context", "price (in, out, cached)", "at once", "groups", "breaker", "left alone until", "probe");
        for (int i = 0; i < models.Endpoints.Count; i++)
        {
            ModelEndpointConfiguration one = models.Endpoints[i];
            table.Row(
                one.Name, one.Model, one.BaseUrl, KeyNameOf(one.Output), Figure.Count(one.Context), Price(one.Price), Figure.Count(one.Concurrency), string.Join(", ", GroupsOf(models, one)),
                status?[i].Breaker ?? "closed", status?[i].CoolsDownUntil?.ToString("HH:mm:ss", CultureInfo.InvariantCulture) ?? "-", answers is null ? "-" : Told(answers[i]));
        }

        session.Write(table);
        foreach (ModelAnswer answer in answers ?? [])
        {
            if (answer.Reason is { } reason) { session.WriteLine($"{answer.Endpoint}: {reason}"); }
        }

        Table groups = Words("group", "strategy", "endpoints", "falls back to", "role");
        foreach (ModelGroupConfiguration one in models.Groups) { groups.Row(one.Name, KeyNameOf(one.Strategy), string.Join(", ", one.Endpoints), one.Fallback.Count == 0 ? "-" : string.Join(", ", one.Fallback), string.Join(", ", RolesOf(models, one)) is { Length: > 0 } roles ? roles : "-"); }
        if (models.Groups.Count > 0) { session.Write(groups); }
    }

    private static string Told(ModelAnswer answer) =>
        Elapsed(answer) is { } elapsed ? string.Create(CultureInfo.InvariantCulture, $"{KeyNameOf(answer.Outcome)}, {elapsed.TotalMilliseconds:N0} ms") : KeyNameOf(answer.Outcome);

    private static TimeSpan? Elapsed(ModelAnswer answer) => answer.Attempts.Count > 0 ? answer.Attempts[^1].Elapsed : null;

    private static string Price(ModelPriceConfiguration price) => string.Create(CultureInfo.InvariantCulture, $"{price.Input:0.######}, {price.Output:0.######}, {price.Cached ?? price.Input:0.######}");

    private static string[] GroupsOf(ModelsConfiguration models, ModelEndpointConfiguration endpoint) => [.. models.Groups.Where(group => group.Endpoints.Contains(endpoint.Name)).Select(group => group.Name)];

    private static string[] RolesOf(ModelsConfiguration models, ModelGroupConfiguration group) => [.. new[] { (Role: "actor", models.Actor?.Group), (Role: "checker", models.Checker?.Group) }.Where(one => one.Group == group.Name).Select(one => one.Role)];

    private static string KeyNameOf<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    // All of it is words: they stand left.
    private static Table Words(params ReadOnlySpan<string> headers)
    {
        Table table = Tables.Figures(headers);
        foreach (TableColumn column in table.Columns) { column.Alignment = Justify.Left; }
        return table;
    }
}
