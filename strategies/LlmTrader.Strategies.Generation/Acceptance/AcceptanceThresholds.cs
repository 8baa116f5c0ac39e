using LlmTrader.Strategies.Generation.Statistics;

namespace LlmTrader.Strategies.Generation.Acceptance;

/// <summary>What a candidate must show. Shares are doubles: 0.05 is 5 %.</summary>
public sealed record AcceptanceThresholds
{
    /// <summary>The least probability that the Sharpe ratio in sample is more than the luck of the best of all trials.</summary>
    public double DeflatedSharpe { get; init; } = 0.95;

    /// <summary>The largest probability of backtest overfitting of the search.</summary>
    public double OverfittingProbability { get; init; } = 0.2;

    /// <summary>Blocks of its cross-validation: even; 10 are 252 splits.</summary>
    public int OverfittingBlocks { get; init; } = 10;

    /// <summary>The largest share of shuffled markets in which the rules do as well.</summary>
    public double PermutationP { get; init; } = 0.05;

    /// <summary>Shuffled markets; fewer than 1,000 tell little near the limit.</summary>
    public int Permutations { get; init; } = 1_000;

    /// <summary>The least share of the return in sample that must be left out of sample.</summary>
    public double WalkForwardEfficiency { get; init; } = 0.5;

    /// <summary>Tests inside of the in-sample window, each behind a training of half of it; the out-of-sample window is one more.</summary>
    public int WalkForwardSplits { get; init; } = 4;

    /// <summary>The fewest round trips out of sample.</summary>
    public int OutOfSampleTrades { get; init; } = 30;

    /// <summary>The total return out of sample, and in the hold-out, must be above it.</summary>
    public double MinimumReturn { get; init; }

    /// <summary>The largest loss from a peak, as a share of it, in each part.</summary>
    public double MaxDrawdown { get; init; } = 0.25;

    /// <summary>Equal parts of the time in and out of sample.</summary>
    public int SubPeriods { get; init; } = 8;

    /// <summary>The least share of them in which something was earned.</summary>
    public double StableSubPeriods { get; init; } = 0.6;

    /// <summary>Of the history, in front of the hold-out.</summary>
    public double OutOfSampleShare { get; init; } = 0.2;

    /// <summary>Of the history, at its end.</summary>
    public double HoldOutShare { get; init; } = 0.2;

    /// <summary>Left out between the parts, and between a training and its test, as a share of the history.</summary>
    public double EmbargoShare { get; init; } = 0.01;

    /// <summary>What can't be asked for, by the name of the property; empty when all can.</summary>
    public IReadOnlyList<(string Property, string Mistake)> Mistakes()
    {
        List<(string, string)> mistakes = [];
        void Require(bool isRight, string property, string expected)
        {
            if (!isRight) { mistakes.Add((property, expected)); }
        }

        Require(IsShare(DeflatedSharpe), nameof(DeflatedSharpe), "a probability from 0 to 1 is expected");
        Require(IsShare(OverfittingProbability), nameof(OverfittingProbability), "a probability from 0 to 1 is expected");
        Require(OverfittingBlocks is >= 2 and <= BacktestOverfitting.MaxBlocks && OverfittingBlocks % 2 == 0, nameof(OverfittingBlocks), $"an even number from 2 to {BacktestOverfitting.MaxBlocks} is expected");
        Require(PermutationP is > 0 and <= 1, nameof(PermutationP), "a probability above 0 and at most 1 is expected");
        Require(Permutations >= 1 && 1.0 / (Permutations + 1.0) <= PermutationP, nameof(Permutations), "so few shuffled markets can't show so small a p: the least there is is 1 / (permutations + 1)");
        Require(double.IsFinite(WalkForwardEfficiency), nameof(WalkForwardEfficiency), "a number is expected");
        Require(WalkForwardSplits >= 1, nameof(WalkForwardSplits), "at least 1 is expected");
        Require(OutOfSampleTrades >= 0, nameof(OutOfSampleTrades), "at least 0 is expected");
        Require(double.IsFinite(MinimumReturn), nameof(MinimumReturn), "a number is expected");
        Require(IsShare(MaxDrawdown), nameof(MaxDrawdown), "a share from 0 to 1 is expected");
        Require(SubPeriods >= 1, nameof(SubPeriods), "at least 1 is expected");
        Require(IsShare(StableSubPeriods), nameof(StableSubPeriods), "a share from 0 to 1 is expected");
        Require(OutOfSampleShare is > 0 and < 1, nameof(OutOfSampleShare), "a share between 0 and 1 is expected");
        Require(HoldOutShare is > 0 and < 1, nameof(HoldOutShare), "a share between 0 and 1 is expected");
        Require(EmbargoShare is >= 0 and < 1, nameof(EmbargoShare), "a share from 0 on and below 1 is expected");
        Require(OutOfSampleShare + HoldOutShare + EmbargoShare < 1 && EmbargoShare < OutOfSampleShare, nameof(EmbargoShare), "out of sample, hold-out and gaps leave nothing in sample or out of it");
        return mistakes;
    }

    private static bool IsShare(double value) => value is >= 0 and <= 1;
}
