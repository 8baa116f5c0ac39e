using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace LlmTrader.Persistence.Journal.Codec;

/// <summary>Reads MessagePack values one after the other from a span, in any legal encoding.</summary>
/// <remarks>
/// Safe on hostile input: each read is checked against the span before it is used, no announced length
/// is trusted beyond the bytes that are there, and a failed read throws <see cref="MessagePackException"/>
/// with the offset unchanged. Only <see cref="ReadString"/> allocates, at most in proportion to the bytes present.
/// </remarks>
public ref struct MessagePackReader
{
    /// <summary>The deepest nesting of arrays and maps that <see cref="Skip"/> follows.</summary>
    public const int MaxDepth = 64;

    private readonly ReadOnlySpan<byte> _source;
    private int _offset;

    /// <summary>Starts reading at the first byte of <paramref name="source"/>.</summary>
    public MessagePackReader(ReadOnlySpan<byte> source)
    {
        _source = source;
        _offset = 0;
    }

    /// <summary>Bytes read so far: where the next value starts.</summary>
    public readonly int Offset => _offset;

    /// <summary>Bytes not yet read.</summary>
    public readonly int Remaining => _source.Length - _offset;

    /// <summary>Whether every byte was read.</summary>
    public readonly bool IsAtEnd => _offset >= _source.Length;

    /// <summary>The type of the next value, without reading it.</summary>
    /// <exception cref="MessagePackException">There is no next value.</exception>
    public readonly MessagePackType NextType => MessagePackCode.TypeOf(Peek("a value"));

    /// <summary>Reads nil if it comes next; otherwise reads nothing.</summary>
    public bool TryReadNil()
    {
        if (Peek("nil or a value") != MessagePackCode.Nil) { return false; }
        _offset++;
        return true;
    }

    /// <summary>Reads nil.</summary>
    public void ReadNil()
    {
        if (!TryReadNil()) { ThrowUnexpected("nil"); }
    }

    /// <summary>Reads true or false.</summary>
    public bool ReadBoolean()
    {
        byte code = Peek("boolean");
        if (code is not (MessagePackCode.False or MessagePackCode.True)) { ThrowUnexpected("boolean"); }
        _offset++;
        return code == MessagePackCode.True;
    }

    /// <summary>Reads an integer of any encoding that fits a <see cref="long"/>.</summary>
    public long ReadInt64()
    {
        const string Expected = "signed 64-bit integer";
        byte code = Peek(Expected);
        if (code is <= MessagePackCode.MaxPositiveFixInt or >= MessagePackCode.MinNegativeFixInt)
        {
            _offset++;
            return (sbyte)code;
        }

        switch (code)
        {
            case MessagePackCode.UInt8: return Take(2, Expected)[1];
            case MessagePackCode.UInt16: return BinaryPrimitives.ReadUInt16BigEndian(Take(3, Expected)[1..]);
            case MessagePackCode.UInt32: return BinaryPrimitives.ReadUInt32BigEndian(Take(5, Expected)[1..]);
            case MessagePackCode.UInt64:
                ulong value = BinaryPrimitives.ReadUInt64BigEndian(Require(9, Expected)[1..]);
                if (value > long.MaxValue) { ThrowValue(Expected, value); }
                _offset += 9;
                return (long)value;
            case MessagePackCode.Int8: return (sbyte)Take(2, Expected)[1];
            case MessagePackCode.Int16: return BinaryPrimitives.ReadInt16BigEndian(Take(3, Expected)[1..]);
            case MessagePackCode.Int32: return BinaryPrimitives.ReadInt32BigEndian(Take(5, Expected)[1..]);
            case MessagePackCode.Int64: return BinaryPrimitives.ReadInt64BigEndian(Take(9, Expected)[1..]);
            default: ThrowUnexpected(Expected); return 0;
        }
    }

    /// <summary>Reads an integer of any encoding that is 0 or above.</summary>
    public ulong ReadUInt64()
    {
        const string Expected = "unsigned 64-bit integer";
        if (Peek(Expected) == MessagePackCode.UInt64)
        {
            return BinaryPrimitives.ReadUInt64BigEndian(Take(9, Expected)[1..]);
        }

        return (ulong)ReadInRange(0, long.MaxValue, Expected);
    }

    /// <summary>Reads an integer of any encoding that fits an <see cref="int"/>.</summary>
    public int ReadInt32() => (int)ReadInRange(int.MinValue, int.MaxValue, "signed 32-bit integer");

    /// <summary>Reads an integer of any encoding that fits a <see cref="uint"/>.</summary>
    public uint ReadUInt32() => (uint)ReadInRange(0, uint.MaxValue, "unsigned 32-bit integer");

    /// <summary>Reads an integer of any encoding that fits a <see cref="ushort"/>.</summary>
    public ushort ReadUInt16() => (ushort)ReadInRange(0, ushort.MaxValue, "unsigned 16-bit integer");

    /// <summary>Reads an integer of any encoding that fits a <see cref="byte"/>.</summary>
    public byte ReadByte() => (byte)ReadInRange(0, byte.MaxValue, "unsigned 8-bit integer");

    /// <summary>Reads a single, bit for bit.</summary>
    public float ReadFloat32()
    {
        const string Expected = "float32";
        if (Peek(Expected) != MessagePackCode.Float32) { ThrowUnexpected(Expected); }
        return BinaryPrimitives.ReadSingleBigEndian(Take(5, Expected)[1..]);
    }

    /// <summary>Reads a double, or a single widened exactly. Integers are refused: above 2^53 they would be rounded.</summary>
    public double ReadFloat64()
    {
        const string Expected = "float";
        switch (Peek(Expected))
        {
            case MessagePackCode.Float32: return ReadFloat32();
            case MessagePackCode.Float64: return BinaryPrimitives.ReadDoubleBigEndian(Take(9, Expected)[1..]);
            default: ThrowUnexpected(Expected); return 0;
        }
    }

    /// <summary>Reads text as its UTF-8 bytes, which lie in the source; they are not validated.</summary>
    public ReadOnlySpan<byte> ReadStringBytes()
    {
        const string Expected = "string";
        byte code = Peek(Expected);
        if ((code & 0xE0) == MessagePackCode.FixStr) { return TakePayload(1, (uint)(code & 0x1F), Expected); }
        if (code is < MessagePackCode.Str8 or > MessagePackCode.Str32) { ThrowUnexpected(Expected); }
        return TakeSized(code - MessagePackCode.Str8, 0, Expected);
    }

    /// <summary>Reads text.</summary>
    /// <exception cref="MessagePackException">Also when the bytes are not valid UTF-8.</exception>
    public string ReadString()
    {
        int start = _offset;
        ReadOnlySpan<byte> utf8 = ReadStringBytes();
        if (!Utf8.IsValid(utf8))
        {
            _offset = start;
            throw new MessagePackException(start, "UTF-8 string", $"{utf8.Length} bytes that are not valid UTF-8");
        }

        return Encoding.UTF8.GetString(utf8);
    }

    /// <summary>Reads bytes, which lie in the source.</summary>
    public ReadOnlySpan<byte> ReadBinary()
    {
        const string Expected = "binary";
        byte code = Peek(Expected);
        if (code is < MessagePackCode.Bin8 or > MessagePackCode.Bin32) { ThrowUnexpected(Expected); }
        return TakeSized(code - MessagePackCode.Bin8, 0, Expected);
    }

    /// <summary>Reads an array's number of values, which is never above the number of bytes that follow.</summary>
    public int ReadArrayHeader()
    {
        const string Expected = "array";
        byte code = Peek(Expected);
        return code switch
        {
            >= MessagePackCode.FixArray and < MessagePackCode.FixStr => TakeCount(1, (uint)(code & 0x0F), 1, Expected),
            MessagePackCode.Array16 => TakeCount(3, BinaryPrimitives.ReadUInt16BigEndian(Require(3, Expected)[1..]), 1, Expected),
            MessagePackCode.Array32 => TakeCount(5, BinaryPrimitives.ReadUInt32BigEndian(Require(5, Expected)[1..]), 1, Expected),
            _ => ThrowUnexpected(Expected),
        };
    }

    /// <summary>Reads a map's number of pairs; twice it is never above the number of bytes that follow.</summary>
    public int ReadMapHeader()
    {
        const string Expected = "map";
        byte code = Peek(Expected);
        return code switch
        {
            >= MessagePackCode.FixMap and < MessagePackCode.FixArray => TakeCount(1, (uint)(code & 0x0F), 2, Expected),
            MessagePackCode.Map16 => TakeCount(3, BinaryPrimitives.ReadUInt16BigEndian(Require(3, Expected)[1..]), 2, Expected),
            MessagePackCode.Map32 => TakeCount(5, BinaryPrimitives.ReadUInt32BigEndian(Require(5, Expected)[1..]), 2, Expected),
            _ => ThrowUnexpected(Expected),
        };
    }

    /// <summary>Reads an extension's type and its bytes, which lie in the source.</summary>
    public ReadOnlySpan<byte> ReadExtension(out sbyte type)
    {
        const string Expected = "extension";
        byte code = Peek(Expected);
        int start = _offset;
        ReadOnlySpan<byte> data;
        int typeAt;
        if (code is >= MessagePackCode.FixExt1 and <= MessagePackCode.FixExt16)
        {
            typeAt = 1;
            data = TakePayload(2, 1u << (code - MessagePackCode.FixExt1), Expected);
        }
        else
        {
            if (code is < MessagePackCode.Ext8 or > MessagePackCode.Ext32) { ThrowUnexpected(Expected); }
            int width = code - MessagePackCode.Ext8;
            typeAt = 1 + (1 << width);
            data = TakeSized(width, 1, Expected);
        }

        type = (sbyte)_source[start + typeAt];
        return data;
    }

    /// <summary>Reads a timestamp extension in any of its three forms.</summary>
    public MessagePackTimestamp ReadTimestamp()
    {
        const string Expected = "timestamp";
        int start = _offset;
        ReadOnlySpan<byte> data = ReadExtension(out sbyte type);
        MessagePackTimestamp value;
        switch (type == MessagePackCode.TimestampExtension ? data.Length : 0)
        {
            case 4:
                value = new(BinaryPrimitives.ReadUInt32BigEndian(data), 0);
                break;
            case 8:
                ulong packed = BinaryPrimitives.ReadUInt64BigEndian(data);
                value = new((long)(packed & ((1UL << 34) - 1)), (uint)(packed >> 34));
                break;
            case 12:
                value = new(BinaryPrimitives.ReadInt64BigEndian(data[4..]), BinaryPrimitives.ReadUInt32BigEndian(data));
                break;
            default:
                _offset = start;
                throw new MessagePackException(start, Expected, $"extension type {type} of {data.Length} bytes");
        }

        if (value.Nanoseconds >= MessagePackTimestamp.NanosecondsPerSecond)
        {
            _offset = start;
            throw new MessagePackException(start, Expected, $"{value.Nanoseconds} nanoseconds, one second or more");
        }

        return value;
    }

    /// <summary>Reads over the next value, whatever it is, with all that it contains.</summary>
    /// <exception cref="MessagePackException">
    /// The value is cut short, holds 0xC1, or nests deeper than <see cref="MaxDepth"/>.
    /// </exception>
    public void Skip()
    {
        int start = _offset;
        try
        {
            // Values still to come at each open level: a stack of our own, because recursion dies on hostile nesting.
            Span<int> open = stackalloc int[MaxDepth];
            int depth = 0;
            int pending = 1;
            while (true)
            {
                pending--;
                int children = SkipHead();
                if (children > 0)
                {
                    if (depth == MaxDepth)
                    {
                        throw new MessagePackException(_offset, $"at most {MaxDepth} levels of nesting", "a deeper one");
                    }

                    open[depth++] = pending;
                    pending = children;
                    continue;
                }

                while (pending == 0)
                {
                    if (depth == 0) { return; }
                    pending = open[--depth];
                }
            }
        }
        catch (MessagePackException)
        {
            _offset = start;
            throw;
        }
    }

    /// <summary>Reads over a scalar, or over the header of a container, whose number of values it returns.</summary>
    private int SkipHead()
    {
        byte code = Peek("a value");
        switch (MessagePackCode.TypeOf(code))
        {
            case MessagePackType.Nil or MessagePackType.Boolean: _offset++; return 0;
            case MessagePackType.Integer: Take(IntegerLength(code), "integer"); return 0;
            case MessagePackType.Float32: Take(5, "float32"); return 0;
            case MessagePackType.Float64: Take(9, "float64"); return 0;
            case MessagePackType.String: ReadStringBytes(); return 0;
            case MessagePackType.Binary: ReadBinary(); return 0;
            case MessagePackType.Extension: ReadExtension(out _); return 0;
            case MessagePackType.Array: return ReadArrayHeader();
            case MessagePackType.Map: return 2 * ReadMapHeader();
            default: return ThrowUnexpected("a value");
        }
    }

    private static int IntegerLength(byte code) => code switch
    {
        MessagePackCode.UInt8 or MessagePackCode.Int8 => 2,
        MessagePackCode.UInt16 or MessagePackCode.Int16 => 3,
        MessagePackCode.UInt32 or MessagePackCode.Int32 => 5,
        MessagePackCode.UInt64 or MessagePackCode.Int64 => 9,
        _ => 1,
    };

    private long ReadInRange(long min, long max, string expected)
    {
        if (MessagePackCode.TypeOf(Peek(expected)) != MessagePackType.Integer) { ThrowUnexpected(expected); }
        int start = _offset;
        long value = ReadInt64();
        if (value < min || value > max)
        {
            _offset = start;
            ThrowValue(expected, value);
        }

        return value;
    }

    /// <summary>Takes a payload whose length is 1 &lt;&lt; <paramref name="width"/> bytes wide, after <paramref name="extra"/> more header bytes.</summary>
    private ReadOnlySpan<byte> TakeSized(int width, int extra, string expected)
    {
        int header = 1 + (1 << width);
        ReadOnlySpan<byte> source = Require(header, expected);
        uint length = width switch
        {
            0 => source[1],
            1 => BinaryPrimitives.ReadUInt16BigEndian(source[1..]),
            _ => BinaryPrimitives.ReadUInt32BigEndian(source[1..]),
        };
        return TakePayload(header + extra, length, expected);
    }

    private ReadOnlySpan<byte> TakePayload(int header, uint length, string expected)
    {
        // As long: a length of 4 GiB must not wrap round and seem to fit.
        long total = (long)header + length;
        if (total > Remaining) { ThrowTruncated(expected, total); }
        ReadOnlySpan<byte> payload = _source.Slice(_offset + header, (int)length);
        _offset += (int)total;
        return payload;
    }

    private int TakeCount(int header, uint count, int valuesPerItem, string expected)
    {
        // Each value takes at least one byte; so a caller may size its storage by the count.
        long needed = header + ((long)count * valuesPerItem);
        if (needed > Remaining) { ThrowTruncated(expected, needed); }
        _offset += header;
        return (int)count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly byte Peek(string expected)
    {
        if ((uint)_offset >= (uint)_source.Length) { ThrowEnd(expected); }
        return _source[_offset];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly ReadOnlySpan<byte> Require(int length, string expected)
    {
        if (length > _source.Length - _offset) { ThrowTruncated(expected, length); }
        return _source.Slice(_offset, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> Take(int length, string expected)
    {
        ReadOnlySpan<byte> bytes = Require(length, expected);
        _offset += length;
        return bytes;
    }

    [DoesNotReturn]
    private readonly int ThrowUnexpected(string expected)
    {
        byte code = _source[_offset];
        throw new MessagePackException(_offset, expected, $"{MessagePackCode.TypeOf(code)} (0x{code:X2})");
    }

    [DoesNotReturn]
    private readonly void ThrowValue(string expected, Int128 value) =>
        throw new MessagePackException(_offset, expected, $"the integer {value}");

    [DoesNotReturn]
    private readonly void ThrowTruncated(string expected, long needed) =>
        throw new MessagePackException(_offset, $"{expected} of at least {needed} bytes", $"only {Remaining} bytes");

    [DoesNotReturn]
    private readonly void ThrowEnd(string expected) =>
        throw new MessagePackException(_offset, expected, "the end of the data");
}
