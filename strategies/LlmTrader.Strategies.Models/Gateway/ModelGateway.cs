using LlmTrader.Strategies.Models.Budgets;
using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Strategies.Models.Endpoints;

namespace LlmTrader.Strategies.Models.Gateway;

/// <summary>
/// The one way to models: groups of endpoints with the only retry loop there is. A retry asks the same group, another endpoint of it before
/// the same one; a fallback asks the next group. Safe for threads.
/// </summary>
public sealed class ModelGateway : IModelGateway
{
    private readonly GatewayOptions _options;
    private readonly EndpointPool _pool;
    private readonly AnswerCache _cache;
    private readonly ModelRedaction _redact;
    private readonly TimeProvider _time;
    private readonly Action<GatewayNotice> _notify;
    private int _outstanding;

    /// <param name="endpoints">By different names.</param>
    /// <param name="options">Groups of them, and how calls are led.</param>
    /// <param name="budgets">What may be spent.</param>
    /// <param name="redact">Takes secrets out of what is sent and what is written down.</param>
    /// <param name="time">By which everything runs that takes time.</param>
    /// <param name="notify">Told of what people should know, on the thread on which it happened; must return at once and not throw.</param>
    public ModelGateway(IReadOnlyList<ModelEndpoint> endpoints, GatewayOptions options, ModelBudgets budgets, ModelRedaction redact, TimeProvider time, Action<GatewayNotice> notify)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(budgets);
        _options = options;
        _redact = redact;
        _time = time;
        _notify = notify;
        _pool = new EndpointPool(endpoints, options, budgets, time, notify);
        _cache = new AnswerCache(options.CacheEntries, options.CacheFor, time);
        Budgets = budgets;
        Require(options.Groups, endpoints.Select(endpoint => endpoint.Options.Name).ToHashSet(StringComparer.Ordinal));
        budgets.Warned += status => notify(new GatewayNotice(time.GetUtcNow(), GatewayNoticeKind.BudgetWarning, status.Options.Window.ToString(),
            FormattableString.Invariant($"{status.Share:P0} of the budget of {status.Options.Window} is used: {status.UsedMoney} in money, {status.UsedTokens} tokens.")));
    }

    /// <summary>
    /// Told of each call that memory does not answer, before anything of it is sent, with the most that it may come to; null is nobody. What it
    /// throws ends the call.
    /// </summary>
    public Action<ModelCall, CallBound>? Announce { get; init; }

    /// <summary>What may be spent, and how much is.</summary>
    public ModelBudgets Budgets { get; }

    /// <summary>Each endpoint as it stands.</summary>
    public IReadOnlyList<EndpointStatus> Endpoints() => _pool.Status();

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is no such group.</exception>
    public async Task<ModelAnswer> AskAsync(ModelCall call, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(call);
        IReadOnlyList<ModelGroup> chain = ModelGroup.ChainOf(_options.Groups, call.Group);
        try
        {
            if (Interlocked.Increment(ref _outstanding) > _options.Outstanding)
            {
                return new ModelAnswer { Outcome = ModelOutcome.Overloaded, Reason = FormattableString.Invariant($"{_options.Outstanding} calls are under way already.") };
            }

            using CancellationTokenSource limit = new(_options.Timeout, _time);
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
            CallRun run = new(call, chain, _options, _pool, _redact, _time, _notify);
            string? key = _options.CacheEntries > 0 ? AnswerCache.KeyOf(call.Group, run.FirstBody) : null;
            if (key is not null && _cache.Find(key) is { } known) { return known; }
            Announce?.Invoke(call, run.AtMost);
            ModelAnswer answer = await run.AskAsync(either.Token).ConfigureAwait(false);
            if (answer.Outcome == ModelOutcome.Answered && key is not null) { _cache.Add(key, answer); }
            return answer.Outcome != ModelOutcome.Cancelled || cancel.IsCancellationRequested ? answer
                : answer with { Outcome = ModelOutcome.TimedOut, Reason = FormattableString.Invariant($"No answer within {_options.Timeout.TotalSeconds} s, all attempts together.") };
        }
        finally
        {
            Interlocked.Decrement(ref _outstanding);
        }
    }

    private static void Require(IReadOnlyList<ModelGroup> groups, HashSet<string> endpoints)
    {
        Dictionary<string, ModelGroup> known = groups.ToDictionary(group => group.Name, StringComparer.Ordinal);    // Throws for two of one name.
        foreach (ModelGroup group in groups)
        {
            if (group.Endpoints.Count == 0) { throw new ArgumentException($"The group '{group.Name}' has no endpoint."); }
            if (group.Endpoints.FirstOrDefault(name => !endpoints.Contains(name)) is { } missing) { throw new ArgumentException($"The group '{group.Name}' names an endpoint '{missing}' that is not there."); }
            if (group.Fallback.FirstOrDefault(name => !known.ContainsKey(name)) is { } unknown) { throw new ArgumentException($"The group '{group.Name}' falls back to a group '{unknown}' that is not there."); }
        }
    }
}
