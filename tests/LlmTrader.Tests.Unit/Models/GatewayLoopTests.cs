using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Strategies.Models.Endpoints;
using LlmTrader.Strategies.Models.Gateway;
using LlmTrader.Tests.Support.Models;

namespace LlmTrader.Tests.Unit.Models;

/// <summary>The retry loop, in virtual time: who is asked next, after how long, and when it ends.</summary>
public sealed class GatewayLoopTests
{
    private readonly VirtualTime _time = new();
    private readonly List<GatewayNotice> _notices = [];

    [Fact]
    public async Task A_retry_asks_another_endpoint_of_the_group_at_once()
    {
        (ScriptedTransport ailing, ScriptedTransport well) = (Always(ScriptedTransport.Status(500)), Says());
        ModelAnswer answer = await AskAsync(Group("a", "b"), ("a", ailing), ("b", well));
        Assert.Equal((ModelOutcome.Answered, "b"), (answer.Outcome, answer.Endpoint));
        Assert.Equal(["a", "b"], answer.Attempts.Select(attempt => attempt.Endpoint));
        Assert.Equal((1, 1), (ailing.Asked, well.Asked));
    }

    [Fact]
    public async Task The_same_endpoint_is_tried_again_after_rising_waits_and_at_most_three_times()
    {
        ScriptedTransport ailing = Always(ScriptedTransport.Status(503));
        ModelAnswer answer = await AskAsync(Group("a"), ("a", ailing));
        Assert.Equal((ModelOutcome.Unavailable, 3, "HTTP 503: not now"), (answer.Outcome, answer.Attempts.Count, answer.Reason));
        Assert.InRange(Passed, TimeSpan.FromSeconds(0.25 + 0.5), Busy(0.75 + 1.5));    // 0.5 s and 1 s, each spread by half.
    }

    [Theory]
    [InlineData(7)]
    [InlineData(60)]
    public async Task An_endpoint_alone_is_waited_for_as_long_as_it_asks(int seconds)
    {
        ScriptedTransport busy = new((asked, _) => asked == 1 ? ScriptedTransport.Status(429, TimeSpan.FromSeconds(seconds)) : ScriptedTransport.Says("fine"));
        ModelAnswer answer = await AskAsync(Group("a"), ("a", busy));
        Assert.Equal((ModelOutcome.Answered, 2), (answer.Outcome, answer.Attempts.Count));
        Assert.InRange(Passed, TimeSpan.FromSeconds(seconds), Busy(seconds));
    }

    [Fact]
    public async Task Nobody_waits_for_longer_than_a_minute_in_all()
    {
        ScriptedTransport busy = Always(ScriptedTransport.Status(429, TimeSpan.FromSeconds(61)));
        Assert.Equal((ModelOutcome.RateLimited, 1), Short(await AskAsync(Group("a"), ("a", busy))));
        ScriptedTransport rising = Always(ScriptedTransport.Status(429, TimeSpan.FromSeconds(40)));
        Assert.Equal((ModelOutcome.RateLimited, 2), Short(await AskAsync(Group("a"), ("a", rising))));    // 40 s were waited; 40 more are too many.
        Assert.InRange(Passed, TimeSpan.FromSeconds(40), Busy(40));
    }

    [Fact]
    public async Task Too_many_requests_cool_an_endpoint_down_for_everybody_when_there_is_another()
    {
        (ScriptedTransport busy, ScriptedTransport well) = (Always(ScriptedTransport.Status(429)), Says());
        ModelGateway gateway = Gateway(new GatewayOptions { Groups = [Group("a", "b")], CacheEntries = 0 }, Endpoint("a", busy), Endpoint("b", well));
        for (int i = 0; i < 10; i++) { Assert.Equal(ModelOutcome.Answered, (await gateway.AskAsync(GatewayScene.Call(), CancellationToken.None)).Outcome); }
        Assert.Equal((1, 10), (busy.Asked, well.Asked));    // Time stands.
        Assert.NotNull(gateway.Endpoints()[0].CoolsDownUntil);
        Assert.Equal(("closed", GatewayNoticeKind.Cooldown), (gateway.Endpoints()[0].Breaker, Assert.Single(_notices).Kind));
        _time.Advance(TimeSpan.FromSeconds(5));
        await gateway.AskAsync(GatewayScene.Call(), CancellationToken.None);
        Assert.Equal(2, busy.Asked);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    public async Task What_is_refused_for_good_is_not_asked_again_by_this_call_and_cools_nothing_down(int status)
    {
        (ScriptedTransport refusing, ScriptedTransport well) = (Always(ScriptedTransport.Status(status)), Says());
        ModelGateway gateway = Gateway(new GatewayOptions { Groups = [Group("a", "b")], CacheEntries = 0 }, Endpoint("a", refusing), Endpoint("b", well));
        for (int i = 0; i < 10; i++) { Assert.Equal(ModelOutcome.Answered, (await RunAsync(gateway)).Outcome); }
        Assert.Equal((10, 10), (refusing.Asked, well.Asked));
        Assert.Equal(("closed", (DateTimeOffset?)null), (gateway.Endpoints()[0].Breaker, gateway.Endpoints()[0].CoolsDownUntil));
        Assert.Equal((ModelOutcome.Rejected, 1), Short(await AskAsync(Group("a"), ("a", refusing))));
    }

    [Theory]
    [InlineData("length")]
    [InlineData("content_filter")]
    public async Task What_would_end_no_other_way_is_not_tried_again(string finish)
    {
        ScriptedTransport model = Always(ScriptedTransport.Body(200, $"{{\"choices\":[{{\"message\":{{\"content\":\"x\"}},\"finish_reason\":\"{finish}\"}}]}}"));
        Assert.Single((await AskAsync(Group("a", "b"), ("a", model), ("b", model))).Attempts);
    }

    [Fact]
    public async Task Another_group_answers_when_all_of_the_first_gave_none_and_circles_end()
    {
        ScriptedTransport ailing = Always(ScriptedTransport.Status(500));
        GatewayOptions options = new()
        {
            Groups = [Group("a") with { Name = "g", Fallback = ["second"] }, new ModelGroup("second", ["b"], SelectionStrategy.Weighted, ["third", "g"]), new ModelGroup("third", ["c"], SelectionStrategy.Weighted, [])],
        };
        ModelAnswer answer = await RunAsync(Gateway(options, Endpoint("a", ailing), Endpoint("b", Always(ScriptedTransport.Body(200, "<html>"))), Endpoint("c", Says())));
        Assert.Equal(["a", "a", "a", "b", "b", "b", "c"], answer.Attempts.Select(attempt => attempt.Endpoint));
        Assert.Equal(ModelOutcome.Answered, answer.Outcome);
    }

    [Fact]
    public async Task The_breaker_opens_over_half_of_five_and_closes_when_one_call_shows_that_all_is_well()
    {
        ScriptedTransport model = new((asked, _) => asked <= 5 ? ScriptedTransport.Status(500) : ScriptedTransport.Says("fine"));
        ModelGateway gateway = Gateway(new GatewayOptions { Groups = [Group("a")], Attempts = 1, CacheEntries = 0 }, Endpoint("a", model));
        for (int i = 0; i < 5; i++) { Assert.Equal("HTTP 500: not now", (await gateway.AskAsync(GatewayScene.Call(), CancellationToken.None)).Reason); }
        Assert.Equal("open", gateway.Endpoints()[0].Breaker);
        ModelAnswer answer = await RunAsync(gateway);    // Waits the five seconds, and tries.
        Assert.Equal((ModelOutcome.Answered, "closed"), (answer.Outcome, answer.Breaker));
        Assert.InRange(Passed, TimeSpan.FromSeconds(5), Busy(5));
        Assert.Equal(new BreakerCounts(1, 1, 1), gateway.Endpoints()[0].Transitions);
        Assert.Equal([("closed", "open"), ("open", "half_open"), ("half_open", "closed")], gateway.Endpoints()[0].LastTransitions.Select(one => (one.From, one.To)));
        Assert.Equal(3, _notices.Count(notice => notice.Kind == GatewayNoticeKind.Breaker));
    }

    [Fact]
    public async Task Exactly_half_is_not_over_half()
    {
        ScriptedTransport model = new((asked, _) => asked % 2 == 0 ? ScriptedTransport.Status(500) : ScriptedTransport.Says("fine"));
        ModelGateway gateway = Gateway(new GatewayOptions { Groups = [Group("a")], Attempts = 1, CacheEntries = 0 }, Endpoint("a", model));
        for (int i = 0; i < 40; i++) { await gateway.AskAsync(GatewayScene.Call(), CancellationToken.None); }
        Assert.Equal(default, gateway.Endpoints()[0].Transitions);
    }

    [Fact]
    public async Task A_call_ends_in_time_whatever_it_waits_for()
    {
        ScriptedTransport silent = new((_, _) => ScriptedTransport.Says("late")) { Delay = cancel => Task.Delay(TimeSpan.FromHours(1), _time, cancel) };
        ModelAnswer answer = await AskAsync(Group("a"), ("a", silent));
        Assert.Equal((ModelOutcome.TimedOut, "No answer within 300 s, all attempts together."), (answer.Outcome, answer.Reason));
        Assert.True(answer.InputTokens > 0 && answer.OutputTokens == 100, "it may have been charged for, up to the longest answer");
    }

    private TimeSpan Passed => _time.GetUtcNow() - new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);

    // On a machine that is busy with other things time goes on a little while a call is at work.
    private static TimeSpan Busy(double seconds) => TimeSpan.FromSeconds(seconds + 20);

    private static (ModelOutcome Outcome, int Attempts) Short(ModelAnswer answer) => (answer.Outcome, answer.Attempts.Count);

    // By cost all are equal: the first that is free, in the order of the group.
    private static ModelGroup Group(params string[] endpoints) => GatewayScene.Group("g", SelectionStrategy.LowestCost, endpoints);

    private static ScriptedTransport Always(RawReply reply) => new((_, _) => reply);

    private static ScriptedTransport Says() => Always(ScriptedTransport.Says("fine"));

    private static ModelEndpoint Endpoint(string name, ScriptedTransport transport) => new(GatewayScene.Endpoint(name), transport);

    private ModelGateway Gateway(GatewayOptions options, params ModelEndpoint[] endpoints) => GatewayScene.Gateway(options, _time, null, _notices.Add, endpoints);

    private Task<ModelAnswer> AskAsync(ModelGroup group, params (string Name, ScriptedTransport Transport)[] endpoints) =>
        RunAsync(Gateway(new GatewayOptions { Groups = [group] }, [.. endpoints.Select(one => Endpoint(one.Name, one.Transport))]));

    private Task<ModelAnswer> RunAsync(ModelGateway gateway) => _time.RunAsync(gateway.AskAsync(GatewayScene.Call(), CancellationToken.None));
}
