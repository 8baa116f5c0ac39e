namespace LlmTrader.Persistence.Journal.Codec;

/// <summary>Compresses a span into one LZ4 frame (LZ4F_compressFrame). Holds no state between calls and allocates nothing.</summary>
public sealed unsafe class Lz4FrameEncoder
{
    private readonly Lz4Preferences _preferences;

    /// <summary>Fixes how frames are written.</summary>
    /// <exception cref="Lz4NotFoundException">liblz4 is not installed.</exception>
    public Lz4FrameEncoder(Lz4FrameOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!Enum.IsDefined(options.BlockSize))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.BlockSize, "Not a block size of the LZ4 frame format.");
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.CompressionLevel, 12);
        Lz4Frame.EnsureAvailable();
        _preferences = new Lz4Preferences
        {
            BlockSizeId = (int)options.BlockSize,
            BlockMode = 1,
            ContentChecksumFlag = options.ContentChecksum ? 1 : 0,
            ContentSize = 1,
            CompressionLevel = options.CompressionLevel,
            AutoFlush = 1,
        };
    }

    /// <summary>The largest frame, in bytes, that <paramref name="contentLength"/> bytes of content can need.</summary>
    public int CompressBound(int contentLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(contentLength);
        fixed (Lz4Preferences* preferences = &_preferences)
        {
            return checked((int)Lz4NativeMethods.CompressFrameBound((nuint)contentLength, preferences));
        }
    }

    /// <summary>Writes <paramref name="content"/> as one frame and returns the frame's length in bytes.</summary>
    /// <exception cref="Lz4Exception">The destination is shorter than <see cref="CompressBound"/> of the content.</exception>
    public int Compress(ReadOnlySpan<byte> content, Span<byte> destination)
    {
        fixed (Lz4Preferences* preferences = &_preferences)
        fixed (byte* source = content)
        fixed (byte* target = destination)
        {
            nuint result = Lz4NativeMethods.CompressFrame(
                target, (nuint)destination.Length, source, (nuint)content.Length, preferences);
            if (Lz4NativeMethods.IsError(result) != 0)
            {
                throw new Lz4Exception(
                    $"LZ4: cannot compress {content.Length} bytes into {destination.Length}: {Lz4NativeMethods.ErrorName(result)}.");
            }

            return (int)result;
        }
    }
}
