using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Chain;

namespace LlmTrader.Tests.Unit.Strategist;

public sealed class ProbationCurveTests
{
    private static readonly Timestamp Start = Timestamp.FromUnixSeconds(1_795_262_400);

    [Fact]
    public void A_slow_loss_adds_up_over_all_steps_by_the_capital_of_each()
    {
        ProbationCurve curve = new(At(0), slotShare: 0.5);
        CapitalStep[] steps = [new(At(0), 0.1), new(At(10), 0.5), new(At(20), 1)];
        curve.Add(At(-5), 900_000, steps);
        curve.Add(At(0), 1_000_000, steps);    // Half of it is the slot's: 50,000 at first, then 250,000, then all of the 500,000.
        curve.Add(At(5), 998_000, steps);      // -4 %
        curve.Add(At(15), 988_000, steps);     // -4 %
        curve.Add(At(20), 983_000, steps);     // -2 %: what is told at the moment of a step belongs to the one before.
        curve.Add(At(25), 973_000, steps);     // -2 %
        Assert.Equal(-0.12, curve.Growth, 1e-12);
        Assert.Equal(0.12, curve.Drawdown, 1e-12);
        curve.Add(At(26), 1_023_000, steps);   // +10 %
        Assert.Equal(-0.02, curve.Growth, 1e-12);
        Assert.Equal(0.12, curve.Drawdown, 1e-12);
    }

    [Fact]
    public void It_begins_with_the_first_equity_that_is_told_and_until_then_nothing_was_earned()
    {
        ProbationCurve curve = new(At(0), slotShare: 1);
        Assert.Equal((0.0, 0.0), (curve.Growth, curve.Drawdown));
        curve.Add(At(3), 1_000, [new CapitalStep(At(0), 1)]);
        Assert.Equal((0.0, 0.0), (curve.Growth, curve.Drawdown));
        curve.Add(At(4), 1_100, [new CapitalStep(At(0), 1)]);
        Assert.Equal((0.1, 0.0), (curve.Growth, curve.Drawdown));
    }

    private static Timestamp At(int seconds) => Start + Duration.FromSeconds(seconds);
}
