using System.Globalization;
using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Import;

/// <summary>
/// Decimal text to scaled integers. Plain digits with at most one point, as nearly all rows have them, take the short
/// way; everything else (signs, exponents, more than 18 digits, errors) goes to <see cref="FixedPoint"/>, its plain twin.
/// </summary>
internal static class DecimalText
{
    private const int MaxDigits = 18;   // 10^18 < 2^63.

    /// <summary>As <see cref="FixedPoint.TryParse"/>; the scale may be negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FixedPointError TryParse(ReadOnlySpan<byte> text, int scale, out long raw)
    {
        ulong digits = 0;
        int point = -1;
        for (int i = 0; i < text.Length; i++)
        {
            uint digit = (uint)(text[i] - '0');
            if (digit <= 9) { digits = (digits * 10) + digit; }
            else if (text[i] == '.' && point < 0) { point = i; }
            else { return FixedPoint.TryParse(text, scale, out raw); }
        }

        int decimals = point < 0 ? 0 : text.Length - point - 1;
        int seen = point < 0 ? text.Length : text.Length - 1;
        int shift = scale - decimals;
        if (seen is 0 or > MaxDigits || shift + seen > MaxDigits || shift < -MaxDigits) { return FixedPoint.TryParse(text, scale, out raw); }
        if (shift >= 0)
        {
            raw = (long)digits * FixedPoint.Pow10(shift);
            return FixedPointError.None;
        }

        return TryShorten(digits, FixedPoint.Pow10(-shift), out raw);
    }

    /// <summary>Decimals that the number needs, trailing zeros not counted: 2 for <c>0.0250e1</c>. Negative for <c>1200</c> (-2). False when it is no number.</summary>
    public static bool TryCountDecimals(ReadOnlySpan<byte> text, out int decimals)
    {
        decimals = 0;
        int point = -1;
        int last = -1;   // The last digit that is not zero.
        int digits = 0;
        int end = 0;
        for (; end < text.Length; end++)
        {
            byte c = text[end];
            if (c is >= (byte)'0' and <= (byte)'9')
            {
                digits++;
                if (c != '0') { last = end; }
            }
            else if (c == '.' && point < 0) { point = end; }
            else if (end > 0 || (c != '-' && c != '+')) { break; }
        }

        int exponent = 0;
        if (digits == 0 || (end < text.Length && !TryParseExponent(text[end..], out exponent))) { return false; }
        if (last < 0) { return true; }   // Zero needs none.

        int unit = point < 0 ? end - 1 : point - 1;   // Where the units stand.
        decimals = (last > point && point >= 0 ? last - point : last - unit) - exponent;
        return true;
    }

    private static bool TryParseExponent(ReadOnlySpan<byte> text, out int exponent)
    {
        exponent = 0;
        return text[0] is (byte)'e' or (byte)'E'
            && int.TryParse(text[1..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)
            && exponent is >= -40 and <= 40;
    }

    private static FixedPointError TryShorten(ulong digits, long divisor, out long raw)
    {
        (ulong quotient, ulong rest) = Math.DivRem(digits, (ulong)divisor);
        raw = rest == 0 ? (long)quotient : 0;
        return rest == 0 ? FixedPointError.None : FixedPointError.TooPrecise;
    }
}
