using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Perf.Latency.Reports;
using LlmTrader.Perf.Latency.Scale;

namespace LlmTrader.Tests.Unit.Scale;

public sealed class ScaleBenchmarkTests
{
    [Theory]
    [InlineData("instruments", "event")]
    [InlineData("rule-sets", "bar")]
    [InlineData("indicators", "bar")]
    [InlineData("book-levels", "change")]
    public void A_curve_has_a_cost_for_every_quantity_and_says_what_it_is_of(string name, string of)
    {
        int told = 0;
        ScaleResult result = ScaleBenchmark.Run(new ScaleOptions { Runs = 2, Events = 2_000, Only = [name] }, (done, all) => told = (done * 100) + all);
        ScaleCurve curve = Assert.Single(result.Curves);
        int points = curve.Cost.Points.Count;
        Assert.Equal(($"scale.{name}.{of}", name, 2 * points * 101), (curve.Cost.Name, curve.Cost.Quantity, told));
        Assert.Equal(curve.Cost.Points.Select(point => point.Quantity).Order().Distinct(), curve.Cost.Points.Select(point => point.Quantity));
        Assert.All(curve.Cost.Points, point => Assert.True(point.Cost is { Runs: 2, Min: > 0 }));

        // A comparison of two reports finds each point by its name, and judges it by its runs.
        IReadOnlyList<Measurement> figures = new ScaleReport([], Sweep: null, result).Measurements;
        Assert.Equal(
            curve.Cost.Points.Select(point => (FormattableString.Invariant($"scale.{name}.{point.Quantity}.{of}"), point.Cost)),
            figures.Where(figure => !figure.Name.StartsWith("scale.memory.", StringComparison.Ordinal)).Select(figure => (figure.Name, figure.Spread())));
    }

    [Theory]
    [InlineData(0, 7)]
    [InlineData(1, 7)]
    [InlineData(1.5, 0.2)]
    public void The_exponent_is_that_of_the_power_law_up_to_the_limit(double exponent, double factor)
    {
        CurvePoint[] points = [.. new double[] { 1, 4, 16, 64 }.Select(quantity => Point(quantity, factor * Math.Pow(quantity, exponent))), Point(256, 1e9)];
        Assert.Equal(exponent, ScaleBenchmark.Exponent(points, upTo: 64), precision: 9);
    }

    private static CurvePoint Point(double quantity, double cost) => new(quantity, MedianSpread.From(cost));
}
