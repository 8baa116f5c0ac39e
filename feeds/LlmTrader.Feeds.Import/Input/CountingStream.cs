namespace LlmTrader.Feeds.Import;

/// <summary>A file stream that another thread can ask how far it came.</summary>
internal sealed class CountingStream(FileStream file) : Stream
{
    private readonly FileStream _file = file;
    private long _bytesRead;

    public long BytesRead => Volatile.Read(ref _bytesRead);

    public override long Length { get; } = file.Length;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Position
    {
        get => _file.Position;
        set => _file.Position = value;
    }

    /// <summary>Counts from zero again, from the start of the file unless told to stay.</summary>
    public void Restart(bool keepPosition = false)
    {
        if (!keepPosition) { _file.Position = 0; }
        Volatile.Write(ref _bytesRead, 0);
    }

    public override int Read(Span<byte> buffer)
    {
        int read = _file.Read(buffer);
        Volatile.Write(ref _bytesRead, _bytesRead + read);
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => _file.Seek(offset, origin);

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) { _file.Dispose(); }
        base.Dispose(disposing);
    }
}
