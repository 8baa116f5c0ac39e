using System.IO.Compression;

namespace LlmTrader.Feeds.Import;

/// <summary>
/// Decodes gzip, one member or several, and throws <see cref="EndOfStreamException"/> where a file was cut.
/// <para>
/// <see cref="GZipStream"/> checks each finished member's checksum, but takes a file that ends inside a member for
/// complete. So once the file is exhausted it is fed one more member with known content: it comes out unharmed only when
/// everything before it was complete. Inflate hands out all it can before it asks for more input, so nothing that comes
/// out before that moment is the sentinel's, and nothing after it is the file's.
/// </para>
/// </summary>
internal sealed class GzipInputStream(Stream file) : ReadOnlyStream
{
    private static readonly byte[] SentinelContent = "end of the gzip file"u8.ToArray();
    private static readonly byte[] SentinelMember = Compress(SentinelContent);

    private readonly SentinelFeed _feed = new(file);
    private GZipStream? _gzip;
    private bool _ended;

    public override int Read(Span<byte> buffer)
    {
        if (_ended || buffer.IsEmpty) { return 0; }
        _gzip ??= new GZipStream(_feed, CompressionMode.Decompress, leaveOpen: true);
        int read;
        try { read = _gzip.Read(buffer); }
        catch (InvalidDataException e) when (_feed.FileEnded) { throw Truncated(e); }

        if (!_feed.FileEnded)
        {
            // Only bytes that start no member make the decoder stop by itself.
            return read > 0 ? read : throw new InvalidDataException("Bytes that are not gzip follow the last member.");
        }

        RequireSentinel(_gzip, buffer[..read]);
        _ended = true;
        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) { _gzip?.Dispose(); }
        base.Dispose(disposing);
    }

    private static void RequireSentinel(GZipStream gzip, ReadOnlySpan<byte> first)
    {
        Span<byte> content = stackalloc byte[SentinelContent.Length + 1];
        if (first.Length > SentinelContent.Length) { throw Truncated(null); }
        first.CopyTo(content);
        int length = first.Length;
        try
        {
            length += gzip.ReadAtLeast(content[length..], content.Length - length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException e) { throw Truncated(e); }

        if (!content[..length].SequenceEqual(SentinelContent)) { throw Truncated(null); }
    }

    private static EndOfStreamException Truncated(Exception? inner) => new("The gzip file ends in the middle.", inner);

    private static byte[] Compress(byte[] content)
    {
        var member = new MemoryStream();
        using (var gzip = new GZipStream(member, CompressionLevel.Fastest)) { gzip.Write(content); }
        return member.ToArray();
    }

    /// <summary>The file's bytes and then the sentinel's.</summary>
    private sealed class SentinelFeed(Stream file) : ReadOnlyStream
    {
        private int _sentinelRead;

        public bool FileEnded { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            if (!FileEnded)
            {
                int read = file.Read(buffer);
                if (read > 0) { return read; }
                FileEnded = true;
            }

            int count = Math.Min(buffer.Length, SentinelMember.Length - _sentinelRead);
            SentinelMember.AsSpan(_sentinelRead, count).CopyTo(buffer);
            _sentinelRead += count;
            return count;
        }
    }
}
