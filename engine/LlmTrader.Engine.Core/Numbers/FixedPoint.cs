using System.Globalization;

namespace LlmTrader.Engine.Core;

/// <summary>Decimal text to scaled integers and back, exactly: no binary floating point on the way.</summary>
public static class FixedPoint
{
    public const int MaxScale = 12;

    private static readonly long[] PowersOfTen = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000,
        1_000_000_000, 10_000_000_000, 100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000,
        1_000_000_000_000_000, 10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000];

    /// <summary>10^exponent for exponents 0 to 18.</summary>
    public static long Pow10(int exponent) => PowersOfTen[exponent];

    /// <summary>
    /// Reads ASCII decimal text such as <c>-61837.63</c>, <c>8e-05</c> or <c>1.25E3</c> as a number of 10^-scale steps.
    /// Trailing zeros beyond the scale are accepted; any other digit beyond it is an error, never rounded away.
    /// </summary>
    public static FixedPointError TryParse(ReadOnlySpan<byte> text, int scale, out long raw)
    {
        raw = 0;
        int i = 0;
        bool negative = false;
        if (i < text.Length && (text[i] == '-' || text[i] == '+')) { negative = text[i++] == '-'; }

        // Zeros wait until a digit follows them: those at the end never do, so any number of them is read, and a shift to
        // the right always means that a digit other than zero lies beyond the scale.
        ulong digits = 0;
        int zeros = 0;
        int seen = 0;
        int decimals = 0;
        bool point = false;
        for (; i < text.Length; i++)
        {
            byte c = text[i];
            if (c is >= (byte)'0' and <= (byte)'9')
            {
                seen++;
                if (point) { decimals++; }
                if (c == '0') { zeros++; continue; }
                if (!TryShift(ref digits, zeros + 1)) { return decimals > scale ? FixedPointError.TooPrecise : FixedPointError.TooLarge; }
                digits += (ulong)(c - '0');   // No carry out: the shift left room for one digit.
                zeros = 0;
            }
            else if (c == '.' && !point) { point = true; }
            else { break; }
        }

        if (seen == 0) { return text.Length == 0 ? FixedPointError.Empty : FixedPointError.NotANumber; }

        int exponent = 0;
        if (i < text.Length)
        {
            if ((text[i] | 0x20) != 'e') { return FixedPointError.NotANumber; }
            if (!int.TryParse(text[(i + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)
                || exponent is < -40 or > 40)
            {
                return FixedPointError.NotANumber;
            }
        }

        if (digits == 0) { return FixedPointError.None; }

        int shift = scale - decimals + zeros + exponent;
        if (shift < 0) { return FixedPointError.TooPrecise; }
        if (!TryShift(ref digits, shift) || digits > long.MaxValue) { return FixedPointError.TooLarge; }
        raw = negative ? -(long)digits : (long)digits;
        return FixedPointError.None;
    }

    /// <summary>Reads decimal text; throws <see cref="FormatException"/> that names the text and what is wrong with it.</summary>
    public static long Parse(string text, int scale)
    {
        ArgumentNullException.ThrowIfNull(text);
        FixedPointError error = TryParse(System.Text.Encoding.UTF8.GetBytes(text), scale, out long raw);
        return error == FixedPointError.None ? raw : throw new FormatException($"'{text}' {Describe(error, scale)}.");
    }

    /// <summary>What is wrong, as the end of a sentence that begins with the text.</summary>
    public static string Describe(FixedPointError error, int scale) => error switch
    {
        FixedPointError.Empty => "is empty where a decimal number is expected",
        FixedPointError.NotANumber => "is not a decimal number",
        FixedPointError.TooPrecise => $"has more than {scale} decimal places",
        FixedPointError.TooLarge => $"is too large for 64 bits at {scale} decimal places",
        _ => "is a number",
    };

    /// <summary>Writes exactly <paramref name="scale"/> decimal places, e.g. 6183763 at scale 2 is <c>61837.63</c>.</summary>
    public static string Format(long raw, int scale)
    {
        Span<char> buffer = stackalloc char[40];
        return buffer[..Format(raw, scale, buffer)].ToString();
    }

    /// <summary>As <see cref="Format(long,int)"/> into a buffer of at least 40 characters; returns the length.</summary>
    public static int Format(long raw, int scale, Span<char> destination)
    {
        Int128 magnitude = Int128.Abs(raw);
        Int128 unit = Pow10(scale);
        (Int128 whole, Int128 fraction) = Int128.DivRem(magnitude, unit);
        int length = 0;
        if (raw < 0) { destination[length++] = '-'; }
        ((ulong)whole).TryFormat(destination[length..], out int written, default, CultureInfo.InvariantCulture);
        length += written;
        if (scale == 0) { return length; }

        destination[length++] = '.';
        ulong rest = (ulong)fraction;
        for (int i = scale - 1; i >= 0; i--)
        {
            destination[length + i] = (char)('0' + (rest % 10));
            rest /= 10;
        }

        return length + scale;
    }

    // Appends zeros; false when the number has no room for another digit after them.
    private static bool TryShift(ref ulong digits, int places)
    {
        if (digits == 0) { return true; }
        for (; places > 0; places--)
        {
            if (digits > (ulong.MaxValue - 9) / 10) { return false; }
            digits *= 10;
        }

        return true;
    }
}

/// <summary>Why a text is not a scaled decimal number.</summary>
public enum FixedPointError : byte
{
    None,
    Empty,
    NotANumber,
    TooPrecise,
    TooLarge,
}
