using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Platform;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Unit.Journal;

public sealed class JournalWriterTests : IDisposable
{
    private readonly TestJournal _journal = new();
    private readonly ManualClock _clock = new();
    private readonly FaultyDisk _disk = new();

    private JournalWriterOptions Options(JournalMode mode) => new()
    {
        Mode = mode,
        Clock = _clock,
        CreateFile = _disk.Create,
        WriteDelay = TimeSpan.FromMicroseconds(500),
        GroupCommitDelay = TimeSpan.FromMilliseconds(1),
        GroupCommitBytes = 1 << 20,
        OverlapBytes = int.MaxValue,    // When a sync begins is asked here; that it may end later is GroupOverlapTests' subject.
        SegmentBytes = 1 << 20,
    };

    [Fact]
    public void Async_writes_a_lone_event_at_once_and_small_batches_together()
    {
        using JournalWriter writer = new(_journal.Directory, Options(JournalMode.Async));
        Assert.Equal((-1, -1), (writer.WrittenSequence, writer.DurableSequence));
        Append(writer, 1);
        writer.EndOfBatch();
        Assert.Equal(0, writer.WrittenSequence);

        Append(writer, 1);
        writer.EndOfBatch();
        _clock.Advance(TimeSpan.FromMicroseconds(499));
        Append(writer, 1);
        writer.EndOfBatch();
        Assert.Equal(0, writer.WrittenSequence);

        _clock.Advance(TimeSpan.FromMicroseconds(1));
        writer.EndOfBatch();
        Assert.Equal((2, -1), (writer.WrittenSequence, writer.DurableSequence));
        Assert.Equal((2, 0), (_disk.Writes, _disk.Syncs));

        writer.Complete();
        Assert.Equal((2, 2), (writer.WrittenSequence, writer.DurableSequence));
    }

    [Fact]
    public void Group_syncs_once_per_delay()
    {
        using JournalWriter writer = new(_journal.Directory, Options(JournalMode.Group));
        Append(writer, 1);
        writer.EndOfBatch();
        Assert.Equal((0, 1), (writer.DurableSequence, _disk.Syncs));
        for (int i = 0; i < 10; i++)
        {
            Append(writer, 1);
            writer.EndOfBatch();
        }

        Assert.Equal((0, 1), (writer.DurableSequence, _disk.Syncs));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        writer.EndOfBatch();
        Assert.Equal((10, 2), (writer.DurableSequence, _disk.Syncs));
        _clock.Advance(TimeSpan.FromMilliseconds(5));
        writer.EndOfBatch();
        Assert.Equal(2, _disk.Syncs);   // Nothing new, nothing to sync.
    }

    [Fact]
    public void Group_syncs_by_size_before_its_time()
    {
        using JournalWriter writer = new(_journal.Directory, Options(JournalMode.Group) with { GroupCommitBytes = 10_000, BlockBytes = 4096 });
        Append(writer, 1);
        writer.EndOfBatch();
        Append(writer, 300);    // No end of a batch: full blocks alone reach the limit.
        Assert.InRange(writer.DurableSequence, 200, 300);
        Append(writer, 215);
        writer.EndOfBatch();
        Assert.True(writer.DurableSequence > 300);
        Assert.True(writer.DurableSequence <= writer.WrittenSequence);
    }

    [Fact]
    public void Sync_makes_every_batch_durable()
    {
        using JournalWriter writer = new(_journal.Directory, Options(JournalMode.Sync));
        for (int i = 1; i <= 5; i++)
        {
            Append(writer, 3);
            Assert.Equal((3 * i) - 4, writer.DurableSequence);
            writer.EndOfBatch();
            Assert.Equal((3 * i) - 1, writer.DurableSequence);
        }

        writer.EndOfBatch();
        Assert.Equal(5, _disk.Syncs);
    }

    [Fact]
    public void A_sequence_that_is_not_the_next_one_is_a_broken_invariant()
    {
        using JournalWriter writer = new(_journal.Directory, Options(JournalMode.Async));
        Append(writer, 3);
        foreach (long wrong in new long[] { 2, 4, -1 })
        {
            EngineEvent e = TestJournal.Trade(wrong);
            Assert.Throws<InvariantViolationException>(() => writer.Append(in e));
        }

        EngineEvent unknown = TestJournal.Trade(3) with { Kind = (EventKind)99 };
        Assert.Throws<InvariantViolationException>(() => writer.Append(in unknown));
    }

    [Fact]
    public void Complete_ends_the_stream_once_and_for_all()
    {
        using JournalWriter writer = new(_journal.Directory, Options(JournalMode.Group));
        Append(writer, 4);
        writer.Complete();
        writer.Complete();
        Assert.Equal(4, writer.NextSequence);
        EngineEvent e = TestJournal.Trade(4);
        Assert.Throws<InvariantViolationException>(() => writer.Append(in e));

        using JournalReader reader = new(_journal.Directory);
        Assert.Equal(4, TestJournal.ReadTrades(reader));
        Assert.Equal(JournalEnd.Complete, reader.End);
        Assert.Equal(3, reader.Watermark);
    }

    [Fact]
    public void An_empty_journal_has_no_segment_and_reads_as_empty()
    {
        using (JournalWriter writer = new(_journal.Directory, Options(JournalMode.Group)))
        {
            writer.EndOfBatch();
            writer.Complete();
        }

        Assert.Empty(_journal.Directory.Segments(StreamKind.In));
        Assert.Equal(0, _journal.ReadTrades());
        JournalDescription description = JournalInspector.Describe(_journal.Directory);
        Assert.Null(description.In.FirstSequence);
        JournalVerification verification = JournalInspector.Verify(_journal.Directory);
        Assert.False(verification.IsSound || verification.IsDamaged);    // Nothing tells it from a run that was cut off before its first block.
    }

    [Fact]
    public void What_was_not_written_is_missing_and_nothing_else()
    {
        _journal.WriteTrades(10, perBatch: 4, Options(JournalMode.Sync), complete: false);
        using JournalReader reader = new(_journal.Directory);
        Assert.Equal(8, TestJournal.ReadTrades(reader));
        Assert.Equal(JournalEnd.Open, reader.End);
    }

    [Fact]
    public void Segments_roll_by_size_and_are_named_by_their_first_sequence()
    {
        _journal.WriteTrades(2000, perBatch: 100, Options(JournalMode.Async) with { SegmentBytes = 16 << 10, BlockBytes = 4096 });
        IReadOnlyList<string> segments = _journal.Directory.Segments(StreamKind.In);
        Assert.True(segments.Count >= 3);
        Assert.EndsWith("in/00000000000000000000.seg", segments[0], StringComparison.Ordinal);
        JournalDescription description = JournalInspector.Describe(_journal.Directory);
        Assert.Equal(2000, description.In.Records);
        Assert.All(description.In.Segments, segment =>
        {
            Assert.Equal(JournalDirectory.FirstSequenceOf(segment.Path), segment.FirstSequence);
            Assert.True(segment.FileBytes <= (16 << 10) + 200);    // The last one may hold the end block beyond it.
        });
        Assert.Equal(2000, _journal.ReadTrades());
    }

    [Fact]
    public void Preallocation_keeps_the_length_true_and_is_given_back()
    {
        using (JournalWriter writer = new(_journal.Directory, Options(JournalMode.Sync) with { SegmentBytes = 64 << 20 }))
        {
            Append(writer, 10);
            writer.EndOfBatch();
            string segment = _journal.Directory.Segments(StreamKind.In)[0];
            Assert.True(new FileInfo(segment).Length < 4096);
            writer.Complete();
            Assert.True(BlocksOnDisk(segment) * 512 < 1 << 20, "the reserved space is still held");
        }

        Assert.Equal(10, _journal.ReadTrades());
    }

    [Fact]
    public void A_journal_is_never_written_over()
    {
        _journal.WriteTrades(3, 1, Options(JournalMode.Sync));
        JournalIOException stream = Assert.Throws<JournalIOException>(() => new JournalWriter(_journal.Directory, Options(JournalMode.Sync)));
        Assert.Contains("Another journal lies there", stream.Message, StringComparison.Ordinal);
        JournalIOException manifest = Assert.Throws<JournalIOException>(() => JournalDirectory.Create(_journal.Path, TestJournal.Manifest()));
        Assert.Equal(Errno.EEXIST, manifest.Errno);
        Assert.Equal(3, _journal.ReadTrades());
    }

    [Theory]
    [InlineData(nameof(JournalWriterOptions.BlockBytes))]
    [InlineData(nameof(JournalWriterOptions.SegmentBytes))]
    [InlineData(nameof(JournalWriterOptions.GroupCommitBytes))]
    [InlineData(nameof(JournalWriterOptions.OverlapBytes))]
    [InlineData(nameof(JournalWriterOptions.MaxUnsyncedBytes))]
    [InlineData(nameof(JournalWriterOptions.WriteDelay))]
    public void A_bad_option_is_named(string option)
    {
        JournalWriterOptions options = option switch
        {
            nameof(JournalWriterOptions.BlockBytes) => new() { BlockBytes = 100 },
            nameof(JournalWriterOptions.SegmentBytes) => new() { SegmentBytes = 0 },
            nameof(JournalWriterOptions.GroupCommitBytes) => new() { GroupCommitBytes = 0 },
            nameof(JournalWriterOptions.OverlapBytes) => new() { OverlapBytes = -1 },
            nameof(JournalWriterOptions.MaxUnsyncedBytes) => new() { MaxUnsyncedBytes = 0 },
            _ => new() { WriteDelay = TimeSpan.FromSeconds(-1) },
        };
        Assert.Contains(option, Assert.Throws<ArgumentException>(() => new JournalWriter(_journal.Directory, options)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(JournalMode.Async, 1_000_000)]
    [InlineData(JournalMode.Group, 1_000_000)]
    [InlineData(JournalMode.Sync, 200)]
    public void Appending_allocates_nothing(JournalMode mode, int count)
    {
        using JournalWriter writer = new(_journal.Directory, new JournalWriterOptions { Mode = mode, GroupCommitDelay = TimeSpan.FromMilliseconds(5), Preallocate = false });    // Not a test of the disk.
        EngineEvent e = TestJournal.Trade(0);
        Append(writer, ref e, count / 4);    // Creates the segment, compiles the code.

        Assert.Equal(0, AllocatedBytes.LeastOf(() => AllocatedBytes.By(() => Append(writer, ref e, count / 4))));   // None longer: a segment's end allocates.
        Assert.True(writer.WrittenSequence > count / 4);
    }

    [Fact]
    public void Reading_allocates_nothing_per_event()
    {
        _journal.WriteTrades(300_000, 1000, new JournalWriterOptions { Mode = JournalMode.Async });
        Assert.Equal(0, AllocatedBytes.LeastOf(() =>
        {
            using JournalReader reader = new(_journal.Directory);
            EngineEvent e = default;
            for (int i = 0; i < 50_000; i++) { Assert.True(reader.TryRead(ref e)); }
            long bytes = AllocatedBytes.By(() =>
            {
                while (reader.TryRead(ref e)) { }
            });
            Assert.Equal(300_000, reader.NextSequence);
            return bytes;
        }));
    }

    public void Dispose() => _journal.Dispose();

    private static void Append(JournalWriter writer, ref EngineEvent e, int count)
    {
        for (int i = 0; i < count; i++)
        {
            writer.Append(in e);
            e.Sequence++;
            e.Trade.TradeId++;
            if ((i & 15) == 0) { writer.EndOfBatch(); }
        }
    }

    private static void Append(JournalWriter writer, int count)
    {
        for (int i = 0; i < count; i++)
        {
            EngineEvent e = TestJournal.Trade(writer.NextSequence);
            writer.Append(in e);
        }
    }

    private static long BlocksOnDisk(string path)
    {
        using System.Diagnostics.Process stat = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("stat", ["-c", "%b", path]) { RedirectStandardOutput = true })!;
        string text = stat.StandardOutput.ReadToEnd();
        stat.WaitForExit();
        return long.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
    }
}
