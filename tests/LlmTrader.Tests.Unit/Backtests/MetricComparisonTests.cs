using System.Reflection;
using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Tools.Hosting.Backtests;
using LlmTrader.Tools.Hosting.Backtests.Comparison;

namespace LlmTrader.Tests.Unit.Backtests;

public sealed class MetricComparisonTests
{
    [Fact]
    public void Every_figure_of_a_summary_is_compared_with_its_own_value()
    {
        (PerformanceSummary a, PerformanceSummary b) = (Winner(), Idle());
        IReadOnlyList<MetricComparison> metrics = MetricComparison.Between(a, b);
        PropertyInfo[] figures =
        [
            .. typeof(PerformanceSummary).GetProperties().Where(property =>
                property.PropertyType != typeof(string) && property.Name != nameof(PerformanceSummary.IsUsed)),
        ];
        Assert.Equal(figures.Select(figure => JsonNamingPolicy.CamelCase.ConvertName(figure.Name)), metrics.Select(metric => metric.Name));
        foreach ((PropertyInfo figure, MetricComparison metric) in figures.Zip(metrics))
        {
            Assert.Equal((figure.Name, AsText(figure.GetValue(a))), (figure.Name, AsText(metric.A)));
            Assert.Equal((figure.Name, AsText(figure.GetValue(b))), (figure.Name, AsText(metric.B)));
        }
    }

    [Fact]
    public void A_difference_is_B_less_A_and_undefined_where_one_of_them_is()
    {
        Dictionary<string, MetricComparison> metrics = MetricComparison.Between(Winner(), Idle()).ToDictionary(metric => metric.Name);
        Assert.Equal(-20m, metrics["netProfit"].Difference.Exact);
        Assert.Equal(-0.02, metrics["totalReturn"].Difference.Ratio!.Value, 12);
        Assert.Equal(-2m, metrics["fills"].Difference.Exact);
        Assert.Equal(default, metrics["expectancy"].Difference);
        Assert.Equal(default, metrics["winRate"].Difference);
        Assert.Equal(default, metrics["maxDrawdownRecovered"].Difference);
        Assert.Equal(("net profit", "20.00", "0.00", "-20.00"), metrics["netProfit"].Texts());
        Assert.Equal(("max drawdown length", "6 h 0 min", "n/a", "n/a"), metrics["maxDrawdownSeconds"].Texts());
        Assert.Equal(("max drawdown recovered", "yes", "n/a", ""), metrics["maxDrawdownRecovered"].Texts());
    }

    [Fact]
    public void A_gain_has_its_sign_and_so_has_a_shorter_time()
    {
        Dictionary<string, MetricComparison> back = MetricComparison.Between(Idle(), Winner()).ToDictionary(metric => metric.Name);
        Assert.Equal("+20.00", back["netProfit"].Texts().Difference);
        MetricComparison shorter = new("longestDrawdownSeconds", MetricUnit.Seconds, new MetricValue(90_000m), new MetricValue(3_600m), new MetricValue(-86_400m));
        Assert.Equal(("longest drawdown length", "1 d 1 h", "1 h 0 min", "-1 d 0 h"), shorter.Texts());
    }

    private static PerformanceSummary Winner()
    {
        using RecordedRun run = new();
        run.Fill(1, Side.Buy, 1, 10_000).Equity(1, 1000).Equity(6, 995).Equity(7, 1003).Fill(12, Side.Sell, 1, 12_000).Equity(12, 1020);
        return run.Equity(30, 1020).Summary();
    }

    private static PerformanceSummary Idle()
    {
        using RecordedRun run = new();
        return run.Equity(1, 1000).Equity(30, 1000).Summary();
    }

    private static string AsText(object? value) => value is null ? "null" : JsonSerializer.Serialize(value);
}
