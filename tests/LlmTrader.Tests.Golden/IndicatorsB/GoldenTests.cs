using System.Globalization;
using LlmTrader.Strategies.Indicators;

namespace LlmTrader.Tests.Golden.IndicatorsB;

/// <summary>Every golden column of volatility, volume, trend, statistics and sources, to the digits that it prints.</summary>
public sealed class GoldenTests
{
    private const double SinglePrecision = 1.0 / (1 << 23);

    public static TheoryData<string> Names { get; } = [.. GoldenCases.All.Select(golden => golden.ToString())];

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void Column_matches(string name)
    {
        GoldenCase golden = GoldenCases.All.Single(candidate => candidate.ToString() == name);
        var table = new SheetTable(golden.File);
        string[] cells = table.Column(golden.Column);
        IndicatorInput[] inputs = golden.Inputs(table);
        IIndicator indicator = golden.Create();
        var digits = new PrintedDigits(cells);
        var differences = new List<string>();
        double worst = 0.0;
        int compared = 0;
        int first = golden.Rows.Start.GetOffset(cells.Length);
        int end = golden.Rows.End.GetOffset(cells.Length);
        for (int row = 0; row < cells.Length; row++)
        {
            indicator.Update(inputs[row]);
            if (row < first || row >= end) { continue; }

            double actual = golden.Read is null ? indicator[golden.Output] : golden.Read(indicator, row);
            double printed = SheetTable.Parse(cells[row]);
            bool isPrinted = !double.IsNaN(printed);
            if (isPrinted) { compared++; }
            double tolerance = digits.Tolerance(cells[row]) + golden.Slack;
            if (golden.IsSingle) { tolerance += SinglePrecision * Math.Max(Math.Abs(printed), inputs[row].Close); }
            if (isPrinted) { worst = Math.Max(worst, Math.Abs(actual - printed) / tolerance); }
            bool matches = isPrinted ? Math.Abs(actual - printed) <= tolerance : golden.PrintsLess || double.IsNaN(actual);
            if (!matches)
            {
                differences.Add(string.Create(CultureInfo.InvariantCulture, $"row {row}: printed '{cells[row]}', computed {actual:R}"));
            }
        }

        Assert.True(
            differences.Count == 0,
            $"{name}: {differences.Count} of {compared} differ (worst {worst:G3} tolerances):\n{string.Join('\n', differences.Take(8))}");
        Assert.Equal(golden.Values, compared);
    }
}
