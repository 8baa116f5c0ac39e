using System.Text.Json;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Perf.Latency.Rules;
using LlmTrader.Tools.Cli.Terminal;

namespace LlmTrader.Tests.Unit.SwapBenchmarks;

public sealed class RulesBenchmarkTests
{
    [Fact]
    public void Both_back_ends_are_measured_and_every_document_is_compiled()
    {
        RulesBenchmarkResult result = RulesBenchmark.Run(Options("name: a\nbar: 1m\nentry_long: close > sma(close, 5)\nexit_long: close < open\nsizing: {percent_of_equity: 10}\n"));
        Assert.True(result.Orders > 0);
        Assert.All([result.WholeSet, result.Expression], row => Assert.True(row.FastNs.Min > 0 && row.PlainNs.Min > 0 && row.Ratio.Min > 0));
        Assert.True(result.Indicators is { FastNs.Min: > 0, PlainNs.Min: > 0, Ratio.Min: > 1 }, $"{result.Indicators}");
        CompileRow compile = Assert.Single(result.Compiles);
        Assert.Equal(("a", 1, 2), (compile.Name, compile.Indicators, compile.CompileNs.Runs));
        Assert.Equal(["rules.bar.compiled", "rules.bar.interpreted", "rules.expression.compiled", "rules.expression.interpreted", "rules.indicators.streaming", "rules.indicators.plain", "rules.compile.a"], result.Measurements.Select(one => one.Name));
        Assert.Equal(result.WholeSet.FastNs, result.Measurements[0].Spread());
    }

    [Fact]
    public void As_json_a_row_calls_its_two_ways_by_their_names()
    {
        MedianSpread fast = MedianSpread.From(1.0, 3.0), plain = MedianSpread.From(20.0), ratio = MedianSpread.From(10.0);
        using JsonDocument json = JsonSerializer.SerializeToDocument(new TwinRow("one", "compiled", "interpreted", fast, plain, ratio), JsonFormat.Options);
        Assert.Equal(["name", "compiledNs", "interpretedNs", "ratio"], json.RootElement.EnumerateObject().Select(field => field.Name));
        Assert.Equal("one", json.RootElement.GetProperty("name").GetString());
        Assert.Equal((2.0, 20.0, 10.0), (Median("compiledNs"), Median("interpretedNs"), Median("ratio")));
        double Median(string name) => json.RootElement.GetProperty(name).GetProperty("median").GetDouble();
    }

    [Fact]
    public void A_document_that_does_not_compile_is_named_with_its_mistake()
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => RulesBenchmark.Run(Options("name: a\nbar: 1m\nentry_long: close > emma(close, 5)\n")));
        Assert.Contains("a:3:", e.Message, StringComparison.Ordinal);
        Assert.Contains("emma", e.Message, StringComparison.Ordinal);
    }

    private static RulesBenchmarkOptions Options(string text) => new() { Runs = 2, Bars = 5_000, Documents = [("a", text)] };
}
