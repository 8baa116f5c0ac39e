using System.Runtime.InteropServices;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal.Codec;

namespace LlmTrader.Persistence.Snapshots.Content;

/// <summary>Takes state out of what <see cref="SnapshotSaver"/> wrote.</summary>
public sealed class SnapshotLoader(ReadOnlyMemory<byte> content) : ISnapshotTransfer
{
    private int _offset;
    private string _section = "";

    /// <inheritdoc/>
    public bool IsLoading => true;

    /// <summary>Whether everything was taken.</summary>
    public bool IsAtEnd => _offset == content.Length;

    /// <inheritdoc/>
    /// <exception cref="SnapshotFormatException">Another section comes next.</exception>
    public void Section(string name)
    {
        string? found = null;
        Text(ref found);
        if (found != name) { throw Misfit($"section '{name}' ought to come, '{found}' comes."); }
        _section = name;
    }

    /// <inheritdoc/>
    /// <exception cref="SnapshotFormatException">The next value has another size.</exception>
    public void Value<T>(ref T value) where T : unmanaged => Values(new Span<T>(ref value));

    /// <inheritdoc/>
    /// <exception cref="SnapshotFormatException">The next values are more, fewer or of another size.</exception>
    public void Values<T>(Span<T> values) where T : unmanaged
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(values);
        int most = SnapshotSaver.MaxBinaryBytes - (SnapshotSaver.MaxBinaryBytes % System.Runtime.CompilerServices.Unsafe.SizeOf<T>());
        do
        {
            int expected = Math.Min(most, bytes.Length);
            ReadOnlySpan<byte> piece = NextBinary();
            if (piece.Length != expected) { throw Misfit($"{piece.Length} bytes of {typeof(T).Name} come, {expected} ought to."); }
            piece.CopyTo(bytes);
            bytes = bytes[expected..];
        }
        while (bytes.Length > 0);
    }

    /// <inheritdoc/>
    /// <exception cref="SnapshotFormatException">The next value is no count, or above <paramref name="most"/>.</exception>
    public int Count(int count, int most)
    {
        MessagePackReader reader = new(content.Span[_offset..]);
        long found;
        try { found = reader.ReadInt64(); }
        catch (MessagePackException error) { throw Misfit(error.Message); }
        if (found < 0 || found > most) { throw Misfit($"a count of {found} comes, at most {most} is possible."); }
        _offset += reader.Offset;
        return (int)found;
    }

    /// <inheritdoc/>
    /// <exception cref="SnapshotFormatException">The next value is no text.</exception>
    public void Text(ref string? text)
    {
        MessagePackReader reader = new(content.Span[_offset..]);
        try { text = reader.TryReadNil() ? null : reader.ReadString(); }
        catch (MessagePackException error) { throw Misfit(error.Message); }
        _offset += reader.Offset;
    }

    private ReadOnlySpan<byte> NextBinary()
    {
        MessagePackReader reader = new(content.Span[_offset..]);
        ReadOnlySpan<byte> binary;
        try { binary = reader.ReadBinary(); }
        catch (MessagePackException error) { throw Misfit(error.Message); }
        _offset += reader.Offset;
        return binary;
    }

    private SnapshotFormatException Misfit(string reason) => new(_section, _offset, reason);
}
