using System.Buffers.Binary;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Platform;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Unit.Journal;

/// <summary>Mode async syncs on a second thread what has gathered, so that the end of a segment finds little left; nobody waits for it before.</summary>
public sealed class SyncAheadTests : IDisposable
{
    private const int Few = 50;       // Far less than gathers.
    private const int Many = 1_000;   // Far more.

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TestJournal _journal = new();
    private readonly GatedDisk _disk = new();

    [Fact]
    public void What_has_gathered_is_synced_beside_the_writer_one_sync_at_a_time()
    {
        using JournalWriter writer = new(_journal.Directory, Options());
        Append(writer, Few);
        Assert.Equal(0, _disk.Entered);
        _disk.Close();
        Append(writer, Many);
        _disk.AwaitEntered(1);
        long written = writer.WrittenSequence;
        Append(writer, Many);
        Assert.True(writer.WrittenSequence >= written + Many - (2 * Few), $"{writer.WrittenSequence} behind {written}");    // It did not wait.
        Assert.Equal((1, -1), (_disk.Entered, writer.DurableSequence));

        _disk.Open();
        Assert.True(SpinWait.SpinUntil(() => writer.DurableSequence >= 0, Patience));
        Assert.True(writer.DurableSequence <= written);    // What was written when it began.
        Append(writer, Many);
        Assert.True(SpinWait.SpinUntil(() => writer.DurableSequence > written, Patience));
        writer.Complete();
        Assert.True(_disk.Beside!.Join(Patience));
        AssertReads(Few + (3 * Many));
    }

    [Fact]
    public void The_end_of_a_segment_waits_for_the_sync_under_way_and_syncs_the_rest()
    {
        using JournalWriter writer = new(_journal.Directory, Options() with { SegmentBytes = 16 << 10 });
        _disk.Close();
        using Timer timer = new(_ => _disk.Open(), null, 100, Timeout.Infinite);
        while (_journal.Directory.Segments(StreamKind.In).Count < 2) { Append(writer, Few); }
        long first = long.Parse(Path.GetFileNameWithoutExtension(_journal.Directory.Segments(StreamKind.In)[1]), System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(writer.DurableSequence >= first - 1);    // A later segment never outlives the end of an earlier one.
    }

    [Fact]
    public void A_sync_that_fails_on_the_side_is_final_and_told_at_the_next_call()
    {
        using JournalWriter writer = new(_journal.Directory, Options());
        _disk.Close();
        Append(writer, Many);
        _disk.AwaitEntered(1);
        _disk.Open(Errno.EIO);
        JournalIOException failure = Assert.Throws<JournalIOException>(() =>
        {
            for (int i = 0; i < int.MaxValue; i++) { writer.EndOfBatch(); }
        });
        Assert.Equal((Errno.EIO, "fdatasync"), (failure.Errno, failure.Operation));
        Assert.Throws<JournalIOException>(() => Append(writer, 1));
        Assert.Throws<JournalIOException>(writer.Complete);
        Assert.Equal(-1, writer.DurableSequence);
    }

    [Fact]
    public void Followers_are_told_what_was_written_also_when_a_sync_ends_behind_it()
    {
        using JournalWriter writer = new(_journal.Directory, Options());
        _disk.Close();
        Append(writer, Many);
        _disk.AwaitEntered(1);
        Append(writer, Many);
        Assert.Equal(writer.WrittenSequence, Marked());
        _disk.Open();
        Assert.True(SpinWait.SpinUntil(() => writer.DurableSequence >= 0, Patience));
        Assert.True(writer.DurableSequence < writer.WrittenSequence);
        Assert.Equal(writer.WrittenSequence, Marked());    // Not back to what is on the disk.
    }

    [Fact]
    public void A_short_run_is_synced_at_its_end_alone()
    {
        using JournalWriter writer = new(_journal.Directory, Options());
        Append(writer, Few);
        writer.Complete();
        Assert.Null(_disk.Beside);    // No sync of its.
        Assert.Equal(Few - 1, writer.DurableSequence);
    }

    [Fact]
    public void The_first_sync_on_the_side_allocates_nothing_on_the_writers_thread()
    {
        Assert.Equal(0, AllocatedBytes.LeastOf(() =>
        {
            using TestJournal journal = new();
            int entered = _disk.Entered;
            using JournalWriter writer = new(journal.Directory, Options() with { SyncAheadBytes = 1 << 20 });
            Append(writer, Many);    // The first block makes the segment.
            long bytes = AllocatedBytes.By(() => Append(writer, 30 * Many));
            _disk.AwaitEntered(entered + 1);
            return bytes;
        }));
    }

    [Fact]
    public void Nothing_gathered_is_no_option() =>
        Assert.Contains("SyncAheadBytes", Assert.Throws<ArgumentException>(() => (Options() with { SyncAheadBytes = 0 }).Validated()).Message, StringComparison.Ordinal);

    public void Dispose()
    {
        _disk.Open();
        _journal.Dispose();
    }

    private JournalWriterOptions Options() => new() { Mode = JournalMode.Async, SyncAheadBytes = 8192, BlockBytes = 4096, CreateFile = _disk.Create, Preallocate = false };

    private static void Append(JournalWriter writer, int count)
    {
        for (int i = 0; i < count; i++)
        {
            EngineEvent e = TestJournal.Trade(writer.NextSequence);
            writer.Append(in e);
        }
    }

    // DIR/durable: who wrote it in eight bytes, then how far.
    private long Marked()
    {
        using FileStream mark = new(Path.Combine(_journal.Directory.Path, "durable"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> bytes = stackalloc byte[16];
        mark.ReadExactly(bytes);
        return BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]);
    }

    private void AssertReads(long count)
    {
        using JournalReader reader = new(_journal.Directory);
        Assert.Equal(count, TestJournal.ReadTrades(reader));
        Assert.Equal(JournalEnd.Complete, reader.End);
    }
}
