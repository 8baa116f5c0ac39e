using System.Buffers.Binary;
using System.Numerics;
using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Journal.Codec;

/// <summary>The descriptor at the start of an LZ4 frame.</summary>
internal readonly struct Lz4FrameHeader
{
    /// <summary>Bytes that <see cref="WritePlain"/> writes.</summary>
    public const int PlainLength = MinLength + sizeof(ulong);

    private const int MinLength = 7;          // Magic, FLG, BD, header checksum.
    private const int DescriptorStart = 4;    // The header checksum covers what lies between the magic and itself.

    private const int SmallestBlockSizeId = (int)Lz4BlockSize.Max64KB;
    private const int LargestBlockSizeId = (int)Lz4BlockSize.Max4MB;

    private const byte VersionMask = 0xC0;
    private const byte Version1 = 0x40;
    private const byte IndependentBlocks = 0x20;
    private const byte BlockChecksum = 0x10;
    private const byte ContentSizePresent = 0x08;
    private const byte ContentChecksum = 0x04;
    private const byte Reserved = 0x02;
    private const byte DictionaryIdPresent = 0x01;

    private Lz4FrameHeader(int length, int maxBlockLength, long contentLength)
    {
        Length = length;
        MaxBlockLength = maxBlockLength;
        ContentLength = contentLength;
    }

    /// <summary>Bytes of the header: the first block follows.</summary>
    public int Length { get; }

    /// <summary>The largest block, in bytes, before compression.</summary>
    public int MaxBlockLength { get; }

    /// <summary>The content's length in bytes, or -1 when the header does not tell.</summary>
    public long ContentLength { get; }

    /// <summary>
    /// Parses a frame of the shape that <see cref="Lz4FrameEncoder"/> writes by default: independent blocks, no checksums
    /// but the header's, no dictionary. False for every other frame, legal or not: the library judges those.
    /// </summary>
    public static bool TryParsePlain(ReadOnlySpan<byte> frame, out Lz4FrameHeader header)
    {
        header = default;
        if (frame.Length < MinLength || BinaryPrimitives.ReadUInt32LittleEndian(frame) != Lz4Frame.Magic) { return false; }
        byte flags = frame[4];
        byte blockDescriptor = frame[5];
        const byte Judged = VersionMask | IndependentBlocks | BlockChecksum | ContentChecksum | Reserved | DictionaryIdPresent;
        int blockSizeId = blockDescriptor >> 4;
        if ((flags & Judged) != (Version1 | IndependentBlocks) || (blockDescriptor & 0x0F) != 0 || blockSizeId is < SmallestBlockSizeId or > LargestBlockSizeId)
        {
            return false;
        }

        bool hasContentSize = (flags & ContentSizePresent) != 0;
        int length = MinLength + (hasContentSize ? sizeof(ulong) : 0);
        if (frame.Length < length) { return false; }
        uint hash = XxHash32Short(frame[DescriptorStart..(length - 1)]);
        if (frame[length - 1] != (byte)(hash >> 8)) { return false; }

        ulong contentSize = hasContentSize ? BinaryPrimitives.ReadUInt64LittleEndian(frame[6..]) : 0;
        if (contentSize > long.MaxValue) { return false; }
        header = new(length, MaxBlockOf(blockSizeId), hasContentSize ? (long)contentSize : -1);
        return true;
    }

    /// <summary>Writes the header of a frame of one block, content size included, and returns its length.</summary>
    /// <param name="frame">At least <see cref="PlainLength"/> bytes.</param>
    /// <param name="contentLength">At most 4 MiB.</param>
    public static int WritePlain(Span<byte> frame, int contentLength)
    {
        Invariant.Holds(contentLength <= MaxBlockOf(LargestBlockSizeId));
        int blockSizeId = SmallestBlockSizeId;
        while (MaxBlockOf(blockSizeId) < contentLength) { blockSizeId++; }
        BinaryPrimitives.WriteUInt32LittleEndian(frame, Lz4Frame.Magic);
        frame[4] = Version1 | IndependentBlocks | ContentSizePresent;
        frame[5] = (byte)(blockSizeId << 4);
        BinaryPrimitives.WriteUInt64LittleEndian(frame[6..], (ulong)contentLength);
        frame[PlainLength - 1] = (byte)(XxHash32Short(frame[DescriptorStart..(PlainLength - 1)]) >> 8);
        return PlainLength;
    }

    private static int MaxBlockOf(int blockSizeId) => 1 << ((2 * blockSizeId) + 8);

    /// <summary>xxHash32 with seed 0 of fewer than 16 bytes: the header needs no more of the algorithm.</summary>
    private static uint XxHash32Short(ReadOnlySpan<byte> data)
    {
        const uint Prime1 = 2654435761, Prime2 = 2246822519, Prime3 = 3266489917, Prime4 = 668265263, Prime5 = 374761393;
        uint hash = Prime5 + (uint)data.Length;
        for (; data.Length >= sizeof(uint); data = data[sizeof(uint)..])
        {
            hash += BinaryPrimitives.ReadUInt32LittleEndian(data) * Prime3;
            hash = BitOperations.RotateLeft(hash, 17) * Prime4;
        }

        foreach (byte value in data)
        {
            hash += value * Prime5;
            hash = BitOperations.RotateLeft(hash, 11) * Prime1;
        }

        hash = (hash ^ (hash >> 15)) * Prime2;
        hash = (hash ^ (hash >> 13)) * Prime3;
        return hash ^ (hash >> 16);
    }
}
