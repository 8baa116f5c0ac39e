using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;

namespace LlmTrader.Persistence.Journal.Platform;

/// <summary>An append-only file by the system calls of 64-bit Linux: nothing between a write and the kernel, and nothing allocated.</summary>
public sealed class PosixFile : IJournalFile
{
    private const int O_WRONLY = 0x1;
    private const int O_RDWR = 0x2;
    private const int O_CREAT = 0x40;
    private const int O_EXCL = 0x80;
    private const int O_APPEND = 0x400;
    private const int O_CLOEXEC = 0x80000;
    private const int SeekEnd = 2;
    private const int FallocKeepSize = 1;
    private const uint OwnerWritesAllRead = 0b110_100_100;    // rw-r--r--

    private readonly PosixSystemCalls _calls;
    private readonly SafeFileHandle _file;
    private long _length;
    private volatile int _syncErrno;    // A sync may run beside the writes.

    private PosixFile(PosixSystemCalls calls, SafeFileHandle file, string path, long length)
    {
        _calls = calls;
        _file = file;
        _length = length;
        Path = path;
    }

    /// <inheritdoc/>
    public string Path { get; }

    /// <inheritdoc/>
    public long Length => _length;

    /// <summary>Creates a file that must not exist yet.</summary>
    /// <exception cref="JournalIOException">It exists, or can't be created.</exception>
    public static PosixFile CreateNew(string path, PosixSystemCalls? calls = null) => Open(path, O_CREAT | O_EXCL, calls);

    /// <summary>Opens a file, or creates it, to append to it.</summary>
    /// <exception cref="JournalIOException">It can't be opened.</exception>
    public static PosixFile OpenAppend(string path, PosixSystemCalls? calls = null) => Open(path, O_CREAT, calls);

    /// <summary>Makes the creation, renaming and removal of files in a directory durable (fsync of the directory).</summary>
    /// <exception cref="JournalIOException">The directory can't be opened or synced.</exception>
    public static void SyncDirectory(string path, PosixSystemCalls? calls = null)
    {
        calls ??= PosixSystemCalls.Kernel;
        using SafeFileHandle directory = OpenHandle(calls, path, O_CLOEXEC);    // O_RDONLY is 0.
        int errno;
        while (calls.FSync(directory, out errno) < 0)
        {
            if (errno != Errno.EINTR) { throw new JournalIOException(errno, "fsync of the directory", path); }
        }
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> data)
    {
        if (_syncErrno != 0) { ThrowFailedBefore("write"); }
        while (!data.IsEmpty)
        {
            nint taken = _calls.Write(_file, data, out int errno);
            if (taken > 0)
            {
                // Short writes are legal: near a full disk, and above 2 GiB.
                _length += taken;
                data = data[(int)taken..];
            }
            else if (errno != Errno.EINTR)
            {
                // A kernel that takes nothing and names no error would make this loop endless.
                Throw(taken == 0 ? Errno.EIO : errno, "write");
            }
        }
    }

    /// <inheritdoc/>
    public void SyncData()
    {
        if (_syncErrno != 0) { ThrowFailedBefore("fdatasync"); }
        while (_calls.FDataSync(_file, out int errno) < 0)
        {
            if (errno == Errno.EINTR) { continue; }

            // Linux reports a lost page once and then calls it clean: a second sync would succeed and be a lie.
            _syncErrno = errno;
            Throw(errno, "fdatasync");
        }
    }

    /// <inheritdoc/>
    public void Preallocate(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        while (_calls.FAllocate(_file, FallocKeepSize, 0, length, out int errno) < 0)
        {
            if (errno is Errno.EOPNOTSUPP or Errno.ENOSYS) { return; }    // Only a chance to be faster is lost.
            if (errno != Errno.EINTR) { Throw(errno, "fallocate"); }
        }
    }

    /// <inheritdoc/>
    public void Truncate(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, _length);    // Growing would leave a tail of zeros.
        while (_calls.FTruncate(_file, length, out int errno) < 0)
        {
            if (errno != Errno.EINTR) { Throw(errno, "ftruncate"); }
        }

        _length = length;
    }

    /// <summary>Closes the file; does not sync it.</summary>
    public void Dispose() => _file.Dispose();

    private static PosixFile Open(string path, int flags, PosixSystemCalls? calls)
    {
        calls ??= PosixSystemCalls.Kernel;
        SafeFileHandle file = OpenHandle(calls, path, flags | O_WRONLY | O_APPEND | O_CLOEXEC);
        long length = calls.LSeek(file, 0, SeekEnd, out int errno);
        if (length < 0)
        {
            file.Dispose();
            throw new JournalIOException(errno, "lseek", path);
        }

        return new PosixFile(calls, file, path, length);
    }

    /// <summary>Opens a file to read and write it, created if need be; .NET would lock it in a way of its own.</summary>
    internal static SafeFileHandle OpenUnlocked(string path, PosixSystemCalls calls) => OpenHandle(calls, path, O_RDWR | O_CREAT | O_CLOEXEC);

    private static SafeFileHandle OpenHandle(PosixSystemCalls calls, string path, int flags)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        while (true)
        {
            int descriptor = calls.Open(path, flags, OwnerWritesAllRead, out int errno);
            if (descriptor >= 0) { return new SafeFileHandle(descriptor, ownsHandle: true); }
            if (errno != Errno.EINTR) { throw new JournalIOException(errno, "open", path); }
        }
    }

    [DoesNotReturn]
    private void Throw(int errno, string operation) => throw new JournalIOException(errno, operation, Path);

    [DoesNotReturn]
    private void ThrowFailedBefore(string operation) =>
        throw new JournalIOException(_syncErrno, $"{operation} after a failed sync", Path);
}
