using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Acceptance;
using LlmTrader.Strategies.Generation.Chain;
using LlmTrader.Strategies.Generation.Exposure;
using LlmTrader.Tools.Hosting.Configuration.Engine;

namespace LlmTrader.Tools.Hosting.Strategist;

/// <summary>What a configuration asks of a strategist, in the words of its parts.</summary>
public static class StrategistPolicy
{
    public static ChainPolicy ToChain(this StrategistConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        Duration step = Of(configuration.Canary.Step);
        return new ChainPolicy
        {
            Slot = configuration.Slot,
            AutomaticBelow = Of(configuration.Approval.AutomaticBelow),
            ApprovalExpires = Of(configuration.Approval.Expires),
            Shadow = Of(configuration.Shadow),
            CanaryShares = [.. configuration.Canary.Shares.Select(Of)],
            CanaryStep = step,
            Probation = Of(configuration.Probation.Duration),
            MaxDrawdown = Of(configuration.Probation.MaxDrawdown),
            MaxDivergence = Of(configuration.Probation.MaxDivergence),
            FailuresToSafeMode = configuration.FailuresToSafeMode,
            Poll = new Duration(Math.Clamp(step.Nanoseconds / 20, Duration.FromMilliseconds(250).Nanoseconds, Duration.FromSeconds(5).Nanoseconds)),
        };
    }

    public static AcceptanceThresholds ToThresholds(this AcceptanceConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new AcceptanceThresholds
        {
            DeflatedSharpe = (double)configuration.DeflatedSharpe,
            OverfittingProbability = (double)configuration.OverfittingProbability,
            PermutationP = (double)configuration.PermutationP,
            Permutations = configuration.Permutations,
            WalkForwardEfficiency = (double)configuration.WalkForwardEfficiency,
            OutOfSampleTrades = configuration.OutOfSampleTrades,
            MinimumReturn = Of(configuration.MinimumReturn),
            MaxDrawdown = Of(configuration.MaxDrawdown),
            StableSubPeriods = (double)configuration.StableSubPeriods,
            OutOfSampleShare = Of(configuration.OutOfSampleShare),
            HoldOutShare = Of(configuration.HoldOutShare),
        };
    }

    public static ExposureLimits ToLimits(this ApprovalConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new ExposureLimits { AutomaticBelow = Of(configuration.AutomaticBelow) };
    }

    /// <summary>What candidates may be made of: the instruments that the configuration names, where it names some.</summary>
    public static StaticLimits ToStaticLimits(this StrategistConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new StaticLimits { Universe = configuration.Universe.Count > 0 ? configuration.Universe.ToHashSet(StringComparer.Ordinal) : null };
    }

    private static double Of(Ratio ratio) => ratio.BasisPoints / 10_000.0;

    private static Duration Of(TimeSpan time) => new(time.Ticks * TimeSpan.NanosecondsPerTick);
}
