using System.Runtime.CompilerServices;

namespace LlmTrader.Engine.Core;

/// <summary>Every division of money or quantity names its rounding by calling one of these.</summary>
public static class Rounding
{
    /// <summary><paramref name="numerator"/> / <paramref name="denominator"/>, ties to the even neighbour. The denominator is positive.</summary>
    public static Int128 HalfEven(Int128 numerator, Int128 denominator)
    {
        Invariant.Holds(denominator > 0);
        if (FitLong(numerator, denominator)) { return HalfEvenOfLongs((long)numerator, (long)denominator); }
        Int128 quotient = numerator / denominator;
        Int128 remainder = numerator - (quotient * denominator);
        Int128 below = Int128.Abs(remainder);
        Int128 above = denominator - below;   // Not twice the remainder, which may need a 129th bit.
        bool away = below > above || (below == above && !Int128.IsEvenInteger(quotient));
        return away ? quotient + Int128.Sign(numerator) : quotient;
    }

    /// <summary>Towards negative infinity; lots are cut with it. The denominator is positive.</summary>
    public static Int128 Floor(Int128 numerator, Int128 denominator)
    {
        Invariant.Holds(denominator > 0);
        if (FitLong(numerator, denominator)) { return FloorOfLongs((long)numerator, (long)denominator); }
        Int128 quotient = numerator / denominator;
        return numerator < 0 && quotient * denominator != numerator ? quotient - 1 : quotient;
    }

    /// <summary>Away from zero: reserves are never too small by a rounding. The denominator is positive.</summary>
    public static Int128 AwayFromZero(Int128 numerator, Int128 denominator)
    {
        Invariant.Holds(denominator > 0);
        if (FitLong(numerator, denominator)) { return AwayFromZeroOfLongs((long)numerator, (long)denominator); }
        Int128 quotient = numerator / denominator;
        return quotient * denominator == numerator ? quotient : quotient + Int128.Sign(numerator);
    }

    /// <summary><paramref name="left"/> × <paramref name="right"/> / <paramref name="denominator"/>, rounded as <see cref="HalfEven(Int128, Int128)"/> does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]   // Most denominators are constants: no division is left of them.
    public static Int128 HalfEvenProduct(long left, long right, long denominator)
    {
        Invariant.Holds(denominator > 0);
        return TryMultiply(left, right, out long product) ? HalfEvenOfLongs(product, denominator) : HalfEven((Int128)left * right, denominator);
    }

    /// <summary>As <see cref="HalfEvenProduct"/>, rounded as <see cref="AwayFromZero"/> does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int128 AwayFromZeroProduct(long left, long right, long denominator)
    {
        Invariant.Holds(denominator > 0);
        return TryMultiply(left, right, out long product) ? AwayFromZeroOfLongs(product, denominator) : AwayFromZero((Int128)left * right, denominator);
    }

    /// <summary>A product, if it fits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryMultiply(long left, long right, out long product)
    {
        product = unchecked(left * right);
        return ((int)left == left && (int)right == right) || IsWhole(left, right, product);   // Two of 32 bits always are.
    }

    // Apart from its callers: of the higher half, all that they need is this.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsWhole(long left, long right, long product) => Math.BigMul(left, right, out _) == product >> 63;

    // Nearly always: a division of 128 bits takes several times as long as one of 64.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool FitLong(Int128 numerator, Int128 denominator) => (long)numerator == numerator && (long)denominator == denominator;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long HalfEvenOfLongs(long numerator, long denominator)
    {
        (long quotient, long remainder) = Math.DivRem(numerator, denominator);
        long below = remainder < 0 ? -remainder : remainder;   // Smaller than the denominator.
        long above = denominator - below;
        bool away = below > above || (below == above && (quotient & 1) != 0);
        return away ? quotient + (numerator > 0 ? 1 : -1) : quotient;
    }

    private static long FloorOfLongs(long numerator, long denominator)
    {
        (long quotient, long remainder) = Math.DivRem(numerator, denominator);
        return remainder < 0 ? quotient - 1 : quotient;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long AwayFromZeroOfLongs(long numerator, long denominator)
    {
        (long quotient, long remainder) = Math.DivRem(numerator, denominator);
        return remainder == 0 ? quotient : quotient + (numerator > 0 ? 1 : -1);
    }
}
