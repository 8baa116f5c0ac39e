using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Strategies.Models.Endpoints;

namespace LlmTrader.Strategies.Models.Gateway;

/// <summary>One call on its way through its chain of groups. Used once.</summary>
internal sealed class CallRun
{
    // A retry of the same endpoint waits half a second, then twice as long each time, spread by half.
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(10);

    private readonly ModelCall _call;
    private readonly GatewayOptions _options;
    private readonly EndpointPool _pool;
    private readonly TimeProvider _time;
    private readonly Action<GatewayNotice> _notify;
    private readonly (ModelGroup Group, SendPlan[] Plans)[] _chain;
    private readonly CallAccount _account;
    private TimeSpan _waited;

    /// <param name="call">As it was asked: it is redacted here.</param>
    public CallRun(ModelCall call, IReadOnlyList<ModelGroup> chain, GatewayOptions options, EndpointPool pool, ModelRedaction redact, TimeProvider time, Action<GatewayNotice> notify)
    {
        _options = options;
        _pool = pool;
        _time = time;
        _notify = notify;
        _account = new CallAccount(redact);
        _call = _account.Redact(call);
        Dictionary<string, SendPlan> plans = new(StringComparer.Ordinal);    // An endpoint of two groups is one endpoint.
        foreach (string name in chain.SelectMany(group => group.Endpoints)) { plans.TryAdd(name, new SendPlan(pool.Find(name), _call)); }
        _chain = [.. chain.Select(group => (group, (SendPlan[])[.. group.Endpoints.Distinct().Select(name => plans[name])]))];
    }

    /// <summary>As the first endpoint would be asked.</summary>
    public ReadOnlySpan<byte> FirstBody => _chain[0].Plans[0].Body;

    /// <summary>In each group as many attempts as there may be, at the one of its endpoints that comes to most.</summary>
    public CallBound AtMost
    {
        get
        {
            SendPlan[][] groups = [.. _chain.Select(link => link.Plans.Where(plan => plan.FitsContext).ToArray()).Where(plans => plans.Length > 0)];
            return new CallBound(groups.Sum(plans => _options.Attempts * plans.Max(plan => plan.MostTokens)), groups.Sum(plans => _options.Attempts * plans.Max(plan => plan.MostMoney)));
        }
    }

    /// <summary>Asks until there is an end. Cancelled it answers so.</summary>
    public async Task<ModelAnswer> AskAsync(CancellationToken cancel)
    {
        try
        {
            for (int i = 0; i < _chain.Length; i++)
            {
                for (int attempts = 0; attempts < _options.Attempts;)
                {
                    EndpointChoice choice = _pool.Choose(_chain[i].Plans, _chain[i].Group.Strategy);
                    if (choice is EndpointChoice.Nothing) { break; }
                    if (choice is EndpointChoice.Busy busy)
                    {
                        bool goesOn = !(busy.Wait <= _options.Patience) && _chain.Skip(i + 1).Any(next => _pool.HasFree(next.Plans));
                        if (goesOn || !await WaitAsync(busy, cancel).ConfigureAwait(false)) { break; }
                        continue;
                    }

                    EndpointChoice.Chosen chosen = (EndpointChoice.Chosen)choice;
                    if (await AttemptAsync(chosen, cancel).ConfigureAwait(false) is not { } reply) { continue; }    // The breaker opened in between.
                    attempts++;
                    if (IsEnd(reply.Outcome)) { return _account.ToAnswer(); }
                    Learn(chosen.Plan, reply);
                }
            }

            return _account.HasAttempts ? _account.ToAnswer() : NothingSent();
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return _account.Cancelled();
        }
    }

    private async Task<EndpointReply?> AttemptAsync(EndpointChoice.Chosen chosen, CancellationToken cancel)
    {
        SendPlan plan = chosen.Plan;
        TokenUsage usage = default;
        try
        {
            if (await plan.State.Breaker.AskAsync(() => plan.State.Endpoint.AskAsync(plan.Body, cancel)).ConfigureAwait(false) is not { } reply)
            {
                chosen.Reservation.Dispose();
                return null;
            }

            plan.Tries++;
            if (CanarySearch.IsIn(reply, _call.Canary))
            {
                reply = reply with { Outcome = ModelOutcome.CanaryFound, Reason = "The reply repeats the request's canary: a text in the prompt took the model over." };
                _notify(new GatewayNotice(_time.GetUtcNow(), GatewayNoticeKind.Canary, _call.Id, $"{plan.State.Name} repeated the canary of {_call.Id}: a text in the prompt took the model over."));
            }

            usage = reply.Raw.IsRecorded ? default : plan.UsageOf(reply);    // Paid for when it was recorded.
            decimal cost = plan.State.Options.Price.Of(usage);
            chosen.Reservation.Settle(usage.Total, cost);
            plan.State.Metrics.Ended(reply, usage, cost);
            _account.Add(plan, reply, usage, cost);
            return reply;
        }
        finally
        {
            chosen.Reservation.Dispose();
            _pool.End(chosen, usage.Total);
        }
    }

    // Another attempt would end no other way, or must not be made.
    private static bool IsEnd(ModelOutcome outcome) => outcome is ModelOutcome.Answered or ModelOutcome.Refused or ModelOutcome.Truncated or ModelOutcome.CanaryFound or ModelOutcome.NotRecorded or ModelOutcome.Cancelled;

    private void Learn(SendPlan plan, EndpointReply reply)
    {
        if (reply.Outcome == ModelOutcome.Rejected)
        {
            plan.IsOut = true;    // For this call alone: another request may be well.
            return;
        }

        TimeSpan backoff = TimeSpan.FromTicks(Math.Min(LongestBackoff.Ticks, FirstBackoff.Ticks << Math.Min(plan.Tries - 1, 10)));
        TimeSpan wait = reply.Raw.RetryAfter ?? backoff * _pool.Jitter();
        plan.NotBefore = _time.GetUtcNow() + wait;
        bool hasOther = _chain.Any(link => link.Plans.Any(other => other != plan && other.FitsContext && !other.IsOut));
        if (reply.Outcome != ModelOutcome.RateLimited || !hasOther) { return; }
        TimeSpan cooldown = reply.Raw.RetryAfter is { } asked ? Shorter(asked, _options.MaxWait) : _options.Cooldown;
        _pool.CoolDown(plan.State, cooldown);
        _notify(new GatewayNotice(_time.GetUtcNow(), GatewayNoticeKind.Cooldown, plan.State.Name, FormattableString.Invariant($"{plan.State.Name} had too many requests and is left alone for {cooldown.TotalSeconds:0.###} s.")));
    }

    /// <summary>False when this call has waited for as long as it may, or would have to.</summary>
    private async Task<bool> WaitAsync(EndpointChoice.Busy busy, CancellationToken cancel)
    {
        TimeSpan left = _options.MaxWait - _waited;
        if (left <= TimeSpan.Zero || busy.Wait > left) { return false; }
        long start = _time.GetTimestamp();
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task delay = Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling((busy.Wait ?? left).TotalMilliseconds)), _time, over.Token);    // Timers count whole milliseconds, downwards.
        await Task.WhenAny(delay, busy.Released).ConfigureAwait(false);
        cancel.ThrowIfCancellationRequested();
        await over.CancelAsync().ConfigureAwait(false);
        _waited += _time.GetElapsedTime(start);
        return true;
    }

    private ModelAnswer NothingSent()
    {
        SendPlan[] plans = [.. _chain.SelectMany(link => link.Plans)];
        if (!plans.Any(plan => plan.FitsContext))
        {
            SendPlan largest = plans.MaxBy(plan => plan.State.Options.Context)!;
            return _account.Unsent(ModelOutcome.ContextTooLarge, FormattableString.Invariant($"The prompt of some {largest.InputTokens} tokens and an answer of {largest.OutputTokens} have no room in {largest.State.Options.Context}."), largest.Body);
        }

        if (plans.Where(plan => plan.FitsContext).All(plan => plan.IsUnaffordable))
        {
            _notify(new GatewayNotice(_time.GetUtcNow(), GatewayNoticeKind.BudgetExhausted, _call.Id, $"{_call.Id} was not sent: the budget is used up."));
            return _account.Unsent(ModelOutcome.BudgetExhausted, "The budget of the window has no room for this call.", FirstBody);
        }

        bool areCooling = plans.Any(plan => plan.State.Breaker.State == EndpointBreaker.Closed);
        return areCooling
            ? _account.Unsent(ModelOutcome.RateLimited, "Every endpoint is at its limit or was asked too often, for longer than a call may wait.", FirstBody)
            : _account.Unsent(ModelOutcome.Unavailable, "Every endpoint has failed of late and is left alone.", FirstBody);
    }

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
