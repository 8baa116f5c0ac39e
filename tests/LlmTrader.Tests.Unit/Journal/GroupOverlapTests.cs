using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Tests.Unit.Journal;

/// <summary>Mode group syncs on a second thread: the writer goes on meanwhile, and durable is what a sync covered, never more.</summary>
public sealed class GroupOverlapTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Unheard = TimeSpan.FromSeconds(2);    // No write of a busy disk takes as long.

    private readonly TestJournal _journal = new();
    private readonly GatedDisk _disk = new();

    [Fact]
    public void Writing_goes_on_during_a_sync_and_durable_is_what_was_written_before_it()
    {
        using JournalWriter writer = new(_journal.Directory, Options());
        List<long> told = [];
        Assert.True(writer.OnDurable(told.Add));
        _disk.Close();
        Append(writer, 10);
        writer.EndOfBatch();
        _disk.AwaitEntered(1);
        Append(writer, 500);
        writer.EndOfBatch();
        Assert.Equal((509, -1, 1), (writer.WrittenSequence, writer.DurableSequence, _disk.Entered));

        _disk.Open();
        AwaitDurable(writer, 509);    // A second sync follows the first by itself.
        Assert.Equal([9, 509], told);
        Assert.Equal(2, _disk.Entered);
        writer.Complete();
        Assert.True(_disk.Beside!.Join(Patience));
        AssertReads(510, JournalEnd.Complete);
    }

    [Fact]
    public void A_small_batch_waits_for_the_sync_under_way_so_that_nobody_must_come_back_for_it()
    {
        using JournalWriter writer = new(_journal.Directory, Options() with { OverlapBytes = 4096, BlockBytes = 1 << 16, GroupCommitBytes = 1 << 20 });
        _disk.Close();
        Append(writer, 200);
        writer.EndOfBatch();
        _disk.AwaitEntered(1);
        Append(writer, 3);
        writer.EndOfBatch();    // Not for long: the disk does not answer.
        Assert.Equal((199, -1), (writer.WrittenSequence, writer.DurableSequence));
        _disk.Open();
        AwaitDurable(writer, 199);
        writer.EndOfBatch();
        AwaitDurable(writer, 202);
    }

    [Fact]
    public void Small_groups_are_synced_where_they_are_written()
    {
        using JournalWriter writer = new(_journal.Directory, Options() with { OverlapBytes = 4096 });
        for (int i = 1; i <= 20; i++)
        {
            Append(writer, 5);
            writer.EndOfBatch();
            Assert.Equal((5 * i) - 1, writer.DurableSequence);
        }

        Assert.Empty(_disk.AllocatedBeside);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_sync_that_fails_beside_the_writer_is_final_and_told_at_its_next_call(bool appends)
    {
        using JournalWriter writer = new(_journal.Directory, Options());
        Append(writer, 10);
        writer.EndOfBatch();
        AwaitDurable(writer, 9);
        _disk.Close();
        Append(writer, 10);
        writer.EndOfBatch();
        _disk.AwaitEntered(2);
        _disk.Open(Errno.EIO);

        EngineEvent e = TestJournal.Trade(20);
        JournalIOException failure = Assert.Throws<JournalIOException>(() =>
        {
            for (int i = 0; i < int.MaxValue; i++)
            {
                if (!appends) { writer.EndOfBatch(); continue; }
                e.Sequence = writer.NextSequence;
                writer.Append(in e);
            }
        });
        Assert.Equal((Errno.EIO, "fdatasync"), (failure.Errno, failure.Operation));
        Assert.StartsWith("fdatasync failed on '", failure.Message, StringComparison.Ordinal);
        Assert.Contains("a second sync would hide that: stop, check the disk, and recover", failure.Message, StringComparison.Ordinal);

        _disk.Open();
        int writes = _disk.Writes;
        e.Sequence = writer.NextSequence;
        foreach (Action call in new[] { () => writer.Append(in e), writer.EndOfBatch, writer.Complete })
        {
            Assert.Contains("after a failed fdatasync", Assert.Throws<JournalIOException>(call).Message, StringComparison.Ordinal);
        }

        Assert.Equal((9, writes, 2), (writer.DurableSequence, _disk.Writes, _disk.Entered));
    }

    [Fact]
    public void Complete_waits_for_the_sync_and_tells_of_its_failure()
    {
        using JournalWriter writer = new(_journal.Directory, Options());
        _disk.Close();
        Append(writer, 10);
        writer.EndOfBatch();
        _disk.AwaitEntered(1);
        using Timer timer = new(_ => _disk.Open(Errno.EIO), null, 50, Timeout.Infinite);
        Assert.Equal("fdatasync", Assert.Throws<JournalIOException>(writer.Complete).Operation);
        Assert.Equal(-1, writer.DurableSequence);
        AssertReads(10, JournalEnd.Open);
    }

    [Fact]
    public void Complete_and_a_rolled_segment_wait_for_the_sync_under_way()
    {
        using JournalWriter writer = new(_journal.Directory, Options() with { SegmentBytes = 4096, MaxUnsyncedBytes = 1 << 20 });
        _disk.Close();
        Append(writer, 10);
        writer.EndOfBatch();
        _disk.AwaitEntered(1);
        using Timer timer = new(_ => _disk.Open(), null, 50, Timeout.Infinite);
        Append(writer, 1000);
        Assert.True(_journal.Directory.Segments(StreamKind.In).Count > 1);
        Assert.True(writer.DurableSequence > 9);    // A closed segment is on the disk.
        writer.EndOfBatch();
        writer.Complete();
        Assert.Equal(1009, writer.DurableSequence);
        AssertReads(1010, JournalEnd.Complete);
    }

    [Theory]
    [InlineData(5000)]
    [InlineData(50)]
    public async Task A_slow_disk_holds_up_the_writer_when_too_much_is_unsynced(int perBatch)
    {
        using JournalWriter writer = new(_journal.Directory, Options() with { MaxUnsyncedBytes = 40_000 });
        _disk.Close();
        void Write()
        {
            for (int i = 0; i < 5000; i += perBatch)
            {
                Append(writer, perBatch);
                writer.EndOfBatch();
            }
        }

        Task work = Task.Factory.StartNew(Write, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        long seen = -2;
        Assert.True(SpinWait.SpinUntil(() => seen == (seen = Settled(writer)) && seen > 100, Patience));
        Assert.False(work.IsCompleted);
        Assert.InRange(seen, 600, 1200);    // 40,000 bytes of some 46, and a block.
        _disk.Open();
        await work.WaitAsync(Patience);
        writer.Complete();
        AssertReads(5000, JournalEnd.Complete);
    }

    [Fact]
    public async Task A_sync_that_hangs_is_told_while_nobody_appends_and_halts_the_writer_by_policy()
    {
        using JournalWriter writer = new(_journal.Directory, Options() with { OnStall = DiskPolicy.Halt, StallLimit = Unheard });
        TaskCompletionSource<JournalStalledException> told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using JournalWatchdog watchdog = new(writer.Disk, told.SetResult);
        _disk.Close();
        Append(writer, 10);
        writer.EndOfBatch();
        JournalStalledException stalled = await told.Task.WaitAsync(Patience);
        Assert.True(stalled.StalledFor >= writer.Disk.Limit && writer.StalledFor >= writer.Disk.Limit && writer.Disk.StalledSince is not null);
        Assert.Equal(_journal.Directory.Segments(StreamKind.In)[0], stalled.Path);

        _disk.Open();
        Assert.True(SpinWait.SpinUntil(() => writer.StalledFor == TimeSpan.Zero, Patience));
        Assert.Throws<JournalStalledException>(writer.EndOfBatch);
        Assert.Throws<JournalStalledException>(writer.Complete);
        Assert.Equal((-1, 1), (writer.DurableSequence, writer.Disk.Stalls));    // It came, but too late to be relied on.
    }

    [Fact]
    public void A_writer_that_halts_stops_at_its_next_block_while_the_sync_still_hangs()
    {
        using JournalWriter writer = new(_journal.Directory, Options() with { OnStall = DiskPolicy.Halt, StallLimit = Unheard });
        _disk.Close();
        Append(writer, 10);
        writer.EndOfBatch();
        Assert.True(SpinWait.SpinUntil(() => writer.StalledFor >= writer.Disk.Limit, Patience));
        Assert.Throws<JournalStalledException>(() => Append(writer, 1000));
        _disk.Open();
        Assert.Throws<JournalStalledException>(writer.EndOfBatch);
        Assert.Equal(-1, writer.DurableSequence);
    }

    [Fact]
    public void A_writer_is_left_within_a_moment_also_while_a_sync_hangs()
    {
        JournalWriter writer = new(_journal.Directory, Options());
        _disk.Close();
        Append(writer, 10);
        writer.EndOfBatch();
        _disk.AwaitEntered(1);
        System.Diagnostics.Stopwatch clock = System.Diagnostics.Stopwatch.StartNew();
        writer.Dispose();
        writer.Dispose();
        Assert.InRange(clock.Elapsed, TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(20));
        _disk.Open();
        Assert.True(_disk.Beside!.Join(Patience));
        Assert.Equal(-1, writer.DurableSequence);    // Nobody believes it any more.
        AssertReads(10, JournalEnd.Open);
    }

    [Fact]
    public void A_writer_that_is_left_at_once_waits_for_the_sync_under_way()
    {
        JournalWriter writer = new(_journal.Directory, Options());
        _disk.Close();
        Append(writer, 10);
        writer.EndOfBatch();
        _disk.AwaitEntered(1);
        Thread here = Thread.CurrentThread;
        bool isLeaving = false;
        Thread opener = new(() =>    // Of its own: the pool's few may be busy until the writer has given up.
        {
            SpinWait.SpinUntil(() => Volatile.Read(ref isLeaving) && here.ThreadState.HasFlag(ThreadState.WaitSleepJoin), Patience);
            _disk.Open();
        })
        { IsBackground = true };
        opener.Start();
        Volatile.Write(ref isLeaving, true);
        writer.Dispose();
        Assert.Equal(9, writer.DurableSequence);
        Assert.True(_disk.Beside!.Join(Patience));
    }

    [Fact]
    public void What_is_kept_is_told_when_the_sync_ends_also_while_no_event_comes()
    {
        using JournalWriter writer = new(_journal.Directory, Options());
        JournalHandler handler = new(writer, untilDurable: true);
        _disk.Close();
        for (int i = 0; i < 10; i++)
        {
            EngineEvent e = TestJournal.Trade(i);
            handler.OnEvent(ref e, i, endOfBatch: i == 9);
        }

        _disk.AwaitEntered(1);
        Assert.Equal(-1, handler.Kept.Value);
        _disk.Open();
        Assert.True(SpinWait.SpinUntil(() => handler.Kept.Value == 9, Patience));    // This thread does nothing for it.
        handler.OnShutdown();
        Assert.Equal(9, handler.Kept.Value);
    }

    [Fact]
    public void Syncing_beside_the_writer_allocates_nothing()
    {
        using JournalWriter writer = new(_journal.Directory, Options());
        for (int i = 0; i < 200; i++)
        {
            Append(writer, 10);
            writer.EndOfBatch();
            AwaitDurable(writer, writer.NextSequence - 1);
        }

        // The runtime allocates on whatever thread is at hand, once. What a sync allocates, it allocates in each slice.
        List<long> allocated = _disk.AllocatedBeside;
        Assert.Equal(200, allocated.Count);
        Assert.Equal(0, Enumerable.Range(0, 4).Min(slice => allocated[(50 * slice) + 49] - allocated[50 * slice]));
    }

    public void Dispose()
    {
        _disk.Open();
        _journal.Dispose();
    }

    private JournalWriterOptions Options() => new()
    {
        Mode = JournalMode.Group, OverlapBytes = 0, BlockBytes = 4096, GroupCommitBytes = 4096, GroupCommitDelay = TimeSpan.Zero, CreateFile = _disk.Create, Preallocate = false,
    };

    private static void Append(JournalWriter writer, int count)
    {
        for (int i = 0; i < count; i++)
        {
            EngineEvent e = TestJournal.Trade(writer.NextSequence);
            writer.Append(in e);
        }
    }

    private static void AwaitDurable(JournalWriter writer, long sequence) => Assert.True(SpinWait.SpinUntil(() => writer.DurableSequence >= sequence, Patience), $"{writer.DurableSequence}, not {sequence}");

    private static long Settled(JournalWriter writer)
    {
        Thread.Sleep(100);
        return writer.WrittenSequence;
    }

    private void AssertReads(long count, JournalEnd end)
    {
        using JournalReader reader = new(_journal.Directory);
        Assert.Equal(count, TestJournal.ReadTrades(reader));
        Assert.Equal(end, reader.End);
    }
}
