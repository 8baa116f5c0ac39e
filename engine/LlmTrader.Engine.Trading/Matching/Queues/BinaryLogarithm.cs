using System.Numerics;
using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>log2 of a positive integer in fixed point, with integer arithmetic alone.</summary>
internal static class BinaryLogarithm
{
    /// <summary>Binary places of the result; the error is below 2^-50.</summary>
    public const int Places = 52;

    /// <summary>log2(<paramref name="value"/>) × 2^<see cref="Places"/>, by squaring the mantissa: each square brings one binary place.</summary>
    public static long Of(ulong value)
    {
        Invariant.Holds(value > 0);
        int whole = BitOperations.Log2(value);
        ulong mantissa = value << (63 - whole);   // 1 to 2, with 63 binary places.
        long result = whole;
        for (int place = 0; place < Places; place++)
        {
            ulong high = Math.BigMul(mantissa, mantissa, out ulong low);   // 1 to 4, with 62 places in the high half.
            bool isTwoOrMore = high >> 63 != 0;
            mantissa = isTwoOrMore ? high : (high << 1) | (low >> 63);
            result = (result << 1) | (isTwoOrMore ? 1L : 0L);
        }

        return result;
    }
}
