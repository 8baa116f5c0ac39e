using System.Buffers;
using System.Buffers.Binary;
using K4os.Compression.LZ4.Streams;

namespace LlmTrader.Perf.Peers.Compatibility;

/// <summary>
/// The content of a journal's blocks, by K4os's LZ4 frames and FORMAT.md alone. K4os does not step over skippable frames,
/// which hold the block headers; so that is done here.
/// </summary>
internal static class JournalBlocks
{
    private const uint SkippableMagic = 0x184D2A5A;
    private const int SkippableHeader = 8;
    private const int BlockLengthAt = 20;

    /// <summary>Block by block, in order.</summary>
    /// <param name="journal">The journal's directory.</param>
    /// <param name="stream"><c>in</c> or <c>out</c>.</param>
    /// <exception cref="InvalidDataException">Where a block should begin there is something else.</exception>
    public static IEnumerable<ReadOnlyMemory<byte>> Read(string journal, string stream)
    {
        foreach (string segment in Directory.EnumerateFiles(Path.Combine(journal, stream), "*.seg").Order(StringComparer.Ordinal))
        {
            byte[] bytes = File.ReadAllBytes(segment);
            for (int at = 0; at < bytes.Length;)
            {
                uint magic = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));
                if (magic != SkippableMagic) { throw new InvalidDataException($"{segment}: at byte {at} there is {magic:x8}, no block."); }
                int header = SkippableHeader + BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 4));
                int length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + BlockLengthAt));
                ArrayBufferWriter<byte> content = new();
                LZ4Frame.Decode(bytes.AsSpan(at + header, length - header), content);
                yield return content.WrittenMemory;
                at += length;
            }
        }
    }
}
