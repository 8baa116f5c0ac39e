namespace LlmTrader.Persistence.Journal.Platform;

/// <summary>An append-only file, as the journal needs it: the seam where tests inject a full or failing disk.</summary>
/// <remarks>
/// Used by one thread at a time, but for <see cref="SyncData"/>: one other thread may be in it meanwhile. Every failure is a <see cref="JournalIOException"/>.
/// </remarks>
public interface IJournalFile : IDisposable
{
    /// <summary>The file's path, for messages.</summary>
    string Path { get; }

    /// <summary>The file's length in bytes, including what is written and not yet durable.</summary>
    long Length { get; }

    /// <summary>
    /// Appends all of <paramref name="data"/>. After a failure a part of it may be in the file, and <see cref="Length"/>
    /// counts that part.
    /// </summary>
    void Write(ReadOnlySpan<byte> data);

    /// <summary>Returns once everything that was written when it was called is on stable storage. After a failure the file takes no more writes.</summary>
    void SyncData();

    /// <summary>
    /// Reserves disk space up to <paramref name="length"/> bytes from the file's start without changing
    /// <see cref="Length"/>; does nothing where the file system can't.
    /// </summary>
    void Preallocate(long length);

    /// <summary>Cuts the file to <paramref name="length"/> bytes and gives reserved space behind them back.</summary>
    void Truncate(long length);
}
