using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Persistence.Decisions;

/// <summary>
/// The one writer of a strategist's journal. <see cref="Append"/> returns once the record is on stable storage, so that whatever is done
/// after it may rely on it.
/// </summary>
/// <remarks>Used by one thread at a time.</remarks>
public sealed class DecisionWriter : IDisposable
{
    private readonly string _directory;
    private readonly PosixSystemCalls? _calls;
    private readonly JournalLock _lock;
    private IJournalFile? _file;
    private DecisionHead? _head;
    private bool _isListed;    // Whether the directory's entry of the file is on stable storage.
    private string? _failure;

    private DecisionWriter(string directory, JournalLock held, PosixSystemCalls? calls)
    {
        _directory = directory;
        _lock = held;
        _calls = calls;
    }

    /// <summary>Behind the last record.</summary>
    public DecisionPlace Place { get; private set; } = DecisionPlace.Beginning;

    /// <summary>What a crash had left half written, and the opening has cut off; null when there was nothing.</summary>
    public TornTail? Cut { get; private set; }

    /// <summary>Takes the journal's lock, checks all of it and cuts a torn tail off. Makes the directory where there is none.</summary>
    /// <param name="directory">The journal's.</param>
    /// <param name="read">Gets every record that is there, in order; null for none.</param>
    /// <param name="calls">The system calls; null is the kernel's.</param>
    /// <exception cref="DecisionCorruptException">It is not what was written. Nothing was changed.</exception>
    /// <exception cref="JournalInUseException">Another process writes it.</exception>
    /// <exception cref="JournalIOException">The disk refuses.</exception>
    public static DecisionWriter Open(string directory, Action<DecisionRecord>? read = null, PosixSystemCalls? calls = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new JournalIOException(error is UnauthorizedAccessException ? Errno.EACCES : 0, "making of the directory", directory, error);
        }

        DecisionWriter writer = new(directory, JournalLock.Acquire(directory, calls), calls);
        try
        {
            writer.Recover(read);
            return writer;
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    /// <summary>Writes a record and syncs it.</summary>
    /// <param name="time">Now. A clock that went back counts as standing still.</param>
    /// <param name="decision">The decision that it belongs to.</param>
    /// <param name="kind">What it tells.</param>
    /// <param name="body">A JSON object in UTF-8.</param>
    /// <exception cref="ArgumentException">The body or the decision's id can't be written.</exception>
    /// <exception cref="JournalIOException">
    /// The disk refuses; nothing of the record is left, or, where the disk refuses that too, the journal takes no more and the next opening
    /// cuts it off. Where it is the head that can't be written, the record stays, and the journal takes no more either.
    /// </exception>
    public DecisionRecord Append(Timestamp time, string decision, DecisionKind kind, ReadOnlyMemory<byte> body)
    {
        if (_failure is not null) { throw new JournalIOException(0, "write after an earlier failure", _directory, new IOException(_failure)); }
        Timestamp at = Timestamp.Max(time, Place.Time);
        byte[] line = DecisionLine.Encode(Place.Sequence + 1, at, decision, kind, body, Place.Head);
        string segment = DecisionSegments.NameOf(at);
        Write(segment, [.. line, (byte)'\n']);
        long number = segment == Place.Segment ? Place.Line + 1 : 1;
        Place = new DecisionPlace(Place.Sequence + 1, at, DecisionLine.HashOf(line), segment, number, _file!.Length);
        WriteHead();
        return DecisionLine.Decode(line);
    }

    public void Dispose()
    {
        _file?.Dispose();
        _head?.Dispose();
        _lock.Dispose();
    }

    // The record before the head: what the head says is in the journal, whatever happens in between.
    private void WriteHead()
    {
        try
        {
            _head ??= DecisionHead.Open(_directory);
            _head.Write(Place.Sequence, Place.Head);
        }
        catch (JournalIOException error)
        {
            _failure = error.Message;
            throw;
        }
    }

    private void Recover(Action<DecisionRecord>? read)
    {
        using DecisionReader reader = new(_directory);
        (long Sequence, string Hash)? head = DecisionHead.Read(_directory);
        string? found = null;
        while (reader.TryRead(out DecisionRecord? record))
        {
            if (record.Sequence == head?.Sequence) { found = reader.Place.Head; }
            read?.Invoke(record);
        }

        if (head is { } last && found != last.Hash) { throw Missing(last.Sequence, reader.Place, found is not null); }
        Place = reader.Place;
        if (reader.Torn is not { } torn) { return; }
        using IJournalFile file = OpenAppend(torn.Path);
        file.Truncate(torn.Offset);
        file.SyncData();
        Cut = torn;
    }

    private DecisionCorruptException Missing(long sequence, DecisionPlace end, bool isAnother)
    {
        string path = Path.Combine(_directory, end.Segment.Length > 0 ? end.Segment : DecisionHead.FileName);
        string what = isAnother ? $"record {sequence} is another one than was written" : $"the journal ends behind record {end.Sequence}, and {sequence} were written";
        return new DecisionCorruptException(path, end.Line, $"By '{DecisionHead.FileName}' beside it {what}: hold-outs that were opened and trials that were made since would count no more. Whoever means that removes '{DecisionHead.FileName}'.");
    }

    private void Write(string segment, byte[] line)
    {
        string path = Path.Combine(_directory, segment);
        if (_file?.Path != path)
        {
            _file?.Dispose();
            _file = null;
            _file = OpenAppend(path);
            _isListed = false;
        }

        IJournalFile file = _file!;
        long before = file.Length;
        try
        {
            file.Write(line);
            file.SyncData();
            if (!_isListed) { JournalFile.SyncDirectory(_directory); }
            _isListed = true;
        }
        catch (JournalIOException error)
        {
            TakeBack(file, before, error);
            throw;
        }
    }

    // A failed sync says nothing about what is on the disk: then the record is taken out of the file all the same, and nobody writes behind it.
    private void TakeBack(IJournalFile file, long length, JournalIOException error)
    {
        try
        {
            file.Truncate(length);
            file.SyncData();
        }
        catch (JournalIOException)
        {
            _failure = error.Message;
        }
    }

    private IJournalFile OpenAppend(string path) => _calls is null ? JournalFile.OpenAppend(path) : PosixFile.OpenAppend(path, _calls);
}
