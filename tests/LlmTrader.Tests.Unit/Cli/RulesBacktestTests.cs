using System.Globalization;
using System.Text.Json;
using LlmTrader.Tools.Cli;

namespace LlmTrader.Tests.Unit.Cli;

/// <summary><c>llmtrader backtest --rules</c>, from a file of trades to a replay that needs no document.</summary>
public sealed class RulesBacktestTests : IDisposable
{
    private const string Document = """
        name: swing
        bar: 1m
        params:
          length: {default: 3, min: 2, max: 10}
        entry_long: close > sma(close, length) and volume > 0
        exit_long: close < sma(close, length)
        entry_short: close < 0
        exit_short: close > open
        sizing: {quantity: 1}

        """;

    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-rules-").FullName;

    public RulesBacktestTests()
    {
        IEnumerable<string> trades = Enumerable.Range(0, 300).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"{1704067200000 + (i * 20_000)},{100 + (5 * Math.Sin(i / 12.0)):F2},{1 + (i % 3)}"));
        File.WriteAllLines(In("trades.csv"), ["time,price,quantity", .. trades]);
        File.WriteAllText(In("swing.yaml"), Document);
        CommandRun import = CommandRun.Of(
            "import", In("trades.csv"), "--layout", "time=time,price=price,quantity=quantity", "--symbol", "ACMEUSD", "--quote", "USD", "--taker-fee", "0.001%", "--to", In("data"));
        Assert.Equal((ExitCode.Success, ""), (import.ExitCode, import.Error));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_replay_compiles_the_source_that_the_journal_holds()
    {
        CommandRun backtest = CommandRun.Of("backtest", "--data", In("data"), "--rules", In("swing.yaml"), "--entry-latency", "1", "--journal", In("run"), "--json");
        Assert.Equal((ExitCode.Success, ""), (backtest.ExitCode, backtest.Error));
        JsonElement summary = backtest.Json().GetProperty("summary");
        Assert.True(summary.GetProperty("funnel").GetProperty("fills").GetInt64() > 4);
        Assert.Equal(Document, summary.GetProperty("configuration").GetProperty("rules").GetString());
        File.Delete(In("swing.yaml"));

        CommandRun replay = CommandRun.Of("replay", "--journal", In("run"), "--verify", "--json");
        Assert.Equal((ExitCode.Success, ""), (replay.ExitCode, replay.Error));
        Assert.Equal(summary.GetProperty("stateHash").GetString(), replay.Json().GetProperty("replay").GetProperty("hash").GetString());
    }

    [Fact]
    public void Each_clause_has_its_share_and_one_that_is_never_true_is_flagged()
    {
        JsonElement rules = CommandRun.Of("backtest", "--data", In("data"), "--rules", In("swing.yaml"), "--json").Json().GetProperty("summary").GetProperty("rules");
        JsonElement[] clauses = [.. rules.GetProperty("clauses").EnumerateArray()];
        Assert.Equal(
            ["entry_long", "entry_long close > sma(close, length)", "entry_long volume > 0", "exit_long", "entry_short", "exit_short"],
            clauses.Select(clause => $"{clause.GetProperty("clause").GetString()} {clause.GetProperty("part").GetString()}".TrimEnd()));
        Assert.Equal(1.0, clauses[2].GetProperty("share").GetDouble());
        Assert.Equal(["entry_short"], clauses.Where(clause => clause.GetProperty("isNeverTrue").GetBoolean()).Select(clause => clause.GetProperty("clause").GetString()));

        string[] lines = CommandRun.Of("backtest", "--data", In("data"), "--rules", In("swing.yaml")).Output.Split('\n');
        Assert.Contains("entry_short", Assert.Single(lines, line => line.EndsWith("<- never true", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_parameter_has_another_value_in_the_run_and_in_its_journal()
    {
        string Hash(params string[] more) => CommandRun.Of(["backtest", "--data", In("data"), "--rules", In("swing.yaml"), "--json", .. more])
            .Json().GetProperty("summary").GetProperty("stateHash").GetString()!;

        Assert.NotEqual(Hash(), Hash("--param", "length=8", "--journal", In("run")));
        CommandRun replay = CommandRun.Of("replay", "--journal", In("run"), "--verify", "--json");
        Assert.Equal(Hash("--param", "length=8"), replay.Json().GetProperty("replay").GetProperty("hash").GetString());
    }

    [Theory]
    [InlineData("lenght=5", "did you mean 'length'?")]
    [InlineData("length=11", "2 to 10 is expected")]
    [InlineData("length=2.5", "whole number")]
    [InlineData("length", "NAME=NUMBER")]
    [InlineData("length=nan", "NAME=NUMBER")]
    public void A_parameter_that_can_not_be_used_is_a_usage_error(string parameter, string expected)
    {
        CommandRun run = CommandRun.Of("backtest", "--data", In("data"), "--rules", In("swing.yaml"), "--param", parameter);
        Assert.Equal((ExitCode.Usage, ""), (run.ExitCode, run.Output));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0 - close", "SizeIsNegative, swing: the size is negative in sizing of ACMEUSD.")]
    [InlineData("sqrt(0 - close)", "SizeIsNaN, swing: the size has no value")]
    [InlineData("close * 1e17", "SizeIsTooLarge, swing: the size is larger than an order can be")]
    public void A_size_that_is_none_says_what_it_is_and_where_also_in_a_replay(string size, string expected)
    {
        File.WriteAllText(In("size.yaml"), Document.Replace("quantity: 1", $"quantity: {size}", StringComparison.Ordinal));
        CommandRun backtest = CommandRun.Of("backtest", "--data", In("data"), "--rules", In("size.yaml"), "--journal", In("run"));
        Assert.Equal(ExitCode.Success, backtest.ExitCode);
        Assert.Contains(expected, backtest.Error, StringComparison.Ordinal);
        Assert.Contains($"no fill: the rule set was stopped ({expected}", backtest.Output, StringComparison.Ordinal);
        CommandRun replay = CommandRun.Of("replay", "--journal", In("run"), "--verify");
        Assert.Equal((ExitCode.Success, ""), (replay.ExitCode, replay.Error));
    }

    [Fact]
    public void Stops_on_bars_alone_are_warned_of()
    {
        string[] bars = [.. Enumerable.Range(0, 50).Select(i => string.Create(CultureInfo.InvariantCulture, $"{1704067200000 + (i * 60_000)},100,101,99,{100 + (i % 2)},5"))];
        File.WriteAllLines(In("bars.csv"), ["time,open,high,low,close,volume", .. bars]);
        CommandRun import = CommandRun.Of(
            "import", In("bars.csv"), "--layout", "time=time,open=open,high=high,low=low,close=close,volume=volume", "--bar", "1m", "--symbol", "ACMEUSD", "--quote", "USD", "--to", In("bars"));
        Assert.Equal((ExitCode.Success, ""), (import.ExitCode, import.Error));
        File.WriteAllText(In("stop.yaml"), $"{Document}stop_loss: {{percent: 1}}\n");
        Assert.Contains("fills at the next bar's open", CommandRun.Of("backtest", "--data", In("bars"), "--rules", In("stop.yaml")).Error, StringComparison.Ordinal);
        Assert.DoesNotContain("fills at the next bar's open", CommandRun.Of("backtest", "--data", In("bars"), "--rules", In("swing.yaml")).Error, StringComparison.Ordinal);
        Assert.DoesNotContain("fills at the next bar's open", CommandRun.Of("backtest", "--data", In("data"), "--rules", In("stop.yaml")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void One_of_strategy_and_rules_is_expected()
    {
        CommandRun none = CommandRun.Of("backtest", "--data", In("data"));
        Assert.Equal(ExitCode.Usage, none.ExitCode);
        Assert.Contains("--rules", none.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, CommandRun.Of("backtest", "--data", In("data"), "--strategy", "ma-cross", "--rules", In("swing.yaml")).ExitCode);
        Assert.Equal(ExitCode.Usage, CommandRun.Of("backtest", "--data", In("data"), "--strategy", "ma-cross", "--param", "length=5").ExitCode);
    }

    [Fact]
    public void A_document_with_mistakes_does_not_run()
    {
        File.WriteAllText(In("swing.yaml"), Document.Replace("sma(close", "smaa(close", StringComparison.Ordinal));
        CommandRun run = CommandRun.Of("backtest", "--data", In("data"), "--rules", In("swing.yaml"), "--journal", In("run"));
        Assert.Equal((ExitCode.Finding, ""), (run.ExitCode, run.Output));
        Assert.Contains("swing.yaml:5:21: error: entry_long: unknown function 'smaa'; did you mean 'sma'?", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(In("run")));
    }

    [Fact]
    public void Bars_that_the_data_can_not_give_are_warned_of()
    {
        File.WriteAllLines(In("bars.csv"), ["time,open,high,low,close,volume", .. Enumerable.Range(0, 50).Select(i => $"{1704067200000 + (i * 300_000L)},100,101,99,100,5")]);
        CommandRun import = CommandRun.Of(
            "import", In("bars.csv"), "--layout", "time=time,open=open,high=high,low=low,close=close,volume=volume,period=5m", "--symbol", "ACMEUSD", "--quote", "USD", "--to", In("bars"));
        Assert.Equal((ExitCode.Success, ""), (import.ExitCode, import.Error));
        CommandRun run = CommandRun.Of("backtest", "--data", In("bars"), "--rules", In("swing.yaml"));
        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Contains("warning: the strategy reads 1m bars, and the data has ready-made 5m bars", run.Error, StringComparison.Ordinal);
    }

    private string In(string name) => Path.Combine(_directory, name);
}
