using Microsoft.Win32.SafeHandles;

namespace LlmTrader.Persistence.Journal.Platform;

/// <summary>How segments are read: the seam where tests make short reads and unreadable sectors.</summary>
public class SegmentReads
{
    /// <summary>The operating system's own.</summary>
    public static SegmentReads System { get; } = new();

    /// <summary>Reads at an offset; returns the bytes read, possibly fewer than asked, and 0 only at the file's end.</summary>
    /// <exception cref="IOException">The disk can't read them.</exception>
    public virtual int Read(SafeFileHandle file, Span<byte> into, long offset) => RandomAccess.Read(file, into, offset);
}
