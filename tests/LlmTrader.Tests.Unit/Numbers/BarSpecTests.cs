using LlmTrader.Engine.Core;

namespace LlmTrader.Tests.Unit.Numbers;

public class BarSpecTests
{
    [Theory]
    [InlineData("1s", BarAggregation.Time, 1_000_000_000)]
    [InlineData("90m", BarAggregation.Time, 5_400_000_000_000)]
    [InlineData("1h", BarAggregation.Time, 3_600_000_000_000)]
    [InlineData("1d", BarAggregation.Time, 86_400_000_000_000)]
    [InlineData("500t", BarAggregation.Tick, 500)]
    [InlineData("1000v", BarAggregation.Volume, 1000)]
    [InlineData("50000n", BarAggregation.Notional, 50_000)]
    public void Reads_and_writes(string text, BarAggregation aggregation, long step)
    {
        BarSpec spec = BarSpec.Parse(text);
        Assert.Equal(new BarSpec(aggregation, step), spec);
        Assert.Equal(text, spec.ToString());
        Assert.Equal(aggregation == BarAggregation.Time ? new Duration(step) : Duration.Zero, spec.Period);
    }

    [Theory]
    [InlineData("60s", "1m")]
    [InlineData("60m", "1h")]
    [InlineData("24h", "1d")]
    [InlineData("86400s", "1d")]
    [InlineData("05m", "5m")]
    public void One_period_has_one_text(string text, string expected) => Assert.Equal(expected, BarSpec.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("0m")]
    [InlineData("-1m")]
    [InlineData("+1m")]
    [InlineData("1.5m")]
    [InlineData("1M")]
    [InlineData("7m")]
    [InlineData("2d")]
    [InlineData("25h")]
    [InlineData("86401s")]
    [InlineData("1 m")]
    [InlineData("99999999999999999999t")]
    public void Other_texts_are_refused_by_name(string text) =>
        Assert.Contains($"'{text}'", Assert.Throws<FormatException>(() => BarSpec.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Every_period_that_divides_a_day_reads_back()
    {
        for (int seconds = 1; seconds <= 86_400; seconds++)
        {
            if (86_400 % seconds != 0) { Assert.Throws<FormatException>(() => BarSpec.Parse($"{seconds}s")); continue; }
            var spec = BarSpec.Time(Duration.FromSeconds(seconds));
            Assert.Equal(spec, BarSpec.Parse($"{seconds}s"));
            Assert.Equal(spec, BarSpec.Parse(spec.ToString()));
        }
    }
}
