using System.IO.Compression;

namespace LlmTrader.Feeds.Import;

/// <summary>One entry of a zip, with length and checksum compared at its end: the platform's reader compares neither.</summary>
internal sealed class ZipEntryStream(ZipArchiveEntry entry) : ReadOnlyStream
{
    private readonly Stream _content = entry.Open();
    private readonly long _expectedLength = entry.Length;
    private readonly uint _expectedCrc = entry.Crc32;
    private long _length;
    private uint _crc;

    public override int Read(Span<byte> buffer)
    {
        int read = _content.Read(buffer);
        _length += read;
        _crc = Crc32.Append(_crc, buffer[..read]);
        if (read == 0 && !buffer.IsEmpty)
        {
            if (_length < _expectedLength) { throw new EndOfStreamException($"The zip entry ends after {_length} of {_expectedLength} bytes."); }
            if (_length > _expectedLength || _crc != _expectedCrc) { throw new InvalidDataException("The zip entry's checksum does not match."); }
        }

        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) { _content.Dispose(); }
        base.Dispose(disposing);
    }
}
