using LlmTrader.Persistence.Journal.Reading;

namespace LlmTrader.Persistence.Journal.Retention;

/// <summary>A segment of which every block was read and is right.</summary>
/// <param name="Path">The file.</param>
/// <param name="LastSequence">Of its last block.</param>
/// <param name="LastCrc32C">Checksum of its last block: what the next segment must continue.</param>
/// <param name="IsEnd">Whether its last block ends a completed stream.</param>
internal sealed record CheckedSegment(string Path, long LastSequence, uint LastCrc32C, bool IsEnd);

/// <summary>What is wrong behind the segments that are right.</summary>
/// <param name="What">Where and what, for people.</param>
/// <param name="IsCorruption">False when it may be no more than the end of a stream that is being written, or that a crash cut off.</param>
internal sealed record SegmentDamage(string What, bool IsCorruption);

/// <summary>Reads the first segments of a stream, checksum and chain of every block.</summary>
internal static class SegmentCheck
{
    private const int BlocksPerReport = 32;

    /// <param name="directory">The journal.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="count">How many segments, from the first that there is.</param>
    /// <param name="damage">What is wrong with the segment behind the ones returned; null when all of them are right.</param>
    /// <param name="progress">Hears of the bytes.</param>
    public static IReadOnlyList<CheckedSegment> Run(JournalDirectory directory, StreamKind stream, int count, out SegmentDamage? damage, IProgress<JournalProgress>? progress)
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
            ScanPlace before = scanner.Place;
            ScanResult result = scanner.MoveNext();
            string path = scanner.Position.Segment;
            bool isBehind = result == ScanResult.End || string.CompareOrdinal(path, wanted[^1]) > 0;
            if (current is not null && (isBehind || path != current.Path))
            {
                damage = WhyNotOver(scanner, stream, current, result, directory.IsPutAside);
                if (damage is not null) { return segments; }
                segments.Add(current);
            }

            if (isBehind) { return segments; }
            if (result != ScanResult.Block)
            {
                SegmentDamage found = Judge(scanner, stream, result);
                if (found.IsCorruption && IsWholeNow(scanner, in before)) { continue; }
                damage = found;
                return segments;
            }

            current = new CheckedSegment(path, scanner.LastSequence, scanner.Header.Crc32C, scanner.IsAtEndBlock);
            if (blocks % BlocksPerReport == 0) { progress?.Report(new JournalProgress(Math.Min(scanner.BytesScanned, total), total)); }
        }
    }

    // A segment that was cut between two blocks looks whole; where the next one begins, or what is known to have been durable, tells.
    private static SegmentDamage? WhyNotOver(BlockScanner scanner, StreamKind stream, CheckedSegment current, ScanResult result, bool isPutAside)
    {
        if (isPutAside || result == ScanResult.Block) { return null; }
        if (result == ScanResult.End)
        {
            bool isMissing = DamageJudge.IsMissing(stream, scanner.ExpectedSequence, scanner.KnownDurable);
            return isMissing ? new SegmentDamage($"it ends with sequence {current.LastSequence}, and more was recorded as durable.", IsCorruption: true) : null;
        }

        string next = scanner.Position.Segment;
        bool goesOn = stream == StreamKind.In ? JournalDirectory.FirstSequenceOf(next) == current.LastSequence + 1 : result != ScanResult.Misplaced;
        return goesOn ? null : new SegmentDamage($"it does not end where {Path.GetFileName(next)} begins: {scanner.Reason}", IsCorruption: true);
    }

    private static SegmentDamage Judge(BlockScanner scanner, StreamKind stream, ScanResult result)
    {
        DamageSurvey survey = DamageSurvey.Run(scanner, stream, isMisplaced: result == ScanResult.Misplaced);
        return new SegmentDamage($"block {survey.Position.Block} at byte {survey.Position.Offset}: {survey.Reason}", survey.IsCorruption);
    }

    // A block that is being written looks damaged until it is, and the survey may already have found the one behind it.
    private static bool IsWholeNow(BlockScanner scanner, in ScanPlace before)
    {
        scanner.Resume(in before);
        bool isWhole = scanner.MoveNext() == ScanResult.Block;
        scanner.Resume(in before);
        return isWhole;
    }
}
