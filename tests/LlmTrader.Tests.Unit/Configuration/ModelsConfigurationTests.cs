using LlmTrader.Strategies.Models.Budgets;
using LlmTrader.Strategies.Models.Endpoints;
using LlmTrader.Strategies.Models.Gateway;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Models;

namespace LlmTrader.Tests.Unit.Configuration;

/// <summary>The section models: what it says, what it becomes, what the environment adds, what it warns of.</summary>
public sealed class ModelsConfigurationTests
{
    private const string Least = "feeds: [{kind: simulated}]\naccounts: [{name: main, cash: {USDT: 100000}}]\n";

    private const string Full = Least + """
        strategist: {seed: 7}
        models:
          endpoints:
            - {name: local, base_url: 'http://127.0.0.1:11434/v1', model: 'qwen3:32b', context: 40960, output: json, price: {input: 0.25, output: 2}, concurrency: 2, requests_per_minute: 60, tokens_per_minute: 9000, weight: 3, timeout: 90s, headers: {X-Title: desk}, token_limit: max_tokens, stream: true, served_as: [qwen]}
            - {name: other, base_url: 'https://models.example/v1', model: gpt-5-mini, api_key: '${env:THE_KEY}', price: {input: 1, output: 4, cached: 0.1}}
          groups:
            - {name: proposers, endpoints: [local, other], strategy: lowest_latency, fallback: [checkers]}
            - {name: checkers, endpoints: [other]}
          actor: {group: proposers, revisions: 2}
          checker: {group: checkers}
          budgets: [{window: 1d, money: 5.00, tokens: 2_000_000, warn: 75%}]
          limits: {reply: 128KiB, outstanding: 3, attempts: 2, call: 2m, cache: 0}
        """;

    [Fact]
    public void It_becomes_what_the_gateway_takes()
    {
        EngineConfiguration configuration = Read(Full).Configuration;
        EndpointOptions local = ModelMapping.ToEndpoint(configuration.Models.Endpoints[0], "/", needsKey: true);
        Assert.Equal(("local", new Uri("http://127.0.0.1:11434/v1"), "qwen3:32b", (string?)null), (local.Name, local.BaseUrl, local.Model, local.ApiKey));
        Assert.Equal((40_960, OutputKind.Json, new ModelPrice(0.25m, 2m, 0.25m)), (local.Context, local.Output, local.Price));
        Assert.Equal((2, 60, 9_000, 3, TimeSpan.FromSeconds(90)), (local.Concurrency, local.RequestsPerMinute, local.TokensPerMinute, local.Weight, local.Timeout));
        Assert.Equal(("desk", TokenLimitField.MaxTokens, true, "qwen"), (local.Headers["X-Title"], local.TokenLimit, local.Stream, Assert.Single(local.ServedAs)));
        GatewayOptions gateway = ModelMapping.ToGateway(configuration);
        Assert.Equal((3, 2, TimeSpan.FromMinutes(2), 0, 7UL), (gateway.Outstanding, gateway.Attempts, gateway.Timeout, gateway.CacheEntries, gateway.Seed));
        Assert.Equal(("proposers", SelectionStrategy.LowestLatency), (gateway.Groups[0].Name, gateway.Groups[0].Strategy));
        Assert.Equal(["local", "other"], gateway.Groups[0].Endpoints);
        Assert.Equal(["checkers"], gateway.Groups[0].Fallback);
        Assert.Equal(new BudgetOptions(TimeSpan.FromDays(1), 5m, 2_000_000, 0.75m), ModelMapping.ToBudget(configuration.Models.Budgets[0]));
        Assert.Equal(0.1m, ModelMapping.ToEndpoint(configuration.Models.Endpoints[1], "/", needsKey: false).Price.Cached);
    }

    [Fact]
    public void Keys_and_headers_are_masked_and_numbers_of_tokens_are_not()
    {
        Dictionary<string, string> shown = Read(Full).Values.ToDictionary(value => value.Key, value => value.Text);
        Assert.Equal("******** (${env:THE_KEY})", shown["models.endpoints[1].api_key"]);
        Assert.Equal("********", shown["models.endpoints[0].headers.X-Title"]);
        Assert.Equal(("9000", "max_tokens", "2000000"), (shown["models.endpoints[0].tokens_per_minute"], shown["models.endpoints[0].token_limit"], shown["models.budgets[0].tokens"]));
    }

    [Fact]
    public void The_usual_variables_make_one_endpoint_where_none_is_configured()
    {
        EngineConfigurationFile file = Read(Least, ("OPENAI_API_KEY", "sk-hunter2hunter2"), ("OPENAI_MODEL", "gpt-5-mini"));
        ModelEndpointConfiguration endpoint = Assert.Single(file.Configuration.Models.Endpoints);
        Assert.Equal(("openai", "https://api.openai.com/v1", "gpt-5-mini", "${env:OPENAI_API_KEY}"), (endpoint.Name, endpoint.BaseUrl, endpoint.Model, endpoint.ApiKey?.ToString()));
        Assert.Equal(("openai", "openai"), (file.Configuration.Models.Actor?.Group, file.Configuration.Models.Checker?.Group));
        Assert.Equal(["models.checker.group", "models.endpoints[0].price"], file.Warnings.Select(warning => warning.Key).Order(StringComparer.Ordinal));    // One pair of eyes, and for nothing.
        Assert.Contains(file.Values, value => value is { Key: "models.endpoints[0].model", Text: "gpt-5-mini" } && value.Origin.Variable == "OPENAI_MODEL");
        Assert.DoesNotContain(file.Values, value => value.Text.Contains("hunter2", StringComparison.Ordinal));
        endpoint = Assert.Single(Read(Least, ("OPENAI_BASE_URL", "http://127.0.0.1:8000/v1"), ("OPENAI_MODEL", "m")).Configuration.Models.Endpoints);
        Assert.Equal(("http://127.0.0.1:8000/v1", (SecretReference?)null), (endpoint.BaseUrl, endpoint.ApiKey));
    }

    [Fact]
    public void A_key_alone_calls_nobody_and_a_configured_endpoint_goes_before_the_variables()
    {
        Assert.Empty(Read(Least, ("OPENAI_API_KEY", "sk-hunter2hunter2")).Configuration.Models.Endpoints);
        Assert.Empty(Read(Least, ("OPENAI_MODEL", "m")).Configuration.Models.Endpoints);
        Assert.Equal(["local", "other"], Read(Full, ("OPENAI_API_KEY", "k"), ("OPENAI_MODEL", "m")).Configuration.Models.Endpoints.Select(one => one.Name));
        ModelsConfiguration own = Read(Least + "models: {groups: [{name: mine, endpoints: [openai]}], actor: {group: mine}}\n", ("OPENAI_API_KEY", "k"), ("OPENAI_MODEL", "m")).Configuration.Models;
        Assert.Equal(("openai", "mine", (ModelCheckerConfiguration?)null), (Assert.Single(own.Endpoints).Name, own.Actor?.Group, own.Checker));
    }

    [Theory]
    [InlineData("", 1)]    // Nobody is asked.
    [InlineData("  checker: {group: a}\n", 1)]
    [InlineData("  actor: {group: a}\n  checker: {group: b}\n", 0)]
    [InlineData("  actor: {group: a}\n  checker: {group: c}\n", 1)]
    [InlineData("  actor: {group: d}\n  checker: {group: b}\n", 1)]
    public void A_model_that_checks_itself_is_warned_of(string roles, int warnings)
    {
        EngineConfigurationFile file = Read(Least + $$"""
            models:
              endpoints:
                - {name: one, base_url: 'http://127.0.0.1:1/v1', model: x}
                - {name: two, base_url: 'http://127.0.0.1:2/v1', model: y}
                - {name: three, base_url: 'http://127.0.0.1:3/v1', model: X}
              groups: [{name: a, endpoints: [one]}, {name: b, endpoints: [two]}, {name: c, endpoints: [two, three]}, {name: d, endpoints: [one], fallback: [b]}]
            {{roles}}
            """);
        Assert.Empty(file.Mistakes);
        Assert.Equal(warnings, file.Warnings.Count);
        Assert.All(file.Warnings, warning => Assert.True(warning.Origin.Line > 1));
    }

    [Theory]
    [InlineData("https://models.example/v1", "price: {input: 1, output: 2}", 0)]
    [InlineData("https://models.example/v1", "price: {input: 0, output: 2}", 0)]
    [InlineData("https://models.example/v1", "weight: 1", 1)]
    [InlineData("http://127.0.0.1:1/v1", "weight: 1", 0)]
    public void An_endpoint_far_away_that_costs_nothing_is_warned_of(string url, string price, int warnings)
    {
        EngineConfigurationFile file = Read(Least + $$"""
            models:
              endpoints: [{name: one, base_url: '{{url}}', model: x, api_key: '${env:K}', {{price}}}]
              groups: [{name: a, endpoints: [one]}]
              actor: {group: a}
              budgets: [{window: 1d, money: 5}]

            """, ("K", "k"));
        Assert.Empty(file.Mistakes);
        Assert.Equal(warnings, file.Warnings.Count(warning => warning.Key == "models.endpoints[0].price"));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    public void Probation_beside_other_rule_sets_is_warned_of(int sets, int warnings)
    {
        string text = Least + "rule_sets:\n" + string.Concat(Enumerable.Range(0, sets).Select(i => $"  - {{name: s{i}, text: none, share: 50%}}\n")) + "strategist: {enabled: true, schedule: ['0 0 0 * * ?']}\n";
        EngineConfigurationFile file = Read(text);
        Assert.Empty(file.Mistakes);
        Assert.Equal(warnings, file.Warnings.Count(warning => warning.Key == "strategist.probation"));
    }

    private static EngineConfigurationFile Read(string text, params (string Name, string Value)[] environment) =>
        EngineConfigurationFile.ReadText("engine.yaml", text, environment.ToDictionary(one => one.Name, one => one.Value));
}
