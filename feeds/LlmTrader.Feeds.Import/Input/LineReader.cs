using System.Buffers;

namespace LlmTrader.Feeds.Import;

/// <summary>
/// Lines of a file out of one pooled buffer: no string, no allocation per line. A line break always ends a line, within
/// quotes too: a stray quote then spoils one row and not all that follow.
/// </summary>
internal sealed class LineReader : IDisposable
{
    public const int DefaultBufferBytes = 256 * 1024;

    /// <summary>Bytes behind the last line that may be read (and ignored), so that vector loads need no special end.</summary>
    public const int Padding = 64;

    private readonly InputFile _file;
    private readonly byte[] _buffer;
    private readonly int _capacity;
    private int _next;
    private int _end;
    private bool _fileEnded;

    private LineReader(InputFile file, int bufferBytes)
    {
        _file = file;
        _capacity = bufferBytes;
        _buffer = ArrayPool<byte>.Shared.Rent(bufferBytes + Padding);
    }

    /// <summary>Holds the current line; the reader's user may rewrite the line in place.</summary>
    public byte[] Buffer => _buffer;

    public string Path => _file.Path;

    public long BytesTotal => _file.BytesTotal;

    public long BytesRead => _file.BytesRead;

    /// <summary>The current line's number from 1.</summary>
    public long LineNumber { get; private set; }

    /// <summary>Blank and comment lines passed over.</summary>
    public long IgnoredLines { get; private set; }

    /// <summary>Data rows that the user has read: a read failure names it.</summary>
    public long Row { get; set; }

    public static LineReader Open(string path, string? zipEntry, int bufferBytes)
    {
        var reader = new LineReader(InputFile.Open(path, zipEntry), bufferBytes);
        try { reader.SkipByteOrderMark(); }
        catch
        {
            reader.Dispose();
            throw;
        }

        return reader;
    }

    /// <summary>The next line that is neither blank nor a # comment, without its line break. False at the end.</summary>
    public bool TryReadContent(out int start, out int length)
    {
        while (TryReadLine(out start, out length))
        {
            if (length > 0 && _buffer[start] != '#') { return true; }
            IgnoredLines++;
        }

        return false;
    }

    /// <summary>As <see cref="TryReadContent(out int,out int)"/>; the span is valid until the next read.</summary>
    public bool TryReadContent(out ReadOnlySpan<byte> line)
    {
        bool found = TryReadContent(out int start, out int length);
        line = found ? _buffer.AsSpan(start, length) : default;
        return found;
    }

    public void Dispose()
    {
        _file.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
    }

    private bool TryReadLine(out int start, out int length)
    {
        int scanned = 0;
        while (true)
        {
            int lineBreak = _buffer.AsSpan(_next + scanned, _end - _next - scanned).IndexOf((byte)'\n');
            if (lineBreak >= 0)
            {
                start = _next;
                length = scanned + lineBreak;
                _next += length + 1;
                break;
            }

            scanned = _end - _next;
            if (_fileEnded)
            {
                start = _next;
                length = scanned;
                if (length == 0) { return false; }
                _next = _end;   // The last line has no line break.
                break;
            }

            Fill();
        }

        LineNumber++;
        if (length > 0 && _buffer[start + length - 1] == '\r') { length--; }
        return true;
    }

    private void Fill()
    {
        int rest = _end - _next;
        if (_next > 0)
        {
            _buffer.AsSpan(_next, rest).CopyTo(_buffer);
            _next = 0;
            _end = rest;
        }

        if (rest >= _capacity)
        {
            throw Failure(ImportFault.LineTooLong, $"a line of more than {_capacity} bytes", "shorter lines, or a larger buffer");
        }

        try
        {
            int read = _file.Content.Read(_buffer.AsSpan(_end, _capacity - _end));
            _end += read;
            _fileEnded = read == 0;
        }
        catch (EndOfStreamException e)
        {
            throw Failure(ImportFault.Truncated, $"the end of a truncated file after row {Row}", "a complete file", e);
        }
        catch (InvalidDataException e)
        {
            throw Failure(ImportFault.Corrupt, $"damaged compressed data after row {Row}: {e.Message}", "a valid file", e);
        }
        catch (IOException e)
        {
            throw Failure(ImportFault.Unreadable, e.Message, "a readable file", e);
        }
    }

    private void SkipByteOrderMark()
    {
        while (_end < 3 && !_fileEnded) { Fill(); }
        if (_buffer.AsSpan(0, _end).StartsWith<byte>([0xEF, 0xBB, 0xBF])) { _next = 3; }
    }

    private ImportException Failure(ImportFault fault, string found, string expected, Exception? inner = null) =>
        new(new ImportIssue(fault, Path, LineNumber + 1, Row, null, found, expected), inner);
}
