using System.Runtime.InteropServices;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Platform;
using Microsoft.Win32.SafeHandles;

namespace LlmTrader.Tests.Unit.Journal;

/// <summary>Disks that fill or hang: the writer waits or stops, as configured, and nothing is ever dropped.</summary>
public sealed partial class DiskPolicyTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Unheard = TimeSpan.FromSeconds(2);    // No sync of a busy disk takes as long.

    private readonly TestJournal _journal = new();

    [Fact]
    public async Task A_full_disk_holds_the_writer_up_until_there_is_space()
    {
        FaultyDisk disk = new() { Room = 1000 };
        using JournalWriter writer = new(_journal.Directory, new JournalWriterOptions
        {
            Mode = JournalMode.Sync, OnDiskFull = DiskPolicy.BackPressure, RetryDelay = TimeSpan.FromMilliseconds(1), StallLimit = TimeSpan.FromMilliseconds(5),
            CreateFile = disk.Create, SegmentBytes = 1 << 20, Preallocate = false,
        });
        Task work = OnThread(() => Append(writer, 40));
        Assert.True(SpinWait.SpinUntil(() => writer.Disk.DiskFullRetries > 10 && writer.Disk.StalledSince is not null, Patience));
        Assert.False(work.IsCompleted);
        Assert.True(writer.StalledFor >= TimeSpan.FromMilliseconds(5));
        long held = writer.WrittenSequence;
        Assert.InRange(held, 0, 38);
        disk.Room = long.MaxValue;
        await work.WaitAsync(Patience);
        Assert.Equal((39, TimeSpan.Zero), (writer.DurableSequence, writer.StalledFor));
        Assert.True(writer.Disk.Stalls >= 1);
        writer.Complete();
        Assert.Equal(40, _journal.ReadTrades());
    }

    [Fact]
    public async Task A_wait_for_space_can_be_given_up()
    {
        FaultyDisk disk = new() { Room = 1000 };
        using JournalWriter writer = new(_journal.Directory, new JournalWriterOptions
        {
            Mode = JournalMode.Sync, OnDiskFull = DiskPolicy.BackPressure, RetryDelay = TimeSpan.FromMinutes(1), CreateFile = disk.Create, Preallocate = false,
        });
        Task work = OnThread(() => Append(writer, 40));
        Assert.True(SpinWait.SpinUntil(() => disk.Room == 0 && writer.StalledFor > TimeSpan.Zero, Patience));
        writer.Disk.GiveUp();
        JournalIOException full = await Assert.ThrowsAsync<JournalIOException>(() => work.WaitAsync(Patience));
        Assert.True(full.IsDiskFull);
        Assert.Equal(writer.DurableSequence + 1, _journal.ReadTrades());
    }

    [Fact]
    public async Task A_full_disk_ends_the_wait_when_stalls_halt()
    {
        FaultyDisk disk = new() { Room = 1000 };
        using JournalWriter writer = new(_journal.Directory, new JournalWriterOptions
        {
            Mode = JournalMode.Sync, OnDiskFull = DiskPolicy.BackPressure, OnStall = DiskPolicy.Halt, RetryDelay = TimeSpan.FromMilliseconds(1), StallLimit = Unheard,
            CreateFile = disk.Create, Preallocate = false,
        });
        await Assert.ThrowsAsync<JournalStalledException>(() => OnThread(() => Append(writer, 40)).WaitAsync(Patience));
        EngineEvent e = TestJournal.Trade(writer.NextSequence);
        Assert.Throws<JournalStalledException>(() => writer.Append(in e));
        Assert.Equal(writer.DurableSequence + 1, _journal.ReadTrades());
    }

    [Fact]
    public async Task Where_a_half_block_can_not_be_cut_off_a_full_disk_is_final()
    {
        FaultyDisk disk = new() { Room = 1000, TruncateErrno = Errno.EIO };
        using JournalWriter writer = new(_journal.Directory, new JournalWriterOptions
        {
            Mode = JournalMode.Sync, OnDiskFull = DiskPolicy.BackPressure, RetryDelay = TimeSpan.FromMilliseconds(1), CreateFile = disk.Create, Preallocate = false,
        });
        await Assert.ThrowsAsync<JournalIOException>(() => OnThread(() => Append(writer, 40)).WaitAsync(Patience));
        Assert.Equal(0, writer.Disk.DiskFullRetries);
    }

    [Fact]
    public async Task A_hanging_disk_only_slows_a_writer_that_has_patience()
    {
        HangingDisk disk = new();
        using JournalWriter writer = new(_journal.Directory, Hanging(disk, DiskPolicy.BackPressure, TimeSpan.FromMilliseconds(40)));
        Task work = OnThread(() => Append(writer, 10));
        Assert.True(SpinWait.SpinUntil(() => writer.Disk.StalledSince is not null, Patience));
        Assert.Equal(-1, writer.DurableSequence);
        disk.Go.Set();
        await work.WaitAsync(Patience);
        Assert.Equal((9, null), (writer.DurableSequence, writer.Disk.StalledSince));
        Assert.True(writer.Disk.Stalls >= 1);    // More, where the real disk is slow too.
    }

    [Fact]
    public async Task A_hanging_disk_is_told_once_and_fails_a_writer_that_halts()
    {
        HangingDisk disk = new();
        using JournalWriter writer = new(_journal.Directory, Hanging(disk, DiskPolicy.Halt, Unheard));
        int barks = 0;
        TaskCompletionSource<JournalStalledException> told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using JournalWatchdog watchdog = new(writer.Disk, stalled =>
        {
            Interlocked.Increment(ref barks);
            told.TrySetResult(stalled);
        });
        Task work = OnThread(() => Append(writer, 10));
        JournalStalledException stalled = await told.Task.WaitAsync(Patience);    // While the writer's thread is stuck.
        Assert.False(work.IsCompleted);
        Assert.True(stalled.StalledFor >= writer.Disk.Limit);
        Assert.Equal(_journal.Directory.Segments(StreamKind.In)[0], stalled.Path);
        await Task.Delay(100);
        disk.Go.Set();
        await Assert.ThrowsAsync<JournalStalledException>(() => work.WaitAsync(Patience));
        Assert.Equal((1, -1), (barks, writer.DurableSequence));    // It came, but too late to be relied on.
    }

    [SkippableFact]
    public async Task A_real_full_file_system_halts_or_holds_up_by_policy()
    {
        string mount = Directory.CreateTempSubdirectory("llmtrader-full-").FullName;
        int result = OperatingSystem.IsLinux() ? Mount("llmtrader", mount, "tmpfs", 0, "size=1m") : -1;
        try
        {
            Skip.If(result != 0, "No right to mount a tmpfs here (it takes root).");
            await FillAndFree(mount);
        }
        finally
        {
            if (result == 0) { Assert.Equal(0, Unmount(mount)); }
            Directory.Delete(mount, recursive: true);
        }
    }

    public void Dispose() => _journal.Dispose();

    private static async Task FillAndFree(string mount)
    {
        string ballast = Path.Combine(mount, "ballast");
        foreach (DiskPolicy policy in new[] { DiskPolicy.Halt, DiskPolicy.BackPressure })
        {
            File.WriteAllBytes(ballast, new byte[800 << 10]);
            string path = Path.Combine(mount, policy.ToString());
            JournalDirectory directory = JournalDirectory.Create(path, TestJournal.Manifest());
            JournalWriterOptions options = new() { Mode = JournalMode.Sync, OnDiskFull = policy, RetryDelay = TimeSpan.FromMilliseconds(1), SegmentBytes = 64 << 10 };
            using (JournalWriter writer = new(directory, options))
            {
                Task work = OnThread(() => Append(writer, 8000));
                if (policy == DiskPolicy.Halt)
                {
                    JournalIOException full = await Assert.ThrowsAsync<JournalIOException>(() => work.WaitAsync(Patience));
                    Assert.Equal(Errno.ENOSPC, full.Errno);
                }
                else
                {
                    Assert.True(SpinWait.SpinUntil(() => writer.Disk.DiskFullRetries > 3, Patience));
                    Assert.False(work.IsCompleted);
                    File.Delete(ballast);
                    await work.WaitAsync(Patience);
                    writer.Complete();
                }

                using JournalReader reader = new(directory);
                Assert.Equal(writer.DurableSequence + 1, TestJournal.ReadTrades(reader));
                Assert.Equal(policy == DiskPolicy.BackPressure, writer.DurableSequence == 7999);
            }

            Directory.Delete(path, recursive: true);
        }
    }

    private static JournalWriterOptions Hanging(HangingDisk disk, DiskPolicy policy, TimeSpan limit) => new()
    {
        Mode = JournalMode.Sync, OnStall = policy, StallLimit = limit, CreateFile = path => PosixFile.CreateNew(path, disk), Preallocate = false,
    };

    // A thread of its own: a stuck one must not be one of the pool's few.
    private static Task OnThread(Action work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static void Append(JournalWriter writer, int count)
    {
        for (int i = 0; i < count; i++)
        {
            EngineEvent e = TestJournal.Trade(writer.NextSequence);
            writer.Append(in e);
            if (i % 2 == 1) { writer.EndOfBatch(); }
        }
    }

    [LibraryImport("libc", EntryPoint = "mount", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string type, nuint flags, string options);

    [LibraryImport("libc", EntryPoint = "umount", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target);

    /// <summary>A disk whose syncs do not come back until they are let go.</summary>
    private sealed class HangingDisk : PosixSystemCalls
    {
        public ManualResetEventSlim Go { get; } = new();

        public override int FDataSync(SafeFileHandle file, out int errno)
        {
            Go.Wait();
            return base.FDataSync(file, out errno);
        }
    }
}
