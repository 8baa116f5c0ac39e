using System.Globalization;
using System.Numerics;
using System.Text;
using LlmTrader.Engine.Core;

namespace LlmTrader.Tests.Unit.Numbers;

public class FixedPointTests
{
    [Theory]
    [InlineData("-61837.63", 2, -6183763)]
    [InlineData("+61837.63", 4, 618376300)]
    [InlineData("8e-05", 8, 8000)]
    [InlineData("1.25E3", 0, 1250)]
    [InlineData("0.10", 1, 1)]
    [InlineData(".5", 1, 5)]
    [InlineData("5.", 0, 5)]
    [InlineData("-0", 8, 0)]
    [InlineData("0e40", 8, 0)]
    [InlineData("9223372036854775807", 0, long.MaxValue)]
    [InlineData("92233720368.54775807", 8, long.MaxValue)]
    [InlineData("-9223372036854775807", 0, -long.MaxValue)]
    [InlineData("1.0000000000000000000000000000000000000000000000000000000000000000", 8, 100_000_000)]
    [InlineData("61837.630000000000000000", 2, 6183763)]
    [InlineData("100000000000000000000e-20", 0, 1)]
    public void Reads_decimal_text_exactly(string text, int scale, long expected)
    {
        Assert.Equal(FixedPointError.None, FixedPoint.TryParse(Encoding.UTF8.GetBytes(text), scale, out long raw));
        Assert.Equal(expected, raw);
    }

    [Theory]
    [InlineData("", 2, FixedPointError.Empty)]
    [InlineData("-", 2, FixedPointError.NotANumber)]
    [InlineData(".", 2, FixedPointError.NotANumber)]
    [InlineData("1.2.3", 2, FixedPointError.NotANumber)]
    [InlineData("1,5", 2, FixedPointError.NotANumber)]
    [InlineData("12x", 2, FixedPointError.NotANumber)]
    [InlineData("nan", 2, FixedPointError.NotANumber)]
    [InlineData(" 1", 2, FixedPointError.NotANumber)]
    [InlineData("1 ", 2, FixedPointError.NotANumber)]
    [InlineData("1e", 2, FixedPointError.NotANumber)]
    [InlineData("1e5.5", 2, FixedPointError.NotANumber)]
    [InlineData("1e999999999999", 2, FixedPointError.NotANumber)]
    [InlineData("--1", 2, FixedPointError.NotANumber)]
    [InlineData("0.001", 2, FixedPointError.TooPrecise)]
    [InlineData("1e-3", 2, FixedPointError.TooPrecise)]
    [InlineData("0.1234567890123456789012345", 8, FixedPointError.TooPrecise)]
    [InlineData("9223372036854775808", 0, FixedPointError.TooLarge)]
    [InlineData("92233720368.54775808", 8, FixedPointError.TooLarge)]
    [InlineData("1e20", 0, FixedPointError.TooLarge)]
    [InlineData("123456789012345678901234567890123456789012345678901234567890", 0, FixedPointError.TooLarge)]
    public void Says_what_is_wrong(string text, int scale, FixedPointError expected)
    {
        Assert.Equal(expected, FixedPoint.TryParse(Encoding.UTF8.GetBytes(text), scale, out _));
        FormatException error = Assert.Throws<FormatException>(() => FixedPoint.Parse(text, scale));
        Assert.Contains($"'{text}'", error.Message, StringComparison.Ordinal);
        Assert.Contains(FixedPoint.Describe(expected, scale), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_reads_back()
    {
        for (int seed = 1; seed <= 20_000; seed++)
        {
            var random = new Random(seed);
            long raw = random.NextInt64(-long.MaxValue, long.MaxValue) >> random.Next(63);
            int scale = random.Next(FixedPoint.MaxScale + 1);
            string text = FixedPoint.Format(raw, scale);

            Assert.True(text == Twin(raw, scale), $"seed {seed}: {raw} at {scale} is {text}");
            Assert.True(FixedPoint.Parse(text, scale) == raw, $"seed {seed}: {text} at {scale}");
        }
    }

    [Fact]
    public void Reads_what_decimal_reads()
    {
        for (int seed = 1; seed <= 20_000; seed++)
        {
            var random = new Random(seed);
            var value = new decimal(random.Next(), random.Next(random.Next(2) == 0 ? 1 : 100), 0, random.Next(2) == 0, (byte)random.Next(15));
            string text = value.ToString(CultureInfo.InvariantCulture);
            if (random.Next(3) == 0) { text += (text.Contains('.', StringComparison.Ordinal) ? "" : ".") + new string('0', random.Next(30)); }
            int exponent = random.Next(3) == 0 ? random.Next(-6, 7) : 0;
            if (exponent != 0) { text += $"e{exponent}"; }
            int scale = random.Next(FixedPoint.MaxScale + 1);

            FixedPointError error = FixedPoint.TryParse(Encoding.UTF8.GetBytes(text), scale, out long raw);
            (FixedPointError expectedError, long expected) = Twin(value, exponent, scale);
            Assert.True(error == expectedError && raw == expected, $"seed {seed}: {text} at {scale} is {error} {raw}, not {expectedError} {expected}");
        }
    }

    [Fact]
    public void Powers_of_ten_are_powers_of_ten()
    {
        for (int exponent = 0; exponent <= 18; exponent++) { Assert.Equal(BigInteger.Pow(10, exponent), FixedPoint.Pow10(exponent)); }
    }

    private static string Twin(long raw, int scale)
    {
        string digits = BigInteger.Abs(raw).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        string number = scale == 0 ? digits : $"{digits[..^scale]}.{digits[^scale..]}";
        return raw < 0 ? "-" + number : number;
    }

    private static (FixedPointError Error, long Raw) Twin(decimal value, int exponent, int scale)
    {
        var digits = new BigInteger(Math.Abs(value) * Pow10(value.Scale));
        int shift = scale - value.Scale + exponent;
        BigInteger raw = digits * BigInteger.Pow(10, Math.Max(shift, 0));
        raw = BigInteger.DivRem(raw, BigInteger.Pow(10, Math.Max(-shift, 0)), out BigInteger rest);
        if (!rest.IsZero) { return (FixedPointError.TooPrecise, 0); }
        return raw > long.MaxValue ? (FixedPointError.TooLarge, 0) : (FixedPointError.None, (long)(value < 0 ? -raw : raw));
    }

    private static decimal Pow10(int exponent) => exponent == 0 ? 1 : 10 * Pow10(exponent - 1);
}
