using System.Runtime.InteropServices;

namespace LlmTrader.Persistence.Journal.Codec;

/// <summary>The entry points of the reference liblz4 that the journal uses (lz4.h and lz4frame.h, 1.8 and later).</summary>
internal static unsafe partial class Lz4NativeMethods
{
    /// <summary>The ABI's own name: the name without ".1" exists only where the -dev package is installed.</summary>
    public const string Library = "liblz4.so.1";

    /// <summary>LZ4F_VERSION: the ABI number that contexts are created with.</summary>
    public const uint FrameApiVersion = 100;

    [LibraryImport(Library, EntryPoint = "LZ4_versionNumber")]
    public static partial int VersionNumber();

    [LibraryImport(Library, EntryPoint = "LZ4_decompress_safe")]
    public static partial int DecompressSafe(byte* source, byte* destination, int compressedSize, int destinationCapacity);

    [LibraryImport(Library, EntryPoint = "LZ4F_isError")]
    public static partial uint IsError(nuint code);

    [LibraryImport(Library, EntryPoint = "LZ4F_getErrorName")]
    public static partial nint GetErrorName(nuint code);

    [LibraryImport(Library, EntryPoint = "LZ4F_compressFrameBound")]
    public static partial nuint CompressFrameBound(nuint sourceSize, Lz4Preferences* preferences);

    [LibraryImport(Library, EntryPoint = "LZ4F_compressFrame")]
    public static partial nuint CompressFrame(
        byte* destination, nuint destinationCapacity, byte* source, nuint sourceSize, Lz4Preferences* preferences);

    [LibraryImport(Library, EntryPoint = "LZ4F_createDecompressionContext")]
    public static partial nuint CreateDecompressionContext(out nint context, uint version);

    [LibraryImport(Library, EntryPoint = "LZ4F_freeDecompressionContext")]
    public static partial nuint FreeDecompressionContext(nint context);

    [LibraryImport(Library, EntryPoint = "LZ4F_resetDecompressionContext")]
    public static partial void ResetDecompressionContext(Lz4DecompressionContext context);

    [LibraryImport(Library, EntryPoint = "LZ4F_decompress")]
    public static partial nuint Decompress(
        Lz4DecompressionContext context, byte* destination, ref nuint destinationSize, byte* source, ref nuint sourceSize, void* options);

    /// <summary>The library's text for an error code.</summary>
    public static string ErrorName(nuint code) => Marshal.PtrToStringUTF8(GetErrorName(code)) ?? "unknown error";
}

/// <summary>LZ4F_preferences_t with its LZ4F_frameInfo_t written out.</summary>
[StructLayout(LayoutKind.Explicit, Size = 56)]
internal struct Lz4Preferences
{
    [FieldOffset(0)] public int BlockSizeId;
    [FieldOffset(4)] public int BlockMode;            // 1 = independent blocks.
    [FieldOffset(8)] public int ContentChecksumFlag;
    [FieldOffset(12)] public int FrameType;
    [FieldOffset(16)] public ulong ContentSize;       // Not 0: the library puts the true size into the header.
    [FieldOffset(24)] public uint DictionaryId;
    [FieldOffset(28)] public int BlockChecksumFlag;
    [FieldOffset(32)] public int CompressionLevel;
    [FieldOffset(36)] public uint AutoFlush;          // 1 = straight into the destination, no native buffer.
    [FieldOffset(40)] public uint FavorDecompressionSpeed;
}

/// <summary>Owns an LZ4F_dctx.</summary>
internal sealed class Lz4DecompressionContext : SafeHandle
{
    public Lz4DecompressionContext()
        : base(0, ownsHandle: true)
    {
        nuint result = Lz4NativeMethods.CreateDecompressionContext(out nint context, Lz4NativeMethods.FrameApiVersion);
        if (Lz4NativeMethods.IsError(result) != 0)
        {
            throw new Lz4Exception($"LZ4: no decompression context: {Lz4NativeMethods.ErrorName(result)}.");
        }

        SetHandle(context);
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => Lz4NativeMethods.FreeDecompressionContext(handle) == 0;
}
