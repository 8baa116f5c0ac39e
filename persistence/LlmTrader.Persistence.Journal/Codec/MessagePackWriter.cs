using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace LlmTrader.Persistence.Journal.Codec;

/// <summary>Writes MessagePack values one after the other into a caller's span. Allocates nothing.</summary>
/// <remarks>
/// <c>WriteInteger</c> picks the smallest encoding. The methods named by a width (<c>WriteUInt32</c>, ...)
/// always use that width: valid MessagePack as well, and a record made of them decodes by offset.
/// A write that does not fit throws and leaves the position unchanged.
/// </remarks>
public ref struct MessagePackWriter
{
    private readonly Span<byte> _destination;
    private int _position;

    /// <summary>Starts writing at the first byte of <paramref name="destination"/>.</summary>
    public MessagePackWriter(Span<byte> destination)
    {
        _destination = destination;
        _position = 0;
    }

    /// <summary>Bytes written so far.</summary>
    public readonly int Position => _position;

    /// <summary>Bytes that still fit.</summary>
    public readonly int Remaining => _destination.Length - _position;

    /// <summary>The bytes written so far.</summary>
    public readonly ReadOnlySpan<byte> WrittenSpan => _destination[.._position];

    /// <summary>Writes nil.</summary>
    public void WriteNil() => Claim(1)[0] = MessagePackCode.Nil;

    /// <summary>Writes true or false.</summary>
    public void WriteBoolean(bool value) => Claim(1)[0] = value ? MessagePackCode.True : MessagePackCode.False;

    /// <summary>Writes an integer in its smallest encoding; those of 0 and above take the unsigned forms.</summary>
    public void WriteInteger(long value)
    {
        switch (value)
        {
            case >= 0: WriteInteger((ulong)value); break;
            case >= -32: Claim(1)[0] = (byte)value; break;
            case >= sbyte.MinValue: WriteInt8((sbyte)value); break;
            case >= short.MinValue: WriteInt16((short)value); break;
            case >= int.MinValue: WriteInt32((int)value); break;
            default: WriteInt64(value); break;
        }
    }

    /// <summary>Writes an unsigned integer in its smallest encoding.</summary>
    public void WriteInteger(ulong value)
    {
        switch (value)
        {
            case <= MessagePackCode.MaxPositiveFixInt: Claim(1)[0] = (byte)value; break;
            case <= byte.MaxValue: WriteUInt8((byte)value); break;
            case <= ushort.MaxValue: WriteUInt16((ushort)value); break;
            case <= uint.MaxValue: WriteUInt32((uint)value); break;
            default: WriteUInt64(value); break;
        }
    }

    /// <summary>Writes 0 to 127 as one byte: the narrowest fixed width.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is above 127.</exception>
    public void WritePositiveFixInt(byte value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MessagePackCode.MaxPositiveFixInt);
        Claim(1)[0] = value;
    }

    /// <summary>Writes 2 bytes, whatever the value.</summary>
    public void WriteUInt8(byte value)
    {
        Span<byte> target = Claim(2);
        target[0] = MessagePackCode.UInt8;
        target[1] = value;
    }

    /// <summary>Writes 3 bytes, whatever the value.</summary>
    public void WriteUInt16(ushort value)
    {
        Span<byte> target = Claim(3);
        target[0] = MessagePackCode.UInt16;
        BinaryPrimitives.WriteUInt16BigEndian(target[1..], value);
    }

    /// <summary>Writes 5 bytes, whatever the value.</summary>
    public void WriteUInt32(uint value)
    {
        Span<byte> target = Claim(5);
        target[0] = MessagePackCode.UInt32;
        BinaryPrimitives.WriteUInt32BigEndian(target[1..], value);
    }

    /// <summary>Writes 9 bytes, whatever the value.</summary>
    public void WriteUInt64(ulong value)
    {
        Span<byte> target = Claim(9);
        target[0] = MessagePackCode.UInt64;
        BinaryPrimitives.WriteUInt64BigEndian(target[1..], value);
    }

    /// <summary>Writes 2 bytes, whatever the value.</summary>
    public void WriteInt8(sbyte value)
    {
        Span<byte> target = Claim(2);
        target[0] = MessagePackCode.Int8;
        target[1] = (byte)value;
    }

    /// <summary>Writes 3 bytes, whatever the value.</summary>
    public void WriteInt16(short value)
    {
        Span<byte> target = Claim(3);
        target[0] = MessagePackCode.Int16;
        BinaryPrimitives.WriteInt16BigEndian(target[1..], value);
    }

    /// <summary>Writes 5 bytes, whatever the value.</summary>
    public void WriteInt32(int value)
    {
        Span<byte> target = Claim(5);
        target[0] = MessagePackCode.Int32;
        BinaryPrimitives.WriteInt32BigEndian(target[1..], value);
    }

    /// <summary>Writes 9 bytes, whatever the value.</summary>
    public void WriteInt64(long value)
    {
        Span<byte> target = Claim(9);
        target[0] = MessagePackCode.Int64;
        BinaryPrimitives.WriteInt64BigEndian(target[1..], value);
    }

    /// <summary>Writes an IEEE 754 single, bit for bit (5 bytes).</summary>
    public void WriteFloat32(float value)
    {
        Span<byte> target = Claim(5);
        target[0] = MessagePackCode.Float32;
        BinaryPrimitives.WriteSingleBigEndian(target[1..], value);
    }

    /// <summary>Writes an IEEE 754 double, bit for bit (9 bytes).</summary>
    public void WriteFloat64(double value)
    {
        Span<byte> target = Claim(9);
        target[0] = MessagePackCode.Float64;
        BinaryPrimitives.WriteDoubleBigEndian(target[1..], value);
    }

    /// <summary>Writes text that is UTF-8 already; the bytes are taken as they are.</summary>
    public void WriteString(scoped ReadOnlySpan<byte> utf8)
    {
        Span<byte> target = ClaimString(utf8.Length);
        utf8.CopyTo(target);
    }

    /// <summary>Writes text as UTF-8; a lone surrogate becomes U+FFFD.</summary>
    public void WriteString(scoped ReadOnlySpan<char> text)
    {
        Span<byte> target = ClaimString(Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, target);
    }

    /// <summary>Writes bytes.</summary>
    public void WriteBinary(scoped ReadOnlySpan<byte> data)
    {
        int header = data.Length <= byte.MaxValue ? 2 : data.Length <= ushort.MaxValue ? 3 : 5;
        Span<byte> target = Claim(header, data.Length);
        WriteLength(target, header, MessagePackCode.Bin8, data.Length);
        data.CopyTo(target[header..]);
    }

    /// <summary>Announces an array; the caller writes exactly <paramref name="count"/> values next.</summary>
    public void WriteArrayHeader(int count) =>
        WriteContainerHeader(count, MessagePackCode.FixArray, MessagePackCode.Array16);

    /// <summary>Announces a map; the caller writes exactly <paramref name="count"/> keys, each with its value, next.</summary>
    public void WriteMapHeader(int count) =>
        WriteContainerHeader(count, MessagePackCode.FixMap, MessagePackCode.Map16);

    /// <summary>Writes typed bytes. Types below 0 belong to the specification.</summary>
    public void WriteExtension(sbyte type, scoped ReadOnlySpan<byte> data)
    {
        byte fixedCode = data.Length switch
        {
            1 => MessagePackCode.FixExt1,
            2 => MessagePackCode.FixExt2,
            4 => MessagePackCode.FixExt4,
            8 => MessagePackCode.FixExt8,
            16 => MessagePackCode.FixExt16,
            _ => 0,
        };
        int header = fixedCode != 0 ? 1 : data.Length <= byte.MaxValue ? 2 : data.Length <= ushort.MaxValue ? 3 : 5;
        Span<byte> target = Claim(header + 1, data.Length);
        if (fixedCode != 0) { target[0] = fixedCode; }
        else { WriteLength(target, header, MessagePackCode.Ext8, data.Length); }
        target[header] = (byte)type;
        data.CopyTo(target[(header + 1)..]);
    }

    /// <summary>Writes a timestamp extension in the smallest of its three forms (4, 8 or 12 bytes of data).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The nanoseconds are not below one second.</exception>
    public void WriteTimestamp(MessagePackTimestamp value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(value.Nanoseconds, MessagePackTimestamp.NanosecondsPerSecond);
        Span<byte> data = stackalloc byte[12];
        bool fitsIn34Bits = (ulong)value.Seconds >> 34 == 0;
        if (fitsIn34Bits && value.Nanoseconds == 0 && value.Seconds <= uint.MaxValue)
        {
            data = data[..4];
            BinaryPrimitives.WriteUInt32BigEndian(data, (uint)value.Seconds);
        }
        else if (fitsIn34Bits)
        {
            data = data[..8];
            BinaryPrimitives.WriteUInt64BigEndian(data, ((ulong)value.Nanoseconds << 34) | (ulong)value.Seconds);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(data, value.Nanoseconds);
            BinaryPrimitives.WriteInt64BigEndian(data[4..], value.Seconds);
        }

        WriteExtension(MessagePackCode.TimestampExtension, data);
    }

    /// <summary>Writes the first byte and the big-endian length; the 16 and 32-bit codes follow the 8-bit one.</summary>
    private static void WriteLength(Span<byte> target, int header, byte code8, int length)
    {
        switch (header)
        {
            case 2:
                target[0] = code8;
                target[1] = (byte)length;
                break;
            case 3:
                target[0] = (byte)(code8 + 1);
                BinaryPrimitives.WriteUInt16BigEndian(target[1..], (ushort)length);
                break;
            default:
                target[0] = (byte)(code8 + 2);
                BinaryPrimitives.WriteInt32BigEndian(target[1..], length);
                break;
        }
    }

    private Span<byte> ClaimString(int length)
    {
        int header = length <= 31 ? 1 : length <= byte.MaxValue ? 2 : length <= ushort.MaxValue ? 3 : 5;
        Span<byte> target = Claim(header, length);
        if (header == 1) { target[0] = (byte)(MessagePackCode.FixStr | length); }
        else { WriteLength(target, header, MessagePackCode.Str8, length); }
        return target[header..];
    }

    private void WriteContainerHeader(int count, byte fixCode, byte code16)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count <= 15)
        {
            Claim(1)[0] = (byte)(fixCode | count);
        }
        else if (count <= ushort.MaxValue)
        {
            Span<byte> target = Claim(3);
            target[0] = code16;
            BinaryPrimitives.WriteUInt16BigEndian(target[1..], (ushort)count);
        }
        else
        {
            Span<byte> target = Claim(5);
            target[0] = (byte)(code16 + 1);
            BinaryPrimitives.WriteInt32BigEndian(target[1..], count);
        }
    }

    private Span<byte> Claim(int header, int payload)
    {
        // As long: a payload near int.MaxValue plus its header must not wrap round and seem to fit.
        if ((long)header + payload > Remaining) { ThrowFull((long)header + payload); }
        return Claim(header + payload);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Claim(int length)
    {
        if (length > _destination.Length - _position) { ThrowFull(length); }
        Span<byte> target = _destination.Slice(_position, length);
        _position += length;
        return target;
    }

    [DoesNotReturn]
    private readonly void ThrowFull(long needed) => throw new InvalidOperationException(
        $"MessagePack buffer is full: the value needs {needed} bytes at offset {_position}, {Remaining} of {_destination.Length} are left.");
}
