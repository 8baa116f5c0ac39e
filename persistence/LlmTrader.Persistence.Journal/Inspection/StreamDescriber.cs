using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal.Reading;

namespace LlmTrader.Persistence.Journal.Inspection;

/// <summary>Gathers a <see cref="StreamDescription"/> in one walk over the records.</summary>
internal static class StreamDescriber
{
    /// <summary>Blocks between two reports of progress: about a megabyte.</summary>
    public const int BlocksPerReport = 32;

    /// <exception cref="JournalCorruptException">The stream is damaged.</exception>
    public static StreamDescription Describe(JournalDirectory directory, StreamKind stream, IProgress<JournalProgress>? progress)
    {
        using var blocks = new BlockReader(directory, stream);
        var walker = new RecordWalker(stream);
        var segments = new List<SegmentDescription>();
        long[] kinds = new long[256];
        long content = 0;
        long count = 0;
        Timestamp? firstTime = null;
        while (blocks.TryNext())
        {
            JournalBlockHeader header = blocks.Header;
            Add(segments, blocks.Position, in header);
            content += header.ContentLength;
            for (int offset = JournalFormat.BlockStartLength; offset < header.ContentLength;)
            {
                int length = walker.Decode(blocks.Content, offset, header.FirstSequence);
                if (length == 0) { throw blocks.Corrupt($"record kind {blocks.Content[offset + 1]} is not known to this program."); }
                firstTime ??= walker.Time;
                kinds[walker.Kind]++;
                offset += length;
            }

            if (++count % BlocksPerReport == 0) { progress?.Report(blocks.Progress); }
        }

        progress?.Report(blocks.Progress);
        bool hasRecords = firstTime is not null;
        return new StreamDescription
        {
            Stream = stream,
            Segments = segments,
            RecordsByKind = [.. Enumerable.Range(0, kinds.Length).Where(kind => kinds[kind] > 0).Select(kind => (walker.KindName(kind), kinds[kind]))],
            FirstSequence = hasRecords ? segments[0].FirstSequence : null,
            LastSequence = hasRecords ? segments[^1].LastSequence : null,
            FirstTime = firstTime,
            LastTime = hasRecords ? walker.Time : null,
            ContentBytes = content,
            Watermark = blocks.Watermark,
            End = blocks.End,
            TornTail = blocks.TornTail,
        };
    }

    private static void Add(List<SegmentDescription> segments, BlockPosition position, in JournalBlockHeader header)
    {
        if (segments.Count == 0 || segments[^1].Path != position.Segment)
        {
            long bytes = new FileInfo(position.Segment).Length;
            segments.Add(new SegmentDescription(position.Segment, bytes, 1, header.Count, header.FirstSequence, header.LastSequence));
            return;
        }

        SegmentDescription last = segments[^1];
        segments[^1] = last with { Blocks = last.Blocks + 1, Records = last.Records + header.Count, LastSequence = header.LastSequence };
    }
}
