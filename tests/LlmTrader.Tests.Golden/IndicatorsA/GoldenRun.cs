using System.Globalization;
using LlmTrader.Strategies.Indicators;

namespace LlmTrader.Tests.Golden.IndicatorsA;

/// <summary>Feeds a case's bars to its indicator and compares cell by cell.</summary>
internal sealed class GoldenRun
{
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
        double[] outputs = Outputs(golden, bars);

        var run = new GoldenRun();
        for (int row = golden.SkipRows; row < cells.Length; row++)
        {
            double actual = row >= golden.ShiftedBy ? outputs[row - golden.ShiftedBy] : double.NaN;
            run.Compare(row, cells[row], actual, golden.Tolerance ?? 0.0, precision);
        }

        return run;
    }

    private static double[] Outputs(GoldenCase golden, GoldenTable bars)
    {
        IIndicator indicator = golden.Create();
        double[] outputs = new double[bars.RowCount];
        for (int row = 0; row < outputs.Length; row++)
        {
            IndicatorInput bar = bars.Bar(row);
            indicator.Update(bar with { Value = golden.Value(bar) });
            outputs[row] = golden.Then(indicator[golden.Output], bar);
        }

        return outputs;
    }

    private void Compare(int row, string cell, double actual, double ownTolerance, PrintedPrecision precision)
    {
        if (cell.Length == 0)
        {
            if (!double.IsNaN(actual)) { DefinedOnlyHere++; }
            return;
        }

        Printed++;
        double printed = GoldenTable.Parse(cell);
        double tolerance = Math.Max(ownTolerance, precision.Tolerance(printed));
        double ratio = Math.Abs(actual - printed) / tolerance;
        Worst = Math.Max(Worst, double.IsNaN(ratio) ? double.PositiveInfinity : ratio);
        if (!(ratio <= 1.0))
        {
            _differences.Add(string.Create(CultureInfo.InvariantCulture, $"data row {row + 1}: printed {cell}, computed {actual:R}"));
        }
    }
}
