using LlmTrader.Strategies.Indicators;
using LlmTrader.Strategies.Indicators.Statistics;
using LlmTrader.Strategies.Indicators.Trend;

namespace LlmTrader.Tests.Golden.IndicatorsB;

/// <summary>
/// Columns that no output prints as it stands: computed from an output, or not offered, and then why. Not offered and
/// not computable here: beta+, beta-, ratio and convexity of the beta sheet (a beta of up or down days only), and
/// beta__msft-example, which gives betas of monthly MSFT returns without the prices that they come from.
/// </summary>
public sealed class DerivedColumnTests
{
    private const double WholeDouble = 1e-11;

    /// <summary>The sheets look back 13 rows, the library 14; so much for a rating that we leave to the rules' series access.</summary>
    [SkippableTheory]
    [InlineData("skender-spreadsheets/adx__adx.csv.gz", null, "ADXR", 13, 462, 1e-11)]
    [InlineData("skender-baselines/adx.csv.gz", "skender-quotes/default.csv", "adxr", 14, 461, 1e-11)]
    [InlineData("lean-spy/spy_with_adx.txt.gz", null, "ADXR 14", 13, 464, 5.1e-5)]
    public void Rating_is_the_mean_of_two_ADX_values(string file, string? bars, string column, int lag, int values, double tolerance)
    {
        double[] printed = new SheetTable(file).Numbers(column);
        double[] adx = Outputs(new Adx(14), new SheetTable(bars ?? file).Bars(), 0);
        int compared = 0;
        for (int row = lag; row < printed.Length; row++)
        {
            if (double.IsNaN(printed[row])) { continue; }
            Assert.Equal(printed[row], (adx[row] + adx[row - lag]) / 2.0, tolerance);
            compared++;
        }

        Assert.Equal(values, compared);
    }

    [SkippableFact]
    public void Last_regression_line_is_drawn_through_its_own_twenty_bars()
    {
        var table = new SheetTable("skender-spreadsheets/slope__slope-linear-regression.csv.gz");
        var line = new LinearRegression(20);
        foreach (IndicatorInput bar in table.Bars()) { line.Update(bar); }

        double[] drawn = table.Numbers("line")[^20..];
        double[] drawnAgain = table.Numbers("line#2")[^20..];
        for (int x = 0; x < 20; x++)
        {
            Assert.Equal(drawn[x], line.Intercept + line.Slope * x, 1e-9);   // The sheets print 15 digits of a slope times 500.
            Assert.Equal(drawnAgain[x], line.Intercept + line.Slope * x, 1e-9);
        }

        Assert.Equal(drawn[^1], line.End, 1e-9);
    }

    [SkippableFact]
    public void Parabolic_sheet_turns_where_the_indicator_turns()
    {
        var table = new SheetTable("skender-spreadsheets/parabolicsar__parabolic-sar.csv.gz");
        IndicatorInput[] bars = table.Bars();
        string[] directions = table.Column("dir");
        string[] reversals = table.Column("rev");
        var stop = new ParabolicSar(0.02, 0.2, 0.01);
        for (int row = 0; row < bars.Length; row++)
        {
            stop.Update(bars[row]);
            Assert.Equal((row, directions[row], reversals[row]), (row, stop.Direction > 0.0 ? "UP" : "DN", stop.Reversal > 0.0 ? "true" : "false"));
        }

        Assert.Contains("true", reversals);
    }

    [SkippableFact]
    public void Parabolic_baseline_turns_where_the_indicator_turns()
    {
        string[] reversals = new SheetTable("skender-baselines/psar.csv.gz").Column("isReversal");
        double[] turned = Outputs(new ParabolicSar(), new SheetTable("skender-quotes/default.csv").Bars(), 2);
        int compared = 0;
        for (int row = 0; row < reversals.Length; row++)
        {
            if (reversals[row].Length == 0) { continue; }
            Assert.Equal((row, reversals[row]), (row, turned[row] > 0.0 ? "True" : "False"));
            compared++;
        }

        Assert.Equal(488, compared);
    }

    [SkippableTheory]
    [InlineData("skender-spreadsheets/supertrend__supertrend-14-3.csv.gz", null, "UpperST", "LowerST", 14, 488)]
    [InlineData("skender-spreadsheets/supertrend__supertrend-10-3-with-bitcoin.csv.gz", null, "UpperST", "LowerST", 10, 1236)]
    [InlineData("skender-baselines/supertrend.csv.gz", "skender-quotes/default.csv", "upperBand", "lowerBand", 10, 492)]
    public void Super_trend_is_the_upper_band_downward_and_the_lower_band_upward(
        string file, string? bars, string upper, string lower, int length, int values)
    {
        var table = new SheetTable(file);
        double[] uppers = table.Numbers(upper);
        double[] lowers = table.Numbers(lower);
        IndicatorInput[] inputs = (bars is null ? table : new SheetTable(bars)).Bars();
        var trend = new SuperTrend(length);
        int compared = 0;
        for (int row = 0; row < inputs.Length; row++)
        {
            trend.Update(inputs[row]);
            if (double.IsNaN(trend.Value)) { continue; }
            double printed = trend.Direction > 0.0 ? lowers[row] : uppers[row];
            double other = trend.Direction > 0.0 ? uppers[row] : lowers[row];
            Assert.True(Math.Abs(printed - trend.Value) <= WholeDouble * printed && double.IsNaN(other), $"{file}, row {row}: {trend.Value:R}");
            compared++;
        }

        Assert.Equal(values, compared);
    }

    /// <summary>Chikou at a bar is the close 26 bars later: a look into the future, so that it is not offered.</summary>
    [SkippableTheory]
    [InlineData("skender-spreadsheets/ichimoku__ichimoku.csv.gz", "chikou")]
    [InlineData("skender-baselines/ichimoku.csv.gz", "chikouSpan")]
    public void Chikou_column_holds_the_future(string file, string column)
    {
        double[] chikou = new SheetTable(file).Numbers(column);
        double[] closes = new SheetTable("skender-quotes/default.csv").Numbers("close");
        for (int row = 0; row + 26 < closes.Length; row++) { Assert.Equal(closes[row + 26], chikou[row]); }

        Assert.Equal(4, new Ichimoku().OutputCount);
    }

    private static double[] Outputs(IIndicator indicator, IndicatorInput[] bars, int output)
    {
        double[] outputs = new double[bars.Length];
        for (int row = 0; row < bars.Length; row++)
        {
            indicator.Update(bars[row]);
            outputs[row] = indicator[output];
        }

        return outputs;
    }
}
