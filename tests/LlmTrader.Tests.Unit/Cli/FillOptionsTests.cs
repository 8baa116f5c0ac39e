using System.Globalization;
using System.Text.Json;
using LlmTrader.Tools.Cli;

namespace LlmTrader.Tests.Unit.Cli;

/// <summary>How the command line chooses what fills orders, and sets the choices side by side.</summary>
public sealed class FillOptionsTests : IDisposable
{
    private const string Strategy = "join-best:bar=1m,quantity=2,side=buy";

    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-fill-options-").FullName;

    public FillOptionsTests()
    {
        IEnumerable<string> trades = Enumerable.Range(0, 2_000).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"{1704067200000 + (i * 20_000)},{100 + (5 * Math.Sin(i / 12.0)):F1},{1 + (i % 3)}"));
        File.WriteAllLines(In("trades.csv"), ["time,price,quantity", .. trades]);
        Assert.Equal(ExitCode.Success, CommandRun.Of("import", In("trades.csv"), "--layout", "time=time,price=price,quantity=quantity", "--symbol", "ACMEUSD", "--to", In("data")).ExitCode);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Models_side_by_side()
    {
        CommandRun run = Backtest("--compare-fills", "none", "power:2", "touch", "--json");
        Assert.Equal(ExitCode.Success, run.ExitCode);
        JsonElement[] models = [.. run.Json().GetProperty("models").EnumerateArray()];
        Assert.Equal(["none", "power:2", "touch"], models.Select(model => model.GetProperty("model").GetString()));
        decimal[] filled = [.. models.Select(model => model.GetProperty("fills")[0].GetProperty("filled").GetDecimal())];
        Assert.True(filled[0] > 0 && filled[0] <= filled[1] && filled[1] <= filled[2], string.Join(", ", filled));
        Assert.True(filled[0] < filled[2]);
        Assert.Contains(models[2].GetProperty("warnings").EnumerateArray(), warning => warning.GetString()!.Contains("touched their limit", StringComparison.Ordinal));

        CommandRun text = Backtest("--compare-fills", "all");
        Assert.Equal(ExitCode.Success, text.ExitCode);
        Assert.Contains("risk-averse", text.Output, StringComparison.Ordinal);
        Assert.Contains("touch", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_chosen_is_in_the_configuration_and_in_words()
    {
        File.WriteAllLines(In("latency.csv"), ["probability,entry_ns,response_ns", "0,1000000,1000000", "1,50000000,9000000"]);
        CommandRun run = Backtest("--queue", "log", "--latency-file", In("latency.csv"), "--latency-seed", "5", "--slippage", "2t", "--depth-slippage", "3bp", "--feed-latency", "1.5", "--participation", "50", "--journal", In("run"), "--json");
        Assert.Equal(ExitCode.Success, run.ExitCode);
        JsonElement summary = run.Json().GetProperty("summary");
        JsonElement configuration = summary.GetProperty("configuration");
        Assert.Equal("log", configuration.GetProperty("queue").GetString());
        Assert.Equal("2t", configuration.GetProperty("slippage").GetString());
        Assert.Equal("3bp", configuration.GetProperty("depthSlippage").GetString());
        Assert.Equal(1_500_000, configuration.GetProperty("feedLatency").GetInt64());
        Assert.Equal(50_000_000, configuration.GetProperty("latency").GetProperty("rows")[1][1].GetInt64());
        Assert.Equal(5, configuration.GetProperty("latency").GetProperty("seed").GetInt64());
        Assert.Equal(1, configuration.GetProperty("books").GetInt32());
        Assert.Contains("the queue model log has nothing to go by: the data shows no queue", summary.GetProperty("fillAssumptions").ToString(), StringComparison.Ordinal);

        CommandRun replay = CommandRun.Of("replay", "--journal", In("run"), "--verify", "--json");   // The file is not needed any more.
        Assert.Equal(ExitCode.Success, replay.ExitCode);
    }

    [Fact]
    public void Queue_models_without_a_visible_queue_are_said_to_be_the_same()
    {
        const string Same = "every queue model is the same as none";
        CommandRun trades = Backtest("--compare-fills", "none", "log", "touch");
        Assert.Contains(Same, trades.Output, StringComparison.Ordinal);
        Assert.Contains("warning: the queue model log was not used", trades.Error, StringComparison.Ordinal);
        JsonElement json = Backtest("--compare-fills", "none", "log", "--json").Json();
        Assert.Contains(Same, json.GetProperty("note").GetString(), StringComparison.Ordinal);
        Assert.Equal(json.GetProperty("models")[0].GetProperty("fills").ToString(), json.GetProperty("models")[1].GetProperty("fills").ToString());

        File.WriteAllLines(In("quotes.csv"), ["time,bid_price,bid_quantity,ask_price,ask_quantity", .. Enumerable.Range(0, 2_000).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"{1704067200000 + (i * 20_000)},{99 + (5 * Math.Sin(i / 12.0)):F1},4,{101 + (5 * Math.Sin(i / 12.0)):F1},4"))]);
        Assert.Equal(ExitCode.Success, CommandRun.Of("import", In("quotes.csv"), "--layout", "time=time,bid_price=bid_price,bid_quantity=bid_quantity,ask_price=ask_price,ask_quantity=ask_quantity", "--symbol", "ACMEUSD", "--price-scale", "1", "--to", In("quotes")).ExitCode);
        CommandRun quotes = CommandRun.Of("backtest", "--data", In("data"), "--data", In("quotes"), "--strategy", Strategy, "--compare-fills", "none", "log");
        Assert.Equal(ExitCode.Success, quotes.ExitCode);
        Assert.DoesNotContain(Same, quotes.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("was not used", quotes.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Warnings_are_in_text_and_in_json()
    {
        CommandRun text = Backtest("--fill-on-touch");
        Assert.Contains("warning: resting orders filled whenever the market touched their limit", text.Error, StringComparison.Ordinal);
        Assert.Contains("warning: trading ACMEUSD.FILE cost nothing", text.Error, StringComparison.Ordinal);
        string json = Backtest("--fill-on-touch", "--json").Json().GetProperty("warnings").ToString();
        Assert.Contains("resting orders filled whenever the market touched their limit", json, StringComparison.Ordinal);
        Assert.Contains("trading ACMEUSD.FILE cost nothing", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("The queue model is 'fifo'; none, risk-averse, power:N", "--queue", "fifo")]
    [InlineData("Slippage is '2'", "--slippage", "2")]
    [InlineData("FillOnTouch must be off with a queue model", "--queue", "log", "--fill-on-touch")]
    [InlineData("--latency-use goes with --latency-file", "--latency-use", "sampled")]
    [InlineData("--compare-fills names 'fifo'", "--compare-fills", "fifo")]
    [InlineData("--queue does not go with --compare-fills", "--compare-fills", "all", "--queue", "log")]
    [InlineData("--feed-latency is from 0", "--feed-latency", "-1")]
    public void Mistakes_are_usage_errors(string expected, params string[] options)
    {
        CommandRun run = Backtest(options);
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    private CommandRun Backtest(params string[] more) => CommandRun.Of(["backtest", "--data", In("data"), "--strategy", Strategy, .. more]);

    private string In(string name) => Path.Combine(_directory, name);
}
