using LlmTrader.Strategies.Models.Endpoints;
using LlmTrader.Strategies.Models.Gateway;
using LlmTrader.Tests.Support.Models;

namespace LlmTrader.Tests.Unit.Models;

/// <summary>Which endpoint of a group is asked.</summary>
public sealed class SelectionTests
{
    private readonly VirtualTime _time = new();

    [Fact]
    public async Task Weights_are_shares_and_equal_seeds_choose_equally()
    {
        string[] first = await ChosenAsync(SelectionStrategy.Weighted, 4_000, seed: 5, Answering("a", weight: 3), Answering("b", weight: 1), Answering("c", weight: 0));
        string[] second = await ChosenAsync(SelectionStrategy.Weighted, 4_000, seed: 5, Answering("a", weight: 3), Answering("b", weight: 1), Answering("c", weight: 0));
        Assert.Equal(first, second);
        Assert.InRange(first.Count(name => name == "a"), 2_900, 3_100);    // 3,000 expected, deviation 27.
        Assert.DoesNotContain("c", first);
        Assert.NotEqual(first, await ChosenAsync(SelectionStrategy.Weighted, 4_000, seed: 6, Answering("a", weight: 3), Answering("b", weight: 1), Answering("c", weight: 0)));
    }

    [Fact]
    public async Task The_lowest_latency_is_found_by_measuring_each_once()
    {
        string[] chosen = await ChosenAsync(SelectionStrategy.LowestLatency, 50, seed: 1, Answering("slow", ms: 900), Answering("quick", ms: 20), Answering("fair", ms: 100));
        Assert.Equal(["slow", "quick", "fair"], chosen[..3]);
        Assert.All(chosen[3..], name => Assert.Equal("quick", name));
    }

    [Fact]
    public async Task An_endpoint_that_only_fails_is_not_the_quickest()
    {
        ModelEndpoint failing = new(GatewayScene.Endpoint("failing"), new ScriptedTransport((_, _) => ScriptedTransport.Status(400) with { Elapsed = TimeSpan.FromMilliseconds(1) }));
        string[] chosen = await ChosenAsync(SelectionStrategy.LowestLatency, 10, seed: 1, failing, Answering("well", ms: 500));
        Assert.All(chosen, name => Assert.Equal("well", name));
        Assert.Equal(1, _asked["failing"]);
    }

    [Fact]
    public async Task The_lowest_cost_is_that_of_this_call()
    {
        ModelEndpoint forShortAnswers = Answering("input-dear", price: new ModelPrice(50m, 1m, 0m));
        ModelEndpoint forShortPrompts = Answering("output-dear", price: new ModelPrice(1m, 50m, 0m));
        Assert.Equal(["output-dear"], await ChosenAsync(SelectionStrategy.LowestCost, 1, seed: 1, text: new string('x', 10_000), forShortAnswers, forShortPrompts));
        Assert.Equal(["input-dear"], await ChosenAsync(SelectionStrategy.LowestCost, 1, seed: 1, text: "x", forShortAnswers, forShortPrompts));
    }

    [Fact]
    public async Task The_least_busy_has_the_smallest_share_of_its_places_taken()
    {
        ModelEndpoint Slow(string name, int concurrency) => new(GatewayScene.Endpoint(name) with { Concurrency = concurrency },
            new ScriptedTransport((_, _) => ScriptedTransport.Says("fine")) { Delay = cancel => Task.Delay(TimeSpan.FromSeconds(1), _time, cancel) });
        ModelGateway gateway = Gateway(SelectionStrategy.LeastBusy, 1, Slow("small", 2), Slow("large", 6));
        string?[] chosen = [.. (await _time.RunAsync(Task.WhenAll(Enumerable.Range(0, 8).Select(i => gateway.AskAsync(GatewayScene.Call($"{i}"), CancellationToken.None))))).Select(answer => answer.Endpoint)];
        Assert.Equal((2, 6), (chosen.Count(name => name == "small"), chosen.Count(name => name == "large")));
    }

    private readonly Dictionary<string, long> _asked = [];

    private static ModelEndpoint Answering(string name, int weight = 1, int ms = 5, ModelPrice price = default) =>
        new(GatewayScene.Endpoint(name) with { Weight = weight, Price = price }, new ScriptedTransport((_, _) => ScriptedTransport.Says("fine") with { Elapsed = TimeSpan.FromMilliseconds(ms) }));

    private ModelGateway Gateway(SelectionStrategy strategy, ulong seed, params ModelEndpoint[] endpoints) => GatewayScene.Gateway(
        new GatewayOptions { Groups = [GatewayScene.Group("g", strategy, [.. endpoints.Select(one => one.Options.Name)])], CacheEntries = 0, Seed = seed }, _time, null, null, endpoints);

    private Task<string[]> ChosenAsync(SelectionStrategy strategy, int calls, ulong seed, params ModelEndpoint[] endpoints) => ChosenAsync(strategy, calls, seed, "hello", endpoints);

    private async Task<string[]> ChosenAsync(SelectionStrategy strategy, int calls, ulong seed, string text, params ModelEndpoint[] endpoints)
    {
        ModelGateway gateway = Gateway(strategy, seed, endpoints);
        List<string> chosen = [];
        for (int i = 0; i < calls; i++) { chosen.Add((await gateway.AskAsync(GatewayScene.Call(text, id: i), CancellationToken.None)).Endpoint!); }
        foreach (EndpointStatus status in gateway.Endpoints()) { _asked[status.Options.Name] = status.Attempts; }
        return [.. chosen];
    }
}
