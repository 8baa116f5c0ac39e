using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace LlmTrader.Persistence.Journal.Platform;

/// <summary>
/// The right to write a journal: an exclusive lock on <c>DIR/lock</c> that ends with the process, however it ends. The file
/// stays; what is in it (the holder's process id) is for people.
/// </summary>
public sealed class JournalLock : IDisposable
{
    public const string FileName = "lock";

    /// <summary>What a fork may take on a busy machine.</summary>
    private const int ForkMilliseconds = 500;

    private readonly SafeFileHandle _file;

    private JournalLock(SafeFileHandle file) => _file = file;

    /// <summary>Takes the lock of a journal.</summary>
    /// <param name="directory">The journal's directory.</param>
    /// <param name="calls">The system calls; null is the kernel's.</param>
    /// <exception cref="JournalInUseException">Somebody writes this journal.</exception>
    /// <exception cref="JournalIOException">The file can't be opened or locked.</exception>
    public static JournalLock Acquire(string directory, PosixSystemCalls? calls = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        string path = Path.Combine(directory, FileName);
        SafeFileHandle file = JournalFile.IsPosix ? PosixFile.OpenUnlocked(path, calls ?? PosixSystemCalls.Kernel) : OpenShared(path);
        try
        {
            if (JournalFile.IsPosix) { Lock(file, path, calls ?? PosixSystemCalls.Kernel); }
            RandomAccess.SetLength(file, 0);
            RandomAccess.Write(file, Encoding.ASCII.GetBytes($"{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}\n"), 0);
            return new JournalLock(file);
        }
        catch (Exception error)
        {
            file.Dispose();
            if (error is JournalIOException or JournalInUseException or not IOException) { throw; }
            throw new JournalIOException(0, "locking of the journal", path, error);
        }
    }

    /// <summary>Whether somebody writes the journal now, and who, as far as the lock tells; null when nobody does. Where nobody holds it, it is held for a moment.</summary>
    /// <param name="directory">The journal's directory.</param>
    /// <exception cref="JournalIOException">The file can't be opened.</exception>
    public static JournalInUseException? FindHolder(string directory)
    {
        if (!File.Exists(Path.Combine(directory, FileName))) { return null; }
        string path = Path.Combine(directory, FileName);
        try
        {
            using SafeFileHandle file = JournalFile.IsPosix ? PosixFile.OpenUnlocked(path, PosixSystemCalls.Kernel) : OpenShared(path);
            if (JournalFile.IsPosix) { Lock(file, path, PosixSystemCalls.Kernel); }
            return null;
        }
        catch (JournalInUseException holder)
        {
            return holder;
        }
    }

    /// <summary>Gives the right up.</summary>
    public void Dispose() => _file.Dispose();

    // Elsewhere than on Linux the sharing mode is the lock.
    private static SafeFileHandle OpenShared(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        }
        catch (IOException error) when (File.Exists(path))
        {
            throw new JournalInUseException(path, null, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new JournalIOException(error is UnauthorizedAccessException ? Errno.EACCES : 0, "opening of the lock", path, error);
        }
    }

    private static void Lock(SafeFileHandle file, string path, PosixSystemCalls calls)
    {
        long patience = Environment.TickCount64 + ForkMilliseconds;
        while (calls.FLock(file, out int errno) < 0)
        {
            if (errno == Errno.EAGAIN)
            {
                // Our own, given up just now: a child process holds it from its fork until it is the other program.
                if (HolderOf(file) == Environment.ProcessId && Environment.TickCount64 < patience) { Thread.Sleep(1); continue; }
                throw new JournalInUseException(path, HolderOf(file));
            }

            if (errno != Errno.EINTR) { throw new JournalIOException(errno, "flock", path); }
        }
    }

    private static int? HolderOf(SafeFileHandle file)
    {
        Span<byte> text = stackalloc byte[16];
        int length = RandomAccess.Read(file, text, 0);
        return int.TryParse(text[..length].TrimEnd((byte)'\n'), NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : null;
    }
}

/// <summary>Another writer has the journal.</summary>
public sealed class JournalInUseException : IOException
{
    internal JournalInUseException(string path, int? holder, Exception? inner = null)
        : base($"The journal '{System.IO.Path.GetDirectoryName(path)}' is in use: process {holder?.ToString(CultureInfo.InvariantCulture) ?? "unknown"} holds '{path}'. Stop that process, or choose another journal; the lock ends with it.", inner)
    {
        Path = path;
        ProcessId = holder;
    }

    /// <summary>The lock file.</summary>
    public string Path { get; }

    /// <summary>Who holds it; null when the file does not tell.</summary>
    public int? ProcessId { get; }
}
