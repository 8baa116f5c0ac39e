using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;

namespace LlmTrader.Tests.Unit.Journal;

public sealed class OutJournalTests : IDisposable
{
    private readonly TestJournal _journal = new();

    [Fact]
    public void Records_may_share_a_sequence_and_skip_any_number()
    {
        long[] sequences = [3, 3, 3, 10, 3 + (1L << 32), 3 + (1L << 32), 1L << 40];
        Write(sequences, complete: true);
        using OutJournalReader reader = new(_journal.Directory);
        OutRecord record = default;
        foreach (long sequence in sequences)
        {
            Assert.True(reader.TryRead(ref record));
            OutRecord expected = TestJournal.Equity(sequence, sequence * 2);
            Assert.Equal(EventJson.ToText(in expected), EventJson.ToText(in record));
        }

        Assert.False(reader.TryRead(ref record));
        Assert.Equal(JournalEnd.Complete, reader.End);
    }

    [Fact]
    public void A_sequence_that_goes_back_is_a_broken_invariant()
    {
        using OutJournalWriter writer = new(_journal.Directory);
        OutRecord record = TestJournal.Equity(5, 1);
        writer.Append(in record);
        record.Sequence = 4;
        Assert.Throws<InvariantViolationException>(() => writer.Append(in record));
    }

    [Fact]
    public void It_never_syncs_before_its_end()
    {
        FaultyDisk disk = new();
        using OutJournalWriter writer = new(_journal.Directory, new JournalWriterOptions { Mode = JournalMode.Sync, CreateFile = disk.Create, WriteDelay = TimeSpan.Zero });
        for (int i = 0; i < 10; i++)
        {
            OutRecord record = TestJournal.Equity(i, i);
            writer.Append(in record);
            writer.EndOfBatch();
        }

        Assert.Equal((10, 0), (disk.Writes, disk.Syncs));
        Assert.Equal(9, writer.WrittenSequence);
        writer.Complete();
        Assert.True(disk.Syncs > 0);
    }

    [Fact]
    public void Segments_roll_only_between_sequences()
    {
        Write([.. Enumerable.Range(0, 3000).Select(i => (long)(i / 500))], complete: true, new JournalWriterOptions { SegmentBytes = 4096, BlockBytes = 4096, Mode = JournalMode.Async });
        Assert.True(_journal.Directory.Segments(StreamKind.Out).Count > 2);
        JournalDescription description = JournalInspector.Describe(_journal.Directory);
        Assert.Equal(3000, description.Out.Records);
        JournalVerification verification = JournalInspector.Verify(_journal.Directory);
        Assert.Equal(JournalEnd.Complete, verification.OutEnd);
        Assert.DoesNotContain(verification.Findings, finding => finding.Stream == StreamKind.Out);
    }

    [Fact]
    public void The_same_records_compare_equal_however_they_were_cut_into_blocks()
    {
        long[] sequences = [.. Enumerable.Range(0, 5000).Select(i => (long)(i / 3))];
        Write(sequences, complete: true, new JournalWriterOptions { BlockBytes = 4096 });
        using OutStreamComparer comparer = Compare(sequences, i => i * 2);
        Assert.Null(comparer.Difference);
        Assert.Equal((5000, 0), (comparer.Compared, comparer.Unrecorded));
        Assert.Equal(JournalEnd.Complete, comparer.RecordedEnd);
    }

    [Fact]
    public void The_first_difference_is_told_with_both_sides()
    {
        long[] sequences = [1, 2, 3, 4];
        Write(sequences, complete: true);
        using OutStreamComparer comparer = Compare(sequences, i => i >= 3 ? 99 : i * 2);
        Assert.Equal(3, comparer.Difference!.Sequence);
        Assert.Contains("\"equity\":6,", comparer.Difference.Recorded, StringComparison.Ordinal);
        Assert.Contains("\"equity\":99,", comparer.Difference.Rebuilt, StringComparison.Ordinal);
        Assert.Equal(2, comparer.Compared);
    }

    [Fact]
    public void A_record_at_another_sequence_is_a_difference()
    {
        Write([1, 2, 5], complete: true);
        using OutStreamComparer later = Compare([1, 2, 6], i => i == 6 ? 10 : i * 2);
        Assert.Equal(5, later.Difference!.Sequence);
        using OutStreamComparer earlier = Compare([0], i => 2);
        Assert.Equal(0, earlier.Difference!.Sequence);
    }

    [Fact]
    public void Missing_and_extra_records_are_differences()
    {
        Write([1, 2, 3], complete: true);
        using OutStreamComparer shorter = Compare([1, 2], i => i * 2);
        Assert.Equal((3L, null), (shorter.Difference!.Sequence, shorter.Difference.Rebuilt));
        using OutStreamComparer longer = Compare([1, 2, 3, 4], i => i * 2);
        Assert.Equal((4L, null), (longer.Difference!.Sequence, longer.Difference.Recorded));
    }

    [Fact]
    public void What_a_crash_took_is_counted_and_no_difference()
    {
        Write([1, 2, 3], complete: false);
        using OutStreamComparer comparer = Compare([1, 2, 3, 4, 5], i => i * 2);
        Assert.Null(comparer.Difference);
        Assert.Equal((3, 2, JournalEnd.Open), (comparer.Compared, comparer.Unrecorded, comparer.RecordedEnd));
    }

    public void Dispose() => _journal.Dispose();

    private void Write(long[] sequences, bool complete, JournalWriterOptions? options = null)
    {
        using OutJournalWriter writer = new(_journal.Directory, options);
        foreach (long sequence in sequences)
        {
            OutRecord record = TestJournal.Equity(sequence, sequence * 2);
            writer.Append(in record);
        }

        if (complete) { writer.Complete(); } else { writer.EndOfBatch(); }
    }

    private OutStreamComparer Compare(long[] sequences, Func<long, long> equity)
    {
        OutStreamComparer comparer = new(_journal.Directory);
        foreach (long sequence in sequences)
        {
            OutRecord record = TestJournal.Equity(sequence, equity(sequence));
            comparer.Append(in record);
        }

        comparer.Complete();
        return comparer;
    }
}
