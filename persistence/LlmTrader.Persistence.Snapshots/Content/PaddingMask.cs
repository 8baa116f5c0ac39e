using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LlmTrader.Persistence.Snapshots.Content;

/// <summary>
/// Which bytes of a struct belong to a field. What lies between fields keeps whatever was on the stack, so that two equal
/// values may differ there; a snapshot stores zeros instead.
/// </summary>
internal static class PaddingMask<T> where T : unmanaged
{
    /// <summary>0xFF where a field lies, 0 where none does; null when every byte is a field's.</summary>
    public static readonly byte[]? Mask = Make();

    /// <summary>Sets the padding of every element to zero.</summary>
    /// <param name="bytes">Whole elements.</param>
    public static void Clear(Span<byte> bytes)
    {
        if (Mask is not { } mask) { return; }
        for (; !bytes.IsEmpty; bytes = bytes[mask.Length..]) { And(bytes[..mask.Length], mask); }
    }

    private static void And(Span<byte> element, ReadOnlySpan<byte> mask)
    {
        int i = 0;
        for (; i + sizeof(ulong) <= mask.Length; i += sizeof(ulong))
        {
            Span<byte> word = element.Slice(i, sizeof(ulong));
            MemoryMarshal.Write(word, MemoryMarshal.Read<ulong>(word) & MemoryMarshal.Read<ulong>(mask[i..]));
        }

        for (; i < mask.Length; i++) { element[i] &= mask[i]; }
    }

    private static byte[]? Make()
    {
        byte[] mask = PaddingMask.Of(typeof(T));
        return Array.TrueForAll(mask, value => value == 0xFF) ? null : mask;
    }
}

/// <summary>Finds the bytes of fields by setting each field to ones and looking where they land.</summary>
internal static class PaddingMask
{
    public static byte[] Of(Type type)
    {
        if (type.IsEnum || type.IsPrimitive) { return Filled(SizeOf(type)); }
        if (type.GetCustomAttribute<InlineArrayAttribute>() is { } inline)
        {
            byte[] element = Of(Fields(type)[0].FieldType);
            return [.. Enumerable.Repeat(element, inline.Length).SelectMany(bytes => bytes)];
        }

        byte[] mask = new byte[SizeOf(type)];
        foreach (FieldInfo field in Fields(type))
        {
            if (field.GetCustomAttribute<FixedBufferAttribute>() is not null) { return Filled(mask.Length); }
            object box = RuntimeHelpers.GetUninitializedObject(type);
            field.SetValue(box, Ones(field.FieldType));
            byte[] set = Bytes(box, type);
            for (int i = 0; i < mask.Length; i++)
            {
                if (set[i] != 0) { mask[i] = 0xFF; }
            }
        }

        return mask;
    }

    // A value all of whose field bytes are not zero.
    private static object Ones(Type type)
    {
        if (type.IsEnum) { return Enum.ToObject(type, Ones(Enum.GetUnderlyingType(type))); }
        byte[] mask = Of(type);
        if (type == typeof(bool)) { return true; }
        return FromBytes(type, mask);
    }

    private static byte[] Filled(int length)
    {
        byte[] bytes = new byte[length];
        Array.Fill(bytes, (byte)0xFF);
        return bytes;
    }

    private static FieldInfo[] Fields(Type type) => type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);

    private static int SizeOf(Type type) => (int)Call(nameof(SizeOfGeneric), type)!;

    private static byte[] Bytes(object box, Type type) => (byte[])Call(nameof(BytesGeneric), type, box)!;

    private static object FromBytes(Type type, byte[] bytes) => Call(nameof(FromBytesGeneric), type, bytes)!;

    private static object? Call(string method, Type type, params object?[] arguments) =>
        typeof(PaddingMask).GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(type).Invoke(null, arguments);

    private static int SizeOfGeneric<TValue>() where TValue : unmanaged => Unsafe.SizeOf<TValue>();

    private static byte[] BytesGeneric<TValue>(object box) where TValue : unmanaged
    {
        TValue value = (TValue)box;
        return MemoryMarshal.AsBytes(new ReadOnlySpan<TValue>(in value)).ToArray();
    }

    private static object FromBytesGeneric<TValue>(byte[] bytes) where TValue : unmanaged => MemoryMarshal.Read<TValue>(bytes);
}
