using LlmTrader.Strategies.Indicators;

namespace LlmTrader.Tests.Property.IndicatorsA;

/// <summary>
/// A million updates (ten with LLMTRADER_LONG=1) with jumps of scale, compared at a thousand of them with the plain twin
/// of the recent past alone. What a running sum had lost on the way would show.
/// </summary>
public sealed class DriftTests
{
    private const int Samples = 1_000;

    /// <summary>Updates after which the slowest of the recursive indicators has forgotten its seed to the last digit.</summary>
    private const int Memory = 1_000;

    public static TheoryData<string> Names => TwinTests.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_drifts(string name)
    {
        int updates = Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1" ? 10_000_000 : 1_000_000;
        Subject subject = Subjects.All.Single(candidate => candidate.Name == name);
        IIndicator indicator = subject.Create();
        var source = new RandomBars(31, subject.StandsJumps ? 0.0005 : 0.0);
        IndicatorInput[] past = new IndicatorInput[2 * Memory];
        int count = 0;
        int interval = updates / Samples;
        double worst = 0.0;
        for (int t = 1; t <= updates; t++)
        {
            if (count == past.Length)
            {
                Array.Copy(past, Memory, past, 0, Memory);
                count = Memory;
            }

            past[count] = source.Next();
            indicator.Update(past[count++]);
            if (t % interval == 0) { worst = Math.Max(worst, Error(subject, indicator, past[Math.Max(0, count - Memory)..count])); }
        }

        Assert.True(worst <= 1e-9, $"{name}: relative error {worst:E2} within {updates} updates");
    }

    private static double Error(Subject subject, IIndicator indicator, IndicatorInput[] past)
    {
        double[][] expected = subject.Twin(past);
        double price = past[^100..].Max(bar => bar.Close);
        return Enumerable.Range(0, indicator.OutputCount)
            .Max(output => Difference.Of(indicator[output], expected[output][^1], subject.Unit, price));
    }
}
