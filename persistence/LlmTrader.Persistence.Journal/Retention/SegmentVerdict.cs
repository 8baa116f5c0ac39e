namespace LlmTrader.Persistence.Journal.Retention;

/// <summary>What becomes of a segment, and why.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Path">The file.</param>
/// <param name="FirstSequence">The one that its name tells.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="LastWrite">When it was last written to.</param>
/// <param name="Goes">Whether it is copied or removed.</param>
/// <param name="Reason">Why, or why not.</param>
/// <param name="IsDamaged">Whether it stays because something is wrong with it.</param>
public sealed record SegmentVerdict(StreamKind Stream, string Path, long FirstSequence, long Bytes, DateTimeOffset LastWrite, bool Goes, string Reason, bool IsDamaged = false)
{
    internal static SegmentVerdict Of(StreamKind stream, string path, bool goes, string reason, bool isDamaged = false)
    {
        FileInfo file = new(path);
        return new SegmentVerdict(stream, path, JournalDirectory.FirstSequenceOf(path), file.Length, file.LastWriteTimeUtc, goes, reason, isDamaged);
    }
}
