using LlmTrader.Persistence.Journal.Following;
using LlmTrader.Persistence.Journal.Reading;

namespace LlmTrader.Persistence.Journal;

/// <summary>The beginning of a segment, all of which stays as it is.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Path">The file.</param>
/// <param name="Bytes">How much of it, up to the end of a block.</param>
public sealed record DurablePart(StreamKind Stream, string Path, long Bytes);

/// <summary>
/// What of a journal can be copied while another process writes it: the closed segments, and of the open ones the blocks that no crash
/// takes back. It only reads.
/// </summary>
public sealed class DurableFiles
{
    private DurableFiles(IReadOnlyList<DurablePart> parts, long lastSequence)
    {
        Parts = parts;
        LastSequence = lastSequence;
    }

    /// <summary>In order, first of <c>in</c>, then of <c>out</c>.</summary>
    public IReadOnlyList<DurablePart> Parts { get; }

    /// <summary>Of the last event in them; −1 is none.</summary>
    public long LastSequence { get; }

    /// <summary>Looks at a journal as it is now.</summary>
    /// <exception cref="JournalCorruptException">A block that had been durable is damaged.</exception>
    /// <exception cref="Platform.JournalIOException">The disk can't be read, or a segment was pruned meanwhile.</exception>
    public static DurableFiles Of(JournalDirectory directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ScanPlace input = EndOf(directory, StreamKind.In, long.MaxValue);
        ScanPlace output = EndOf(directory, StreamKind.Out, input.LastSequence);
        return new DurableFiles([.. PartsUpTo(directory, StreamKind.In, input), .. PartsUpTo(directory, StreamKind.Out, output)], input.LastSequence);
    }

    // The writer may be faster than this: what becomes durable meanwhile is left for the next time.
    private static ScanPlace EndOf(JournalDirectory directory, StreamKind stream, long most)
    {
        using BlockFollower blocks = new(directory, stream);
        IReadOnlyList<string> segments = directory.Segments(stream);
        if (segments.Count > 0) { blocks.StartAt(JournalDirectory.FirstSequenceOf(segments[^1])); }
        ScanPlace place = blocks.Behind;
        long goal = long.MaxValue;
        while (blocks.TryNext() && blocks.Header.LastSequence <= most)
        {
            place = blocks.Behind;
            if (goal == long.MaxValue) { goal = blocks.DurableSequence; }
            if (blocks.Header.LastSequence > goal) { break; }
        }

        return place;
    }

    private static IEnumerable<DurablePart> PartsUpTo(JournalDirectory directory, StreamKind stream, ScanPlace place)
    {
        foreach (string segment in directory.Segments(stream))
        {
            int order = string.CompareOrdinal(segment, place.Segment);
            if (order > 0) { yield break; }
            long bytes = order < 0 ? new FileInfo(segment).Length : place.Offset;
            if (bytes > 0) { yield return new DurablePart(stream, segment, bytes); }
        }
    }
}
