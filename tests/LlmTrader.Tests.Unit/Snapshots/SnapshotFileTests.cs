using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Platform;
using LlmTrader.Persistence.Snapshots;
using LlmTrader.Tests.Unit.Journal;

namespace LlmTrader.Tests.Unit.Snapshots;

public sealed class SnapshotFileTests : IDisposable
{
    private readonly TestJournal _journal = new();
    private readonly SnapshotDirectory _snapshots;
    private readonly List<SnapshotDamagedException> _passedOver = [];

    public SnapshotFileTests()
    {
        _journal.WriteTrades(100, 5, new JournalWriterOptions { Mode = JournalMode.Sync, Preallocate = false });
        _snapshots = new SnapshotDirectory(_journal.Directory);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10_000_000)]   // Three pieces.
    public void What_is_read_is_what_was_written(int length)
    {
        byte[] content = Content(length, seed: 1);
        string path = _snapshots.Save(Header(41, content), content);
        Assert.Equal(Header(41, content), SnapshotFile.Read(path, out ReadOnlyMemory<byte> read));
        Assert.True(content.AsSpan().SequenceEqual(read.Span));
    }

    [Fact]
    public void Every_flipped_bit_and_every_cut_is_seen()
    {
        byte[] content = Content(500, seed: 2);
        string path = _snapshots.Save(Header(7, content), content);
        byte[] whole = File.ReadAllBytes(path);
        for (int i = 0; i < whole.Length; i++)
        {
            byte[] flipped = [.. whole];
            flipped[i] ^= (byte)(1 << (i % 8));
            File.WriteAllBytes(path, flipped);
            Assert.Throws<SnapshotDamagedException>(() => SnapshotFile.Read(path, out _));
            File.WriteAllBytes(path, whole[..i]);
            Assert.Throws<SnapshotDamagedException>(() => SnapshotFile.Read(path, out _));
        }
    }

    [Fact]
    public void A_bad_snapshot_falls_back_to_the_one_before_it()
    {
        Save(10);
        string damaged = Save(20);
        using (FileStream file = File.OpenWrite(damaged)) { file.SetLength(file.Length - 1); }
        Snapshot? newest = _snapshots.Newest(atMost: 100, _passedOver);
        Assert.Equal(10, newest?.Header.Sequence);
        Assert.Contains("its checksum is wrong", Assert.Single(_passedOver).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_snapshot_beyond_the_journals_end_is_passed_over()
    {
        Save(10);
        Save(20);
        Assert.Equal(10, _snapshots.Newest(atMost: 19, _passedOver)?.Header.Sequence);
        Assert.Contains("the journal ends at 19", Assert.Single(_passedOver).Message, StringComparison.Ordinal);
    }

    // The process that makes snapshots goes on meanwhile: all that were listed may be replaced by newer ones before they are read.
    [Fact]
    public void Snapshots_that_are_replaced_while_the_newest_is_looked_for_are_no_reason_to_find_none()
    {
        Save(10);
        Save(20);
        File.WriteAllText(Save(30), "damaged");
        Told told = new(() =>
        {
            Save(40);
            Save(50);
            Assert.Equal(3, _snapshots.Prune(keep: 2));
        });
        Assert.Equal(50, _snapshots.Newest(atMost: 100, told)?.Header.Sequence);
        Assert.Contains("30.snap", Assert.Single(told).Path, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_any_that_can_be_used_there_is_none()
    {
        Assert.Null(_snapshots.Newest(100, _passedOver));
        Save(20, header => header with { JournalId = "other" });
        Save(30, header => header with { EngineSemantics = 2 });
        Save(40, header => header with { ConfigurationHash = new string('0', 64) });
        File.Move(Save(50), Path.Combine(_snapshots.Path, "00000000000000000051.snap"));
        Assert.Null(_snapshots.Newest(100, _passedOver));
        Assert.Equal(
            ["it is of sequence 50, its name tells another.", "it was made under another configuration.", "it was made under engine semantics 2, the journal's are 1.", "it is of journal 'other', not of 'test01'."],
            _passedOver.Select(error => error.Reason));
    }

    // A repair that accepted a loss, and events of a later epoch under the same sequences: the state is not that behind them.
    [Fact]
    public void A_snapshot_of_another_history_is_passed_over_and_told()
    {
        Save(10);
        Save(20, header => header with { BlockCrc32C = header.BlockCrc32C + 1 });
        Save(30, header => header with { Epoch = 2 });
        Assert.Equal(10, _snapshots.Newest(100, _passedOver)?.Header.Sequence);
        Assert.Equal([30L, 20L], _passedOver.Select(passed => Sequence(passed.Path)));
        Assert.All(_passedOver, passed => Assert.Contains("of another history", passed.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void A_snapshot_whose_events_the_journal_does_not_hold_is_passed_over_and_testifies()
    {
        Save(10);
        byte[] content = Content(10, seed: 3);
        _snapshots.Save(Header(99, content) with { Sequence = 150 }, content);
        Assert.Equal(10, _snapshots.Newest(long.MaxValue, _passedOver)?.Header.Sequence);
        Assert.True(Assert.Single(_passedOver).IsBeyondEnd);
        Assert.Equal([150L, 10L], _snapshots.Witnesses.Select(witness => witness.Sequence));
    }

    [Fact]
    public void A_file_of_the_first_version_is_read_and_does_not_testify()
    {
        string path = Save(10);
        SnapshotHeader header = SnapshotFile.Read(path, out ReadOnlyMemory<byte> content);
        byte[] second = File.ReadAllBytes(path);
        byte[] first = [.. second[..168], .. second[176..]];    // Without the last eight bytes of the header,
        (first[4], first[44]) = (160, 1);                       // which is told, as is the version.
        System.Security.Cryptography.SHA256.HashData(first.AsSpan(40), first.AsSpan(8));
        File.WriteAllBytes(path, first);
        Assert.Equal(header with { BlockCrc32C = null }, SnapshotFile.Read(path, out ReadOnlyMemory<byte> read));
        Assert.True(content.Span.SequenceEqual(read.Span));
        Assert.Equal(10, _snapshots.Newest(100, _passedOver)?.Header.Sequence);
        Assert.Empty(_snapshots.Witnesses);
    }

    [Fact]
    public void Pruning_keeps_the_newest_that_can_be_used()
    {
        Save(10);
        Save(20);
        Save(30);
        File.WriteAllText(Save(40), "damaged");
        File.WriteAllText(Path.Combine(_snapshots.Path, "00000000000000000050.snap.tmp"), "half");
        File.WriteAllText(Path.Combine(_snapshots.Path, "notes.snap"), "foreign");
        Assert.Equal(1, _snapshots.Prune(keep: 2));
        Assert.Equal(["00000000000000000020.snap", "00000000000000000030.snap", "00000000000000000040.snap", "notes.snap"],
            Directory.GetFiles(_snapshots.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_file_that_is_not_there_is_a_fault_of_the_disk_and_not_of_the_snapshot() =>
        Assert.Throws<JournalIOException>(() => SnapshotFile.Read(Path.Combine(_journal.Path, "none.snap"), out _));

    public void Dispose() => _journal.Dispose();

    private static long Sequence(string path) => JournalDirectory.TrySequenceOf(path, out long sequence) ? sequence : -1;

    /// <summary>Does something when the first is told.</summary>
    private sealed class Told(Action meanwhile) : System.Collections.ObjectModel.Collection<SnapshotDamagedException>
    {
        protected override void InsertItem(int index, SnapshotDamagedException item)
        {
            base.InsertItem(index, item);
            if (index == 0) { meanwhile(); }
        }
    }

    private static byte[] Content(int length, int seed)
    {
        byte[] content = new byte[length];
        for (int i = 0; i < length; i++) { content[i] = (byte)((i * seed) >> 3); }
        return content;
    }

    private SnapshotHeader Header(long sequence, byte[] content) => new()
    {
        Sequence = sequence,
        Time = new Timestamp(1_700_000_000_000_000_000),
        StateHash = 0xFEDC_BA98_7654_3210,
        Epoch = 1,
        BlockCrc32C = JournalChain.Find(_journal.Directory, sequence)!.Value.Crc32C,
        EngineSemantics = _journal.Directory.Manifest.EngineSemantics,
        JournalId = _journal.Directory.Manifest.JournalId,
        ConfigurationHash = _journal.Directory.Manifest.ConfigurationHash,
        ContentHash = SnapshotFile.HashOf(content),
        ContentLength = content.Length,
    };

    private string Save(long sequence, Func<SnapshotHeader, SnapshotHeader>? change = null)
    {
        byte[] content = Content(1000, seed: (int)sequence);
        SnapshotHeader header = Header(sequence, content);
        return _snapshots.Save(change?.Invoke(header) ?? header, content);
    }
}
