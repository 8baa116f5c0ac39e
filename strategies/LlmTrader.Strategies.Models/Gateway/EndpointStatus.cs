using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Strategies.Models.Endpoints;

namespace LlmTrader.Strategies.Models.Gateway;

/// <summary>How an endpoint stands, and what came of it since the start of the process.</summary>
public sealed record EndpointStatus
{
    public required EndpointOptions Options { get; init; }

    /// <summary>Attempts under way.</summary>
    public required int InFlight { get; init; }

    /// <summary>Attempts that ended, by how they did; in the order of <see cref="ModelOutcome"/>.</summary>
    public required IReadOnlyList<KeyValuePair<ModelOutcome, long>> Outcomes { get; init; }

    /// <summary>Moving average of answers; null before the first.</summary>
    public required TimeSpan? Latency { get; init; }

    public required long InputTokens { get; init; }

    public required long OutputTokens { get; init; }

    public required decimal Cost { get; init; }

    /// <summary><c>closed</c>, <c>open</c> or <c>half_open</c>.</summary>
    public required string Breaker { get; init; }

    /// <summary>How often the breaker moved, by where to.</summary>
    public required BreakerCounts Transitions { get; init; }

    /// <summary>The newest of them, oldest first.</summary>
    public required IReadOnlyList<BreakerTransition> LastTransitions { get; init; }

    /// <summary>Left alone until then; null when it is not.</summary>
    public required DateTimeOffset? CoolsDownUntil { get; init; }

    /// <summary>Attempts that ended.</summary>
    public long Attempts => Outcomes.Sum(one => one.Value);
}

/// <param name="Opened">It was left alone.</param>
/// <param name="HalfOpened">A call tried whether it was well again.</param>
/// <param name="Closed">It was.</param>
public readonly record struct BreakerCounts(long Opened, long HalfOpened, long Closed);

/// <summary>One move of a breaker.</summary>
public readonly record struct BreakerTransition(DateTimeOffset Time, string From, string To);
