using LlmTrader.Strategies.Indicators;

namespace LlmTrader.Tests.Golden.IndicatorsB;

/// <summary>The quote files of edge cases: no golden values, but no indicator may answer with an infinity or go blind.</summary>
public sealed class EdgeQuotesTests
{
    [SkippableTheory]
    [InlineData("penny", true)]     // Prices of cents.
    [InlineData("toobig", true)]    // Prices of 1e13, volumes of 1e15.
    [InlineData("max", true)]
    [InlineData("longish", true)]
    [InlineData("bad", false)]      // Whole rows are empty.
    [InlineData("zeros", false)]    // Nothing moves and nothing trades: whatever needs a scale is undefined.
    public void Outputs_are_finite_or_missing(string file, bool isDefined)
    {
        IndicatorInput[] bars = new SheetTable($"skender-quotes/{file}.csv").Bars();
        foreach (GoldenCase golden in GoldenCases.All)
        {
            IIndicator indicator = golden.Create();
            for (int row = 0; row < bars.Length; row++)
            {
                indicator.Update(bars[row]);
                for (int output = 0; output < indicator.OutputCount; output++)
                {
                    double value = indicator[output];
                    Assert.False(double.IsInfinity(value), $"{file}, row {row}: {indicator.GetType().Name}[{output}] is infinite");
                    bool mustBeDefined = isDefined && row + 1 >= indicator.WarmUp;
                    Assert.False(mustBeDefined && double.IsNaN(value), $"{file}, row {row}: {indicator.GetType().Name}[{output}] is missing");
                }
            }
        }
    }
}
