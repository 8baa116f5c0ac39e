using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LlmTrader.Persistence.Journal.Platform;

/// <summary>
/// The system calls of <see cref="PosixFile"/>, one method each, raw: they return what the kernel returned.
/// Tests override them to make short writes, interrupts and disk errors.
/// </summary>
public unsafe partial class PosixSystemCalls
{
    private const string LibC = "libc";
    private const int LockExclusive = 2;
    private const int LockNoWait = 4;

    /// <summary>The kernel's own.</summary>
    public static PosixSystemCalls Kernel { get; } = new();

    /// <summary>open(2); returns the descriptor or -1.</summary>
    public virtual int Open(string path, int flags, uint mode, out int errno)
    {
        int result = open(path, flags, mode);
        errno = LastError(result);
        return result;
    }

    /// <summary>write(2); returns the bytes taken, possibly fewer than given, or -1.</summary>
    public virtual nint Write(SafeFileHandle file, ReadOnlySpan<byte> data, out int errno)
    {
        fixed (byte* source = data)
        {
            nint result = write(file, source, (nuint)data.Length);
            errno = LastError(result);
            return result;
        }
    }

    /// <summary>fdatasync(2); returns 0 or -1.</summary>
    public virtual int FDataSync(SafeFileHandle file, out int errno)
    {
        int result = fdatasync(file);
        errno = LastError(result);
        return result;
    }

    /// <summary>fsync(2); returns 0 or -1.</summary>
    public virtual int FSync(SafeFileHandle file, out int errno)
    {
        int result = fsync(file);
        errno = LastError(result);
        return result;
    }

    /// <summary>fallocate(2); returns 0 or -1.</summary>
    public virtual int FAllocate(SafeFileHandle file, int mode, long offset, long length, out int errno)
    {
        int result = fallocate(file, mode, offset, length);
        errno = LastError(result);
        return result;
    }

    /// <summary>ftruncate(2); returns 0 or -1.</summary>
    public virtual int FTruncate(SafeFileHandle file, long length, out int errno)
    {
        int result = ftruncate(file, length);
        errno = LastError(result);
        return result;
    }

    /// <summary>lseek(2); returns the new offset or -1.</summary>
    public virtual long LSeek(SafeFileHandle file, long offset, int whence, out int errno)
    {
        long result = lseek(file, offset, whence);
        errno = LastError(result);
        return result;
    }

    /// <summary>flock(2), exclusive and without waiting; returns 0 or -1.</summary>
    public virtual int FLock(SafeFileHandle file, out int errno)
    {
        int result = flock(file, LockExclusive | LockNoWait);
        errno = LastError(result);
        return result;
    }

    private static int LastError(long result) => result < 0 ? Marshal.GetLastPInvokeError() : 0;

    // open is variadic in C; on Linux (x64, ARM64) its third argument is passed as that of a plain function.
    [LibraryImport(LibC, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, uint mode);

    [LibraryImport(LibC, SetLastError = true)]
    private static partial nint write(SafeFileHandle file, byte* data, nuint length);

    [LibraryImport(LibC, SetLastError = true)]
    private static partial int fdatasync(SafeFileHandle file);

    [LibraryImport(LibC, SetLastError = true)]
    private static partial int fsync(SafeFileHandle file);

    // off_t is 64 bits wide on 64-bit Linux; JournalFile takes another implementation on 32 bits.
    [LibraryImport(LibC, SetLastError = true)]
    private static partial int fallocate(SafeFileHandle file, int mode, long offset, long length);

    [LibraryImport(LibC, SetLastError = true)]
    private static partial int ftruncate(SafeFileHandle file, long length);

    [LibraryImport(LibC, SetLastError = true)]
    private static partial long lseek(SafeFileHandle file, long offset, int whence);

    [LibraryImport(LibC, SetLastError = true)]
    private static partial int flock(SafeFileHandle file, int operation);
}
