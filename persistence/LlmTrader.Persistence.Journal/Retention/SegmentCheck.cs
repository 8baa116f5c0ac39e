using LlmTrader.Persistence.Journal.Reading;

namespace LlmTrader.Persistence.Journal.Retention;

/// <summary>A segment of which every block was read and is right.</summary>
/// <param name="Path">The file.</param>
/// <param name="LastSequence">Of its last block.</param>
/// <param name="LastCrc32C">Checksum of its last block: what the next segment must continue.</param>
/// <param name="IsEnd">Whether its last block ends a completed stream.</param>
internal sealed record CheckedSegment(string Path, long LastSequence, uint LastCrc32C, bool IsEnd);

/// <summary>Reads the first segments of a stream, checksum and chain of every block.</summary>
internal static class SegmentCheck
{
    private const int BlocksPerReport = 32;

    /// <param name="directory">The journal.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="count">How many segments, from the first that there is.</param>
    /// <param name="damage">What is wrong behind the ones returned; null when all of them are right.</param>
    /// <param name="progress">Hears of the bytes.</param>
    public static IReadOnlyList<CheckedSegment> Run(JournalDirectory directory, StreamKind stream, int count, out string? damage, IProgress<JournalProgress>? progress)
    {
        damage = null;
        List<CheckedSegment> segments = [];
        if (count == 0) { return segments; }
        string[] wanted = [.. directory.Segments(stream).Take(count)];
        long total = wanted.Sum(path => new FileInfo(path).Length);
        using BlockScanner scanner = new(directory, stream, directory.ReadEpochs());
        CheckedSegment? current = null;
        for (long blocks = 1; ; blocks++)
        {
            ScanResult result = scanner.MoveNext();
            string path = scanner.Position.Segment;
            bool isBehind = result == ScanResult.End || string.CompareOrdinal(path, wanted[^1]) > 0;
            if (current is not null && (isBehind || path != current.Path)) { segments.Add(current); }
            if (isBehind) { return segments; }
            if (result != ScanResult.Block)
            {
                damage = $"block {scanner.Position.Block} at byte {scanner.Position.Offset}: {scanner.Reason}";
                return segments;
            }

            current = new CheckedSegment(path, scanner.LastSequence, scanner.Header.Crc32C, scanner.IsAtEndBlock);
            if (blocks % BlocksPerReport == 0) { progress?.Report(new JournalProgress(Math.Min(scanner.BytesScanned, total), total)); }
        }
    }
}
