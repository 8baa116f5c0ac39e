namespace LlmTrader.Engine.Core;

/// <summary>Every division of money or quantity names its rounding by calling one of these.</summary>
public static class Rounding
{
    /// <summary><paramref name="numerator"/> / <paramref name="denominator"/>, ties to the even neighbour. The denominator is positive.</summary>
    public static Int128 HalfEven(Int128 numerator, Int128 denominator)
    {
        Invariant.Holds(denominator > 0);
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
        Int128 quotient = numerator / denominator;
        return numerator < 0 && quotient * denominator != numerator ? quotient - 1 : quotient;
    }

    /// <summary>Away from zero: reserves are never too small by a rounding. The denominator is positive.</summary>
    public static Int128 AwayFromZero(Int128 numerator, Int128 denominator)
    {
        Invariant.Holds(denominator > 0);
        Int128 quotient = numerator / denominator;
        return quotient * denominator == numerator ? quotient : quotient + Int128.Sign(numerator);
    }
}
