using LlmTrader.Persistence.Journal.Platform;
using Microsoft.Win32.SafeHandles;

namespace LlmTrader.Tests.Unit.Journal;

/// <summary>The kernel, but for the faults that a test has planned.</summary>
internal sealed class FaultyDisk : PosixSystemCalls
{
    /// <summary>Bytes that the disk still takes; then it is full, in the middle of a write if need be.</summary>
    public long Room { get; set; } = long.MaxValue;

    /// <summary>The most bytes that one write takes.</summary>
    public int MaxWrite { get; set; } = int.MaxValue;

    /// <summary>Error number of every write from now on; 0 is none.</summary>
    public int WriteErrno { get; set; }

    /// <summary>Error number of every sync from now on; 0 is none.</summary>
    public int SyncErrno { get; set; }

    public int TruncateErrno { get; set; }

    public int AllocateErrno { get; set; }

    public int Syncs { get; private set; }

    public int Writes { get; private set; }

    public IJournalFile Create(string path) => PosixFile.CreateNew(path, this);

    public override nint Write(SafeFileHandle file, ReadOnlySpan<byte> data, out int errno)
    {
        Writes++;
        if (WriteErrno != 0) { errno = WriteErrno; return -1; }
        if (Room == 0) { errno = Errno.ENOSPC; return -1; }
        int taken = (int)Math.Min(Math.Min(data.Length, MaxWrite), Room);
        Room -= taken;
        return base.Write(file, data[..taken], out errno);
    }

    public override int FDataSync(SafeFileHandle file, out int errno)
    {
        Syncs++;
        errno = SyncErrno;
        return errno != 0 ? -1 : base.FDataSync(file, out errno);
    }

    public override int FTruncate(SafeFileHandle file, long length, out int errno)
    {
        errno = TruncateErrno;
        return errno != 0 ? -1 : base.FTruncate(file, length, out errno);
    }

    public override int FAllocate(SafeFileHandle file, int mode, long offset, long length, out int errno)
    {
        errno = AllocateErrno;
        return errno != 0 ? -1 : base.FAllocate(file, mode, offset, length, out errno);
    }
}
