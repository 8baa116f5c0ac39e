using System.Runtime.InteropServices;
using System.Text.Json;
using LlmTrader.Persistence.Journal;
using LlmTrader.Tools.Cli;

namespace LlmTrader.Tests.Unit.Cli;

/// <summary>
/// Journals that were cut between two blocks: every block is whole, and yet nobody may take them for all that happened.
/// </summary>
public sealed class IncompleteJournalTests : IDisposable
{
    private const string Strategy = "ma-cross:fast=2,slow=3,bar=1m,quantity=1";

    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-incomplete-").FullName;

    public IncompleteJournalTests()
    {
        string file = Path("trades.csv");
        File.WriteAllLines(file, ["time,price,quantity", .. Enumerable.Range(0, 5_000).Select(i => $"{1_704_067_200_000 + (i * 20_000L)},{114 - Math.Abs((i % 28) - 14)}.25,1")]);
        Ok("import", file, "--layout", "time=time,price=price,quantity=quantity", "--symbol", "ACMEUSD", "--taker-fee", "0.001%", "--to", Path("data"));
        Ok("backtest", "--data", Path("data"), "--strategy", Strategy, "--entry-latency", "1", "--journal", Path("run"));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(0)]    // The end mark alone is gone.
    [InlineData(1)]    // The last records too.
    public void A_run_that_is_cut_between_two_blocks_is_a_finding_of_verify_and_of_replay(int blocks)
    {
        CutAfterBlocks(Path("run"), "in", keepFromEnd: 1 + blocks);

        CommandRun verify = CommandRun.Of("journal", "verify", Path("run"));
        Assert.Equal(ExitCode.Finding, verify.ExitCode);
        Assert.Contains("without an end mark after sequence", verify.Output, StringComparison.Ordinal);
        Assert.Contains("NOT sound", verify.Output, StringComparison.Ordinal);

        foreach (string[] more in new[] { Array.Empty<string>(), ["--verify"] })
        {
            CommandRun replay = CommandRun.Of(["replay", "--journal", Path("run"), .. more]);
            Assert.Equal(ExitCode.Finding, replay.ExitCode);
            Assert.DoesNotContain("Reproduced", replay.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("whole\n", replay.Output, StringComparison.Ordinal);
            Assert.Contains("without an end mark after sequence", replay.Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_derived_stream_that_is_gone_is_not_reproduced(bool deleteFile)
    {
        string segment = Directory.GetFiles(System.IO.Path.Combine(Path("run"), "out")).Single();
        if (deleteFile) { File.Delete(segment); } else { File.WriteAllBytes(segment, []); }

        CommandRun replay = CommandRun.Of("replay", "--journal", Path("run"), "--verify", "--json");
        Assert.Equal(ExitCode.Finding, replay.ExitCode);
        JsonElement report = replay.Json().GetProperty("replay");
        Assert.False(report.GetProperty("isReproduced").GetBoolean());
        Assert.Contains("out holds no block", report.GetProperty("breaksOff").GetString(), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Success, CommandRun.Of("replay", "--journal", Path("run")).ExitCode);   // Out was not asked for.
        CommandRun verify = CommandRun.Of("journal", "verify", Path("run"));
        Assert.Equal(ExitCode.Finding, verify.ExitCode);
        if (deleteFile) { Assert.Contains($"'{System.IO.Path.Combine(Path("run"), "out")}' is missing or empty: in holds answers to orders", verify.Output, StringComparison.Ordinal); }
    }

    [Fact]
    public void A_run_that_derived_nothing_has_no_out_stream_and_is_whole()
    {
        string file = Path("one.csv");
        File.WriteAllText(file, "1704067200000,100,1\n");
        Ok("import", file, "--layout", "time=1,price=2,quantity=3", "--symbol", "ACMEUSD", "--to", Path("one"));
        Ok("backtest", "--data", Path("one"), "--strategy", Strategy, "--journal", Path("quiet"));
        Ok("journal", "verify", Path("quiet"));
        Ok("replay", "--journal", Path("quiet"), "--verify");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Data_that_breaks_off_is_refused_unless_allowed(bool torn)
    {
        CutAfterBlocks(Path("data"), "in", keepFromEnd: 1, extraBytes: torn ? 20 : 0);
        string[] backtest = ["backtest", "--data", Path("data"), "--strategy", Strategy, "--entry-latency", "1", "--out", Path("result"), "--journal", Path("again")];

        CommandRun refused = CommandRun.Of(backtest);
        Assert.Equal(ExitCode.Finding, refused.ExitCode);
        Assert.Contains(Path("data"), refused.Error, StringComparison.Ordinal);
        Assert.Contains("--allow-incomplete", refused.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path("again")));
        Assert.Empty(Directory.GetFiles(Path("result")));

        CommandRun allowed = CommandRun.Of([.. backtest, "--allow-incomplete", "--json"]);
        Assert.Equal(ExitCode.Success, allowed.ExitCode);
        Assert.Contains("warning: the data in", allowed.Error, StringComparison.Ordinal);
        Assert.Equal(1, allowed.Json().GetProperty("warnings").GetArrayLength());
    }

    [Fact]
    public void What_a_killed_import_leaves_behind_is_no_data()
    {
        JournalDirectory data = JournalDirectory.Open(Path("data"));
        string partial = Path("more.partial-1-0");
        using (JournalWriter writer = new(JournalDirectory.Create(partial, data.Manifest)))
        using (JournalReader reader = new(data))
        {
            LlmTrader.Engine.Core.EngineEvent e = default;
            for (int i = 0; i < 1000 && reader.TryRead(ref e); i++) { writer.Append(in e); }
            writer.EndOfBatch();
        }

        CommandRun run = CommandRun.Of("backtest", "--data", partial, "--strategy", Strategy);
        Assert.Equal(ExitCode.Finding, run.ExitCode);
        Assert.Contains("is not all there", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_killed_run_left_beside_its_place_is_named_where_the_place_is_asked_for_and_before_it_is_filled()
    {
        string partial = Path("killed.partial-1-0");
        JournalDirectory.Create(partial, JournalDirectory.Open(Path("run")).Manifest);
        foreach (string[] verb in new[] { ["journal", "describe"], ["journal", "repair"], new[] { "replay", "--journal" }, ["backup", "create", "--to", Path("b")] })
        {
            CommandRun asked = CommandRun.Of([.. verb, Path("killed")]);
            Assert.Equal(ExitCode.Usage, asked.ExitCode);
            Assert.Contains($"'{Path("killed")}' was never completed; its partial journal is '{partial}'.", asked.Error, StringComparison.Ordinal);
        }

        CommandRun again = CommandRun.Of("backtest", "--data", Path("data"), "--strategy", Strategy, "--entry-latency", "1", "--journal", Path("killed"));
        Assert.Equal(ExitCode.Success, again.ExitCode);
        Assert.Contains($"warning: another run for '{Path("killed")}' was cut off, or is still under way; its partial journal is '{partial}'.", again.Error, StringComparison.Ordinal);
        Assert.True(Directory.Exists(partial));
    }

    [Fact]
    public void A_journal_that_is_still_being_written_can_be_looked_at()
    {
        CutAfterBlocks(Path("run"), "in", keepFromEnd: 1);
        Ok("journal", "describe", Path("run"));
        Ok("journal", "cat", Path("run"), "--to", "3");
    }

    [Fact]
    public void A_torn_end_is_a_sentence()
    {
        CutAfterBlocks(Path("run"), "in", keepFromEnd: 1, extraBytes: 20);
        CommandRun replay = CommandRun.Of("replay", "--journal", Path("run"));
        Assert.Equal(ExitCode.Finding, replay.ExitCode);
        Assert.Contains("breaks off in block", replay.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("TornTail {", replay.Output, StringComparison.Ordinal);
    }

    private static void Ok(params string[] args)
    {
        CommandRun run = CommandRun.Of(args);
        Assert.True((run.ExitCode, run.Error) == (ExitCode.Success, ""), run.Error);
    }

    /// <summary>Cuts a stream's last segment at the start of one of its last blocks.</summary>
    private static void CutAfterBlocks(string journal, string stream, int keepFromEnd, int extraBytes = 0)
    {
        string segment = Directory.GetFiles(System.IO.Path.Combine(journal, stream)).Order(StringComparer.Ordinal).Last();
        byte[] bytes = File.ReadAllBytes(segment);
        List<int> starts = [];
        for (int start = 0; start < bytes.Length; start += MemoryMarshal.Read<JournalBlockHeader>(bytes.AsSpan(start + 8)).LengthBytes) { starts.Add(start); }
        Assert.True(starts.Count > keepFromEnd, "The journal has too few blocks for this test.");
        File.WriteAllBytes(segment, bytes[..(starts[^keepFromEnd] + extraBytes)]);
    }

    private string Path(string name) => System.IO.Path.Combine(_directory, name);
}
