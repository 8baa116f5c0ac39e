using System.Collections.Concurrent;
using LlmTrader.Strategies.Models.Budgets;
using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Strategies.Models.Endpoints;
using LlmTrader.Strategies.Models.Gateway;
using LlmTrader.Tests.Support.Loopback;
using LlmTrader.Tests.Support.Models;
using Xunit.Abstractions;

namespace LlmTrader.Tests.Integration.Models;

/// <summary>Two endpoints over real HTTP, one of which fails half of its calls.</summary>
public sealed class TwoEndpointTests(ITestOutputHelper output)
{
    private const int Calls = 2_000;

    [Theory]
    [InlineData(SelectionStrategy.Weighted, true)]
    [InlineData(SelectionStrategy.LowestLatency, true)]
    [InlineData(SelectionStrategy.LeastBusy, true)]
    [InlineData(SelectionStrategy.LowestCost, true)]
    [InlineData(SelectionStrategy.Weighted, false)]
    [InlineData(SelectionStrategy.LowestCost, false)]
    public async Task Nearly_every_call_is_answered_and_the_breakers_moves_are_in_the_metrics(SelectionStrategy strategy, bool hasBreaker)
    {
        Random random = new(4711);
        Lock gate = new();
        await using ModelLoopback server = await ModelLoopback.StartAsync(request =>
        {
            if (request.Server == "well") { return ModelScript.Says("fine"); }
            lock (gate) { return random.Next(2) == 0 ? ModelScript.Fails(500, "oops") : ModelScript.Says("fine"); }
        });
        using HttpClient client = OpenAiTransport.CreateHttpClient();
        ModelEndpoint[] endpoints = [.. new[] { "ailing", "well" }.Select(name => Endpoint(name, server, client))];
        ConcurrentQueue<GatewayNotice> notices = new();
        GatewayOptions options = new()
        {
            Groups = [GatewayScene.Group("g", strategy, "ailing", "well")],
            Breaker = new BreakerOptions { For = TimeSpan.FromSeconds(0.5), LeastCalls = hasBreaker ? 5 : int.MaxValue },    // Without it the retries alone must do.
            CacheEntries = 0,
        };
        ModelGateway gateway = GatewayScene.Gateway(options, TimeProvider.System, null, notices.Enqueue, endpoints);
        int answered = 0;
        await Parallel.ForEachAsync(Enumerable.Range(1, Calls), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (id, cancel) =>
        {
            if ((await gateway.AskAsync(GatewayScene.Call(id: id), cancel)).Outcome == ModelOutcome.Answered) { Interlocked.Increment(ref answered); }
        });

        IReadOnlyList<EndpointStatus> status = gateway.Endpoints();
        foreach (EndpointStatus one in status)
        {
            output.WriteLine($"{strategy}{(hasBreaker ? "" : " without a breaker")}: {one.Options.Name}: {one.Attempts} attempts ({string.Join(", ", one.Outcomes.Select(pair => $"{pair.Key} {pair.Value}"))}), breaker {one.Breaker}, opened {one.Transitions.Opened}, half opened {one.Transitions.HalfOpened}, closed {one.Transitions.Closed}");
        }

        output.WriteLine($"{strategy}{(hasBreaker ? "" : " without a breaker")}: {answered} of {Calls} answered");
        Assert.True(answered >= Calls * 0.999, $"{answered} of {Calls}");
        Assert.Equal(Calls, status.Sum(one => one.Outcomes.Where(pair => pair.Key == ModelOutcome.Answered).Sum(pair => pair.Value)));
        Assert.Equal(default, status[1].Transitions);
        Assert.Equal(server.Requests.Count, status.Sum(one => one.Attempts));
        BreakerCounts moves = status[0].Transitions;
        if (strategy == SelectionStrategy.Weighted) { Assert.True(moves.Opened > 0 == hasBreaker, $"the ailing endpoint's breaker opened {moves.Opened} times"); }
        if (!hasBreaker) { Assert.True(status[0].Outcomes.Single(pair => pair.Key == ModelOutcome.Unavailable).Value > 300, "the ailing endpoint was hardly asked"); }
        Assert.Equal(notices.Count(notice => notice.Kind == GatewayNoticeKind.Breaker), moves.Opened + moves.HalfOpened + moves.Closed);
        AssertChain(status[0].LastTransitions);
    }

    [Fact]
    public async Task Calls_at_once_never_spend_more_than_the_budget()
    {
        await using ModelLoopback server = await ModelLoopback.StartAsync(_ => ModelScript.Says("fine", input: 60, output: 40));
        using HttpClient client = OpenAiTransport.CreateHttpClient();
        BudgetOptions budget = new(TimeSpan.FromDays(1), 0.10m, null, BudgetOptions.UsualWarning);
        GatewayOptions options = new() { Groups = [GatewayScene.Group("g", SelectionStrategy.Weighted, "well")], Outstanding = 64, CacheEntries = 0 };
        ConcurrentQueue<GatewayNotice> notices = new();
        ModelGateway gateway = GatewayScene.Gateway(options, TimeProvider.System, [budget], notices.Enqueue, Endpoint("well", server, client));
        ModelAnswer[] answers = await Task.WhenAll(Enumerable.Range(1, 64).Select(id => gateway.AskAsync(GatewayScene.Call(id: id), CancellationToken.None)));
        answers = [.. answers, .. await OneByOneAsync(gateway)];
        decimal spent = answers.Sum(answer => answer.Cost);
        output.WriteLine($"{spent} of {budget.Money} spent by {answers.Count(answer => answer.Outcome == ModelOutcome.Answered)} answers; {answers.Count(answer => answer.Outcome == ModelOutcome.BudgetExhausted)} calls were not sent");
        Assert.InRange(spent, budget.Money!.Value * 0.9m, budget.Money.Value);
        Assert.Equal(spent, gateway.Budgets.Status()[0].UsedMoney);
        Assert.All(answers, answer => Assert.True(answer.Outcome is ModelOutcome.Answered or ModelOutcome.BudgetExhausted));
        Assert.Equal(server.Requests.Count, answers.Count(answer => answer.Outcome == ModelOutcome.Answered));
        Assert.Single(notices, notice => notice.Kind == GatewayNoticeKind.BudgetWarning);
    }

    private static ModelEndpoint Endpoint(string name, ModelLoopback server, HttpClient client)
    {
        EndpointOptions options = GatewayScene.Endpoint(name) with { BaseUrl = server.UrlOf(name), Price = new ModelPrice(1m, 2m, 0.5m), Timeout = TimeSpan.FromSeconds(30) };
        return new ModelEndpoint(options, new OpenAiTransport(options, client, 64 << 10, TimeProvider.System));
    }

    // Until well beyond the last that fits.
    private static async Task<List<ModelAnswer>> OneByOneAsync(ModelGateway gateway)
    {
        List<ModelAnswer> answers = [];
        for (int i = 0; i < Calls; i++) { answers.Add(await gateway.AskAsync(GatewayScene.Call(id: i), CancellationToken.None)); }
        return answers;
    }

    // Each begins where the one before ended.
    private static void AssertChain(IReadOnlyList<BreakerTransition> transitions)
    {
        Assert.All(transitions.Zip(transitions.Skip(1)), pair => Assert.Equal(pair.First.To, pair.Second.From));
        Assert.All(transitions, one => Assert.Contains((one.From, one.To), new[] { ("closed", "open"), ("open", "half_open"), ("half_open", "open"), ("half_open", "closed") }));
    }
}
