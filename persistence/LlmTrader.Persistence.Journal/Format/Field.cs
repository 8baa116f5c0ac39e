using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal.Codec;

namespace LlmTrader.Persistence.Journal.Format;

/// <summary>
/// Fixed-width MessagePack integers at fixed offsets of a record: one byte that names the width, then the value, big-endian.
/// The caller guarantees the room; a reader trusts the first byte, which the block's checksum covers.
/// </summary>
internal static class Field
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Start(ref byte record, int fields, byte kind)
    {
        record = (byte)(MessagePackCode.FixArray | fields);
        Unsafe.Add(ref record, 1) = kind;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Kind(ref byte record) => Unsafe.Add(ref record, 1);

    /// <summary>Announces a nested array; its codes follow, one byte each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteCodes(ref byte record, int offset, int count) =>
        Unsafe.Add(ref record, offset) = (byte)(MessagePackCode.FixArray | count);

    /// <summary>An enum as a positive fixint: 0 to 127.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteCode(ref byte record, int offset, byte value)
    {
        Invariant.Holds(value <= MessagePackCode.MaxPositiveFixInt);
        Unsafe.Add(ref record, offset) = value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteUInt16(ref byte record, int offset, ushort value)
    {
        ref byte field = ref Unsafe.Add(ref record, offset);
        field = MessagePackCode.UInt16;
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref field, 1), BinaryPrimitives.ReverseEndianness(value));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteInt32(ref byte record, int offset, int value)
    {
        ref byte field = ref Unsafe.Add(ref record, offset);
        field = MessagePackCode.Int32;
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref field, 1), BinaryPrimitives.ReverseEndianness(value));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteUInt32(ref byte record, int offset, uint value)
    {
        ref byte field = ref Unsafe.Add(ref record, offset);
        field = MessagePackCode.UInt32;
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref field, 1), BinaryPrimitives.ReverseEndianness(value));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteInt64(ref byte record, int offset, long value)
    {
        ref byte field = ref Unsafe.Add(ref record, offset);
        field = MessagePackCode.Int64;
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref field, 1), BinaryPrimitives.ReverseEndianness(value));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteUInt64(ref byte record, int offset, ulong value)
    {
        ref byte field = ref Unsafe.Add(ref record, offset);
        field = MessagePackCode.UInt64;
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref field, 1), BinaryPrimitives.ReverseEndianness(value));
    }

    /// <summary>Bytes in front of those that <see cref="WriteBytes"/> writes.</summary>
    public const int BytesHeader = 2;

    /// <summary>Up to 255 bytes behind their count; returns the field's length.</summary>
    public static int WriteBytes(ref byte record, int offset, ReadOnlySpan<byte> value)
    {
        ref byte field = ref Unsafe.Add(ref record, offset);
        field = MessagePackCode.Bin8;
        Unsafe.Add(ref field, 1) = checked((byte)value.Length);
        value.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref field, BytesHeader), value.Length));
        return BytesHeader + value.Length;
    }

    public static ReadOnlySpan<byte> ReadBytes(ref byte record, int offset)
    {
        ref byte field = ref Unsafe.Add(ref record, offset);
        return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref field, BytesHeader), Unsafe.Add(ref field, 1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte ReadCode(ref byte record, int offset) => Unsafe.Add(ref record, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort ReadUInt16(ref byte record, int offset) =>
        BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref record, offset + 1)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ReadInt32(ref byte record, int offset) =>
        BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<int>(ref Unsafe.Add(ref record, offset + 1)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ReadUInt32(ref byte record, int offset) => (uint)ReadInt32(ref record, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ReadInt64(ref byte record, int offset) =>
        BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<long>(ref Unsafe.Add(ref record, offset + 1)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ReadUInt64(ref byte record, int offset) => (ulong)ReadInt64(ref record, offset);
}
