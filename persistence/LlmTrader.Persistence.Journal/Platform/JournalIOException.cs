using System.Runtime.InteropServices;

namespace LlmTrader.Persistence.Journal.Platform;

/// <summary>A file operation of the journal that failed: which one, on what, why, and what the operator can do.</summary>
public sealed class JournalIOException : IOException
{
    // HRESULT_FROM_WIN32 of ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL.
    private const int HandleDiskFull = unchecked((int)0x80070027);
    private const int DiskFull = unchecked((int)0x80070070);
    private const int MaxErrno = 4096;    // The kernel's.

    /// <summary>Creates the error from a Linux error number; 0 when only <paramref name="inner"/> knows the reason.</summary>
    public JournalIOException(int errno, string operation, string path, Exception? inner = null)
        : this(errno, operation, path, inner, Advice(errno, operation))
    {
    }

    private JournalIOException(int errno, string operation, string path, Exception? inner, string advice)
        : base($"{operation} failed on '{path}': {Reason(errno, inner)}. {advice}", inner)
    {
        Errno = errno;
        Operation = operation;
        Path = path;
    }

    /// <summary>The error of an operation that went through the framework.</summary>
    internal static JournalIOException Of(Exception error, string operation, string path) => new(ErrnoOf(error), operation, path, error);

    /// <summary>Whether an error says that the disk or the user's quota is full, whoever tells it.</summary>
    public static bool IsFull(Exception error) => ErrnoOf(error) is Platform.Errno.ENOSPC or Platform.Errno.EDQUOT;

    /// <summary>The error of a copy that the disk has no room for: it is not the journal's disk that is full, and the journal need not stop.</summary>
    /// <param name="copy">What there is no room for, such as "the backup".</param>
    /// <param name="path">Where it was to lie.</param>
    /// <param name="full">The error, see <see cref="IsFull"/>.</param>
    public static JournalIOException NoRoomFor(string copy, string path, Exception full) =>
        new(ErrnoOf(full), "writing", path, full, $"There is no room for {copy}: free space on that file system or name another place, then run it again. Nothing half written was left, and the journal is as it was.");

    /// <summary>The Linux error number (see <see cref="Platform.Errno"/>), or 0 when unknown.</summary>
    public int Errno { get; }

    /// <summary>The operation that failed, such as "write" or "fdatasync".</summary>
    public string Operation { get; }

    /// <summary>The file or directory.</summary>
    public string Path { get; }

    /// <summary>Whether the disk or the user's quota is full.</summary>
    public bool IsDiskFull => Errno is Platform.Errno.ENOSPC or Platform.Errno.EDQUOT;

    // Of an error that it has no type for, the framework's HResult is the number itself.
    private static int ErrnoOf(Exception error) => error switch
    {
        JournalIOException known => known.Errno,
        UnauthorizedAccessException => Platform.Errno.EACCES,
        FileNotFoundException or DirectoryNotFoundException => Platform.Errno.ENOENT,
        { HResult: HandleDiskFull or DiskFull } => Platform.Errno.ENOSPC,
        IOException { HResult: > 0 and < MaxErrno } when OperatingSystem.IsLinux() => error.HResult,
        _ => 0,
    };

    private static string Reason(int errno, Exception? inner) => errno switch
    {
        0 => inner?.Message.TrimEnd('.') ?? "unknown reason",
        _ when OperatingSystem.IsLinux() => $"{Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})",
        _ => $"errno {errno}",
    };

    private static string Advice(int errno, string operation) => errno switch
    {
        Platform.Errno.ENOSPC => "Free space on that file system or move the journal to a larger one, then start again.",
        Platform.Errno.EDQUOT => "Raise the disk quota of this user or move the journal, then start again.",
        Platform.Errno.EIO when operation.Contains("sync", StringComparison.Ordinal) =>
            "What was written last may be lost and a second sync would hide that: stop, check the disk, and recover.",
        Platform.Errno.EIO => "Check the disk (dmesg, smartctl), then recover.",
        Platform.Errno.EROFS => "The file system is mounted read-only: check the disk, remount it or move the journal.",
        Platform.Errno.EACCES or Platform.Errno.EPERM => "Give this user the right to write there.",
        Platform.Errno.ENOENT => "Create the directory or correct the path.",
        Platform.Errno.EEXIST => "Another journal lies there: choose another directory or remove the file.",
        Platform.Errno.EMFILE or Platform.Errno.ENFILE => "Raise the limit of open files (ulimit -n).",
        Platform.Errno.EFBIG => "Raise the limit of file sizes (ulimit -f) or make segments smaller.",
        _ => "Check the path and the disk.",
    };
}
