using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Retention;
using LlmTrader.Persistence.Snapshots;
using LlmTrader.Persistence.Snapshots.Content;
using LlmTrader.Tests.Unit.Cli;

namespace LlmTrader.Tests.Unit.Journal.Retention;

public sealed class RetentionTests : IDisposable
{
    private static readonly JournalWriterOptions Small = new() { Mode = JournalMode.Sync, BlockBytes = 4096, SegmentBytes = 4096, Preallocate = false };

    private readonly TestJournal _journal = new();
    private readonly string _archive = Directory.CreateTempSubdirectory("llmtrader-archive-").FullName;

    public RetentionTests()
    {
        _journal.WriteTrades(2000, 50, Small);
        foreach (string segment in Segments()) { File.SetLastWriteTimeUtc(segment, DateTime.UtcNow.AddDays(-100)); }
        Assert.True(Segments().Count > 8);
    }

    public void Dispose()
    {
        _journal.Dispose();
        Directory.Delete(_archive, recursive: true);
    }

    [Fact]
    public void Without_a_snapshot_nothing_goes_and_the_reason_is_told()
    {
        CommandRun run = CommandRun.Of("journal", "prune", _journal.Path, "--older-than", "90d");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("there is no snapshot", run.Output, StringComparison.Ordinal);
        Assert.Equal(2000, _journal.ReadTrades());
    }

    // No start could use it, so that what it seems to replace must stay.
    [Fact]
    public void A_snapshot_that_is_damaged_lets_nothing_go()
    {
        string snapshot = Snapshot(1100);
        using (FileStream file = File.OpenWrite(snapshot)) { file.SetLength(file.Length - 1); }
        CommandRun run = CommandRun.Of("journal", "prune", _journal.Path, "--older-than", "90d");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("there is no snapshot that can be used", run.Output, StringComparison.Ordinal);
        Assert.Equal(2000, _journal.ReadTrades());
    }

    [Fact]
    public void Prunes_up_to_the_oldest_snapshot_and_the_chain_goes_on()
    {
        Snapshot(1900);
        Snapshot(1100);
        IReadOnlyList<string> before = Segments();
        CommandRun dry = CommandRun.Of("journal", "prune", _journal.Path, "--older-than", "90d", "--dry-run");
        Assert.Contains("would go", dry.Output, StringComparison.Ordinal);
        Assert.Contains("the snapshot of sequence 1100 needs", dry.Output, StringComparison.Ordinal);
        Assert.Equal(before, Segments());

        Assert.Equal(0, CommandRun.Of("journal", "prune", _journal.Path, "--older-than", "90d").ExitCode);
        IReadOnlyList<string> after = Segments();
        Assert.Equal(before.TakeLast(after.Count), after);
        long first = JournalDirectory.FirstSequenceOf(after[0]);
        Assert.InRange(first, 1, 1100);
        Assert.True(JournalDirectory.FirstSequenceOf(after[1]) > 1100);    // No more than need be stays.

        CommandRun verify = CommandRun.Of("journal", "verify", _journal.Path);
        Assert.True(verify.ExitCode == 0, verify.Output);
        Assert.Contains($"in begins behind sequence {first - 1}", verify.Output, StringComparison.Ordinal);
        using JournalReader reader = new(_journal.Directory);
        EngineEvent e = default;
        for (long sequence = first; sequence < 2000; sequence++) { Assert.True(reader.TryRead(ref e) && e.Sequence == sequence); }
        Assert.False(reader.TryRead(ref e));

        // Once more, further: the count of removed segments goes on.
        File.Delete(Path.Combine(_journal.Directory.SnapshotsPath, $"{1100:D20}.snap"));
        Assert.Equal(0, CommandRun.Of("journal", "prune", _journal.Path, "--older-than", "90d").ExitCode);
        Assert.True(JournalInspector.Verify(_journal.Directory).IsSound);
        Assert.Equal(before.Count - Segments().Count, PruneRecord.Read(_journal.Directory).In!.Segments);
    }

    [Fact]
    public void A_first_block_that_does_not_continue_what_was_pruned_is_found()
    {
        Snapshot(1100);
        CommandRun.Of("journal", "prune", _journal.Path, "--older-than", "90d");
        File.Delete(Segments()[0]);
        Assert.Equal(1, CommandRun.Of("journal", "verify", _journal.Path).ExitCode);
        EngineEvent e = default;
        using JournalReader reader = new(_journal.Directory);
        Assert.Throws<JournalCorruptException>(() => reader.TryRead(ref e));
    }

    [Fact]
    public void A_crash_between_the_record_and_the_removal_leaves_a_readable_journal_and_the_next_run_tidies_up()
    {
        Snapshot(1900);
        IReadOnlyList<string> before = Segments();
        byte[][] contents = [.. before.Select(File.ReadAllBytes)];
        CommandRun.Of("journal", "prune", _journal.Path, "--older-than", "90d");
        IReadOnlyList<string> after = Segments();
        for (int i = 3; i < before.Count; i++) { File.WriteAllBytes(before[i], contents[i]); }    // Only three were removed.
        Assert.Equal(after, Segments());
        Assert.True(JournalInspector.Verify(_journal.Directory).IsSound);
        CommandRun.Of("journal", "prune", _journal.Path, "--older-than", "90d");
        Assert.Equal(after, Directory.GetFiles(_journal.Directory.StreamPath(StreamKind.In)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Spares_what_a_follower_has_not_seen_and_a_follower_goes_on_behind_a_pruning()
    {
        Snapshot(1999);
        string checkpoint = Path.Combine(_journal.Directory.FollowersPath, "projector.json");
        FollowerOptions options = new() { CheckpointPath = checkpoint };
        using JournalFollower follower = new(_journal.Directory, options);
        EngineEvent e = default;
        while (follower.LastSequence < 700) { Assert.True(follower.TryRead(ref e)); }
        follower.Checkpoint();
        CommandRun run = CommandRun.Of("journal", "prune", _journal.Path, "--older-than", "90d");
        Assert.Contains("follower 'projector' has seen no more than sequence 700", run.Output, StringComparison.Ordinal);
        Assert.InRange(JournalDirectory.FirstSequenceOf(Segments()[0]), 1, 700);

        string seen = File.ReadAllText(checkpoint);
        File.WriteAllText(checkpoint, "{");
        Assert.Contains("can't be read", CommandRun.Of("journal", "prune", _journal.Path, "--older-than", "90d").Output, StringComparison.Ordinal);
        File.WriteAllText(checkpoint, seen);

        using JournalFollower resumed = new(_journal.Directory, options);
        for (long sequence = 701; sequence < 2000; sequence++) { Assert.True(resumed.TryRead(ref e) && e.Sequence == sequence); }
        resumed.Checkpoint();
        CommandRun.Of("journal", "prune", _journal.Path, "--older-than", "90d");
        using JournalFollower again = new(_journal.Directory, options);
        Assert.False(again.TryRead(ref e));
        Assert.Throws<JournalPrunedException>(() => new JournalFollower(_journal.Directory, new FollowerOptions { From = 700 }));
        Assert.Equal(1, CommandRun.Of("journal", "follow", _journal.Path).ExitCode);

        // One that was in the middle of what went is told, too.
        Assert.Throws<JournalPrunedException>(() => { while (follower.TryRead(ref e) || !follower.IsAtEnd) { } });
    }

    [Fact]
    public void A_damaged_segment_and_what_follows_it_stay()
    {
        Snapshot(1999);
        IReadOnlyList<string> before = Segments();
        byte[] bytes = File.ReadAllBytes(before[2]);
        bytes[^5] ^= 4;
        File.WriteAllBytes(before[2], bytes);
        File.SetLastWriteTimeUtc(before[2], DateTime.UtcNow.AddDays(-100));
        CommandRun run = CommandRun.Of("journal", "prune", _journal.Path, "--older-than", "90d");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("it is damaged", run.Output, StringComparison.Ordinal);
        Assert.Equal(before.Skip(2), Segments());
        Assert.Equal(1, CommandRun.Of("journal", "archive", _journal.Path, "--older-than", "30d", "--to", _archive).ExitCode);
    }

    // The last segment of a journal that ended clean is closed like any other; of one that is being written only what had been durable counts.
    [Fact]
    public void A_damaged_last_segment_is_no_open_one()
    {
        string last = Segments()[^1];
        byte[] whole = File.ReadAllBytes(last);
        byte[] bytes = [.. whole];
        bytes[200] ^= 4;
        File.WriteAllBytes(last, bytes);
        File.SetLastWriteTimeUtc(last, DateTime.UtcNow.AddDays(-100));
        CommandRun damaged = CommandRun.Of("journal", "archive", _journal.Path, "--older-than", "30d", "--to", _archive);
        Assert.Equal(1, damaged.ExitCode);
        Assert.Contains("it is damaged: block 0 at byte 0", damaged.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("being written", damaged.Output, StringComparison.Ordinal);

        File.WriteAllBytes(last, whole[..300]);    // As a crash leaves it.
        CommandRun torn = CommandRun.Of("journal", "archive", _journal.Path, "--older-than", "30d", "--to", _archive);
        Assert.Equal(0, torn.ExitCode);
        Assert.Contains("being written", torn.Output, StringComparison.Ordinal);
    }

    // Block by block such a segment looks whole.
    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void A_closed_segment_that_lacks_its_last_block_is_named_and_not_archived(int fromEnd)
    {
        string segment = Segments()[^fromEnd];
        byte[] bytes = File.ReadAllBytes(segment);
        int cut = bytes.AsSpan().LastIndexOf(bytes.AsSpan(0, 4));    // Every block begins with the same mark.
        Assert.True(cut > 0);
        File.WriteAllBytes(segment, bytes[..cut]);
        File.SetLastWriteTimeUtc(segment, DateTime.UtcNow.AddDays(-100));
        CommandRun run = CommandRun.Of("journal", "archive", _journal.Path, "--older-than", "30d", "--to", _archive, "--json");
        Assert.True(run.ExitCode == 1, run.Output);
        Assert.False(File.Exists(Path.Combine(_archive, "in", Path.GetFileName(segment))));
        JsonElement verdict = run.Json().GetProperty("segments").EnumerateArray().Single(item => item.GetProperty("path").GetString() == segment);
        Assert.Contains("it is damaged: it does not end where", verdict.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.True(verdict.GetProperty("isDamaged").GetBoolean());

        Snapshot(1999);
        Assert.Equal(1, CommandRun.Of("journal", "prune", _journal.Path, "--older-than", "30d").ExitCode);
        Assert.True(File.Exists(segment));
    }

    [Fact]
    public void The_archive_is_a_journal_and_prune_can_ask_for_it()
    {
        Snapshot(1999);
        string young = Segments()[6];
        File.SetLastWriteTimeUtc(young, DateTime.UtcNow);
        string[] archive = ["journal", "archive", _journal.Path, "--older-than", "30d", "--to", _archive];
        Assert.Equal(0, CommandRun.Of([.. archive, "--dry-run"]).ExitCode);
        Assert.Empty(Directory.GetFileSystemEntries(_archive));
        Assert.Equal(0, CommandRun.Of(archive).ExitCode);
        JournalDirectory copy = JournalDirectory.Open(_archive);
        Assert.Equal(Segments().Count - 1, copy.Segments(StreamKind.In).Count);
        File.Delete(copy.Segments(StreamKind.In)[4]);

        CommandRun prune = CommandRun.Of("journal", "prune", _journal.Path, "--older-than", "30d", "--archived", _archive);
        Assert.Contains("it does not lie in the archive", prune.Output, StringComparison.Ordinal);
        Assert.Equal(4, PruneRecord.Read(_journal.Directory).In!.Segments);
        File.SetLastWriteTimeUtc(young, DateTime.UtcNow.AddDays(-40));
        Assert.Contains("archived already, byte for byte", CommandRun.Of(archive).Output, StringComparison.Ordinal);
        Assert.True(JournalInspector.Verify(copy).IsSound);
        using JournalReader reader = new(copy);
        Assert.Equal(2000, TestJournal.ReadTrades(reader));

        using TestJournal other = new(TestJournal.Manifest() with { JournalId = "other" });
        other.WriteTrades(10, 10, Small);
        Assert.Contains("is of journal 'test01'", CommandRun.Of("journal", "archive", other.Path, "--older-than", "0d", "--to", _archive).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("30")]
    [InlineData("-1d")]
    [InlineData("d")]
    [InlineData("99999999999999999999d")]
    public void An_age_without_meaning_is_refused(string age) =>
        Assert.Equal(2, CommandRun.Of("journal", "prune", _journal.Path, "--older-than", age).ExitCode);

    private IReadOnlyList<string> Segments() => _journal.Directory.Segments(StreamKind.In);

    private string Snapshot(long sequence)
    {
        JournalManifest manifest = _journal.Directory.Manifest;
        SnapshotSaver saver = new();
        long lastDerived = -1;    // As a run begins its state that has derived nothing.
        int ofLast = 0;
        saver.Section("derived end");
        saver.Value(ref lastDerived);
        saver.Value(ref ofLast);
        return new SnapshotDirectory(_journal.Directory).Save(new SnapshotHeader
        {
            Sequence = sequence,
            Time = TestJournal.Trade(sequence).Time,
            StateHash = 1,
            Epoch = 1,
            BlockCrc32C = JournalChain.Find(_journal.Directory, sequence)!.Value.Crc32C,
            EngineSemantics = manifest.EngineSemantics,
            JournalId = manifest.JournalId,
            ConfigurationHash = manifest.ConfigurationHash,
            ContentHash = SnapshotFile.HashOf(saver.Content),
            ContentLength = saver.Content.Length,
        }, saver.Content);
    }
}
