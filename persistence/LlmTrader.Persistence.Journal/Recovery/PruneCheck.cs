using LlmTrader.Persistence.Journal.Reading;
using LlmTrader.Persistence.Journal.Retention;

namespace LlmTrader.Persistence.Journal.Recovery;

/// <summary>
/// Whether <c>pruned.json</c> can be read and says why the streams begin where they do. Where it does not, what it must have said
/// follows from the first block that is there: its sequence, and the checksum of the block before it.
/// </summary>
/// <param name="Damage">What is wrong with it, as a sentence; null when nothing is.</param>
/// <param name="Rebuilt">What it must have said; null when nothing is wrong, or nothing was pruned.</param>
internal sealed record PruneCheck(string? Damage, PruneRecord? Rebuilt)
{
    /// <exception cref="Platform.JournalIOException">The disk can't be read.</exception>
    public static PruneCheck Of(JournalDirectory directory)
    {
        if (directory.IsPutAside) { return new PruneCheck(null, null); }
        try
        {
            PruneRecord record = PruneRecord.Read(directory);
            PruneRecord rebuilt = new(record.In ?? FromFirstBlock(directory, StreamKind.In), record.Out ?? FromFirstBlock(directory, StreamKind.Out));
            if (rebuilt == record) { return new PruneCheck(null, null); }
            string begins = rebuilt.In != record.In ? $"in begins with sequence {rebuilt.In!.FirstKept}" : $"out begins with sequence {rebuilt.Out!.FirstKept}";
            string path = Path.Combine(directory.Path, PruneRecord.FileName);
            return new PruneCheck($"'{path}' {(File.Exists(path) ? "does not tell" : "is missing")}: {begins}, and the first block there continues one that is gone.", rebuilt);
        }
        catch (JournalFormatException error)
        {
            PruneRecord rebuilt = new(FromFirstBlock(directory, StreamKind.In), FromFirstBlock(directory, StreamKind.Out));
            return new PruneCheck($"{PruneRecord.FileName} can't be read: {error.Message}", rebuilt);
        }
    }

    // Null where the stream begins with its first block, which continues none, or where no whole block comes first.
    private static PrunedPart? FromFirstBlock(JournalDirectory directory, StreamKind stream)
    {
        if (directory.AllSegments(stream) is not [var first, ..]) { return null; }
        using BlockScanner scanner = new(directory.Assuming(new PruneRecord(null, null)), stream, []) { ContentFrom = long.MaxValue };
        if (scanner.MoveNext() is not (ScanResult.Block or ScanResult.Misplaced) || scanner.Position.Offset != 0 || scanner.Position.Segment != first) { return null; }
        JournalBlockHeader header = scanner.Header;
        bool isOurs = header.Stream == stream && header.JournalTag == JournalManifest.TagOf(directory.Manifest.JournalId) && header.FirstSequence == JournalDirectory.FirstSequenceOf(first);
        bool isFirst = header.PreviousCrc32C == 0 && (stream == StreamKind.Out || header.FirstSequence == 0);
        if (!isOurs || isFirst) { return null; }
        return new PrunedPart(header.FirstSequence, header.FirstSequence - 1, header.PreviousCrc32C, Segments: 0, new Engine.Core.Timestamp(0));
    }
}
