using System.Text.Json;
using LlmTrader.Tools.Cli;

namespace LlmTrader.Tests.Unit.Cli;

/// <summary>Verbs on a small file of trades, from the import to the replay, in a directory of their own.</summary>
public sealed class VerbTests : IDisposable
{
    private const string Strategy = "ma-cross:fast=2,slow=3,bar=1m,quantity=1";

    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-cli-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_file_becomes_a_journal_a_backtest_and_a_replay_with_the_same_hash()
    {
        CommandRun import = Import(Trades(200), "--taker-fee", "0.001%");
        Assert.Equal((ExitCode.Success, ""), (import.ExitCode, import.Error));
        Assert.Equal(200, import.Json().GetProperty("events").GetInt64());

        CommandRun backtest = CommandRun.Of("backtest", "--data", Path("data"), "--strategy", Strategy, "--entry-latency", "1", "--out", Path("result"), "--journal", Path("run"), "--json");
        Assert.Equal((ExitCode.Success, ""), (backtest.ExitCode, backtest.Error));
        JsonElement summary = backtest.Json().GetProperty("summary");
        string hash = summary.GetProperty("stateHash").GetString()!;
        Assert.True(summary.GetProperty("funnel").GetProperty("fills").GetInt64() > 0, "The prices swing; a cross must have traded.");
        Assert.Equal(File.ReadAllText(System.IO.Path.Combine(Path("result"), "summary.json")).Trim(), summary.GetRawText().Trim(), ignoreAllWhiteSpace: true);

        foreach (string topology in new[] { "inline", "fused", "pipelined" })
        {
            CommandRun replay = CommandRun.Of("replay", "--journal", Path("run"), "--verify", "--topology", topology, "--json");
            Assert.Equal((ExitCode.Success, ""), (replay.ExitCode, replay.Error));
            Assert.Equal(hash, replay.Json().GetProperty("replay").GetProperty("hash").GetString());
        }
    }

    [Fact]
    public void The_same_backtest_prints_the_funnel_and_the_assumptions_for_people()
    {
        Import(Trades(100));
        CommandRun run = CommandRun.Of("backtest", "--data", Path("data"), "--strategy", Strategy);
        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Contains("→ filled", run.Output, StringComparison.Ordinal);
        Assert.Contains("taken for granted", run.Output, StringComparison.Ordinal);
        Assert.Contains("No files were written", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_row_leaves_no_journal_and_is_named()
    {
        CommandRun run = Import([.. Trades(10), "1704067260000,1x0.00,1"]);
        Assert.Equal(ExitCode.Finding, run.ExitCode);
        Assert.Contains("line 12", run.Error, StringComparison.Ordinal);
        Assert.Contains("1x0.00", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path("data")));
        Assert.Equal(ExitCode.Finding, run.Json().GetProperty("exitCode").GetInt32());
    }

    [Theory]
    [InlineData("time=1,price=2,quantity=3", true)]
    [InlineData("time=1,price=2,quantity=3,header=yes", false)]
    public void A_header_line_read_as_data_is_told_how_to_say_so(string map, bool isRefused)
    {
        string file = Path("trades.csv");
        File.WriteAllLines(file, ["when,price,size", .. Trades(10)]);
        CommandRun run = CommandRun.Of("import", file, "--layout", map, "--symbol", "ACMEUSD", "--to", Path("data"));
        Assert.Equal(isRefused ? ExitCode.Finding : ExitCode.Success, run.ExitCode);
        Assert.Equal(isRefused, run.Error.Contains("header=yes", StringComparison.Ordinal));
    }

    [Fact]
    public void Import_help_lists_every_key_of_a_column_map()
    {
        string help = CommandRun.Of("import", "--help").Output;
        CommandRun wrong = CommandRun.Of("import", typeof(VerbTests).Assembly.Location, "--layout", "foo=1", "--to", Path("data"));
        string keys = wrong.Error[(wrong.Error.IndexOf("the keys are ", StringComparison.Ordinal) + 13)..wrong.Error.IndexOf("skip.", StringComparison.Ordinal)] + "skip";
        string[] known = keys.Split(", ");
        Assert.True(known.Length > 25, keys);
        string words = System.Text.RegularExpressions.Regex.Replace(help, @"\s+", " ");
        Assert.All(known, key => Assert.Matches($@"\b{key}\b", words));
    }

    [Fact]
    public void Cat_help_says_that_json_is_json_lines() =>
        Assert.Contains("JSON Lines, one object per record", System.Text.RegularExpressions.Regex.Replace(CommandRun.Of("journal", "cat", "--help").Output, @"\s+", " "), StringComparison.Ordinal);

    [Fact]
    public void A_file_named_twice_is_no_second_helping()
    {
        Import(Trades(10));
        string file = Path("trades.csv");
        CommandRun run = CommandRun.Of("import", file, file, "--layout", "time=time,price=price,quantity=quantity", "--symbol", "ACMEUSD", "--to", Path("twice"));
        Assert.Equal(ExitCode.Finding, run.ExitCode);
        Assert.Contains("files are named in the order of their time", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path("twice")));
    }

    [Fact]
    public void A_skipped_row_is_counted_and_a_finding()
    {
        CommandRun run = Import([.. Trades(10), "1704067260000,1x0.00,1"], "--on-bad-row", "skip");
        Assert.Equal(ExitCode.Finding, run.ExitCode);
        JsonElement counts = run.Json().GetProperty("files")[0].GetProperty("counts");
        Assert.Equal((11, 10, 1), (counts.GetProperty("rows").GetInt64(), counts.GetProperty("events").GetInt64(), counts.GetProperty("badRows").GetInt64()));
        Assert.Equal(ExitCode.Success, CommandRun.Of("journal", "verify", Path("data")).ExitCode);
    }

    [Fact]
    public void The_instrument_is_described_by_what_the_options_leave_open()
    {
        Import(Trades(10), "--taker-fee", "0.1%", "--lot", "0.5", "--quantity-scale", "3");
        JsonElement instrument = CommandRun.Of("journal", "describe", Path("data"), "--json").Json().GetProperty("instruments")[0];
        Assert.Equal("ACMEUSD.FILE", instrument.GetProperty("name").GetString());
        Assert.Equal("ACME", instrument.GetProperty("base").GetString());
        Assert.Equal(2, instrument.GetProperty("priceScale").GetInt32());
        Assert.Equal("0.500", instrument.GetProperty("lot").GetString());
        Assert.Equal("0.00100000", instrument.GetProperty("takerFee").GetString());
    }

    [Theory]
    [InlineData("BTCFDUSD", "BTC", "FDUSD")]
    [InlineData("SOLUSDT", "SOL", "USDT")]
    [InlineData("ETHBTC", "ETH", "BTC")]
    public void Base_and_quote_are_read_from_the_symbol(string symbol, string expectedBase, string expectedQuote)
    {
        Import(Trades(10), "--symbol", symbol);
        JsonElement instrument = CommandRun.Of("journal", "describe", Path("data"), "--json").Json().GetProperty("instruments")[0];
        Assert.Equal((expectedBase, expectedQuote), (instrument.GetProperty("base").GetString(), instrument.GetProperty("quote").GetString()));
    }

    [Theory]
    [InlineData("XBTUSD")]   // XBT in USD, or XB in TUSD?
    [InlineData("SPY")]
    public void A_currency_that_can_not_be_told_is_asked_for(string symbol)
    {
        CommandRun run = Import(Trades(10), "--symbol", symbol);
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("--quote", run.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Success, Import(Trades(10), "--symbol", symbol, "--quote", "USD").ExitCode);
    }

    [Fact]
    public void Cat_prints_a_document_a_line_within_the_sequences_and_kinds()
    {
        Import(Trades(50));
        CommandRun run = CommandRun.Of("journal", "cat", Path("data"), "--json", "--from", "10", "--to", "14", "--kind", "trade");
        long[] sequences = [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("sequence").GetInt64())];
        Assert.Equal([10, 11, 12, 13, 14], sequences);
        Assert.Empty(CommandRun.Of("journal", "cat", Path("data"), "--kind", "report").Output);

        string text = CommandRun.Of("journal", "cat", Path("data"), "--to", "0").Output;
        Assert.Contains("ACMEUSD.FILE price=100.25 quantity=1", text, StringComparison.Ordinal);
        CommandRun unknown = CommandRun.Of("journal", "cat", Path("data"), "--kind", "reprot");
        Assert.Equal(ExitCode.Usage, unknown.ExitCode);
        Assert.Contains("Did you mean 'Report'?", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flipped_bit_is_found_by_verify_and_by_replay()
    {
        Import(Trades(200));
        CommandRun.Of("backtest", "--data", Path("data"), "--strategy", Strategy, "--journal", Path("run"));
        string segment = Directory.GetFiles(System.IO.Path.Combine(Path("run"), "in")).Single();
        byte[] bytes = File.ReadAllBytes(segment);
        bytes[bytes.Length / 3] ^= 0x10;
        File.WriteAllBytes(segment, bytes);

        CommandRun verify = CommandRun.Of("journal", "verify", Path("run"));
        Assert.Equal(ExitCode.Finding, verify.ExitCode);
        Assert.Contains(System.IO.Path.GetFileName(segment), verify.Output, StringComparison.Ordinal);
        Assert.Contains("block", verify.Output, StringComparison.Ordinal);
        Assert.Contains("sequence", verify.Output, StringComparison.Ordinal);

        CommandRun replay = CommandRun.Of("replay", "--journal", Path("run"), "--verify", "--json");
        Assert.Equal(ExitCode.Finding, replay.ExitCode);
        Assert.False(replay.Json().GetProperty("isGood").GetBoolean());
        Assert.Contains("block", replay.Json().GetProperty("findings")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_journal_of_data_is_no_run_to_replay()
    {
        Import(Trades(10));
        CommandRun run = CommandRun.Of("replay", "--journal", Path("data"));
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("llmtrader backtest --data", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_journal_in_the_way_is_replaced_only_when_told()
    {
        Assert.Equal(ExitCode.Success, Import(Trades(10)).ExitCode);
        CommandRun again = Import(Trades(20));
        Assert.Equal(ExitCode.Usage, again.ExitCode);
        Assert.Contains("--force", again.Error, StringComparison.Ordinal);
        Assert.Equal(20, Import(Trades(20), "--force").Json().GetProperty("events").GetInt64());
    }

    [Fact]
    public void A_strategy_that_is_not_known_is_wrong_use()
    {
        Import(Trades(10));
        CommandRun run = CommandRun.Of("backtest", "--data", Path("data"), "--strategy", "hodl");
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("ma-cross:fast=10", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wish_to_stop_ends_a_verb_and_leaves_nothing_half_written()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        CommandRun run = CommandRun.Of(source.Token, "demo", "--events", "100000", "--out", Path("demo"));
        Assert.Equal(ExitCode.Interrupted, run.ExitCode);
        Assert.Equal("llmtrader: interrupted", run.Error.TrimEnd());
        Assert.Empty(Directory.GetFileSystemEntries(_directory));
    }

    private CommandRun Import(IReadOnlyList<string> rows, params string[] more)
    {
        string[] symbol = more.Contains("--symbol") ? [] : ["--symbol", "ACMEUSD"];
        string file = Path("trades.csv");
        File.WriteAllLines(file, ["time,price,quantity", .. rows]);
        return CommandRun.Of(["import", file, "--layout", "time=time,price=price,quantity=quantity", "--to", Path("data"), "--json", .. symbol, .. more]);
    }

    /// <summary>A trade every 20 s from 2024-01-01 on, its price going from 100.25 up to 114.25 and down again, in steps of 1.</summary>
    private static string[] Trades(int count) =>
        [.. Enumerable.Range(0, count).Select(i => $"{1_704_067_200_000 + (i * 20_000L)},{114 - Math.Abs((i % 28) - 14)}.25,1")];

    private string Path(string name) => System.IO.Path.Combine(_directory, name);
}
