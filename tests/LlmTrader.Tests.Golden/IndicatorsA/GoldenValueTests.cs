using System.Globalization;
using LlmTrader.Strategies.Indicators.Averages;

namespace LlmTrader.Tests.Golden.IndicatorsA;

/// <summary>
/// The averages and the momentum family against published values: manual spreadsheets, a library's regression files and
/// LEAN's collection from charting programs. A file's own digits set the tolerance.
/// </summary>
public sealed class GoldenValueTests
{
    public static TheoryData<int, string> Cases
    {
        get
        {
            var cases = new TheoryData<int, string>();
            for (int i = 0; i < GoldenCases.All.Count; i++) { cases.Add(i, GoldenCases.All[i].ToString()); }
            return cases;
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Every_printed_value_is_matched(int index, string name)
    {
        GoldenCase golden = GoldenCases.All[index];
        GoldenRun run = GoldenRun.Of(golden);

        Assert.True(run.Differences.Count == 0, string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {run.Differences.Count} of {run.Printed} differ, the first ones: {string.Join("; ", run.Differences.Take(3))}"));
        Assert.Equal(golden.Values, run.Printed);
        Assert.Equal(golden.AlsoDefined, run.DefinedOnlyHere);
    }

    /// <summary>A comparison that would pass anything would pass a length that is off by one.</summary>
    [SkippableFact]
    public void A_neighbouring_length_does_not_match()
    {
        var wrong = new GoldenCase("lean-spy/spy_hma.txt.gz", "HMA_16", () => new Hma(17)) { Values = 482 };

        Assert.NotEmpty(GoldenRun.Of(wrong).Differences);
    }
}
