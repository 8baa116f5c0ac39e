using System.Buffers.Binary;

namespace LlmTrader.Persistence.Journal.Codec;

/// <summary>
/// Decompresses LZ4 frames into a caller's span. One instance per thread; allocates nothing after construction.
/// </summary>
/// <remarks>
/// Frames as the journal writes them go block by block through LZ4_decompress_safe straight into the destination.
/// LZ4F_decompress, which takes every other legal frame, decodes a block into a buffer of its own first and copies it
/// when the destination has not room for a full one. Measured on ticks, in frames of 32 to 256 KiB, the direct way
/// is 1 to 4 % faster (4.1 to 4.3 GB/s, liblz4 1.9.4).
/// </remarks>
public sealed unsafe class Lz4FrameDecoder : IDisposable
{
    private const uint StoredBlockFlag = 0x8000_0000;

    private readonly Lz4DecompressionContext _context;

    /// <summary>Creates the library's context, once.</summary>
    /// <exception cref="Lz4NotFoundException">liblz4 is not installed.</exception>
    public Lz4FrameDecoder()
    {
        Lz4Frame.EnsureAvailable();
        _context = new Lz4DecompressionContext();
    }

    /// <summary>Decompresses the one frame at the start of <paramref name="source"/>.</summary>
    /// <param name="source">Starts with a frame; what follows it is not looked at.</param>
    /// <param name="destination">At least as long as the content.</param>
    /// <param name="consumed">The frame's own length in bytes: where the next frame starts.</param>
    /// <returns>The content's length in bytes.</returns>
    /// <exception cref="Lz4Exception">
    /// The frame is cut short or malformed, or the destination is too short; the destination's bytes are then undefined.
    /// </exception>
    public int Decompress(ReadOnlySpan<byte> source, Span<byte> destination, out int consumed)
    {
        ObjectDisposedException.ThrowIf(_context.IsClosed, this);
        return Lz4FrameHeader.TryParsePlain(source, out Lz4FrameHeader header)
            ? DecompressBlocks(source, header, destination, out consumed)
            : DecompressByLibrary(source, destination, out consumed);
    }

    /// <summary>The plain twin of <see cref="Decompress"/>: any legal frame, by LZ4F_decompress alone.</summary>
    /// <inheritdoc cref="Decompress"/>
    public int DecompressByLibrary(ReadOnlySpan<byte> source, Span<byte> destination, out int consumed)
    {
        ObjectDisposedException.ThrowIf(_context.IsClosed, this);
        if (source.Length < sizeof(uint) || BinaryPrimitives.ReadUInt32LittleEndian(source) != Lz4Frame.Magic)
        {
            throw new Lz4Exception("LZ4: not a frame: the magic number 0x184D2204 is missing.");
        }

        // The call before may have ended in an error, in the middle of a frame.
        Lz4NativeMethods.ResetDecompressionContext(_context);
        int read = 0;
        int written = 0;
        fixed (byte* from = source)
        fixed (byte* to = destination)
        {
            while (true)
            {
                nuint sourceSize = (nuint)(source.Length - read);
                nuint destinationSize = (nuint)(destination.Length - written);
                nuint result = Lz4NativeMethods.Decompress(
                    _context, to + written, ref destinationSize, from + read, ref sourceSize, null);
                if (Lz4NativeMethods.IsError(result) != 0)
                {
                    throw new Lz4Exception($"LZ4: malformed frame near byte {read}: {Lz4NativeMethods.ErrorName(result)}.");
                }

                read += (int)sourceSize;
                written += (int)destinationSize;
                if (result == 0)
                {
                    consumed = read;
                    return written;
                }

                if (sourceSize == 0 && destinationSize == 0) { ThrowStalled(source.Length, read, destination.Length, written); }
            }
        }
    }

    /// <summary>Decompresses one bare block, which has no header and no end mark.</summary>
    /// <returns>The content's length in bytes.</returns>
    /// <exception cref="Lz4Exception">The block is malformed or the destination too short.</exception>
    public static int DecompressBlock(ReadOnlySpan<byte> block, Span<byte> destination)
    {
        fixed (byte* from = block)
        fixed (byte* to = destination)
        {
            int length = Lz4NativeMethods.DecompressSafe(from, to, block.Length, destination.Length);
            if (length < 0)
            {
                throw new Lz4Exception(
                    $"LZ4: a block of {block.Length} bytes is malformed, or holds more than {destination.Length} bytes.");
            }

            return length;
        }
    }

    /// <summary>Frees the library's context.</summary>
    public void Dispose() => _context.Dispose();

    private static int DecompressBlocks(
        ReadOnlySpan<byte> source, in Lz4FrameHeader header, Span<byte> destination, out int consumed)
    {
        if (header.ContentLength > destination.Length)
        {
            throw new Lz4Exception($"LZ4: the frame holds {header.ContentLength} bytes, the destination {destination.Length}.");
        }

        int read = header.Length;
        int written = 0;
        while (true)
        {
            if (source.Length - read < sizeof(uint)) { ThrowCutShort(source.Length); }
            uint word = BinaryPrimitives.ReadUInt32LittleEndian(source[read..]);
            read += sizeof(uint);
            if (word == 0) { break; }    // The end mark.

            int length = (int)(word & ~StoredBlockFlag);
            if (length > header.MaxBlockLength)
            {
                throw new Lz4Exception($"LZ4: a block of {length} bytes at byte {read}, the frame allows {header.MaxBlockLength}.");
            }

            if (length > source.Length - read) { ThrowCutShort(source.Length); }
            ReadOnlySpan<byte> block = source.Slice(read, length);
            Span<byte> room = destination[written..];
            if (room.Length > header.MaxBlockLength) { room = room[..header.MaxBlockLength]; }
            written += (word & StoredBlockFlag) != 0 ? CopyStored(block, room) : DecompressBlock(block, room);
            read += length;
        }

        if (header.ContentLength >= 0 && written != header.ContentLength)
        {
            throw new Lz4Exception($"LZ4: the frame announces {header.ContentLength} bytes and holds {written}.");
        }

        consumed = read;
        return written;
    }

    private static int CopyStored(ReadOnlySpan<byte> block, Span<byte> room)
    {
        if (!block.TryCopyTo(room))
        {
            throw new Lz4Exception($"LZ4: a stored block of {block.Length} bytes, {room.Length} are left in the destination.");
        }

        return block.Length;
    }

    private static void ThrowCutShort(int length) =>
        throw new Lz4Exception($"LZ4: the frame is cut short: {length} bytes and no end mark.");

    private static void ThrowStalled(int sourceLength, int read, int destinationLength, int written)
    {
        if (read == sourceLength) { ThrowCutShort(sourceLength); }
        throw new Lz4Exception(
            $"LZ4: the frame holds more than the destination's {destinationLength} bytes ({written} written).");
    }
}
