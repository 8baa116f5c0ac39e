namespace LlmTrader.Persistence.Journal.Platform;

/// <summary>An append-only file by <see cref="FileStream"/>, for systems other than 64-bit Linux.</summary>
public sealed class StreamFile : IJournalFile
{
    private readonly FileStream _stream;
    private volatile bool _syncFailed;    // A sync may run beside the writes: a stream without a buffer has nothing that both touch.

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
        catch (IOException error) { throw JournalIOException.Of(error, "write", Path); }
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
            throw JournalIOException.Of(error, "flush to disk (sync)", Path);
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
            throw JournalIOException.Of(error, "truncate", Path);
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
            throw JournalIOException.Of(error, "open", path);
        }
    }

    private void ThrowIfSyncFailed(string operation)
    {
        if (_syncFailed) { throw new JournalIOException(Errno.EIO, $"{operation} after a failed sync", Path); }
    }
}
