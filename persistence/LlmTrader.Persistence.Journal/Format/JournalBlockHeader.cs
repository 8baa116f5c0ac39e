using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LlmTrader.Persistence.Journal.Codec;

namespace LlmTrader.Persistence.Journal;

/// <summary>
/// What precedes the LZ4 frame of each block, inside a skippable frame: one cache line, all numbers little-endian
/// (as the LZ4 frame format's own).
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = SizeBytes)]
public struct JournalBlockHeader
{
    public const int SizeBytes = 64;

    /// <summary>"LTJB".</summary>
    public const uint ExpectedMagic = 0x424A544C;

    /// <summary>Bytes before the header: magic and length of the skippable frame, the same in every block.</summary>
    public const int Offset = Lz4SkippableFrame.HeaderLength;

    /// <summary>Bytes before the LZ4 frame.</summary>
    public const int FrameOffset = Offset + SizeBytes;

    [FieldOffset(0)] public uint Crc32C;            // First, so that one pass covers every byte of the block after it.
    [FieldOffset(4)] public uint Magic;             // Lets a reader find the next block behind a damaged one.
    [FieldOffset(8)] public ushort FormatVersion;
    [FieldOffset(10)] public StreamKind Stream;
    [FieldOffset(11)] public byte Reserved;         // 0.

    /// <summary>The whole block, skippable frame included: where the next one starts.</summary>
    [FieldOffset(12)] public int LengthBytes;

    /// <summary>Bytes of MessagePack in the LZ4 frame.</summary>
    [FieldOffset(16)] public int ContentLength;

    /// <summary>Records, the block-start record not counted; 0 in the block that ends a completed stream.</summary>
    [FieldOffset(20)] public int Count;

    /// <summary>Of the first record; without records, of the record that would come next.</summary>
    [FieldOffset(24)] public long FirstSequence;

    /// <summary>Of the last record; without records, of the last one before.</summary>
    [FieldOffset(32)] public long LastSequence;

    /// <summary>The watermark: everything up to here was on the disk when this block was written; −1 is nothing.</summary>
    [FieldOffset(40)] public long DurableSequence;

    [FieldOffset(48)] public int Epoch;

    /// <summary>The hash chain: <see cref="Crc32C"/> of the block before, also across segments; 0 in a stream's first.</summary>
    [FieldOffset(52)] public uint PreviousCrc32C;

    /// <summary>CRC-32C of the journal id, so that a block of another journal is not taken for one of this.</summary>
    [FieldOffset(56)] public uint JournalTag;

    /// <summary>The rules under which the events became decisions.</summary>
    [FieldOffset(60)] public int EngineSemantics;

    /// <summary>Whether this block ends a completed stream.</summary>
    public readonly bool IsEnd => Count == 0;

    /// <summary>Writes the header behind the 8 bytes of its skippable frame, checksum included. The LZ4 frame must be in place.</summary>
    internal static void Write(Span<byte> block, ref JournalBlockHeader header)
    {
        Lz4SkippableFrame.WriteHeader(block, JournalFormat.SkippableKind, SizeBytes);
        MemoryMarshal.Write(block[Offset..], in header);
        header.Crc32C = Checksum(block[..header.LengthBytes]);
        MemoryMarshal.Write(block[Offset..], in header.Crc32C);
    }

    /// <summary>The checksum that a whole block ought to have.</summary>
    internal static uint Checksum(ReadOnlySpan<byte> block) => Codec.Crc32C.Compute(block[(Offset + sizeof(uint))..]);

    // The engine runs on little-endian machines only (x64, ARM64), where the struct's bytes are the file's.
    internal static JournalBlockHeader Read(ReadOnlySpan<byte> block) =>
        Unsafe.ReadUnaligned<JournalBlockHeader>(in MemoryMarshal.GetReference(block.Slice(Offset, SizeBytes)));
}
