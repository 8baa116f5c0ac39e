using System.Runtime.InteropServices;
using LlmTrader.Persistence.Journal;

namespace LlmTrader.Tests.Property.Journal;

/// <summary>
/// The plain twin of the reader's judgement: it knows every block that was ever written, and where, so it needs no
/// checksum, no chain and no search to tell what is left of them.
/// </summary>
internal sealed class PlainJudge(StreamKind stream)
{
    private readonly SortedDictionary<long, byte[]> _written = [];

    /// <summary>Of the last judgement: the highest epoch of which an end block is left; 0 is none.</summary>
    public int CompletedEpoch { get; private set; }

    /// <summary>The writer was given these bytes for a segment.</summary>
    public void Wrote(long name, ReadOnlySpan<byte> bytes) => _written[name] = bytes.ToArray();

    /// <summary>Takes what a recovery left as what was written.</summary>
    public void Restart(JournalDirectory directory)
    {
        _written.Clear();
        foreach (string segment in directory.Segments(stream)) { Wrote(JournalDirectory.FirstSequenceOf(segment), File.ReadAllBytes(segment)); }
    }

    /// <summary>What became of the stream, the last sequence that stays, and the highest one recorded as durable.</summary>
    public (RecoveryVerdict Verdict, long Last, long Known) Judge(JournalDirectory directory, long epochFirst)
    {
        SortedDictionary<long, byte[]> found = [];
        foreach (string segment in directory.Segments(stream)) { found[JournalDirectory.FirstSequenceOf(segment)] = File.ReadAllBytes(segment); }
        List<Block> blocks = [.. _written.SelectMany(segment => BlocksOf(segment.Key, segment.Value, found.GetValueOrDefault(segment.Key, [])))];
        long lastName = found.Count == 0 ? -1 : found.Keys.Last();
        long known = stream == StreamKind.In ? Math.Max(lastName, epochFirst) - 1 : -1;
        foreach (Block block in blocks.Where(block => block.IsIntact)) { known = Math.Max(known, block.Header.DurableSequence); }

        int bad = blocks.FindIndex(block => !block.IsIntact);
        List<Block> prefix = bad < 0 ? blocks : blocks[..bad];
        long last = prefix.Count == 0 ? -1 : prefix[^1].Header.LastSequence;
        bool isEnded = prefix.Count == 0 ? stream == StreamKind.Out && found.Count == 0 : prefix[^1].Header.IsEnd;
        bool isFollowed = bad >= 0 && blocks[bad..].Exists(block => block.IsIntact);
        CompletedEpoch = blocks.Where(block => block.IsIntact && block.Header.IsEnd).Select(block => block.Header.Epoch).DefaultIfEmpty(0).Max();
        (long name, int end) = prefix.Count == 0 ? (-1, 0) : (prefix[^1].Segment, prefix[^1].End);

        // Bytes behind the last block that stays, in its segment or in a later one, that are no whole block.
        long badIn = name >= 0 && found.GetValueOrDefault(name, []).Length > end ? name : found.Where(segment => segment.Key > name && segment.Value.Length > 0).Select(segment => segment.Key).FirstOrDefault(-1);
        bool isMissing = stream == StreamKind.In ? last + 1 <= known : last + (prefix.Count > 0 ? 0 : 1) < known;
        if (badIn < 0) { return (isMissing ? RecoveryVerdict.Corruption : isEnded ? RecoveryVerdict.Clean : RecoveryVerdict.Open, last, known); }
        bool isMisplaced = bad >= 0 && blocks[bad..].Exists(block => block.IsIntact && block.Segment == badIn && block.Start == (badIn == name ? end : 0));
        bool isCorrupt = isMissing || badIn < lastName || isMisplaced;
        return (isCorrupt ? RecoveryVerdict.Corruption : isFollowed ? RecoveryVerdict.AmbiguousTail : RecoveryVerdict.TornTail, last, known);
    }

    private static IEnumerable<Block> BlocksOf(long segment, byte[] written, byte[] found)
    {
        for (int start = 0; written.Length - start > 72;)
        {
            JournalBlockHeader header = MemoryMarshal.Read<JournalBlockHeader>(written.AsSpan(start + 8));
            int end = start + header.LengthBytes;
            if (end > written.Length) { yield break; }    // The machine stopped in the middle of writing it.
            yield return new Block(segment, start, end, header, found.Length >= end && found.AsSpan(start..end).SequenceEqual(written.AsSpan(start..end)));
            start = end;
        }
    }

    private sealed record Block(long Segment, int Start, int End, JournalBlockHeader Header, bool IsIntact);
}
