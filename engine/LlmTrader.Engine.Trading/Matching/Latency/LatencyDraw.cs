namespace LlmTrader.Engine.Trading;

/// <summary>A number that looks like chance and is none: the same seed, order and purpose give the same one in every run, replay and topology.</summary>
internal static class LatencyDraw
{
    /// <summary>All 64 bits, mixed by the finaliser of SplitMix64 (Steele, Lea, Flood 2014).</summary>
    public static ulong Of(ulong seed, long order, ulong purpose)
    {
        const ulong Golden = 0x9E37_79B9_7F4A_7C15UL;
        return Mix(Mix(Mix(seed + Golden) ^ (ulong)order) + (purpose * Golden));
    }

    /// <summary>0 or more, below <paramref name="count"/>, each as likely as the others to within count / 2^64.</summary>
    public static int Below(ulong draw, long count) => (int)Math.BigMul(draw, (ulong)count, out _);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EBUL;
        return z ^ (z >> 31);
    }
}
