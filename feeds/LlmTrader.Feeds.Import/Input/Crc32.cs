using System.Buffers.Binary;

namespace LlmTrader.Feeds.Import;

/// <summary>The checksum of zip entries (IEEE 802.3, reflected), eight bytes a step.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;
    private static readonly uint[] Tables = CreateTables();

    /// <summary>The checksum of what <paramref name="crc"/> covers followed by <paramref name="bytes"/>; start with 0.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        crc = ~crc;
        uint[] tables = Tables;
        while (bytes.Length >= 8)
        {
            uint low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = tables[(7 * 256) + (byte)low] ^ tables[(6 * 256) + (byte)(low >> 8)]
                ^ tables[(5 * 256) + (byte)(low >> 16)] ^ tables[(4 * 256) + (int)(low >> 24)]
                ^ tables[(3 * 256) + (byte)high] ^ tables[(2 * 256) + (byte)(high >> 8)]
                ^ tables[256 + (byte)(high >> 16)] ^ tables[(int)(high >> 24)];
            bytes = bytes[8..];
        }

        foreach (byte b in bytes) { crc = (crc >> 8) ^ tables[(byte)(crc ^ b)]; }
        return ~crc;
    }

    // Table k holds the effect of a byte followed by k zero bytes.
    private static uint[] CreateTables()
    {
        var tables = new uint[8 * 256];
        for (uint i = 0; i < 256; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 8; bit++) { value = (value & 1) != 0 ? (value >> 1) ^ Polynomial : value >> 1; }
            tables[i] = value;
        }

        for (int i = 256; i < tables.Length; i++) { tables[i] = (tables[i - 256] >> 8) ^ tables[(byte)tables[i - 256]]; }
        return tables;
    }
}
