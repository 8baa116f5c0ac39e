using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Models.Budgets;
using LlmTrader.Strategies.Models.Endpoints;

namespace LlmTrader.Strategies.Models.Gateway;

/// <summary>All endpoints, and which of a group is asked. Safe for threads.</summary>
internal sealed class EndpointPool
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, EndpointState> _states;
    private readonly ModelBudgets _budgets;
    private readonly TimeProvider _time;
    private Xoshiro256StarStar _random;
    private TaskCompletionSource _released = NewSignal();

    public EndpointPool(IReadOnlyList<ModelEndpoint> endpoints, GatewayOptions options, ModelBudgets budgets, TimeProvider time, Action<GatewayNotice> notify)
    {
        _budgets = budgets;
        _time = time;
        _random = new Xoshiro256StarStar(options.Seed);
        _states = endpoints.ToDictionary(one => one.Options.Name, one => new EndpointState(one, options.Breaker, time, notify), StringComparer.Ordinal);
        All = [.. endpoints.Select(one => _states[one.Options.Name])];
    }

    /// <summary>In the order in which they were given.</summary>
    public IReadOnlyList<EndpointState> All { get; }

    public EndpointState Find(string name) => _states[name];

    public IReadOnlyList<EndpointStatus> Status()
    {
        lock (_gate) { return [.. All.Select(one => one.Status())]; }
    }

    /// <summary>Between 1/2 and 3/2, so that calls that failed together do not come back together.</summary>
    public double Jitter()
    {
        lock (_gate) { return 0.5 + (_random.Next() >> 11) * (1.0 / (1UL << 53)); }
    }

    /// <summary>Whether an endpoint could be begun at this moment.</summary>
    public bool HasFree(IReadOnlyList<SendPlan> plans)
    {
        lock (_gate) { return plans.Any(plan => WaitFor(plan) is { } wait && wait == TimeSpan.Zero); }
    }

    /// <summary>Picks one that is free, and begins: its place, its rates and its budget are taken.</summary>
    public EndpointChoice Choose(IReadOnlyList<SendPlan> plans, SelectionStrategy strategy)
    {
        lock (_gate)
        {
            while (true)
            {
                SendPlan[] usable = [.. plans.Where(plan => plan.FitsContext && !plan.IsOut)];
                if (usable.Length == 0) { return new EndpointChoice.Nothing(); }
                SendPlan[] free = [.. usable.Where(plan => WaitFor(plan) is { } wait && wait == TimeSpan.Zero)];
                if (free.Length == 0) { return new EndpointChoice.Busy(_released.Task, usable.Min(WaitFor)); }    // Min leaves out what is not known.
                int fewest = free.Min(plan => plan.Tries);
                SendPlan chosen = Pick([.. free.Where(plan => plan.Tries == fewest)], strategy);
                if (_budgets.TryReserve(chosen.MostTokens, chosen.MostMoney) is { } reservation) { return new EndpointChoice.Chosen(chosen, chosen.State.Begin(chosen.LikelyTokens), reservation); }
                chosen.IsOut = chosen.IsUnaffordable = true;
            }
        }
    }

    /// <summary>An attempt ended, and came to so many tokens; those that wait look again.</summary>
    public void End(EndpointChoice.Chosen chosen, long tokens)
    {
        TaskCompletionSource released;
        lock (_gate)
        {
            chosen.Plan.State.End(chosen.Begun, tokens);
            (released, _released) = (_released, NewSignal());
        }

        released.SetResult();
    }

    public void CoolDown(EndpointState state, TimeSpan time)
    {
        lock (_gate) { state.CoolDown(time); }
    }

    private TimeSpan? WaitFor(SendPlan plan)
    {
        if (!plan.FitsContext || plan.IsOut || plan.State.WaitFor(plan.LikelyTokens) is not { } wait) { return null; }
        TimeSpan own = plan.NotBefore - _time.GetUtcNow();
        return own > wait ? own : wait;
    }

    private SendPlan Pick(SendPlan[] plans, SelectionStrategy strategy) => strategy switch
    {
        SelectionStrategy.LowestLatency => plans.MinBy(plan => plan.State.Metrics.ComparedLatency)!,
        SelectionStrategy.LeastBusy => plans.MinBy(plan => (double)plan.State.InFlight / plan.State.Options.Concurrency)!,
        SelectionStrategy.LowestCost => plans.MinBy(plan => plan.State.Options.Price.AtMost(plan.InputTokens, plan.OutputTokens))!,
        _ => Drawn(plans),
    };

    private SendPlan Drawn(SendPlan[] plans)
    {
        int all = plans.Sum(plan => plan.State.Options.Weight);
        if (all == 0) { return plans[0]; }
        int drawn = _random.Below(all);
        foreach (SendPlan plan in plans)
        {
            drawn -= plan.State.Options.Weight;
            if (drawn < 0) { return plan; }
        }

        return plans[^1];
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
