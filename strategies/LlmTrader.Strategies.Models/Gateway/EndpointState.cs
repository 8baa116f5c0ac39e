using LlmTrader.Strategies.Models.Endpoints;

namespace LlmTrader.Strategies.Models.Gateway;

/// <summary>All that the gateway knows of one endpoint. What is not said to be safe for threads is the pool's, under its lock.</summary>
internal sealed class EndpointState
{
    private readonly TimeProvider _time;
    private readonly RateWindow _requests;
    private readonly RateWindow _tokens;
    private DateTimeOffset _coolsDownUntil = DateTimeOffset.MinValue;

    /// <param name="endpoint">Asks.</param>
    /// <param name="breaker">When it is left alone.</param>
    /// <param name="time">By which it is.</param>
    /// <param name="notify">Told of the breaker's moves.</param>
    public EndpointState(ModelEndpoint endpoint, BreakerOptions breaker, TimeProvider time, Action<GatewayNotice> notify)
    {
        Endpoint = endpoint;
        _time = time;
        _requests = new RateWindow(endpoint.Options.RequestsPerMinute);
        _tokens = new RateWindow(endpoint.Options.TokensPerMinute);
        Metrics = new EndpointMetrics(time);
        Breaker = new EndpointBreaker(breaker, time, (from, to) =>
        {
            Metrics.Moved(from, to);
            notify(new GatewayNotice(time.GetUtcNow(), GatewayNoticeKind.Breaker, Name, $"The breaker of {Name} moved from {from} to {to}."));
        });
    }

    public ModelEndpoint Endpoint { get; }

    public EndpointOptions Options => Endpoint.Options;

    public string Name => Options.Name;

    /// <summary>Safe for threads.</summary>
    public EndpointBreaker Breaker { get; }

    /// <summary>Safe for threads.</summary>
    public EndpointMetrics Metrics { get; }

    /// <summary>Attempts under way.</summary>
    public int InFlight { get; private set; }

    /// <summary>How long until an attempt can be made; zero when one can, null when that depends on one under way.</summary>
    public TimeSpan? WaitFor(int tokens)
    {
        if (InFlight >= Options.Concurrency || Breaker.Wait is not { } broken) { return null; }
        DateTimeOffset now = _time.GetUtcNow();
        TimeSpan wait = _coolsDownUntil > now ? _coolsDownUntil - now : TimeSpan.Zero;
        wait = Longer(wait, broken);
        wait = Longer(wait, _requests.WaitFor(1, now));
        return Longer(wait, _tokens.WaitFor(tokens, now));
    }

    /// <summary>An attempt begins that will probably come to so many tokens; what is returned ends it.</summary>
    public RateWindow.Entry Begin(int tokens)
    {
        InFlight++;
        _requests.Take(1, _time.GetUtcNow());
        return _tokens.Take(tokens, _time.GetUtcNow());
    }

    /// <summary>An attempt ended, and came to so many tokens.</summary>
    public void End(RateWindow.Entry begun, long tokens)
    {
        InFlight--;
        _tokens.Correct(begun, tokens);
    }

    /// <summary>Leaves it alone for a while, for all calls.</summary>
    public void CoolDown(TimeSpan time)
    {
        DateTimeOffset until = _time.GetUtcNow() + time;
        if (until > _coolsDownUntil) { _coolsDownUntil = until; }
    }

    public EndpointStatus Status() => Metrics.Status(Options, InFlight, Breaker.State, _coolsDownUntil > _time.GetUtcNow() ? _coolsDownUntil : null);

    private static TimeSpan Longer(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
