using LlmTrader.Strategies.Generation.Acceptance;

namespace LlmTrader.Tests.Unit.Acceptance;

public sealed class AcceptanceThresholdsTests
{
    public static TheoryData<string, AcceptanceThresholds> Wrong => new()
    {
        { nameof(AcceptanceThresholds.DeflatedSharpe), new() { DeflatedSharpe = 1.01 } },
        { nameof(AcceptanceThresholds.OverfittingProbability), new() { OverfittingProbability = double.NaN } },
        { nameof(AcceptanceThresholds.OverfittingBlocks), new() { OverfittingBlocks = 9 } },
        { nameof(AcceptanceThresholds.OverfittingBlocks), new() { OverfittingBlocks = 22 } },
        { nameof(AcceptanceThresholds.PermutationP), new() { PermutationP = 0, Permutations = int.MaxValue } },
        { nameof(AcceptanceThresholds.Permutations), new() { Permutations = 18 } },
        { nameof(AcceptanceThresholds.WalkForwardEfficiency), new() { WalkForwardEfficiency = double.NaN } },
        { nameof(AcceptanceThresholds.WalkForwardSplits), new() { WalkForwardSplits = 0 } },
        { nameof(AcceptanceThresholds.OutOfSampleTrades), new() { OutOfSampleTrades = -1 } },
        { nameof(AcceptanceThresholds.MinimumReturn), new() { MinimumReturn = double.NegativeInfinity } },
        { nameof(AcceptanceThresholds.MaxDrawdown), new() { MaxDrawdown = -0.1 } },
        { nameof(AcceptanceThresholds.SubPeriods), new() { SubPeriods = 0 } },
        { nameof(AcceptanceThresholds.StableSubPeriods), new() { StableSubPeriods = 60 } },
        { nameof(AcceptanceThresholds.OutOfSampleShare), new() { OutOfSampleShare = 0 } },
        { nameof(AcceptanceThresholds.HoldOutShare), new() { HoldOutShare = 0 } },
        { nameof(AcceptanceThresholds.EmbargoShare), new() { OutOfSampleShare = 0.5, HoldOutShare = 0.5 } },
        { nameof(AcceptanceThresholds.EmbargoShare), new() { EmbargoShare = 0.2 } },
    };

    [Fact]
    public void The_defaults_can_be_asked_for() => Assert.Empty(new AcceptanceThresholds().Mistakes());

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_can_not_be_asked_for_is_told_by_its_name(string property, AcceptanceThresholds thresholds)
    {
        Assert.Contains(property, thresholds.Mistakes().Select(one => one.Property));
        ArgumentException refused = Assert.Throws<ArgumentException>(() => new AcceptanceRunner(new SeriesHistory(new double[2_000]), thresholds, new TrialBook(), new HoldOutBook(), 1));
        Assert.StartsWith($"{thresholds.Mistakes()[0].Property}: ", refused.Message, StringComparison.Ordinal);
    }
}
