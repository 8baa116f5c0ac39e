using System.Runtime.InteropServices;

namespace LlmTrader.Engine.Ring;

/// <summary>What two threads must keep between their variables so that neither slows the other down.</summary>
internal static class CacheLine
{
    /// <summary>
    /// Bytes of distance. A line is 64 bytes on x86 and most ARM64 cores, but x86 prefetches lines in pairs and
    /// Apple's cores have lines of 128, so 128 is the distance at which false sharing ends everywhere.
    /// </summary>
    public const int Padding = 128;
}

/// <summary>One <see cref="long"/> with a cache line of nothing on both sides.</summary>
[StructLayout(LayoutKind.Explicit, Size = (2 * CacheLine.Padding) + sizeof(long))]
internal struct PaddedLong
{
    [FieldOffset(CacheLine.Padding)] public long Value;
}
