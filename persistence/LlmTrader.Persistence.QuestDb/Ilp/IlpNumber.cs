using System.Buffers.Text;
using System.Globalization;
using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.QuestDb;

/// <summary>
/// Numbers as QuestDB's own clients write them: the shortest decimal text that reads back as the same double, laid out by
/// the rules of ECMA-262 Number::toString (an exponent below 10^-6 and from 10^21 on).
/// </summary>
public static class IlpNumber
{
    /// <summary>Room that any number needs.</summary>
    public const int MaxLength = 32;

    private const int MaxPlainPoint = 21;
    private const int MinPlainPoint = -5;
    private const long MaxExact = 1_000_000_000_000_000;    // Decimals of 15 digits and doubles go to and fro one to one.

    /// <summary>Writes a double; returns the length. NaN and infinities have their names.</summary>
    public static int Write(double value, Span<byte> destination)
    {
        if (!double.IsFinite(value)) { return Copy(double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8, destination); }
        if (value == 0) { return Copy("0"u8, destination); }    // Of a negative zero too.

        Span<byte> text = stackalloc byte[MaxLength];
        bool isFormatted = value.TryFormat(text, out int length, default, CultureInfo.InvariantCulture);
        Invariant.Holds(isFormatted);
        text = text[..length];
        bool isNegative = text[0] == '-';
        if (isNegative) { text = text[1..]; }

        int exponent = 0;
        int mark = text.IndexOf((byte)'E');
        if (mark >= 0)
        {
            exponent = int.Parse(text[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = text[..mark];
        }

        int dot = text.IndexOf((byte)'.');
        int point = (dot < 0 ? text.Length : dot) + exponent;
        if (dot >= 0)
        {
            text[(dot + 1)..].CopyTo(text[dot..]);
            text = text[..^1];
        }

        int zeros = text.IndexOfAnyExcept((byte)'0');
        return Layout(isNegative, text[zeros..].TrimEnd((byte)'0'), point - zeros, destination);
    }

    /// <summary>Writes <paramref name="raw"/> × 10^−<paramref name="scale"/> as the double nearest to it; returns the length.</summary>
    public static int WriteScaled(long raw, int scale, Span<byte> destination)
    {
        if (raw is <= -MaxExact or >= MaxExact) { return Write(Nearest(raw, scale), destination); }
        if (raw == 0) { return Copy("0"u8, destination); }

        Span<byte> digits = stackalloc byte[MaxLength];
        Utf8Formatter.TryFormat(Math.Abs(raw), digits, out int length);
        return Layout(raw < 0, digits[..length].TrimEnd((byte)'0'), length - scale, destination);
    }

    private static double Nearest(long raw, int scale)
    {
        Span<char> text = stackalloc char[40];
        int length = FixedPoint.Format(raw, scale, text);
        return double.Parse(text[..length], NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    // The value is 0.digits × 10^point.
    private static int Layout(bool isNegative, ReadOnlySpan<byte> digits, int point, Span<byte> destination)
    {
        int at = 0;
        if (isNegative) { destination[at++] = (byte)'-'; }
        if (point is < MinPlainPoint or > MaxPlainPoint) { return LayoutExponent(digits, point - 1, destination, at); }
        if (point <= 0)
        {
            destination[at++] = (byte)'0';
            destination[at++] = (byte)'.';
            destination.Slice(at, -point).Fill((byte)'0');
            at -= point;
            digits.CopyTo(destination[at..]);
            return at + digits.Length;
        }

        if (digits.Length <= point)
        {
            digits.CopyTo(destination[at..]);
            destination.Slice(at + digits.Length, point - digits.Length).Fill((byte)'0');
            return at + point;
        }

        digits[..point].CopyTo(destination[at..]);
        destination[at + point] = (byte)'.';
        digits[point..].CopyTo(destination[(at + point + 1)..]);
        return at + digits.Length + 1;
    }

    private static int LayoutExponent(ReadOnlySpan<byte> digits, int exponent, Span<byte> destination, int at)
    {
        destination[at++] = digits[0];
        if (digits.Length > 1)
        {
            destination[at++] = (byte)'.';
            digits[1..].CopyTo(destination[at..]);
            at += digits.Length - 1;
        }

        destination[at++] = (byte)'e';
        destination[at++] = exponent < 0 ? (byte)'-' : (byte)'+';
        Utf8Formatter.TryFormat(Math.Abs(exponent), destination[at..], out int length);
        return at + length;
    }

    private static int Copy(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        text.CopyTo(destination);
        return text.Length;
    }
}
