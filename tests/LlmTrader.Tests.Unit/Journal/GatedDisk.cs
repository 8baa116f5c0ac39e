using LlmTrader.Persistence.Journal.Platform;
using Microsoft.Win32.SafeHandles;

namespace LlmTrader.Tests.Unit.Journal;

/// <summary>The kernel, but its syncs wait until the test lets them go on, and may fail then.</summary>
internal sealed class GatedDisk : PosixSystemCalls
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly object _gate = new();
    private bool _isClosed;
    private int _entered;
    private int _writes;
    private int _errno;

    /// <summary>Syncs that have begun.</summary>
    public int Entered => Volatile.Read(ref _entered);

    public int Writes => Volatile.Read(ref _writes);

    /// <summary>The thread that syncs beside the writer; null before its first sync.</summary>
    public Thread? Beside { get; private set; }

    /// <summary>Syncs by a thread beside the writer, and what it has allocated up to each.</summary>
    public List<long> AllocatedBeside { get; } = new(1000);

    public IJournalFile Create(string path) => PosixFile.CreateNew(path, this);

    /// <summary>From now on syncs wait.</summary>
    public void Close()
    {
        lock (_gate) { _isClosed = true; }
    }

    /// <summary>Lets them go on, and fail if there is an error number.</summary>
    public void Open(int errno = 0)
    {
        lock (_gate)
        {
            _isClosed = false;
            _errno = errno;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Returns once so many syncs have begun.</summary>
    public void AwaitEntered(int count) => Assert.True(SpinWait.SpinUntil(() => Entered >= count, Patience), $"{Entered} syncs, not {count}");

    public override nint Write(SafeFileHandle file, ReadOnlySpan<byte> data, out int errno)
    {
        Interlocked.Increment(ref _writes);
        return base.Write(file, data, out errno);
    }

    public override int FDataSync(SafeFileHandle file, out int errno)
    {
        if (Thread.CurrentThread.Name == "journal-sync")
        {
            Beside = Thread.CurrentThread;
            AllocatedBeside.Add(GC.GetAllocatedBytesForCurrentThread());
        }

        Interlocked.Increment(ref _entered);
        lock (_gate)
        {
            while (_isClosed) { Monitor.Wait(_gate); }
            errno = _errno;
        }

        return errno != 0 ? -1 : base.FDataSync(file, out errno);
    }
}
