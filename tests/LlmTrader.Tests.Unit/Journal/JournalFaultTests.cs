using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Tests.Unit.Journal;

/// <summary>Full and failing disks: a clear error, no further byte, and what is there reads as a whole prefix.</summary>
public sealed class JournalFaultTests : IDisposable
{
    private readonly TestJournal _journal = new();
    private readonly FaultyDisk _disk = new();

    [Fact]
    public void A_full_disk_stops_the_journal_and_the_half_block_is_cut_off()
    {
        using JournalWriter writer = Writer();
        AppendBatch(writer, 5);
        _disk.Room = 100;    // A part of the next block fits.
        EngineEvent e = TestJournal.Trade(5);
        writer.Append(in e);
        JournalIOException full = Assert.Throws<JournalIOException>(writer.EndOfBatch);
        Assert.True(full.IsDiskFull);
        Assert.Contains("Free space", full.Message, StringComparison.Ordinal);

        _disk.Room = long.MaxValue;    // Space comes back: the journal stays stopped all the same.
        AssertStopped(writer, durable: 4);
        AssertReads(5, JournalEnd.Open);
    }

    [Fact]
    public void Where_the_cut_fails_too_the_tail_is_torn_and_named()
    {
        using JournalWriter writer = Writer();
        AppendBatch(writer, 5);
        _disk.Room = 100;
        _disk.TruncateErrno = Errno.EIO;
        EngineEvent e = TestJournal.Trade(5);
        writer.Append(in e);
        Assert.Throws<JournalIOException>(writer.EndOfBatch);
        AssertStopped(writer, durable: 4);
        TornTail tail = AssertReads(5, JournalEnd.Torn)!;
        Assert.Equal((5, _journal.Directory.Segments(StreamKind.In)[0], 5), (tail.FirstSequence, tail.Position.Segment, tail.Position.Block));
        JournalFinding finding = Assert.Single(JournalInspector.Verify(_journal.Directory).Findings);
        Assert.True(finding.IsTornTail);
    }

    [Fact]
    public void A_write_error_in_the_middle_of_a_batch_throws_from_append()
    {
        using JournalWriter writer = Writer();
        _disk.WriteErrno = Errno.EIO;
        JournalIOException failure = Assert.Throws<JournalIOException>(() =>
        {
            for (int i = 0; i < 5000; i++)
            {
                EngineEvent e = TestJournal.Trade(i);
                writer.Append(in e);
            }
        });
        Assert.Equal((Errno.EIO, "write"), (failure.Errno, failure.Operation));
        _disk.WriteErrno = 0;
        AssertStopped(writer, durable: -1);
        AssertReads(0, JournalEnd.Open);
    }

    [Fact]
    public void After_a_failed_sync_nothing_becomes_durable()
    {
        using JournalWriter writer = Writer();
        AppendBatch(writer, 3);
        _disk.SyncErrno = Errno.EIO;
        EngineEvent e = TestJournal.Trade(3);
        writer.Append(in e);
        JournalIOException failure = Assert.Throws<JournalIOException>(writer.EndOfBatch);
        Assert.Contains("recover", failure.Message, StringComparison.Ordinal);
        _disk.SyncErrno = 0;
        AssertStopped(writer, durable: 2);
    }

    [Fact]
    public void Short_writes_are_continued()
    {
        _disk.MaxWrite = 7;
        using (JournalWriter writer = Writer())
        {
            AppendBatch(writer, 20);
            writer.Complete();
        }

        AssertReads(20, JournalEnd.Complete);
    }

    [Fact]
    public void A_disk_too_small_for_a_segment_says_so_when_the_segment_is_created()
    {
        _disk.AllocateErrno = Errno.ENOSPC;
        using JournalWriter writer = Writer();
        EngineEvent e = TestJournal.Trade(0);
        writer.Append(in e);
        JournalIOException failure = Assert.Throws<JournalIOException>(writer.EndOfBatch);
        Assert.Equal("fallocate", failure.Operation);
        AssertStopped(writer, durable: -1);
        AssertReads(0, JournalEnd.Open);
    }

    [Fact]
    public void A_disk_that_fills_at_any_byte_leaves_a_whole_prefix()
    {
        for (long room = 0; room < 1200; room += 13)
        {
            using TestJournal journal = new();
            FaultyDisk disk = new() { Room = room, TruncateErrno = room % 2 == 0 ? Errno.EIO : 0 };
            using JournalWriter writer = new(journal.Directory, new JournalWriterOptions { Mode = JournalMode.Sync, CreateFile = disk.Create, SegmentBytes = 1024 });
            long durable = -1;
            try
            {
                for (int i = 0; i < 20; i++)
                {
                    AppendBatch(writer, 1);
                    durable = i;
                }

                writer.Complete();
            }
            catch (JournalIOException)
            {
                Assert.Equal(durable, writer.DurableSequence);
            }

            // What was acknowledged is there; of the batch that failed, all or nothing.
            Assert.InRange(journal.ReadTrades(), durable + 1, durable + 2);
        }
    }

    public void Dispose() => _journal.Dispose();

    private JournalWriter Writer() =>
        new(_journal.Directory, new JournalWriterOptions { Mode = JournalMode.Sync, CreateFile = _disk.Create, SegmentBytes = 1 << 20 });

    private static void AppendBatch(JournalWriter writer, int count)
    {
        for (int i = 0; i < count; i++)
        {
            EngineEvent e = TestJournal.Trade(writer.NextSequence);
            writer.Append(in e);
            writer.EndOfBatch();
        }
    }

    private void AssertStopped(JournalWriter writer, long durable)
    {
        int writes = _disk.Writes;
        int syncs = _disk.Syncs;
        EngineEvent e = TestJournal.Trade(writer.NextSequence);
        Assert.Throws<JournalIOException>(() => writer.Append(in e));
        Assert.Throws<JournalIOException>(writer.EndOfBatch);
        Assert.Throws<JournalIOException>(writer.Complete);
        Assert.Equal((durable, writes, syncs), (writer.DurableSequence, _disk.Writes, _disk.Syncs));
    }

    private TornTail? AssertReads(long count, JournalEnd end)
    {
        using JournalReader reader = new(_journal.Directory);
        Assert.Equal(count, TestJournal.ReadTrades(reader));
        Assert.Equal(end, reader.End);
        return reader.TornTail;
    }
}
