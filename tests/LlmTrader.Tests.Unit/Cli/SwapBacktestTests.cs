using System.Globalization;
using System.Text.Json;
using LlmTrader.Tools.Cli;

namespace LlmTrader.Tests.Unit.Cli;

/// <summary><c>llmtrader backtest --swap</c>, from a file of trades to the replay of a run with swaps.</summary>
public sealed class SwapBacktestTests : IDisposable
{
    private const string First = """
        name: first
        bar: 1m
        entry_long: close > sma(close, 3)
        exit_long: close < sma(close, 3)
        sizing: {quantity: 1}
        """;

    private const string Second = """
        name: second
        bar: 2m
        entry_long: close < sma(close, 4)
        exit_long: close > sma(close, 4)
        sizing: {quantity: 2}
        """;

    private static readonly string[] Files = ["equity.csv", "fills.csv", "orders.csv", "summary.json", "trades.csv"];

    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-swap@1-").FullName;   // A path with the sign in it.

    public SwapBacktestTests()
    {
        IEnumerable<string> trades = Enumerable.Range(0, 600).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"{1704067200000 + (i * 20_000)},{100 + (5 * Math.Sin(i / 12.0)):F2},{1 + (i % 3)}"));
        File.WriteAllLines(In("trades.csv"), ["time,price,quantity", .. trades]);
        File.WriteAllText(In("first.yaml"), First);
        File.WriteAllText(In("second.yaml"), Second);
        CommandRun import = CommandRun.Of(
            "import", In("trades.csv"), "--layout", "time=time,price=price,quantity=quantity", "--symbol", "ACMEUSD", "--quote", "USD", "--taker-fee", "0.001%", "--to", In("data"));
        Assert.Equal((ExitCode.Success, ""), (import.ExitCode, import.Error));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Swaps_by_sequence_and_by_time_replay_to_the_same_hash_in_every_topology()
    {
        CommandRun backtest = Backtest("--swap", $"{In("second.yaml")}@300", "--swap", $"{In("first.yaml")}@2024-01-01T02:00:00Z", "--journal", In("run"), "--json");
        Assert.Equal((ExitCode.Success, ""), (backtest.ExitCode, backtest.Error));
        JsonElement summary = backtest.Json().GetProperty("summary");
        JsonElement[] swaps = [.. summary.GetProperty("swaps").EnumerateArray()];
        Assert.Equal(["second", "first"], swaps.Select(swap => swap.GetProperty("name").GetString()));
        Assert.All(swaps, swap => Assert.Equal("Activated", swap.GetProperty("outcome").GetString()));
        Assert.InRange(swaps[0].GetProperty("stagedAt").GetInt64(), 300, 320);
        Assert.Equal("2024-01-01T02:00:00.000000000Z", swaps[1].GetProperty("activatedTime").GetString());
        Assert.All(swaps, swap => Assert.True(swap.GetProperty("clauses").GetProperty("clauses")[0].GetProperty("true").GetInt64() > 0));
        JsonElement asked = summary.GetProperty("configuration").GetProperty("swaps");
        Assert.Equal((300, 1704074400000000000), (asked[0].GetProperty("sequence").GetInt64(), asked[1].GetProperty("time").GetInt64()));

        File.Delete(In("first.yaml"));   // The journal holds the sources.
        File.Delete(In("second.yaml"));
        foreach (string topology in new[] { "inline", "fused", "pipelined" })
        {
            CommandRun replay = CommandRun.Of("replay", "--journal", In("run"), "--verify", "--topology", topology, "--json");
            Assert.Equal((ExitCode.Success, ""), (replay.ExitCode, replay.Error));
            Assert.Equal(summary.GetProperty("stateHash").GetString(), replay.Json().GetProperty("replay").GetProperty("hash").GetString());
        }
    }

    [Fact]
    public void Equal_swaps_give_equal_bytes_and_other_swaps_another_summary()
    {
        string swap = $"{In("second.yaml")}@300";
        Assert.Equal(ExitCode.Success, Backtest("--swap", swap, "--out", In("a")).ExitCode);
        Assert.Equal(ExitCode.Success, Backtest("--swap", swap, "--out", In("b")).ExitCode);
        Assert.Equal(ExitCode.Success, Backtest("--swap", $"{In("second.yaml")}@301", "--out", In("c")).ExitCode);
        foreach (string file in Files) { Assert.Equal(File.ReadAllBytes(In("a", file)), File.ReadAllBytes(In("b", file))); }
        Assert.NotEqual(File.ReadAllText(In("a", "summary.json")), File.ReadAllText(In("c", "summary.json")));
        Assert.DoesNotContain("second.yaml", File.ReadAllText(In("a", "summary.json")), StringComparison.Ordinal);   // No path, so that places on a disk do not matter.
    }

    [Fact]
    public void People_see_the_steps_and_the_clauses_of_each_version_by_its_name()
    {
        string text = Backtest("--swap", $"{In("second.yaml")}@300").Output;
        Assert.Matches(@"\nSwaps:\n  set 1, second \([0-9a-f]{12}\): staged at sequence 3\d\d, ready at 3\d\d, activated at 3\d\d \(2024-01-01T", text);
        Assert.Contains("each clause was true, first from the start:", text, StringComparison.Ordinal);
        Assert.Matches(@"each clause was true, second from sequence 3\d\d:\n +\d+\.\d+ % true  entry_long", text);
    }

    [Fact]
    public void A_rollback_brings_the_version_before_back_and_replays()
    {
        CommandRun run = Backtest("--swap", "rollback@100", "--swap", $"{In("second.yaml")}@300", "--swap", "rollback@2024-01-01T02:00:00Z", "--journal", In("run"));
        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Contains("rollback: the version before came back at sequence ", run.Output, StringComparison.Ordinal);
        Assert.Contains("(2024-01-01T02:00:00.000000000Z)", run.Output, StringComparison.Ordinal);
        Assert.Contains("warning: rollback: REFUSED by NothingToRollBackTo; asked for at sequence 100", run.Error, StringComparison.Ordinal);
        CommandRun replay = CommandRun.Of("replay", "--journal", In("run"), "--verify");
        Assert.Equal((ExitCode.Success, ""), (replay.ExitCode, replay.Error));
        CommandRun never = Backtest("--swap", $"{In("second.yaml")}@300", "--swap", "rollback@1000000");
        Assert.Contains("rollback: not done, sequence 1,000,000 never came", never.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_place_beyond_the_data_is_warned_of()
    {
        CommandRun run = Backtest("--swap", $"{In("second.yaml")}@1000000");
        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Matches("warning: the swap to second at sequence 1,000,000 never came: the data ended at sequence [0-9,]+", run.Error);
        Assert.Contains("set 1, second: not swapped in", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("second.yaml", ExitCode.Usage, "does not say where")]
    [InlineData("second.yaml@soon", ExitCode.Usage, "neither a sequence nor a UTC time")]
    [InlineData("missing.yaml@5", ExitCode.Usage, "There is no file")]
    [InlineData("elsewhere.yaml@5", ExitCode.Usage, "NOPE.X")]
    [InlineData("mistaken.yaml@5", ExitCode.Finding, "mistaken.yaml:3:21: error: entry_long: unknown function 'smaa'; did you mean 'sma'?")]
    public void A_swap_that_can_not_be_used_is_explained_before_anything_is_written(string swap, int exitCode, string expected)
    {
        File.WriteAllText(In("elsewhere.yaml"), $"{Second}\nuniverse: [NOPE.X]\n");
        File.WriteAllText(In("mistaken.yaml"), Second.Replace("close < sma(", "close < smaa(", StringComparison.Ordinal));
        CommandRun run = Backtest("--swap", swap.Contains('@', StringComparison.Ordinal) ? In(swap) : swap, "--journal", In("run"));
        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(In("run")));
    }

    private CommandRun Backtest(params string[] more) => CommandRun.Of(["backtest", "--data", In("data"), "--rules", In("first.yaml"), "--entry-latency", "1", .. more]);

    private string In(params string[] names) => Path.Combine([_directory, .. names]);
}
