using LlmTrader.Strategies.Models.Budgets;
using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Strategies.Models.Endpoints;
using LlmTrader.Strategies.Models.Gateway;
using LlmTrader.Tests.Support.Models;

namespace LlmTrader.Tests.Unit.Models;

/// <summary>What is not sent, or not yet: contexts, budgets, rates, calls at once; and what is not sent twice.</summary>
public sealed class GatewayLimitTests
{
    private readonly VirtualTime _time = new();
    private readonly ScriptedTransport _model = new((_, _) => ScriptedTransport.Says("fine"));

    [Fact]
    public async Task A_prompt_beyond_every_context_is_not_sent_and_a_larger_context_is_found()
    {
        EndpointOptions small = GatewayScene.Endpoint("small") with { Context = 200 };
        ModelCall call = GatewayScene.Call(new string('x', 600));
        ModelAnswer answer = await AskAsync(Gateway([Group("small")], new ModelEndpoint(small, _model)), call);
        Assert.Equal((ModelOutcome.ContextTooLarge, 0, (string?)null), (answer.Outcome, _model.Asked, answer.Endpoint));
        Assert.Contains("no room in 200", answer.Reason!, StringComparison.Ordinal);
        answer = await AskAsync(Gateway([Group("small", "large")], new ModelEndpoint(small, _model), new ModelEndpoint(GatewayScene.Endpoint("large"), _model)), call);
        Assert.Equal("large", answer.Endpoint);
    }

    [Fact]
    public async Task A_budget_refuses_the_dear_endpoint_and_lets_the_free_one_answer()
    {
        EndpointOptions dear = GatewayScene.Endpoint("dear") with { Price = new ModelPrice(1_000m, 1_000m, 0m) };
        BudgetOptions budget = new(TimeSpan.FromDays(1), 0.01m, null, BudgetOptions.UsualWarning);
        ModelEndpoint[] endpoints = [new(dear, _model), new(GatewayScene.Endpoint("free"), _model)];
        ModelGateway gateway = GatewayScene.Gateway(new GatewayOptions { Groups = [GatewayScene.Group("g", SelectionStrategy.LeastBusy, "dear", "free"), GatewayScene.Group("dear", SelectionStrategy.LeastBusy, "dear")] }, _time, [budget], null, endpoints);
        Assert.Equal("free", (await AskAsync(gateway, GatewayScene.Call())).Endpoint);
        ModelAnswer refused = await AskAsync(gateway, GatewayScene.Call(group: "dear"));
        Assert.Equal((ModelOutcome.BudgetExhausted, 1, 0), (refused.Outcome, _model.Asked, refused.Attempts.Count));
        Assert.Contains("hello", refused.RequestBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_of_a_minute_are_counted_and_waited_for()
    {
        ModelGateway gateway = Gateway([Group("a")], new ModelEndpoint(GatewayScene.Endpoint("a") with { RequestsPerMinute = 3 }, _model));
        for (int i = 0; i < 7; i++) { Assert.Equal(ModelOutcome.Answered, (await AskAsync(gateway, GatewayScene.Call($"{i}"))).Outcome); }
        Assert.InRange(Passed, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(2.5));
    }

    [Fact]
    public async Task Tokens_of_a_minute_count_as_they_were_used()
    {
        EndpointOptions options = GatewayScene.Endpoint("a") with { TokensPerMinute = 360 };
        ModelGateway gateway = Gateway([Group("a")], new ModelEndpoint(options, _model));    // 120 tokens each, and thought to need some 150 first: two fit.
        List<TimeSpan> ended = [];
        for (int i = 0; i < 6; i++)
        {
            await AskAsync(gateway, GatewayScene.Call($"{i}"));
            ended.Add(Passed);
        }

        Assert.Equal([0, 0, 1, 1, 2, 2], ended.Select(time => (int)time.TotalMinutes));
    }

    [Fact]
    public async Task As_many_calls_run_at_once_as_an_endpoint_takes_the_others_wait_and_beyond_the_limit_end()
    {
        int now = 0, most = 0;
        ScriptedTransport slow = new((_, _) => ScriptedTransport.Says("fine"))
        {
            Delay = async cancel =>
            {
                InterlockedMax(ref most, Interlocked.Increment(ref now));
                await Task.Delay(TimeSpan.FromSeconds(2), _time, cancel);
                Interlocked.Decrement(ref now);
            },
        };
        ModelGateway gateway = Gateway([Group("a")], new ModelEndpoint(GatewayScene.Endpoint("a") with { Concurrency = 3 }, slow));
        ModelAnswer[] answers = await _time.RunAsync(Task.WhenAll(Enumerable.Range(0, 10).Select(i => gateway.AskAsync(GatewayScene.Call($"{i}"), CancellationToken.None))));
        Assert.Equal((3, 8, 2), (most, answers.Count(one => one.Outcome == ModelOutcome.Answered), answers.Count(one => one.Outcome == ModelOutcome.Overloaded)));
        Assert.Equal(0, gateway.Endpoints()[0].InFlight);
    }

    [Fact]
    public async Task An_identical_request_is_answered_from_memory_for_an_hour_and_costs_nothing()
    {
        ModelGateway gateway = Gateway([Group("a")], new ModelEndpoint(GatewayScene.Endpoint("a") with { Price = new ModelPrice(1m, 1m, 1m) }, _model));
        ModelAnswer first = await AskAsync(gateway, GatewayScene.Call("x cnry-0123456789abcdef x 0123456789abcdef") with { Canary = "cnry-0123456789abcdef" });
        ModelAnswer again = await AskAsync(gateway, GatewayScene.Call("x cnry-fedcba9876543210 x fedcba9876543210", id: 2) with { Canary = "cnry-fedcba9876543210" });
        Assert.Equal((false, true, "fine", 0m, 0), (first.IsReplayed, again.IsReplayed, again.Text, again.Cost, again.Attempts.Count));
        Assert.True(first.Cost > 0);
        await AskAsync(gateway, GatewayScene.Call("another"));
        await AskAsync(gateway, GatewayScene.Call("another") with { Temperature = 0.1 });
        Assert.Equal(3, _model.Asked);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.False((await AskAsync(gateway, GatewayScene.Call("another"))).IsReplayed);
    }

    [Fact]
    public async Task Only_answers_are_remembered()
    {
        ScriptedTransport refusing = new((_, _) => ScriptedTransport.Status(400));
        ModelGateway gateway = Gateway([Group("a")], new ModelEndpoint(GatewayScene.Endpoint("a"), refusing));
        for (int i = 0; i < 3; i++) { await AskAsync(gateway, GatewayScene.Call()); }
        Assert.Equal(3, refusing.Asked);
    }

    [Theory]
    [InlineData("nowhere")]
    public async Task A_group_that_is_not_there_is_a_mistake_of_whoever_asks(string group) =>
        await Assert.ThrowsAsync<ArgumentException>(() => Gateway([Group("a")], new ModelEndpoint(GatewayScene.Endpoint("a"), _model)).AskAsync(GatewayScene.Call(group: group), CancellationToken.None));

    private TimeSpan Passed => _time.GetUtcNow() - new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);

    private static ModelGroup Group(params string[] endpoints) => GatewayScene.Group("g", SelectionStrategy.Weighted, endpoints);

    private ModelGateway Gateway(ModelGroup[] groups, params ModelEndpoint[] endpoints) => GatewayScene.Gateway(new GatewayOptions { Groups = groups, MaxWait = TimeSpan.FromMinutes(1) }, _time, null, null, endpoints);

    private Task<ModelAnswer> AskAsync(ModelGateway gateway, ModelCall call) => _time.RunAsync(gateway.AskAsync(call, CancellationToken.None));

    private static void InterlockedMax(ref int most, int value)
    {
        int seen = Volatile.Read(ref most);
        while (value > seen && Interlocked.CompareExchange(ref most, value, seen) is var before && before != seen) { seen = before; }
    }
}
