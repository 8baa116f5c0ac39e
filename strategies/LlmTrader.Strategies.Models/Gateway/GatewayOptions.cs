namespace LlmTrader.Strategies.Models.Gateway;

/// <summary>How calls are led.</summary>
public sealed record GatewayOptions
{
    /// <summary>Who answers what. Each names endpoints and groups that exist.</summary>
    public required IReadOnlyList<ModelGroup> Groups { get; init; }

    /// <summary>Calls under way at once; one more ends as <see cref="Calls.ModelOutcome.Overloaded"/>.</summary>
    public int Outstanding { get; init; } = 8;

    /// <summary>The most attempts within each group of the chain of fallbacks.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>For a call with all its attempts and waits.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>All that a call waits between its attempts, whatever servers ask for.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>For longer than this nobody waits for a group while one that it falls back to is free.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long an endpoint that answered 429, and did not say how long, is left alone while there is another.</summary>
    public TimeSpan Cooldown { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>When an endpoint that fails is left alone.</summary>
    public BreakerOptions Breaker { get; init; } = new();

    /// <summary>Answers that are kept for identical requests; 0 for none.</summary>
    public int CacheEntries { get; init; } = 64;

    /// <summary>How long they are kept.</summary>
    public TimeSpan CacheFor { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Of what is drawn: the weighted choice, and how waits are spread.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>Endpoints that can stand in for each other.</summary>
/// <param name="Name">As calls name it.</param>
/// <param name="Endpoints">By name, at least one.</param>
/// <param name="Strategy">Which of them is asked.</param>
/// <param name="Fallback">Groups that are asked when this one gave no answer, in order; theirs follow.</param>
public sealed record ModelGroup(string Name, IReadOnlyList<string> Endpoints, SelectionStrategy Strategy, IReadOnlyList<string> Fallback)
{
    /// <summary>A group, its fallbacks, theirs; each once.</summary>
    /// <param name="groups">Among which every fallback is.</param>
    /// <param name="first">By name.</param>
    /// <exception cref="ArgumentException">There is no such group.</exception>
    public static IReadOnlyList<ModelGroup> ChainOf(IReadOnlyList<ModelGroup> groups, string first)
    {
        List<ModelGroup> chain = [Find(first)];
        for (int i = 0; i < chain.Count; i++)
        {
            foreach (string next in chain[i].Fallback)
            {
                if (chain.TrueForAll(known => known.Name != next)) { chain.Add(Find(next)); }
            }
        }

        return chain;

        ModelGroup Find(string name) => groups.FirstOrDefault(group => group.Name == name) ?? throw new ArgumentException($"There is no group of models '{name}'.");
    }
}

/// <summary>Which endpoint of a group is asked: of those that are free and that this call tried least.</summary>
public enum SelectionStrategy
{
    /// <summary>Drawn by weight.</summary>
    Weighted,

    /// <summary>By the moving average of its answers; one that was not measured within five minutes is tried first.</summary>
    LowestLatency,

    /// <summary>By its share of calls under way.</summary>
    LeastBusy,

    /// <summary>By what this call comes to at most.</summary>
    LowestCost,
}

/// <summary>When an endpoint that fails is left alone: more than a share of its calls within a while.</summary>
public sealed record BreakerOptions
{
    /// <summary>More than this share.</summary>
    public double FailureShare { get; init; } = 0.5;

    /// <summary>Of at least so many calls.</summary>
    public int LeastCalls { get; init; } = 5;

    /// <summary>Within so long.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Then it is left alone for so long, after which one call tries whether it is well again.</summary>
    public TimeSpan For { get; init; } = TimeSpan.FromSeconds(5);
}
