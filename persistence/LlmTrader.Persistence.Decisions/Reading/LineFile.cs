using LlmTrader.Persistence.Journal.Platform;
using Microsoft.Win32.SafeHandles;

namespace LlmTrader.Persistence.Decisions;

/// <summary>The lines of a file that may grow, and whose last one may be cut off and written anew: only what has its end is read.</summary>
internal sealed class LineFile : IDisposable
{
    private const int FirstBuffer = 64 << 10;

    private readonly SafeFileHandle _file;
    private byte[] _buffer = new byte[FirstBuffer];
    private int _start;
    private int _end;
    private long _durable;

    /// <exception cref="JournalIOException">It can't be opened.</exception>
    public LineFile(string path, long offset)
    {
        Path = path;
        Offset = offset;
        try
        {
            _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new JournalIOException(error is UnauthorizedAccessException ? Errno.EACCES : error is FileNotFoundException ? Errno.ENOENT : 0, "opening", path, error);
        }
    }

    public string Path { get; }

    /// <summary>Behind the last line that was read.</summary>
    public long Offset { get; private set; }

    /// <summary>What lay behind the last line end when there was no further one.</summary>
    public ReadOnlySpan<byte> Tail => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Reads the next line, without its end; false when there is no whole one.</summary>
    /// <remarks>Valid until the next call.</remarks>
    public bool TryRead(out ReadOnlyMemory<byte> line)
    {
        int seen = 0;
        while (true)
        {
            int length = _buffer.AsSpan(_start + seen, _end - _start - seen).IndexOf((byte)'\n');
            if (length >= 0)
            {
                length += seen;
                line = _buffer.AsMemory(_start, length);
                _start += length + 1;
                Offset += length + 1;
                return true;
            }

            seen = _end - _start;
            if (seen >= DecisionLine.MaxBytes || !TryFill()) { break; }
        }

        line = default;
        return false;
    }

    /// <summary>Forgets what was read behind the last line: a writer may have replaced it.</summary>
    public void ForgetTail() => _start = _end = 0;

    /// <summary>Returns once the lines that were read are on stable storage, whoever wrote them; one sync does for all that lay in the buffer.</summary>
    public void Sync()
    {
        if (Offset <= _durable) { return; }
        RandomAccess.FlushToDisk(_file);
        _durable = Offset + Tail.LastIndexOf((byte)'\n') + 1;    // What has no end yet may be written anew.
    }

    public void Dispose() => _file.Dispose();

    private bool TryFill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length) { Array.Resize(ref _buffer, _buffer.Length * 2); }
        int read = RandomAccess.Read(_file, _buffer.AsSpan(_end), Offset + _end);
        _end += read;
        return read > 0;
    }
}
