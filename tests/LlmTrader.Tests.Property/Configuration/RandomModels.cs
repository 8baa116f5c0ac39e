using LlmTrader.Strategies.Models.Endpoints;
using LlmTrader.Strategies.Models.Gateway;
using LlmTrader.Tools.Hosting.Configuration.Engine;

namespace LlmTrader.Tests.Property.Configuration;

/// <summary>Valid sections of models.</summary>
internal static class RandomModels
{
    public static ModelsConfiguration Next(Random random)
    {
        if (random.Next(3) == 0) { return new ModelsConfiguration(); }
        string[] endpoints = [.. Enumerable.Range(0, random.Next(1, 4)).Select(i => $"e-{i}")];
        string[] groups = [.. Enumerable.Range(0, random.Next(1, 4)).Select(i => $"g-{i}")];
        return new ModelsConfiguration
        {
            Endpoints = [.. endpoints.Select(name => Endpoint(name, random))],
            Groups = [.. groups.Select(name => new ModelGroupConfiguration { Name = name, Endpoints = endpoints[..random.Next(1, endpoints.Length + 1)], Strategy = Any<SelectionStrategy>(random), Fallback = groups[..random.Next(groups.Length)] })],
            Actor = random.Next(2) == 0 ? null : new ModelActorConfiguration { Group = groups[0], Revisions = random.Next(11), Fallback = random.Next(2) == 0 },
            Checker = random.Next(2) == 0 ? null : new ModelCheckerConfiguration { Group = groups[^1] },
            Budgets = random.Next(2) == 0 ? [] : [new ModelBudgetConfiguration { Window = TimeSpan.FromHours(random.Next(1, 8_000)), Money = random.Next(10_000) / 100m, Tokens = random.Next(2) == 0 ? null : random.NextInt64(1_000_000_000_000), Warn = new Ratio(random.Next(100, 10_001)) }],
            Limits = new ModelLimitsConfiguration { Reply = new ByteSize(random.Next(1 << 10, 64 << 20)), Outstanding = random.Next(1, 1_001), Attempts = random.Next(1, 21), Cache = random.Next(10_001) },
            Record = random.Next(2) == 0 ? null : "recordings",
        };
    }

    private static ModelEndpointConfiguration Endpoint(string name, Random random) => new()
    {
        Name = name,
        BaseUrl = random.Next(2) == 0 ? "http://127.0.0.1:11434/v1" : "https://models.example/openai/v1",
        Model = random.Next(2) == 0 ? "qwen3:32b" : "org/model-1.5",
        ServedAs = random.Next(2) == 0 ? [] : ["alias", "alias: two"],
        Context = random.Next(1_024, 1_000_001),
        Output = Any<OutputKind>(random),
        Price = new ModelPriceConfiguration { Input = random.Next(1_000) / 100m, Output = random.Next(1_000) / 100m, Cached = random.Next(2) == 0 ? null : random.Next(1_000) / 1_000m },
        Concurrency = random.Next(1, 1_001),
        RequestsPerMinute = random.Next(1_000_001),
        TokensPerMinute = random.Next(1_000_000_001),
        Weight = random.Next(1_001),
        Timeout = TimeSpan.FromSeconds(random.Next(1, 3_601)),
        Headers = random.Next(2) == 0 ? new SortedDictionary<string, string>(StringComparer.Ordinal) : new SortedDictionary<string, string>(StringComparer.Ordinal) { ["X-Title"] = "a desk's" },
        TokenLimit = Any<TokenLimitField>(random),
        Stream = random.Next(2) == 0,
    };

    private static T Any<T>(Random random)
        where T : struct, Enum => Enum.GetValues<T>()[random.Next(Enum.GetValues<T>().Length)];
}
