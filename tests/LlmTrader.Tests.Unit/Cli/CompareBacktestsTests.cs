using System.Globalization;
using System.Text.Json;
using LlmTrader.Tools.Cli;

namespace LlmTrader.Tests.Unit.Cli;

/// <summary><c>llmtrader backtest --compare A B</c>.</summary>
public sealed class CompareBacktestsTests : IDisposable
{
    private const string Cross = "ma-cross:fast=3,slow=9,bar=1m,quantity=1";
    private const string Document = """
        name: swing
        bar: 1m
        entry_long: close > sma(close, 3)
        exit_long: close < sma(close, 3)
        sizing: {quantity: 1}

        """;

    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-compare-").FullName;

    public CompareBacktestsTests()
    {
        IEnumerable<string> trades = Enumerable.Range(0, 600).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"{1704067200000 + (i * 20_000)},{100 + (5 * Math.Sin(i / 12.0)):F2},{1 + (i % 3)}"));
        File.WriteAllLines(In("trades.csv"), ["time,price,quantity", .. trades]);
        File.WriteAllText(In("swing.yaml"), Document);
        CommandRun import = CommandRun.Of(
            "import", In("trades.csv"), "--layout", "time=time,price=price,quantity=quantity", "--symbol", "ACMEUSD", "--quote", "USD", "--taker-fee", "0.001%", "--to", In("data"));
        Assert.Equal((ExitCode.Success, ""), (import.ExitCode, import.Error));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Each_run_is_to_the_byte_the_backtest_of_its_own()
    {
        CommandRun run = CommandRun.Of("backtest", "--data", In("data"), "--compare", Cross, In("swing.yaml"), "--entry-latency", "5", "--out", In("both"), "--json");
        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        CommandRun.Of("backtest", "--data", In("data"), "--strategy", Cross, "--entry-latency", "5", "--out", In("a"));
        CommandRun.Of("backtest", "--data", In("data"), "--rules", In("swing.yaml"), "--entry-latency", "5", "--out", In("b"));
        foreach (string side in new[] { "a", "b" })
        {
            string[] names = [.. Directory.GetFiles(In(side)).Select(path => Path.GetFileName(path))];
            Assert.Equal(5, names.Length);
            Assert.All(names, name => Assert.Equal(File.ReadAllBytes(Path.Combine(In(side), name)), File.ReadAllBytes(Path.Combine(In("both"), side, name))));
        }

        JsonElement comparison = run.Json().GetProperty("comparison");
        Assert.Equal(JsonSerializer.Serialize(comparison), JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(Path.Combine(In("both"), "comparison.json")))));
        Assert.Equal((Cross, "swing"), (comparison.GetProperty("a").GetProperty("strategy").GetString(), comparison.GetProperty("b").GetProperty("strategy").GetString()));
        Assert.False(comparison.GetProperty("isEqual").GetBoolean());
        Assert.Contains("1 days in common", comparison.GetProperty("accounts")[0].GetProperty("daily").GetProperty("noInterval").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_compared_with_itself_is_equal()
    {
        JsonElement comparison = CommandRun.Of("backtest", "--data", In("data"), "--compare", In("swing.yaml"), In("swing.yaml"), "--json").Json().GetProperty("comparison");
        Assert.True(comparison.GetProperty("isEqual").GetBoolean());
        Assert.Equal(JsonValueKind.Null, comparison.GetProperty("firstDifference").ValueKind);
        Assert.True(comparison.GetProperty("a").GetProperty("decisions").GetInt64() > 10);
        JsonElement account = comparison.GetProperty("accounts")[0];
        Assert.Equal(0, account.GetProperty("daily").GetProperty("mean").GetDecimal());
        JsonElement[] differences = [.. account.GetProperty("metrics").EnumerateArray().Select(metric => metric.GetProperty("difference"))];
        Assert.True(differences.Count(difference => difference.ValueKind == JsonValueKind.Number) > 20);
        Assert.All(differences, difference => Assert.True(difference.ValueKind == JsonValueKind.Null || difference.GetDouble() == 0));

        CommandRun text = CommandRun.Of("backtest", "--data", In("data"), "--compare", In("swing.yaml"), In("swing.yaml"));
        Assert.Equal(ExitCode.Success, text.ExitCode);
        Assert.Contains("The runs are equal", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void People_read_a_table_and_where_the_runs_part()
    {
        CommandRun run = CommandRun.Of("backtest", "--data", In("data"), "--compare", Cross, "ma-cross:fast=3,slow=9,bar=1m,quantity=2");
        Assert.Equal(ExitCode.Success, run.ExitCode);
        string[] lines = run.Output.Split('\n');
        Assert.Contains(lines, line => line.TrimStart().StartsWith("max drawdown ratio ", StringComparison.Ordinal));
        int first = Array.FindIndex(lines, line => line.StartsWith("First decision that differs: number 1, at 2024-01-01T00:", StringComparison.Ordinal));
        Assert.True(first > 0, run.Output);
        Assert.Matches("^  A: (Buy|Sell) 1 ACMEUSD[.A-Z]* Market", lines[first + 1]);
        Assert.Matches("^  B: (Buy|Sell) 2 ACMEUSD[.A-Z]* Market", lines[first + 2]);
    }

    [Fact]
    public void Risks_verdict_is_part_of_a_decision()
    {
        string[] common = ["backtest", "--data", In("data"), "--max-position", "1", "--json", "--compare", Cross, "ma-cross:fast=3,slow=9,bar=1m,quantity=2"];
        JsonElement first = CommandRun.Of(common).Json().GetProperty("comparison").GetProperty("firstDifference");
        Assert.Equal(1, first.GetProperty("number").GetInt64());
        Assert.Equal("None", first.GetProperty("a").GetProperty("verdict").GetString());
        Assert.NotEqual("None", first.GetProperty("b").GetProperty("verdict").GetString());
    }

    [Theory]
    [InlineData("one strategy; two are expected", "--compare", Cross)]
    [InlineData("3 strategies; two are expected", "--compare", Cross, Cross, Cross)]
    [InlineData("--strategy does not go with --compare", "--compare", Cross, Cross, "--strategy", Cross)]
    [InlineData("--rules does not go with --compare", "--compare", Cross, Cross, "--rules", "x.yaml")]
    [InlineData("--param does not go with --compare", "--compare", Cross, Cross, "--param", "a=1")]
    [InlineData("--journal does not go with --compare", "--compare", Cross, Cross, "--journal", "x")]
    [InlineData("There is no file 'absent.yaml'", "--compare", Cross, "absent.yaml")]
    [InlineData("B: Rule set 'ma-crosss:fast=3': 'ma-crosss' is not a known rule set. Known: ma-cross:", "--compare", Cross, "ma-crosss:fast=3")]
    [InlineData("A: Rule set 'ma-cross:fast=x'", "--compare", "ma-cross:fast=x", Cross)]
    public void What_can_not_be_compared_is_a_usage_error(string expected, params string[] args)
    {
        CommandRun run = CommandRun.Of(["backtest", "--data", In("data"), "--out", In("out"), .. args]);
        Assert.Equal((ExitCode.Usage, ""), (run.ExitCode, run.Output));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(In("out")), "Nothing is written before both can run.");
    }

    [Fact]
    public void A_document_with_mistakes_does_not_run()
    {
        File.WriteAllText(In("broken.yaml"), Document.Replace("sma(close", "smaa(close", StringComparison.Ordinal));
        CommandRun run = CommandRun.Of("backtest", "--data", In("data"), "--compare", Cross, In("broken.yaml"));
        Assert.Equal((ExitCode.Finding, ""), (run.ExitCode, run.Output));
        Assert.Contains("did you mean 'sma'?", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_comparison_of_before_does_not_outlive_the_runs_that_replace_its_own()
    {
        string file = Path.Combine(In("out"), "comparison.json");
        Directory.CreateDirectory(In("out"));
        File.WriteAllText(file, "of before");
        CommandRun.Of("backtest", "--data", In("data"), "--compare", Cross, Cross, "--out", In("out"));
        Assert.NotEqual("of before", File.ReadAllText(file));
        Assert.Equal(["a", "b", "comparison.json"], Directory.GetFileSystemEntries(In("out")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
    }

    private string In(string name) => Path.Combine(_directory, name);
}
