using Microsoft.AspNetCore.Http.Features;

namespace LlmTrader.Tests.Support.Loopback;

/// <summary>A connection whose one end can stop to read and write without closing it: what a dead peer looks like.</summary>
internal sealed class FreezableStream(Stream inner) : Stream
{
    private readonly PongCounter _pongs = new();
    private volatile bool _isFrozen;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Pongs that were read.</summary>
    public int Pongs => _pongs.Count;

    public void Freeze() => _isFrozen = true;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await inner.ReadAsync(buffer, cancellationToken);
        await ThawAsync(cancellationToken);
        _pongs.Read(buffer.Span[..read]);
        return read;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await ThawAsync(cancellationToken);
        await inner.WriteAsync(buffer, cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private async Task ThawAsync(CancellationToken stop)
    {
        while (_isFrozen) { await Task.Delay(20, stop); }
    }
}

/// <summary>Finds the pongs among a client's frames, wherever a read cuts them.</summary>
internal sealed class PongCounter
{
    private const int MaskBytes = 4;
    private const byte Pong = 0xA;

    private int _count;
    private int _headBytes;      // Of this frame's opcode and short length, what was read.
    private int _lengthBytes;    // Of its long length, what is still to come.
    private long _left;          // Of its mask and payload, likewise.

    public int Count => Volatile.Read(ref _count);

    public void Read(ReadOnlySpan<byte> bytes)
    {
        foreach (byte next in bytes) { Read(next); }
    }

    private void Read(byte next)
    {
        if (_headBytes == 0)
        {
            _headBytes = 1;
            if ((next & 0xF) == Pong) { Interlocked.Increment(ref _count); }
        }
        else if (_headBytes == 1)
        {
            _headBytes = 2;
            int length = next & 0x7F;
            (_lengthBytes, _left) = length switch { 126 => (2, 0), 127 => (8, 0), _ => (0, length + MaskBytes) };
        }
        else if (_lengthBytes > 0)
        {
            _left = (_left << 8) | next;
            if (--_lengthBytes == 0) { _left += MaskBytes; }
        }
        else if (--_left == 0) { _headBytes = 0; }
    }
}

/// <summary>Puts a <see cref="FreezableStream"/> between the server and a WebSocket.</summary>
internal sealed class FreezableUpgrade(IHttpUpgradeFeature inner) : IHttpUpgradeFeature
{
    public FreezableStream? Stream { get; private set; }

    public bool IsUpgradableRequest => inner.IsUpgradableRequest;

    public async Task<Stream> UpgradeAsync() => Stream = new FreezableStream(await inner.UpgradeAsync());
}
