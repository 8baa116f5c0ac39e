namespace LlmTrader.Persistence.Journal.Platform;

/// <summary>An append-only file by <see cref="FileStream"/>, for systems other than 64-bit Linux.</summary>
public sealed class StreamFile : IJournalFile
{
    // HRESULT_FROM_WIN32 of ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL.
    private const int HandleDiskFull = unchecked((int)0x80070027);
    private const int DiskFull = unchecked((int)0x80070070);

    private readonly FileStream _stream;
    private bool _syncFailed;

    private StreamFile(FileStream stream, string path)
    {
        _stream = stream;
        Path = path;
    }

    /// <inheritdoc/>
    public string Path { get; }

    /// <inheritdoc/>
    public long Length => _stream.Length;

    /// <summary>Creates a file that must not exist yet.</summary>
    /// <exception cref="JournalIOException">It exists, or can't be created.</exception>
    public static StreamFile CreateNew(string path) => Open(path, FileMode.CreateNew);

    /// <summary>Opens a file, or creates it, to append to it.</summary>
    /// <exception cref="JournalIOException">It can't be opened.</exception>
    public static StreamFile OpenAppend(string path) => Open(path, FileMode.OpenOrCreate);

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> data)
    {
        ThrowIfSyncFailed("write");
        try { _stream.Write(data); }
        catch (IOException error) { throw Wrap(error, "write", Path); }
    }

    /// <inheritdoc/>
    public void SyncData()
    {
        ThrowIfSyncFailed("flush to disk");
        try
        {
            _stream.Flush(flushToDisk: true);
        }
        catch (IOException error)
        {
            _syncFailed = true;
            throw Wrap(error, "flush to disk (sync)", Path);
        }
    }

    /// <summary>Does nothing: .NET can reserve space only by making the file longer.</summary>
    public void Preallocate(long length) => ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);

    /// <inheritdoc/>
    public void Truncate(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        try
        {
            _stream.SetLength(length);
            _stream.Seek(0, SeekOrigin.End);
        }
        catch (IOException error)
        {
            throw Wrap(error, "truncate", Path);
        }
    }

    /// <summary>Closes the file; does not sync it.</summary>
    public void Dispose() => _stream.Dispose();

    private static StreamFile Open(string path, FileMode mode)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            // A buffer of 0: what Write returned from is with the operating system, as with PosixFile.
            var stream = new FileStream(path, mode, FileAccess.Write, FileShare.Read, bufferSize: 0);
            stream.Seek(0, SeekOrigin.End);
            return new StreamFile(stream, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Wrap(error, "open", path);
        }
    }

    private static JournalIOException Wrap(Exception error, string operation, string path)
    {
        int errno = error switch
        {
            DirectoryNotFoundException or FileNotFoundException => Errno.ENOENT,
            UnauthorizedAccessException => Errno.EACCES,
            { HResult: HandleDiskFull or DiskFull } => Errno.ENOSPC,
            _ => 0,
        };
        return new JournalIOException(errno, operation, path, error);
    }

    private void ThrowIfSyncFailed(string operation)
    {
        if (_syncFailed) { throw new JournalIOException(Errno.EIO, $"{operation} after a failed sync", Path); }
    }
}
