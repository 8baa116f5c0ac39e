namespace LlmTrader.Persistence.Journal.Codec;

/// <summary>The block sizes that the LZ4 frame format knows.</summary>
public enum Lz4BlockSize
{
    /// <summary>64 KiB.</summary>
    Max64KB = 4,

    /// <summary>256 KiB.</summary>
    Max256KB = 5,

    /// <summary>1 MiB.</summary>
    Max1MB = 6,

    /// <summary>4 MiB.</summary>
    Max4MB = 7,
}

/// <summary>How frames are written. Blocks are always independent, and the content size is in the header.</summary>
public sealed record Lz4FrameOptions
{
    /// <summary>
    /// The largest block. The library takes the smallest size that holds the whole content, up to this one;
    /// a frame of one block decodes in one call, so the default is the largest.
    /// </summary>
    public Lz4BlockSize BlockSize { get; init; } = Lz4BlockSize.Max4MB;

    /// <summary>
    /// Whether the frame ends with an xxHash32 of the content. Off: the journal's block header already holds a CRC-32C
    /// of the compressed bytes, and checking the hash takes decoding from about 4 GB/s to 1.3 GB/s.
    /// </summary>
    public bool ContentChecksum { get; init; }

    /// <summary>0 is the library's default; below, faster and larger; 3 to 12, smaller, much slower, and with native allocation.</summary>
    public int CompressionLevel { get; init; }
}
