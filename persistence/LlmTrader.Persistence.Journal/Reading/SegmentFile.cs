using System.Numerics;
using LlmTrader.Persistence.Journal.Platform;
using Microsoft.Win32.SafeHandles;

namespace LlmTrader.Persistence.Journal.Reading;

/// <summary>One open segment after the other, through one read-ahead buffer.</summary>
internal sealed class SegmentFile(SegmentReads reads) : IDisposable
{
    /// <summary>Large enough that a read costs little beside its bytes, small enough for the cache.</summary>
    public const int ReadAheadBytes = 1 << 20;

    private byte[] _buffer = [];
    private SafeFileHandle? _file;
    private long _bufferStart;
    private int _bufferLength;

    public string Path { get; private set; } = "";

    /// <summary>Bytes that the file had when it was opened.</summary>
    public long Length { get; private set; }

    /// <exception cref="JournalIOException">The file can't be opened.</exception>
    public void Open(string path)
    {
        _file?.Dispose();
        Path = path;
        try
        {
            _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
            Length = RandomAccess.GetLength(_file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            int errno = error switch { UnauthorizedAccessException => Errno.EACCES, FileNotFoundException or DirectoryNotFoundException => Errno.ENOENT, _ => 0 };
            throw new JournalIOException(errno, "open", path, error);
        }

        _bufferLength = 0;
    }

    /// <summary>Looks at the open file anew, as far as another process has written it by now; false when it is another one that is open.</summary>
    public bool TryLookAgain(string path)
    {
        if (_file is null || Path != path) { return false; }
        Length = RandomAccess.GetLength(_file);
        _bufferLength = 0;
        return true;
    }

    /// <summary>From here on there is no file, and so nothing in it.</summary>
    public void Close()
    {
        _file?.Dispose();
        _file = null;
        Length = 0;
        _bufferLength = 0;
    }

    /// <summary>The bytes from <paramref name="offset"/> on: <paramref name="length"/> of them, fewer at the file's end. Valid until the next call.</summary>
    /// <exception cref="JournalIOException">The disk can't read them.</exception>
    public ReadOnlySpan<byte> Peek(long offset, int length)
    {
        length = (int)Math.Min(length, Length - offset);
        if (offset < _bufferStart || offset + length > _bufferStart + _bufferLength) { Fill(offset, length); }
        return _buffer.AsSpan((int)(offset - _bufferStart), Math.Min(length, _bufferLength - (int)(offset - _bufferStart)));
    }

    public void Dispose() => _file?.Dispose();

    private void Fill(long offset, int length)
    {
        int wanted = Math.Max(length, (int)Math.Min(ReadAheadBytes, Length));    // At most JournalFormat.MaxBlockLength.
        if (wanted > _buffer.Length) { _buffer = new byte[BitOperations.RoundUpToPowerOf2((uint)wanted)]; }    // Not by as little as a file has grown.
        _bufferStart = offset;
        _bufferLength = 0;
        try
        {
            while (_bufferLength < _buffer.Length)
            {
                int read = reads.Read(_file!, _buffer.AsSpan(_bufferLength), offset + _bufferLength);
                if (read == 0) { break; }
                _bufferLength += read;
            }
        }
        catch (IOException error)
        {
            throw new JournalIOException(0, "read", Path, error);
        }
    }
}
