using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Binance;

/// <summary>
/// Reads the venue's decimals as <see cref="FixedPoint.TryParse"/> does, which stays the judge of all that is not plain: digits with at most
/// one point among them, up to eighteen, and nothing but zeros beyond the scale.
/// </summary>
internal static class WireDecimal
{
    private const int MaxLength = 19;   // Eighteen digits and a point never overflow.

    public static FixedPointError TryParse(ReadOnlySpan<byte> text, int scale, out long raw)
    {
        if (text.Length is 0 or > MaxLength) { return FixedPoint.TryParse(text, scale, out raw); }
        long digits = 0;
        int point = -1;
        for (int i = 0; i < text.Length; i++)
        {
            uint digit = (uint)(text[i] - '0');
            if (digit <= 9) { digits = (digits * 10) + digit; }
            else if (text[i] == '.' && point < 0) { point = i; }
            else { return FixedPoint.TryParse(text, scale, out raw); }
        }

        int decimals = point < 0 ? 0 : text.Length - 1 - point;
        int count = point < 0 ? text.Length : text.Length - 1;
        if (count is 0 or MaxLength) { return FixedPoint.TryParse(text, scale, out raw); }   // A point alone, or a digit too many.
        if (decimals == scale)
        {
            raw = digits;
            return FixedPointError.None;
        }

        if (decimals > scale)
        {
            (raw, long rest) = Math.DivRem(digits, FixedPoint.Pow10(Math.Min(decimals - scale, 18)));
            return rest == 0 ? FixedPointError.None : FixedPoint.TryParse(text, scale, out raw);
        }

        long high = Math.BigMul(digits, FixedPoint.Pow10(scale - decimals), out raw);
        return high == 0 && raw >= 0 ? FixedPointError.None : FixedPoint.TryParse(text, scale, out raw);
    }
}
