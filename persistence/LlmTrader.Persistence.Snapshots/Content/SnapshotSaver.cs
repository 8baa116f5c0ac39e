using System.Runtime.InteropServices;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal.Codec;

namespace LlmTrader.Persistence.Snapshots.Content;

/// <summary>Puts state into MessagePack: sections as text, counts as integers, values as binary in their memory's (little-endian) form.</summary>
public sealed class SnapshotSaver : ISnapshotTransfer
{
    /// <summary>The longest binary that is written at once; longer arrays are cut into several.</summary>
    internal const int MaxBinaryBytes = 1 << 20;

    private const int HeaderBytes = 5;   // Of any MessagePack value that is written here.

    private byte[] _bytes = new byte[1 << 16];
    private int _length;

    /// <inheritdoc/>
    public bool IsLoading => false;

    /// <summary>What was saved so far. Valid until the next value.</summary>
    public ReadOnlySpan<byte> Content => _bytes.AsSpan(0, _length);

    /// <inheritdoc/>
    public void Section(string name)
    {
        string? text = name;
        Text(ref text);
    }

    /// <inheritdoc/>
    public void Value<T>(ref T value) where T : unmanaged => Values(new Span<T>(ref value));

    /// <inheritdoc/>
    public void Values<T>(Span<T> values) where T : unmanaged
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(values);
        int most = MaxBinaryBytes - (MaxBinaryBytes % System.Runtime.CompilerServices.Unsafe.SizeOf<T>());
        do
        {
            ReadOnlySpan<byte> piece = bytes[..Math.Min(most, bytes.Length)];
            MessagePackWriter writer = new(Room(HeaderBytes + piece.Length));
            writer.WriteBinary(piece);
            PaddingMask<T>.Clear(_bytes.AsSpan(_length + writer.Position - piece.Length, piece.Length));
            _length += writer.Position;
            bytes = bytes[piece.Length..];
        }
        while (bytes.Length > 0);
    }

    /// <inheritdoc/>
    public int Count(int count, int most)
    {
        Invariant.Holds(count >= 0 && count <= most);
        MessagePackWriter writer = new(Room(HeaderBytes));
        writer.WriteInteger(count);
        _length += writer.Position;
        return count;
    }

    /// <inheritdoc/>
    public void Text(ref string? text)
    {
        MessagePackWriter writer = new(Room(HeaderBytes + (3 * (text?.Length ?? 0))));
        if (text is null) { writer.WriteNil(); } else { writer.WriteString(text); }
        _length += writer.Position;
    }

    private Span<byte> Room(int length)
    {
        if (_bytes.Length - _length < length) { Array.Resize(ref _bytes, Math.Max(checked(_length + length), (int)Math.Min(Array.MaxLength, 2L * _bytes.Length))); }
        return _bytes.AsSpan(_length);
    }
}
