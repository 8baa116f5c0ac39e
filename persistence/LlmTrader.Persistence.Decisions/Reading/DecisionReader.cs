using System.Diagnostics.CodeAnalysis;
using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Persistence.Decisions;

/// <summary>
/// Reads the strategist's journal record by record over all segments, while it may grow, and checks each one: its hash, the chain, the
/// sequence, the time and the segment that it stands in. It only reads.
/// </summary>
public sealed class DecisionReader : IDisposable
{
    private readonly string _directory;
    private LineFile? _file;

    /// <param name="directory">The journal's; without a segment in it there is nothing to read yet.</param>
    /// <param name="from">Where to go on; null is the beginning.</param>
    public DecisionReader(string directory, DecisionPlace? from = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        _directory = directory;
        Place = from ?? DecisionPlace.Beginning;
    }

    /// <summary>Behind the last record that was read.</summary>
    public DecisionPlace Place { get; private set; }

    /// <summary>What lay behind the last record when there was no further one: of a writer at work, or of one that was killed.</summary>
    public TornTail? Torn { get; private set; }

    /// <summary>Every record from the beginning.</summary>
    /// <exception cref="DecisionCorruptException">As <see cref="TryRead"/>, on the way.</exception>
    public static IEnumerable<DecisionRecord> All(string directory)
    {
        using DecisionReader reader = new(directory);
        while (reader.TryRead(out DecisionRecord? record)) { yield return record; }
    }

    /// <summary>Reads the next record; false when there is no whole one yet.</summary>
    /// <exception cref="DecisionCorruptException">What comes next is not what was written.</exception>
    /// <exception cref="JournalIOException">The disk can't be read.</exception>
    public bool TryRead([NotNullWhen(true)] out DecisionRecord? record)
    {
        Torn = null;
        record = null;
        if (_file is null && !TryOpen()) { return false; }
        ReadOnlyMemory<byte> line;
        while (!_file!.TryRead(out line))
        {
            // A segment is complete once there is a later one, but not yet when it was last read.
            string? next = Next();
            _file.ForgetTail();
            if (_file.TryRead(out line)) { break; }
            if (next is null) { JudgeTail(); return false; }
            if (_file.Tail.Length > 0) { throw Corrupt("It has no end, and a later segment exists."); }
            Open(next, 0);
            Place = Place with { Segment = Path.GetFileName(next), Line = 0, Offset = 0 };
        }

        record = Checked(line);
        Place = new DecisionPlace(record.Sequence, record.Time, DecisionLine.HashOf(line.Span), Path.GetFileName(_file.Path), Place.Line + 1, _file.Offset);
        return true;
    }

    /// <summary>Returns once every record that was read is on stable storage.</summary>
    internal void Sync() => _file?.Sync();

    public void Dispose() => _file?.Dispose();

    private bool TryOpen()
    {
        IReadOnlyList<string> segments = DecisionSegments.In(_directory);
        if (Place.Segment.Length > 0) { Open(Path.Combine(_directory, Place.Segment), Place.Offset); }
        else if (segments.Count > 0)
        {
            Open(segments[0], 0);
            Place = Place with { Segment = Path.GetFileName(segments[0]) };
        }

        return _file is not null;
    }

    private void Open(string path, long offset)
    {
        _file?.Dispose();
        _file = null;
        _file = new LineFile(path, offset);
    }

    private string? Next() => DecisionSegments.In(_directory).FirstOrDefault(path => string.CompareOrdinal(Path.GetFileName(path), Path.GetFileName(_file!.Path)) > 0);

    // What follows the last line's end is a write that was cut off, unless no write could leave that.
    private void JudgeTail()
    {
        ReadOnlySpan<byte> tail = _file!.Tail;
        if (tail.Length >= DecisionLine.MaxBytes) { throw Corrupt($"It is longer than the limit of {DecisionLine.MaxBytes} bytes."); }
        if (tail.Length > 0 && DecisionLine.BeginsWithRecord(tail[..^1])) { throw Corrupt("Behind a whole record stands something else than a line's end."); }
        if (tail.Length > 0) { Torn = new TornTail(_file.Path, _file.Offset, tail.Length); }
        _file.ForgetTail();
    }

    private DecisionRecord Checked(ReadOnlyMemory<byte> line)
    {
        DecisionRecord record;
        try
        {
            record = DecisionLine.Decode(line.Span);
        }
        catch (FormatException error)
        {
            throw Corrupt(error.Message);
        }

        if (record.Sequence != Place.Sequence + 1) { throw Corrupt($"Its sequence is {record.Sequence}, and {Place.Sequence + 1} is expected."); }
        if (record.Previous != Place.Head) { throw Corrupt($"It follows a line of hash {record.Previous}, and before it stands one of {Place.Head}."); }
        if (record.Time < Place.Time) { throw Corrupt($"Its time {record.Time} is before that of the record in front of it, {Place.Time}."); }
        string segment = DecisionSegments.NameOf(record.Time);
        return segment == Path.GetFileName(_file!.Path) ? record : throw Corrupt($"A record of {record.Time} belongs into {segment}.");
    }

    private DecisionCorruptException Corrupt(string reason) => new(_file!.Path, Place.Line + 1, reason);
}
