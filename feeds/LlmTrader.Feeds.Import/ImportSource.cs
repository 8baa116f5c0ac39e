using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Import;

/// <summary>A file under import: once a row has failed, it stays failed.</summary>
public abstract class ImportSource : IImportSource
{
    private ImportIssue? _failure;
    private bool _disposed;

    private protected ImportSource()
    {
    }

    public abstract string Path { get; }

    /// <summary>What became of the rows so far.</summary>
    public ImportCounts Counts { get; } = new();

    /// <summary>Bytes of the file on the disk that were read, compressed or not. Any thread may ask.</summary>
    public abstract long BytesRead { get; }

    /// <summary>Size of the file on the disk.</summary>
    public abstract long BytesTotal { get; }

    /// <summary>
    /// Reads up to the next row that becomes an event. Throws <see cref="ImportException"/> for a row that no policy lets
    /// pass and for a damaged file; the source stays failed.
    /// </summary>
    public bool TryRead(ref EngineEvent next)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_failure is not null) { throw new ImportException(_failure); }
        try
        {
            return TryReadEvent(ref next);
        }
        catch (ImportException e)
        {
            _failure = e.Issue;
            throw;
        }
    }

    public void Dispose()
    {
        if (_disposed) { return; }
        _disposed = true;
        Close();
        GC.SuppressFinalize(this);
    }

    private protected abstract bool TryReadEvent(ref EngineEvent next);

    private protected abstract void Close();
}
