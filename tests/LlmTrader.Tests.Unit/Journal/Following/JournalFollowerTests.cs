using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Retention;

namespace LlmTrader.Tests.Unit.Journal.Following;

public sealed class JournalFollowerTests : IDisposable
{
    private static readonly JournalWriterOptions Small = new() { Mode = JournalMode.Sync, BlockBytes = 4096, SegmentBytes = 4096, Preallocate = false };

    private readonly TestJournal _journal = new();
    private readonly string _checkpoint;

    public JournalFollowerTests() => _checkpoint = Path.Combine(_journal.Directory.FollowersPath, "test.json");

    public void Dispose() => _journal.Dispose();

    [Fact]
    public void Follows_a_writer_over_segments_and_knows_the_end()
    {
        using JournalFollower follower = new(_journal.Directory);
        Assert.Equal(-1, Drain(follower));
        using JournalWriter writer = new(_journal.Directory, Small);
        for (int i = 0; i < 1000; i++)
        {
            Append(writer, i);
            writer.EndOfBatch();
            if (i % 7 == 0) { Assert.Equal(i, Drain(follower)); }
        }

        Assert.True(_journal.Directory.Segments(StreamKind.In).Count > 3);
        Assert.Equal(999, Drain(follower));
        Assert.False(follower.IsAtEnd);
        Assert.False(follower.Wait(TimeSpan.FromMilliseconds(1)));
        writer.Complete();
        Assert.Equal(999, Drain(follower));
        Assert.True(follower.IsAtEnd);
        Assert.False(follower.Wait(Timeout.InfiniteTimeSpan));
    }

    [Fact]
    public void Waits_at_the_end_without_garbage_and_sees_segments_that_come_then()
    {
        using JournalWriter writer = new(_journal.Directory, Small);
        using JournalFollower follower = new(_journal.Directory);
        for (int i = 0; i < 100; i++)
        {
            Append(writer, i);
            writer.EndOfBatch();
        }

        // Until the stream's directory can't have changed unseen: a time of whole seconds may be one that knows no others.
        long changed = Directory.GetLastWriteTimeUtc(_journal.Directory.StreamPath(StreamKind.In)).Ticks;
        Thread.Sleep(changed % TimeSpan.TicksPerSecond == 0 ? 2_500 : 200);
        Assert.Equal(99, Drain(follower));
        EngineEvent e = default;
        Assert.False(follower.TryRead(ref e));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 2_000; i++) { follower.TryRead(ref e); }
        long garbage = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(garbage < 64 << 10, $"{garbage:N0} bytes");    // Once a second it lists the directory all the same.

        for (int i = 100; i < 1000; i++)
        {
            Append(writer, i);
            writer.EndOfBatch();
            if (i % 7 == 0) { Assert.Equal(i, Drain(follower)); }
        }

        writer.Complete();
        Assert.Equal(999, Drain(follower));
        Assert.True(follower.IsAtEnd);
    }

    [Fact]
    public void Holds_back_what_is_written_and_not_durable()
    {
        ManualClock clock = new();
        using JournalWriter writer = new(_journal.Directory, new JournalWriterOptions { Clock = clock, GroupCommitDelay = TimeSpan.FromSeconds(10), BlockBytes = 4096, OverlapBytes = int.MaxValue });
        using JournalFollower follower = new(_journal.Directory);
        Append(writer, 0);
        writer.EndOfBatch();    // The first batch need not wait.
        Assert.Equal(0, Drain(follower));
        for (int i = 1; i < 500; i++) { Append(writer, i); }
        writer.EndOfBatch();
        Assert.True(writer.WrittenSequence > writer.DurableSequence && writer.DurableSequence == 0);
        Assert.Equal(0, Drain(follower));
        clock.Advance(TimeSpan.FromSeconds(11));
        writer.EndOfBatch();
        Assert.Equal(499, Drain(follower));
        writer.Complete();
    }

    [Fact]
    public void In_mode_async_what_is_written_counts()
    {
        ManualClock clock = new();
        using JournalWriter writer = new(_journal.Directory, new JournalWriterOptions { Mode = JournalMode.Async, Clock = clock });
        using JournalFollower follower = new(_journal.Directory);
        Append(writer, 0);
        clock.Advance(TimeSpan.FromSeconds(1));
        writer.EndOfBatch();
        Assert.Equal(-1, writer.DurableSequence);
        Assert.Equal(0, Drain(follower));
        writer.Complete();
    }

    [Fact]
    public void Without_a_mark_the_watermarks_tell()
    {
        _journal.WriteTrades(700, 100, Small, complete: false);
        File.Delete(Path.Combine(_journal.Path, "durable"));
        using JournalFollower follower = new(_journal.Directory);
        Assert.InRange(Drain(follower), 500, 698);    // The last block is whole, and nothing says that it is durable.
    }

    [Fact]
    public void The_mark_of_another_journal_is_not_believed()
    {
        using TestJournal other = new(TestJournal.Manifest() with { JournalId = "other" });
        other.WriteTrades(1000, 100, Small);
        _journal.WriteTrades(300, 300, new JournalWriterOptions { Mode = JournalMode.Group, GroupCommitBytes = 1 << 30, Clock = new ManualClock() }, complete: false);
        File.Copy(Path.Combine(other.Path, "durable"), Path.Combine(_journal.Path, "durable"), overwrite: true);
        using JournalFollower follower = new(_journal.Directory);
        Assert.Equal(-1, Drain(follower));
    }

    [Fact]
    public void Goes_on_from_its_checkpoint_wherever_it_stopped()
    {
        _journal.WriteTrades(1000, 90, Small);
        Random random = new(5);
        for (long next = 0; next < 1000;)
        {
            using JournalFollower follower = new(_journal.Directory, new FollowerOptions { CheckpointPath = _checkpoint });
            Assert.Equal(next > 0, follower.IsResumed);
            EngineEvent e = default;
            for (int i = random.Next(200); i >= 0 && follower.TryRead(ref e); i--, next++) { AssertTrade(next, in e); }
            follower.Checkpoint();
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{ \"journalId\": \"test01\" }")]
    public void A_damaged_checkpoint_counts_as_lost(string content)
    {
        _journal.WriteTrades(100, 10, Small);
        Directory.CreateDirectory(_journal.Directory.FollowersPath);
        File.WriteAllText(_checkpoint, content);
        using JournalFollower follower = new(_journal.Directory, new FollowerOptions { CheckpointPath = _checkpoint, From = 40 });
        EngineEvent e = default;
        Assert.True(follower.TryRead(ref e) && e.Sequence == 40 && !follower.IsResumed);
    }

    [Fact]
    public void A_checkpoint_of_another_journal_is_refused()
    {
        using TestJournal other = new(TestJournal.Manifest() with { JournalId = "other" });
        other.WriteTrades(10, 1, Small);
        _journal.WriteTrades(10, 1, Small);
        using (JournalFollower follower = new(other.Directory, new FollowerOptions { CheckpointPath = _checkpoint })) { follower.Checkpoint(); }
        JournalFormatException error = Assert.Throws<JournalFormatException>(() => new JournalFollower(_journal.Directory, new FollowerOptions { CheckpointPath = _checkpoint }));
        Assert.Equal("journalId", error.Field);
    }

    [Fact]
    public void Starts_at_any_sequence()
    {
        _journal.WriteTrades(1000, 90, Small);
        foreach (long from in new long[] { 0, 1, 89, 90, 91, 500, 999 })
        {
            using JournalFollower follower = new(_journal.Directory, new FollowerOptions { From = from });
            EngineEvent e = default;
            Assert.True(follower.TryRead(ref e));
            AssertTrade(from, in e);
        }
    }

    [Fact]
    public void A_block_that_waited_and_was_cut_off_never_comes()
    {
        using JournalWriter writer = new(_journal.Directory, new JournalWriterOptions { Mode = JournalMode.Sync });
        using JournalFollower follower = new(_journal.Directory);
        Append(writer, 0);
        writer.EndOfBatch();
        Assert.Equal(0, Drain(follower));
        writer.Dispose();

        // A crash leaves a whole block that nobody knows to be durable; recovery cuts it, and other events take its place.
        string segment = _journal.Directory.Segments(StreamKind.In)[0];
        byte[] durable = File.ReadAllBytes(segment);
        byte[] mark = File.ReadAllBytes(Path.Combine(_journal.Path, "durable"));
        using TestJournal twin = new();
        File.WriteAllBytes(segment, [.. durable, .. SecondBlock(twin, 1, 40)]);
        Assert.Equal(0, Drain(follower));
        using TestJournal other = new();
        File.WriteAllBytes(segment, [.. durable, .. SecondBlock(other, 5, 30)]);
        BitConverter.TryWriteBytes(mark.AsSpan(8), 30L);
        using (FileStream stream = new(Path.Combine(_journal.Path, "durable"), FileMode.Open)) { stream.Write(mark); }
        EngineEvent e = default;
        List<long> ids = [];
        while (follower.TryRead(ref e)) { ids.Add(e.Trade.TradeId - e.Sequence); }
        Assert.Equal(30, ids.Count);
        Assert.All(ids, id => Assert.Equal(3_700_000_005, id));
    }

    [Fact]
    public void A_half_written_block_is_waited_for_and_a_damaged_one_told()
    {
        _journal.WriteTrades(200, 100, Small with { SegmentBytes = 1 << 20, BlockBytes = 1 << 16 });
        string segment = _journal.Directory.Segments(StreamKind.In)[0];
        byte[] whole = File.ReadAllBytes(segment);
        File.WriteAllBytes(segment, whole[..(whole.Length / 2)]);
        using JournalFollower follower = new(_journal.Directory);
        long last = Drain(follower);
        Assert.True(last is -1 or 99);
        File.WriteAllBytes(segment, whole);
        Assert.Equal(199, Drain(follower));

        whole[300] ^= 1;
        File.WriteAllBytes(segment, whole);
        using JournalFollower second = new(_journal.Directory);
        EngineEvent e = default;
        Assert.Throws<JournalCorruptException>(() => second.TryRead(ref e));
    }

    [Fact]
    public void Out_records_come_once_their_events_are_durable_and_resume_within_a_sequence()
    {
        using JournalWriter writer = new(_journal.Directory, Small);
        using OutJournalWriter output = new(_journal.Directory, Small with { WriteDelay = TimeSpan.Zero, SegmentBytes = 2048 });
        Random random = new(3);
        long expected = 0;
        OutRecord record = default;
        for (int i = 0; i < 300; i++)
        {
            Append(writer, i);
            for (int k = 0; k < 3; k++) { output.Append(TestJournal.Equity(i, (i * 3) + k)); }
            output.EndOfBatch();
            using OutJournalFollower follower = new(_journal.Directory, new FollowerOptions { CheckpointPath = _checkpoint });
            while (expected < i * 3L && random.Next(4) > 0 && follower.TryRead(ref record)) { Assert.Equal(expected++, record.Equity.EquityRaw); }
            if (expected == i * 3L) { Assert.False(follower.TryRead(ref record)); }    // Of this event nothing is durable.
            follower.Checkpoint();
            if (random.Next(10) == 0) { Misplace(); }
            writer.EndOfBatch();
        }

        writer.Complete();
        output.Complete();
        using OutJournalFollower last = new(_journal.Directory, new FollowerOptions { CheckpointPath = _checkpoint });
        while (last.TryRead(ref record)) { Assert.Equal(expected++, record.Equity.EquityRaw); }
        Assert.Equal(900, expected);
        Assert.True(last.IsAtEnd);
    }

    // As if the out stream had been rebuilt with other blocks: only the sequence and its count still mean something.
    private void Misplace() => File.WriteAllText(_checkpoint, File.ReadAllText(_checkpoint).Replace("\"offset\": ", "\"offset\": 7", StringComparison.Ordinal));

    private static byte[] SecondBlock(TestJournal journal, long idsFrom, int count)
    {
        using (JournalWriter writer = new(journal.Directory, new JournalWriterOptions { Mode = JournalMode.Sync }))
        {
            Append(writer, 0);
            writer.EndOfBatch();
            for (int i = 1; i <= count; i++)
            {
                EngineEvent e = TestJournal.Trade(i);
                e.Trade.TradeId = 3_700_000_000 + i + idsFrom;
                writer.Append(in e);
            }

            writer.EndOfBatch();
        }

        byte[] all = File.ReadAllBytes(journal.Directory.Segments(StreamKind.In)[0]);
        return all[BitConverter.ToInt32(all, 20)..];    // FORMAT.md: the length of the first block.
    }

    private static void Append(JournalWriter writer, long sequence)
    {
        EngineEvent e = TestJournal.Trade(sequence);
        writer.Append(in e);
    }

    private static long Drain(JournalFollower follower)
    {
        EngineEvent e = default;
        while (true)
        {
            long expected = follower.LastSequence + 1;
            if (!follower.TryRead(ref e)) { return follower.LastSequence; }
            AssertTrade(expected, in e);
        }
    }

    private static void AssertTrade(long sequence, in EngineEvent e)
    {
        EngineEvent expected = TestJournal.Trade(sequence);
        Assert.Equal(EventJson.ToText(in expected), EventJson.ToText(in e));
    }
}
