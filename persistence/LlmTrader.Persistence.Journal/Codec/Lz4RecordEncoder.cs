using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Journal.Codec;

/// <summary>
/// Compresses records into one LZ4 frame, as any decoder reads it. Records of one kind have the same fields at the same places, so that all there is to
/// gain lies in the bytes that a record shares with one that its writer names: these are compared, and nothing is searched. Holds no state and allocates nothing.
/// </summary>
/// <remarks>On simulated quotes and trades a quarter of the time of the library's fastest search that comes to the same size (<see cref="Lz4FrameEncoder"/>).</remarks>
public static class Lz4RecordEncoder
{
    /// <summary>Bytes that are readable behind the content, whatever they are: it is read 64 at a time.</summary>
    public const int Slack = 64;

    private const int Stride = 64;              // Bytes that are compared at once: a bit each.
    private const int LeastMatch = 4;           // The block format's. A shorter one can't be said.
    private const int MaxDistance = ushort.MaxValue;
    private const int LastLiterals = 12;        // No match may begin in the last 12 bytes of a block.
    private const int NibbleMax = 15;           // In a token: this, and bytes that follow.
    private const int CopyWidth = 32;
    private const int BlockHeader = sizeof(uint);
    private const int EndMark = sizeof(uint);
    private const uint StoredBlockFlag = 0x8000_0000;

    /// <summary>Room for any content of this length, and for what is copied past the end of it meanwhile.</summary>
    public static int CompressBound(int contentLength) =>
        Lz4FrameHeader.PlainLength + BlockHeader + contentLength + (contentLength / byte.MaxValue) + 16 + CopyWidth + EndMark;

    /// <summary>Writes one frame and returns its length in bytes.</summary>
    /// <param name="buffer">The content, and <see cref="Slack"/> bytes behind it.</param>
    /// <param name="length">The content's, in bytes: 1 to 4 MiB.</param>
    /// <param name="records">In order of their places; what lies between two of them belongs to the first. Content that none of them covers is not compressed.</param>
    /// <param name="destination">At least <see cref="CompressBound"/> bytes.</param>
    /// <exception cref="InvariantViolationException">A span is too short, or a record lies outside the content or not behind the one it names.</exception>
    public static int Compress(ReadOnlySpan<byte> buffer, int length, ReadOnlySpan<RecordPlace> records, Span<byte> destination)
    {
        Invariant.Holds(length > 0 && buffer.Length - Slack >= length && destination.Length >= CompressBound(length));
        int at = Lz4FrameHeader.WritePlain(destination, length);
        Span<byte> block = destination[(at + BlockHeader)..];
        int compressed = CompressBlock(ref MemoryMarshal.GetReference(buffer), length, records, ref MemoryMarshal.GetReference(block));
        bool isStored = compressed >= length;
        if (isStored)
        {
            buffer[..length].CopyTo(block);
            compressed = length;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(destination[at..], (uint)compressed | (isStored ? StoredBlockFlag : 0));
        BinaryPrimitives.WriteUInt32LittleEndian(block[compressed..], 0);
        return at + BlockHeader + compressed + EndMark;
    }

    private static int CompressBlock(ref byte content, int length, ReadOnlySpan<RecordPlace> records, ref byte block)
    {
        int anchor = 0;    // Up to here the content is written.
        int at = 0;
        int limit = length - LastLiterals;
        for (int i = 0; i < records.Length; i++)
        {
            RecordPlace record = records[i];
            int distance = record.Start - record.Earlier;
            if (record.Earlier < 0 || distance > MaxDistance) { continue; }
            Invariant.Holds(record.Start >= anchor && record.Start < length && distance > 0);
            int end = Math.Min(i + 1 < records.Length ? records[i + 1].Start : length, limit);
            for (int start = record.Start; start < end; start += Stride)
            {
                ulong same = SameBytes(ref Unsafe.Add(ref content, start), ref Unsafe.Add(ref content, start - distance));
                if (end - start < Stride) { same &= (1UL << (end - start)) - 1; }
                ulong pairs = same & (same >> 1);
                ulong matches = pairs & (pairs >> 2);    // The bytes from which on four are the same.
                while (matches != 0)
                {
                    int from = BitOperations.TrailingZeroCount(matches);
                    int count = BitOperations.TrailingZeroCount(~(same >> from));
                    at = WriteSequence(ref block, at, ref Unsafe.Add(ref content, anchor), start + from - anchor, distance, count);
                    anchor = start + from + count;
                    if (from + count == Stride) { break; }
                    matches &= ulong.MaxValue << (from + count);
                }
            }
        }

        return WriteLast(ref block, at, ref Unsafe.Add(ref content, anchor), length - anchor);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong SameBytes(ref byte left, ref byte right)
    {
        ulong low = Vector256.Equals(Vector256.LoadUnsafe(ref left), Vector256.LoadUnsafe(ref right)).ExtractMostSignificantBits();
        ulong high = Vector256.Equals(Vector256.LoadUnsafe(ref left, CopyWidth), Vector256.LoadUnsafe(ref right, CopyWidth)).ExtractMostSignificantBits();
        return low | (high << CopyWidth);
    }

    // Bytes as they are, and a copy of earlier ones. Copies whole vectors: what lies behind is overwritten by what comes next.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int WriteSequence(ref byte block, int at, ref byte literals, int literalCount, int distance, int matchCount)
    {
        ref byte token = ref Unsafe.Add(ref block, at++);
        int code = matchCount - LeastMatch;
        token = (byte)((Math.Min(literalCount, NibbleMax) << 4) | Math.Min(code, NibbleMax));
        if (literalCount >= NibbleMax) { at = WriteRest(ref block, at, literalCount - NibbleMax); }
        for (int copied = 0; copied < literalCount; copied += CopyWidth)
        {
            Vector256.LoadUnsafe(ref literals, (nuint)copied).StoreUnsafe(ref block, (nuint)(at + copied));
        }

        at += literalCount;
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref block, at), BitConverter.IsLittleEndian ? (ushort)distance : BinaryPrimitives.ReverseEndianness((ushort)distance));
        at += sizeof(ushort);
        if (code >= NibbleMax) { Unsafe.Add(ref block, at++) = (byte)(code - NibbleMax); }    // At most 64 bytes are compared at once: one byte says it.
        return at;
    }

    private static int WriteLast(ref byte block, int at, ref byte literals, int count)
    {
        Unsafe.Add(ref block, at++) = (byte)(Math.Min(count, NibbleMax) << 4);
        if (count >= NibbleMax) { at = WriteRest(ref block, at, count - NibbleMax); }
        Unsafe.CopyBlockUnaligned(ref Unsafe.Add(ref block, at), ref literals, (uint)count);
        return at + count;
    }

    private static int WriteRest(ref byte block, int at, int rest)
    {
        for (; rest >= byte.MaxValue; rest -= byte.MaxValue) { Unsafe.Add(ref block, at++) = byte.MaxValue; }
        Unsafe.Add(ref block, at++) = (byte)rest;
        return at;
    }
}
