using System.Globalization;
using LlmTrader.Strategies.Indicators;

namespace LlmTrader.Tests.Golden.IndicatorsA;

/// <summary>Feeds a case's bars to its indicator and compares cell by cell.</summary>
internal sealed class GoldenRun
{
    private const double SingleUlp = 1.0 / (1 << 23);

    private readonly List<string> _differences = [];

    /// <summary>Cells that the file prints.</summary>
    public int Printed { get; private set; }

    /// <summary>Cells where the indicator is defined and the file prints nothing.</summary>
    public int DefinedOnlyHere { get; private set; }

    /// <summary>The largest difference over its tolerance: at most 1 when all cells match.</summary>
    public double Worst { get; private set; }

    public IReadOnlyList<string> Differences => _differences;

    public static GoldenRun Of(GoldenCase golden)
    {
        GoldenTable table = GoldenTable.Read(golden.File);
        GoldenTable bars = golden.Bars is null ? table : GoldenTable.Read(golden.Bars);
        string[] cells = [.. Enumerable.Range(0, table.RowCount).Select(row => table.Cell(row, golden.Column))];
        PrintedPrecision precision = PrintedPrecision.Of(cells.Where(cell => cell.Length > 0));
        if (golden.Digits is int digits) { precision = new PrintedPrecision(Decimals: digits, digits); }
        double[] outputs = Outputs(golden, bars);

        var run = new GoldenRun();
        for (int row = 0; row < cells.Length; row++)
        {
            double actual = row >= golden.ShiftedBy ? outputs[row - golden.ShiftedBy] : double.NaN;
            run.Compare(golden, precision, row, cells[row], actual);
        }

        return run;
    }

    private static double[] Outputs(GoldenCase golden, GoldenTable bars)
    {
        IIndicator indicator = golden.Create();
        double[] outputs = new double[bars.RowCount];
        for (int row = 0; row < outputs.Length; row++)
        {
            IndicatorInput bar = golden.IsSingle ? Single(bars.Bar(row)) : bars.Bar(row);
            indicator.Update(bar with { Value = golden.Value(bar) });
            outputs[row] = golden.Then(indicator[golden.Output], bar);
        }

        return outputs;
    }

    private static IndicatorInput Single(IndicatorInput bar) => bar with
    {
        Open = (float)bar.Open,
        High = (float)bar.High,
        Low = (float)bar.Low,
        Close = (float)bar.Close,
    };

    private void Compare(GoldenCase golden, PrintedPrecision precision, int row, string cell, double actual)
    {
        if (cell.Length == 0)
        {
            if (!double.IsNaN(actual)) { DefinedOnlyHere++; }
            return;
        }

        Printed++;
        double printed = GoldenTable.Parse(cell);
        double tolerance = golden.Tolerance + precision.Tolerance(printed);
        if (golden.IsSingle) { tolerance += 4.0 * Math.Abs(printed) * SingleUlp; }   // A few roundings in single precision.
        double ratio = Math.Abs(actual - printed) / tolerance;
        Worst = Math.Max(Worst, double.IsNaN(ratio) ? double.PositiveInfinity : ratio);
        if (!(ratio <= 1.0))
        {
            _differences.Add(string.Create(CultureInfo.InvariantCulture, $"data row {row + 1}: printed {cell}, computed {actual:R}"));
        }
    }
}
