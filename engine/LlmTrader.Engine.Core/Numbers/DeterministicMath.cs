using System.Runtime.CompilerServices;

namespace LlmTrader.Engine.Core;

/// <summary>
/// exp, log, log10 and pow with the same bits on every machine: a port of Sun's fdlibm 5.3 (e_exp.c, e_log.c,
/// e_log10.c, e_pow.c). The platform's versions differ between operating systems and processors in the last digit,
/// and one digit is enough to turn a decision and break a replay.
/// </summary>
/// <remarks>
/// Only + - * / and bit operations on doubles, which IEEE 754 fixes to the bit; no fused multiply-add. Errors are below
/// one unit in the last place (log10: below two). Special values follow C99 and <see cref="Math"/>: pow(1, y) and
/// pow(x, 0) are 1 even for NaN, and pow(-1, ±infinity) is 1.
/// Original: Copyright (C) 1993, 2004 by Sun Microsystems, Inc. All rights reserved. Permission to use, copy, modify,
/// and distribute this software is freely granted, provided that this notice is preserved.
/// </remarks>
public static class DeterministicMath
{
    private const double Ln2High = 6.93147180369123816490e-01;   // 32 bits of ln 2, so that k * Ln2High is exact.
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const double InverseLn2 = 1.44269504088896338700e+00;
    private const double Two54 = 1.80143985094819840000e+16;
    private const double TwoM1000 = 9.33263618503218878990e-302;
    private const int ExponentBias = 1023;

    // exp(r) is approximated through R(r^2) = r (exp(r) + 1) / (exp(r) - 1), a Remez polynomial on [0, ln2 / 2].
    private const double P1 = 1.66666666666666019037e-01;
    private const double P2 = -2.77777777770155933842e-03;
    private const double P3 = 6.61375632143793436117e-05;
    private const double P4 = -1.65339022054652515390e-06;
    private const double P5 = 4.13813679705723846039e-08;

    // log(1 + f) through s = f / (2 + f), a Remez polynomial in s^2.
    private const double Lg1 = 6.666666666666735130e-01;
    private const double Lg2 = 3.999999999940941908e-01;
    private const double Lg3 = 2.857142874366239149e-01;
    private const double Lg4 = 2.222219843214978396e-01;
    private const double Lg5 = 1.818357216161805012e-01;
    private const double Lg6 = 1.531383769920937332e-01;
    private const double Lg7 = 1.479819860511658591e-01;

    /// <summary>e to the power of <paramref name="x"/>: +infinity above 709.78, 0 below -745.13, NaN for NaN.</summary>
    public static double Exp(double x)
    {
        const double Overflow = 7.09782712893383973096e+02;
        const double Underflow = -7.45133219101941108420e+02;

        if (double.IsNaN(x)) { return double.NaN; }
        if (x > Overflow) { return double.PositiveInfinity; }
        if (x < Underflow) { return 0.0; }

        double high = 0.0;
        double low = 0.0;
        int k = 0;
        int magnitude = HighWord(x) & 0x7fffffff;
        if (magnitude > 0x3fd62e42)            // |x| > 0.5 ln2: reduce to r = x - k ln2.
        {
            if (magnitude < 0x3ff0a2b2)        // |x| < 1.5 ln2
            {
                k = x < 0.0 ? -1 : 1;
            }
            else
            {
                k = (int)(InverseLn2 * x + (x < 0.0 ? -0.5 : 0.5));
            }

            high = x - k * Ln2High;
            low = k * Ln2Low;
            x = high - low;
        }
        else if (magnitude < 0x3e300000)       // |x| < 2^-28
        {
            return 1.0 + x;
        }

        double t = x * x;
        double c = x - t * (P1 + t * (P2 + t * (P3 + t * (P4 + t * P5))));
        if (k == 0) { return 1.0 - (x * c / (c - 2.0) - x); }

        double y = 1.0 - (low - x * c / (2.0 - c) - high);
        return k >= -1021 ? AddToExponent(y, k) : AddToExponent(y, k + 1000) * TwoM1000;
    }

    /// <summary>The natural logarithm: -infinity for 0, NaN for negative numbers and NaN.</summary>
    public static double Log(double x)
    {
        int k = 0;
        int highWord = HighWord(x);
        if (highWord < 0x00100000)             // Subnormal, zero or negative.
        {
            if (x == 0.0) { return double.NegativeInfinity; }
            if (highWord < 0 || double.IsNaN(x)) { return double.NaN; }
            k = -54;
            x *= Two54;
            highWord = HighWord(x);
        }

        if (highWord >= 0x7ff00000) { return x + x; }

        // x = 2^k (1 + f) with sqrt(2)/2 < 1 + f < sqrt(2).
        k += (highWord >> 20) - ExponentBias;
        highWord &= 0x000fffff;
        int carry = (highWord + 0x95f64) & 0x100000;
        x = WithHighWord(x, highWord | (carry ^ 0x3ff00000));
        k += carry >> 20;
        double f = x - 1.0;

        if ((0x000fffff & (2 + highWord)) < 3) // |f| < 2^-20
        {
            if (f == 0.0) { return k == 0 ? 0.0 : k * Ln2High + k * Ln2Low; }
            double r = f * f * (0.5 - 0.33333333333333333 * f);
            return k == 0 ? f - r : k * Ln2High - (r - k * Ln2Low - f);
        }

        double s = f / (2.0 + f);
        double z = s * s;
        double w = z * z;
        double t1 = w * (Lg2 + w * (Lg4 + w * Lg6));
        double t2 = z * (Lg1 + w * (Lg3 + w * (Lg5 + w * Lg7)));
        double remainder = t2 + t1;
        if (((highWord - 0x6147a) | (0x6b851 - highWord)) > 0)
        {
            double half = 0.5 * f * f;
            return k == 0
                ? f - (half - s * (half + remainder))
                : k * Ln2High - (half - (s * (half + remainder) + k * Ln2Low) - f);
        }

        return k == 0 ? f - s * (f - remainder) : k * Ln2High - (s * (f - remainder) - k * Ln2Low - f);
    }

    /// <summary>The decimal logarithm: -infinity for 0, NaN for negative numbers and NaN.</summary>
    public static double Log10(double x)
    {
        const double InverseLn10 = 4.34294481903251816668e-01;
        const double Log10Of2High = 3.01029995663611771306e-01;
        const double Log10Of2Low = 3.69423907715893078616e-13;

        int k = 0;
        int highWord = HighWord(x);
        if (highWord < 0x00100000)
        {
            if (x == 0.0) { return double.NegativeInfinity; }
            if (highWord < 0 || double.IsNaN(x)) { return double.NaN; }
            k = -54;
            x *= Two54;
            highWord = HighWord(x);
        }

        if (highWord >= 0x7ff00000) { return x + x; }

        k += (highWord >> 20) - ExponentBias;
        int negative = k < 0 ? 1 : 0;
        x = WithHighWord(x, (highWord & 0x000fffff) | ((ExponentBias - negative) << 20));
        double y = k + negative;
        return y * Log10Of2Low + InverseLn10 * Log(x) + y * Log10Of2High;
    }

    /// <summary><paramref name="x"/> to the power of <paramref name="y"/>; NaN for a negative x and a y that is no integer.</summary>
    public static double Pow(double x, double y)
    {
        if (y == 0.0 || x == 1.0) { return 1.0; }
        if (double.IsNaN(x) || double.IsNaN(y)) { return double.NaN; }

        int yIsInteger = x < 0.0 || (x == 0.0 && double.IsNegative(x)) ? Parity(y) : 0;
        if (double.IsInfinity(y)) { return PowOfInfiniteExponent(Math.Abs(x), y); }
        if (y == 1.0) { return x; }
        if (y == -1.0) { return 1.0 / x; }
        if (y == 2.0) { return x * x; }
        if (y == 0.5 && !double.IsNegative(x)) { return Math.Sqrt(x); }   // IEEE 754 fixes the square root's bits.

        double magnitude = Math.Abs(x);
        if (magnitude == 0.0 || double.IsInfinity(magnitude) || magnitude == 1.0)
        {
            double z = y < 0.0 ? 1.0 / magnitude : magnitude;
            if (x >= 0.0 && !double.IsNegative(x)) { return z; }
            if (magnitude == 1.0 && yIsInteger == 0) { return double.NaN; }
            return yIsInteger == 1 ? -z : z;
        }

        if (x < 0.0 && yIsInteger == 0) { return double.NaN; }
        double sign = x < 0.0 && yIsInteger == 1 ? -1.0 : 1.0;
        return PowOfMagnitude(magnitude, y, sign);
    }

    /// <summary>1 for an odd integer, 2 for an even one, 0 for anything else.</summary>
    private static int Parity(double y)
    {
        double magnitude = Math.Abs(y);
        if (double.IsInfinity(y)) { return 0; }
        if (magnitude >= 9007199254740992.0) { return 2; }   // From 2^53 on all doubles are even integers.
        long integer = (long)magnitude;
        if (integer != magnitude) { return 0; }
        return (integer & 1) == 1 ? 1 : 2;
    }

    private static double PowOfInfiniteExponent(double magnitude, double y)
    {
        if (magnitude == 1.0) { return 1.0; }
        return (magnitude > 1.0) == (y > 0.0) ? double.PositiveInfinity : 0.0;
    }

    /// <summary>x^y for a finite x above 0 that is not 1: 2^(y log2 x), with log2 x in two doubles.</summary>
    /// <remarks>
    /// fdlibm has a shorter logarithm for |y| above 2^31, when only an x within 2^-20 of 1 gives a finite result. Its
    /// leading product is not exact there and costs hundreds of units in the last place; the common one does not.
    /// </remarks>
    private static double PowOfMagnitude(double x, double y, double sign)
    {
        if ((HighWord(y) & 0x7fffffff) > 0x43f00000)   // |y| > 2^64: over- or underflows for every x that is not 1.
        {
            return (x < 1.0) == (y < 0.0) ? double.PositiveInfinity : 0.0;
        }

        // y = y1 + (y - y1) with the low word of y1 zero, so that y1 * t1 is exact.
        (double t1, double t2) = Log2(x);
        double y1 = WithLowWordCleared(y);
        double low = (y - y1) * t1 + y * t2;
        double high = y1 * t1;
        return sign * Exp2(high, low);
    }

    /// <summary>The binary logarithm in two doubles, to about 2^-65 of its size; the first has a zero low word.</summary>
    private static (double High, double Low) Log2(double x)
    {
        const double L1 = 5.99999999999994648725e-01;
        const double L2 = 4.28571428578550184252e-01;
        const double L3 = 3.33333329818377432918e-01;
        const double L4 = 2.72728123808534006489e-01;
        const double L5 = 2.30660745775561754067e-01;
        const double L6 = 2.06975017800338417784e-01;
        const double Cp = 9.61796693925975554329e-01;       // 2 / (3 ln2), whole, high and low part.
        const double CpHigh = 9.61796700954437255859e-01;
        const double CpLow = -7.02846165095275826516e-09;
        const double Log2Of1_5High = 5.84962487220764160156e-01;
        const double Log2Of1_5Low = 1.35003920212974897128e-08;

        int n = 0;
        int highWord = HighWord(x);
        if (highWord < 0x00100000)
        {
            x *= 9007199254740992.0;
            n = -53;
            highWord = HighWord(x);
        }

        n += (highWord >> 20) - ExponentBias;
        int j = highWord & 0x000fffff;
        highWord = j | 0x3ff00000;
        bool isUpper;                          // Whether x, now in [1, 2), is closer to 1.5 than to 1 or 2.
        if (j <= 0x3988e) { isUpper = false; }
        else if (j < 0xbb67a) { isUpper = true; }
        else
        {
            isUpper = false;
            n++;
            highWord -= 0x00100000;
        }

        x = WithHighWord(x, highWord);
        double bp = isUpper ? 1.5 : 1.0;

        // s = (x - bp) / (x + bp) in two parts.
        double u = x - bp;
        double v = 1.0 / (x + bp);
        double s = u * v;
        double sHigh = WithLowWordCleared(s);
        double tHigh = WithHighWordOnly(((highWord >> 1) | 0x20000000) + 0x00080000 + (isUpper ? 0x00040000 : 0));
        double tLow = x - (tHigh - bp);
        double sLow = v * (u - sHigh * tHigh - sHigh * tLow);

        double s2 = s * s;
        double r = s2 * s2 * (L1 + s2 * (L2 + s2 * (L3 + s2 * (L4 + s2 * (L5 + s2 * L6)))));
        r += sLow * (sHigh + s);
        s2 = sHigh * sHigh;
        tHigh = WithLowWordCleared(3.0 + s2 + r);
        tLow = r - (tHigh - 3.0 - s2);

        u = sHigh * tHigh;
        v = sLow * tHigh + tLow * s;
        double pHigh = WithLowWordCleared(u + v);
        double pLow = v - (pHigh - u);
        double zHigh = CpHigh * pHigh;
        double zLow = CpLow * pHigh + pLow * Cp + (isUpper ? Log2Of1_5Low : 0.0);
        double t = n;
        double dpHigh = isUpper ? Log2Of1_5High : 0.0;
        double high = WithLowWordCleared(zHigh + zLow + dpHigh + t);
        return (high, zLow - (high - t - dpHigh - zHigh));
    }

    /// <summary>2^(high + low).</summary>
    private static double Exp2(double high, double low)
    {
        const double Ln2 = 6.93147180559945286227e-01;
        const double Ln2Upper = 6.93147182464599609375e-01;
        const double Ln2Lower = -1.90465429995776804525e-09;
        const double OverflowTail = 8.0085662595372944372e-17;   // -(1024 - log2(overflow + half an ulp)).

        double z = low + high;
        int j = HighWord(z);
        int lowWord = LowWord(z);
        if (j >= 0x40900000)                   // z >= 1024
        {
            if (((j - 0x40900000) | lowWord) != 0 || low + OverflowTail > z - high) { return double.PositiveInfinity; }
        }
        else if ((j & 0x7fffffff) >= 0x4090cc00)   // z <= -1075
        {
            if (((j - unchecked((int)0xc090cc00)) | lowWord) != 0 || low <= z - high) { return 0.0; }
        }

        int magnitude = j & 0x7fffffff;
        int k = (magnitude >> 20) - ExponentBias;
        int n = 0;
        if (magnitude > 0x3fe00000)            // |z| > 0.5: n = the nearest integer.
        {
            n = j + (0x00100000 >> (k + 1));
            k = ((n & 0x7fffffff) >> 20) - ExponentBias;
            double whole = WithHighWordOnly(n & ~(0x000fffff >> k));
            n = ((n & 0x000fffff) | 0x00100000) >> (20 - k);
            if (j < 0) { n = -n; }
            high -= whole;
        }

        double t = WithLowWordCleared(low + high);
        double u = t * Ln2Upper;
        double v = (low - (t - high)) * Ln2 + t * Ln2Lower;
        z = u + v;
        double w = v - (z - u);
        t = z * z;
        double t1 = z - t * (P1 + t * (P2 + t * (P3 + t * (P4 + t * P5))));
        double r = z * t1 / (t1 - 2.0) - (w + z * w);
        z = 1.0 - (r - z);
        return (HighWord(z) >> 20) + n <= 0 ? ScaleToSubnormal(z, n) : AddToExponent(z, n);
    }

    /// <summary>z * 2^n where the result is subnormal; one rounding, by the last product.</summary>
    private static double ScaleToSubnormal(double z, int n)
    {
        int exponent = ((HighWord(z) & 0x7ff00000) >> 20) + n;
        if (exponent <= -54) { return 0.0; }
        return AddToExponent(z, n + 54) * 5.55111512312578270212e-17;   // 2^-54
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int HighWord(double x) => (int)(BitConverter.DoubleToInt64Bits(x) >> 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int LowWord(double x) => (int)BitConverter.DoubleToInt64Bits(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double WithHighWord(double x, int high) =>
        BitConverter.Int64BitsToDouble(((long)high << 32) | (BitConverter.DoubleToInt64Bits(x) & 0xffffffffL));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double WithHighWordOnly(int high) => BitConverter.Int64BitsToDouble((long)high << 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double WithLowWordCleared(double x) =>
        BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(x) & unchecked((long)0xffffffff00000000));

    /// <summary>x * 2^k by adding to the exponent field, exact while the result is a normal number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double AddToExponent(double x, int k) => BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(x) + ((long)k << 52));
}
