using System.Text.Json;
using LlmTrader.Persistence.Journal;
using LlmTrader.Tests.Unit.Journal;
using LlmTrader.Tools.Cli;

namespace LlmTrader.Tests.Unit.Cli;

/// <summary><c>journal repair</c> as an operator meets it: what is said, what is done, and the exit codes.</summary>
public sealed class RepairVerbTests : IDisposable
{
    private readonly TestJournal _journal = new();

    [Fact]
    public void A_sound_journal_is_left_alone()
    {
        Write(complete: true);
        CommandRun run = CommandRun.Of("journal", "repair", _journal.Path);
        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        Assert.Contains("Nothing to repair.", run.Output, StringComparison.Ordinal);
        Assert.Empty(_journal.Directory.ReadEpochs());
        Assert.False(Directory.Exists(Path.Combine(_journal.Path, "dropped")));
    }

    [Fact]
    public void A_torn_tail_is_repaired_without_asking()
    {
        Write(complete: false);
        string last = _journal.Directory.Segments(StreamKind.In)[^1];
        File.WriteAllBytes(last, File.ReadAllBytes(last)[..^5]);
        CommandRun dry = CommandRun.Of("journal", "repair", _journal.Path, "--dry-run");
        Assert.Equal(ExitCode.Success, dry.ExitCode);
        Assert.Contains("Would be repaired: the journal would go on after sequence 37 in epoch 2.", dry.Output, StringComparison.Ordinal);
        Assert.Empty(_journal.Directory.ReadEpochs());
        CommandRun run = CommandRun.Of("journal", "repair", _journal.Path);
        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Contains("in has a torn tail", run.Output, StringComparison.Ordinal);
        Assert.Contains("Repaired: the journal goes on after sequence 37 in epoch 2.", run.Output, StringComparison.Ordinal);
        Assert.Equal(38, _journal.ReadTrades());
    }

    [Fact]
    public void Corruption_is_refused_until_the_loss_is_accepted()
    {
        Write(complete: true);
        string second = _journal.Directory.Segments(StreamKind.In)[1];
        byte[] bytes = File.ReadAllBytes(second);
        bytes[300] ^= 2;
        File.WriteAllBytes(second, bytes);
        CommandRun refused = CommandRun.Of("journal", "repair", _journal.Path);
        Assert.Equal(ExitCode.Fault, refused.ExitCode);
        Assert.Contains($"REFUSED, nothing was changed. Check the disk and restore from a backup; or run `llmtrader journal repair {_journal.Path} --accept-loss`", refused.Output, StringComparison.Ordinal);
        Assert.Equal(bytes, File.ReadAllBytes(second));

        CommandRun run = CommandRun.Of("journal", "repair", _journal.Path, "--accept-loss", "--json");
        Assert.Equal(ExitCode.Success, run.ExitCode);
        JsonElement document = run.Json();
        Assert.Equal("corruption", document.GetProperty("verdict").GetString());
        Assert.True(document.GetProperty("isRepaired").GetBoolean());
        long kept = document.GetProperty("keptThrough").GetInt64();
        JsonElement lost = document.GetProperty("in").GetProperty("unreadable")[0];
        Assert.Equal((kept + 1, kept + 2), (lost.GetProperty("first").GetInt64(), lost.GetProperty("last").GetInt64()));
        Assert.Equal(39, document.GetProperty("in").GetProperty("wholeBehind")[0].GetProperty("last").GetInt64());
        Assert.Equal(kept + 1, _journal.ReadTrades());

        CommandRun cat = CommandRun.Of("journal", "cat", document.GetProperty("putAside").GetProperty("directory").GetString()!, "--json");
        Assert.Equal(ExitCode.Success, cat.ExitCode);
        string[] lines = cat.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(39 - (kept + 2), lines.Length);
        Assert.Equal(ExitCode.Fault, CommandRun.Of("journal", "repair", Path.Combine(_journal.Path, "dropped", "2")).ExitCode);
    }

    [Fact]
    public void A_journal_in_use_is_not_repaired()
    {
        Write(complete: false);
        string last = _journal.Directory.Segments(StreamKind.In)[^1];
        File.WriteAllBytes(last, File.ReadAllBytes(last)[..^5]);
        using var held = LlmTrader.Persistence.Journal.Platform.JournalLock.Acquire(_journal.Path);
        CommandRun run = CommandRun.Of("journal", "repair", _journal.Path);
        Assert.Equal(ExitCode.Fault, run.ExitCode);
        Assert.Contains($"process {Environment.ProcessId} holds", run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _journal.Dispose();

    private void Write(bool complete) =>
        _journal.WriteTrades(40, perBatch: 2, new JournalWriterOptions { Mode = JournalMode.Sync, SegmentBytes = 1024, Preallocate = false }, complete);
}
