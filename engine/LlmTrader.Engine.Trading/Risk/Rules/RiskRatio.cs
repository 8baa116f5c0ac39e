using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>Ratios as rules compare them: in 1/10,000, rounded up, so that "above the limit" is exactly what the fraction is.</summary>
internal static class RiskRatio
{
    public const long Unit = 10_000;

    private const long MostShort = long.MaxValue / Unit;

    /// <summary>Of nothing left to divide by, anything is infinitely much. The numerator is not negative, and far below 2^113.</summary>
    public static long Of(Int128 numerator, Int128 denominator)
    {
        if (numerator <= 0) { return 0; }
        if (denominator <= 0) { return long.MaxValue; }
        if (numerator <= MostShort && denominator <= long.MaxValue) { return (((long)numerator * Unit) - 1) / (long)denominator + 1; }   // As below, in 64 bits.
        return Saturated(Rounding.AwayFromZero(numerator * Unit, denominator));
    }

    public static long Saturated(Int128 value) => (long)value == value ? (long)value : value > 0 ? long.MaxValue : long.MinValue;
}
