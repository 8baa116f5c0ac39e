using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Generation.Chain;

/// <summary>How much a chain trusts, and how long it waits. Shares are doubles: 0.05 is 5 %.</summary>
public sealed record ChainPolicy
{
    /// <summary>The engine's slot whose rules it changes.</summary>
    public int Slot { get; init; }

    /// <summary>Asks for evidence alone: every decision ends before anybody is asked and anything is staged. What was tried counts all the same.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>So often a decision goes back to its proposer when the checker wants the candidate changed; what it wants changed after that is rejected.</summary>
    public int Revisions { get; init; } = 1;

    /// <summary>A candidate whose worst case risks less than this share of equity needs no person; 0 asks for each.</summary>
    public double AutomaticBelow { get; init; }

    /// <summary>After this long without an answer the rules stay as they are.</summary>
    public Duration ApprovalExpires { get; init; } = Duration.FromMinutes(24 * 60);

    /// <summary>How long a candidate records what it would do before it may do it.</summary>
    public Duration Shadow { get; init; } = Duration.FromMinutes(60);

    /// <summary>Shares of the slot's capital that the candidate gets one after the other; the last is 1.</summary>
    public IReadOnlyList<double> CanaryShares { get; init; } = [0.1, 0.25, 0.5, 1];

    /// <summary>How long it stays at each share.</summary>
    public Duration CanaryStep { get; init; } = Duration.FromMinutes(60);

    /// <summary>How long it is watched from its activation on, at least until the last share.</summary>
    public Duration Probation { get; init; } = Duration.FromDays(1);

    /// <summary>A loss from its peak beyond this share of its capital takes it back.</summary>
    public double MaxDrawdown { get; init; } = 0.05;

    /// <summary>A difference between what it earned and what the same bars give in a backtest, beyond this share of its capital, takes it back.</summary>
    public double MaxDivergence { get; init; } = 0.02;

    /// <summary>So many measurements in a row that went wrong take it back too: who can't be watched is not trusted.</summary>
    public int MeasureFailures { get; init; } = 10;

    /// <summary>So many decisions in a row that failed end in the safe mode.</summary>
    public int FailuresToSafeMode { get; init; } = 3;

    /// <summary>Between two looks at something that takes its time.</summary>
    public Duration Poll { get; init; } = Duration.FromSeconds(5);

    /// <summary>How long the engine may take to be ready with a candidate, or not be there.</summary>
    public Duration Patience { get; init; } = Duration.FromMinutes(10);

    /// <summary>After this long a request whose answer was lost is no longer under way.</summary>
    public Duration Settle { get; init; } = Duration.FromMinutes(2);
}
