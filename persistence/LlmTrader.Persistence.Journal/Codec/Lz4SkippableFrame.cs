using System.Buffers.Binary;

namespace LlmTrader.Persistence.Journal.Codec;

/// <summary>
/// A frame that every LZ4 tool skips: 4 bytes of magic, 4 bytes of length, user data; both numbers little-endian.
/// </summary>
public static class Lz4SkippableFrame
{
    /// <summary>The first of the 16 magic numbers; the low four bits are the user's.</summary>
    public const uint FirstMagic = 0x184D2A50;

    /// <summary>Bytes before the user data.</summary>
    public const int HeaderLength = 8;

    /// <summary>The largest <c>kind</c>: there are 16 magic numbers.</summary>
    public const int MaxKind = 15;

    /// <summary>Writes the 8 bytes that announce <paramref name="dataLength"/> bytes of user data.</summary>
    /// <param name="destination">At least <see cref="HeaderLength"/> bytes.</param>
    /// <param name="kind">0 to <see cref="MaxKind"/>: the low four bits of the magic.</param>
    /// <param name="dataLength">Bytes of user data that the caller puts behind the header.</param>
    public static void WriteHeader(Span<byte> destination, int kind, int dataLength)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)kind, (uint)MaxKind, nameof(kind));
        ArgumentOutOfRangeException.ThrowIfNegative(dataLength);
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, HeaderLength, nameof(destination));
        BinaryPrimitives.WriteUInt32LittleEndian(destination, FirstMagic + (uint)kind);
        BinaryPrimitives.WriteInt32LittleEndian(destination[4..], dataLength);
    }

    /// <summary>Reads the header of a skippable frame.</summary>
    /// <param name="source">Where a frame starts.</param>
    /// <param name="kind">The low four bits of the magic.</param>
    /// <param name="dataLength">Bytes of user data that the frame announces: not checked against the source, which may be cut short.</param>
    /// <returns>False when no skippable frame starts here or fewer than <see cref="HeaderLength"/> bytes are left.</returns>
    public static bool TryReadHeader(ReadOnlySpan<byte> source, out int kind, out long dataLength)
    {
        kind = 0;
        dataLength = 0;
        if (source.Length < HeaderLength) { return false; }
        uint magic = BinaryPrimitives.ReadUInt32LittleEndian(source);
        if ((magic & ~0xFu) != FirstMagic) { return false; }
        kind = (int)(magic & 0xF);
        dataLength = BinaryPrimitives.ReadUInt32LittleEndian(source[4..]);
        return true;
    }
}
