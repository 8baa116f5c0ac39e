using LlmTrader.Persistence.Journal.Reading;

namespace LlmTrader.Persistence.Journal;

/// <summary>A block in the chain of <c>in</c>.</summary>
/// <param name="Epoch">The epoch that wrote it.</param>
/// <param name="Crc32C">Its checksum, which covers that of the block before, and so everything before.</param>
/// <param name="Segment">Path of the segment that it lies in.</param>
public readonly record struct ChainLink(int Epoch, uint Crc32C, string Segment);

/// <summary>Where an event lies in the chain of blocks. Blocks are never written anew: what is tied to one is tied to all before it.</summary>
public static class JournalChain
{
    /// <summary>The whole block of <c>in</c> that holds a sequence; null when there is none. Reads one segment at most.</summary>
    /// <exception cref="Platform.JournalIOException">The disk can't be read.</exception>
    public static ChainLink? Find(JournalDirectory directory, long sequence)
    {
        ArgumentNullException.ThrowIfNull(directory);
        using BlockScanner scanner = new(directory, StreamKind.In, []) { ContentFrom = long.MaxValue };
        scanner.StartAt(sequence);
        while (scanner.ExpectedSequence <= sequence && scanner.MoveNext() == ScanResult.Block)
        {
            JournalBlockHeader header = scanner.Header;
            if (!header.IsEnd && header.FirstSequence <= sequence && sequence <= header.LastSequence) { return new ChainLink(header.Epoch, header.Crc32C, scanner.Position.Segment); }
        }

        return null;
    }
}
