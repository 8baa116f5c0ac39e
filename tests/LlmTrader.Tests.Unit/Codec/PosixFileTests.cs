using LlmTrader.Persistence.Journal.Platform;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Unit.Codec;

public sealed class PosixFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-posix-").FullName;

    public PosixFileTests() => Skip.IfNot(OperatingSystem.IsLinux(), "PosixFile is for Linux.");

    private string NewPath => Path.Combine(_directory, "segment");

    [SkippableFact]
    public void What_is_written_is_in_the_file_and_appending_continues_it()
    {
        using (PosixFile file = PosixFile.CreateNew(NewPath))
        {
            file.Write([1, 2, 3]);
            file.Write([]);
            file.SyncData();
            Assert.Equal(3, file.Length);
        }

        using (PosixFile file = PosixFile.OpenAppend(NewPath))
        {
            Assert.Equal(3, file.Length);
            file.Write([4]);
        }

        PosixFile.SyncDirectory(_directory);
        Assert.Equal([1, 2, 3, 4], File.ReadAllBytes(NewPath));
    }

    [SkippableFact]
    public void Short_writes_and_interrupts_are_carried_on()
    {
        byte[] data = Enumerable.Range(0, 100).Select(value => (byte)value).ToArray();
        var calls = new FaultyCalls();
        foreach (int plan in new[] { Errno.EINTR, -1, -7, Errno.EINTR, -50 }) { calls.Writes.Enqueue(plan); }
        calls.Syncs.Enqueue(Errno.EINTR);
        using PosixFile file = PosixFile.CreateNew(NewPath, calls);

        file.Write(data);
        file.SyncData();

        Assert.Empty(calls.Writes);
        Assert.Equal((100L, 2), (file.Length, calls.SyncCalls));
        Assert.Equal(data, File.ReadAllBytes(NewPath));
    }

    [SkippableFact]
    public void A_disk_that_fills_up_in_the_middle_of_a_write_is_reported_with_the_length_that_is_there()
    {
        var calls = new FaultyCalls();
        calls.Writes.Enqueue(-40);
        calls.Writes.Enqueue(Errno.ENOSPC);
        using PosixFile file = PosixFile.CreateNew(NewPath, calls);

        var error = Assert.Throws<JournalIOException>(() => file.Write(new byte[100]));

        Assert.Equal((Errno.ENOSPC, "write", NewPath, true), (error.Errno, error.Operation, error.Path, error.IsDiskFull));
        Assert.Contains("No space left on device", error.Message, StringComparison.Ordinal);
        Assert.Contains("Free space", error.Message, StringComparison.Ordinal);
        Assert.Equal((40L, 40L), (file.Length, new FileInfo(NewPath).Length));
        file.Truncate(0);
        Assert.Equal((0L, 0L), (file.Length, new FileInfo(NewPath).Length));
    }

    [SkippableFact]
    public void A_really_full_device_is_reported()
    {
        Skip.IfNot(File.Exists("/dev/full"), "There is no /dev/full here.");
        using PosixFile file = PosixFile.OpenAppend("/dev/full");
        var error = Assert.Throws<JournalIOException>(() => file.Write([1]));
        Assert.True(error.IsDiskFull);
        Assert.Equal(0, file.Length);
    }

    [SkippableFact]
    public void A_write_that_takes_nothing_is_an_error_and_not_a_loop()
    {
        var calls = new FaultyCalls();
        calls.Writes.Enqueue(0);
        using PosixFile file = PosixFile.CreateNew(NewPath, calls);
        Assert.Equal(Errno.EIO, Assert.Throws<JournalIOException>(() => file.Write([1])).Errno);
    }

    [SkippableFact]
    public void After_a_failed_sync_nothing_more_is_taken_and_the_kernel_is_not_asked_again()
    {
        var calls = new FaultyCalls();
        calls.Syncs.Enqueue(Errno.EIO);
        using PosixFile file = PosixFile.CreateNew(NewPath, calls);
        file.Write([1]);

        var first = Assert.Throws<JournalIOException>(file.SyncData);
        var second = Assert.Throws<JournalIOException>(file.SyncData);
        var third = Assert.Throws<JournalIOException>(() => file.Write([2]));

        Assert.Equal((Errno.EIO, Errno.EIO, Errno.EIO), (first.Errno, second.Errno, third.Errno));
        Assert.Contains("recover", second.Message, StringComparison.Ordinal);
        Assert.Equal(1, calls.SyncCalls);
        Assert.Equal([1], File.ReadAllBytes(NewPath));
    }

    [SkippableFact]
    public void Preallocation_keeps_the_length_and_truncation_cuts()
    {
        using PosixFile file = PosixFile.CreateNew(NewPath);
        file.Preallocate(1 << 20);
        Assert.Equal((0L, 0L), (file.Length, new FileInfo(NewPath).Length));
        file.Write([1, 2, 3, 4]);
        Assert.Equal(4, new FileInfo(NewPath).Length);
        file.Truncate(2);
        file.Write([9]);
        Assert.Equal([1, 2, 9], File.ReadAllBytes(NewPath));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Truncate(4));
    }

    [SkippableFact]
    public void A_file_system_that_cannot_preallocate_is_no_error_but_a_full_one_is()
    {
        var calls = new FaultyCalls();
        calls.Allocations.Enqueue(Errno.EOPNOTSUPP);
        calls.Allocations.Enqueue(Errno.EINTR);
        calls.Allocations.Enqueue(Errno.ENOSPC);
        using PosixFile file = PosixFile.CreateNew(NewPath, calls);
        file.Preallocate(1 << 20);
        Assert.Equal((Errno.ENOSPC, "fallocate"), Failure(() => file.Preallocate(1 << 20)));
        Assert.Empty(calls.Allocations);
    }

    [SkippableFact]
    public void What_cannot_be_opened_says_why()
    {
        File.WriteAllText(NewPath, "x");
        string missing = Path.Combine(_directory, "none", "segment");
        Assert.Equal((Errno.EEXIST, "open"), Failure(() => PosixFile.CreateNew(NewPath).Dispose()));
        Assert.Equal((Errno.ENOENT, "open"), Failure(() => PosixFile.OpenAppend(missing).Dispose()));
        Assert.Equal((Errno.ENOENT, "open"), Failure(() => PosixFile.SyncDirectory(missing)));
    }

    [SkippableFact]
    public void The_journal_opens_its_files_this_way_on_Linux()
    {
        using (IJournalFile file = JournalFile.CreateNew(NewPath)) { Assert.IsType<PosixFile>(file); }
        using (IJournalFile file = JournalFile.OpenAppend(NewPath)) { Assert.IsType<PosixFile>(file); }
        JournalFile.SyncDirectory(_directory);
        Assert.Throws<JournalIOException>(() => JournalFile.SyncDirectory(Path.Combine(_directory, "none")));
    }

    [SkippableFact]
    public void Writing_and_syncing_allocate_nothing()
    {
        using PosixFile file = PosixFile.CreateNew(NewPath);
        byte[] data = new byte[100];
        file.Write(data);
        file.SyncData();
        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            for (int round = 0; round < 1_000; round++) { file.Write(data); }
            file.SyncData();
        }));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static (int Errno, string Operation) Failure(Action action)
    {
        var error = Assert.Throws<JournalIOException>(action);
        return (error.Errno, error.Operation);
    }
}
