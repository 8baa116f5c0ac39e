using System.Buffers.Binary;

namespace LlmTrader.Persistence.Ledger.Writing;

/// <summary>
/// Rows in PostgreSQL's binary COPY format (its manual, "COPY", File Formats): a header, then for each row the number of its
/// fields and for each field its length and bytes, all big-endian, then −1. Used again and again; rows allocate nothing.
/// </summary>
internal sealed class CopyBuffer(int capacity = 1 << 17)
{
    private static readonly byte[] Header = [.. "PGCOPY\n"u8, 0xff, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private byte[] _bytes = new byte[capacity];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    public void Clear() => Length = 0;

    public void WriteHeader()
    {
        Header.CopyTo(Reserve(Header.Length));
        Length += Header.Length;
    }

    public void StartRow(int fields)
    {
        BinaryPrimitives.WriteInt16BigEndian(Reserve(sizeof(short)), (short)fields);
        Length += sizeof(short);
    }

    public void WriteWhole(long value)
    {
        Span<byte> target = Reserve(sizeof(int) + sizeof(long));
        BinaryPrimitives.WriteInt32BigEndian(target, sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(target[sizeof(int)..], value);
        Length += sizeof(int) + sizeof(long);
    }

    public void WriteText(ReadOnlySpan<byte> utf8)
    {
        Span<byte> target = Reserve(sizeof(int) + utf8.Length);
        BinaryPrimitives.WriteInt32BigEndian(target, utf8.Length);
        utf8.CopyTo(target[sizeof(int)..]);
        Length += sizeof(int) + utf8.Length;
    }

    public void WriteNull()
    {
        BinaryPrimitives.WriteInt32BigEndian(Reserve(sizeof(int)), -1);
        Length += sizeof(int);
    }

    public void WriteEnd()
    {
        BinaryPrimitives.WriteInt16BigEndian(Reserve(sizeof(short)), -1);
        Length += sizeof(short);
    }

    private Span<byte> Reserve(int count)
    {
        if (_bytes.Length - Length < count) { Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count)); }
        return _bytes.AsSpan(Length);
    }
}
