using System.Numerics;
using LlmTrader.Engine.Core;

namespace LlmTrader.Tests.Unit.Numbers;

/// <summary>The named roundings against arbitrary-precision integers, from small ties to the edges of 128 bits.</summary>
public class RoundingTests
{
    [Theory]
    [InlineData(5, 10, 0)]
    [InlineData(15, 10, 2)]
    [InlineData(25, 10, 2)]
    [InlineData(-5, 10, 0)]
    [InlineData(-15, 10, -2)]
    [InlineData(-25, 10, -2)]
    [InlineData(26, 10, 3)]
    [InlineData(-26, 10, -3)]
    public void Half_even_sends_ties_to_the_even_neighbour(int numerator, int denominator, int expected) =>
        Assert.Equal(expected, (int)Rounding.HalfEven(numerator, denominator));

    [Fact]
    public void All_roundings_agree_with_big_integers()
    {
        for (int seed = 1; seed <= 20_000; seed++)
        {
            var random = new Random(seed);
            Int128 numerator = Draw(random);
            Int128 denominator = Draw(random);
            if (denominator < 0) { denominator = denominator == Int128.MinValue ? Int128.MaxValue : -denominator; }
            if (denominator == 0) { denominator = 1; }

            BigInteger floor = Floor((BigInteger)numerator, (BigInteger)denominator);
            BigInteger rest = (BigInteger)numerator - (floor * (BigInteger)denominator);
            BigInteger ceiling = rest.IsZero ? floor : floor + 1;
            int half = (rest * 2).CompareTo((BigInteger)denominator);
            BigInteger halfEven = half < 0 || (half == 0 && floor.IsEven) ? floor : floor + 1;

            string run = $"seed {seed}: {numerator} / {denominator}";
            Assert.True(floor == (BigInteger)Rounding.Floor(numerator, denominator), run);
            Assert.True((numerator < 0 ? floor : ceiling) == (BigInteger)Rounding.AwayFromZero(numerator, denominator), run);
            Assert.True(halfEven == (BigInteger)Rounding.HalfEven(numerator, denominator), run);
        }
    }

    [Fact]
    public void A_product_is_rounded_as_the_wide_one_is()
    {
        for (int seed = 1; seed <= 20_000; seed++)
        {
            var random = new Random(seed);
            (long left, long right, long denominator) = (DrawLong(random), DrawLong(random), Math.Max(1, Math.Abs(DrawLong(random) / 2)));
            string run = $"seed {seed}: {left} × {right} / {denominator}";
            Int128 wide = (Int128)left * right;
            Assert.True(Rounding.HalfEven(wide, denominator) == Rounding.HalfEvenProduct(left, right, denominator), run);
            Assert.True(Rounding.AwayFromZero(wide, denominator) == Rounding.AwayFromZeroProduct(left, right, denominator), run);
            Assert.True(Rounding.HalfEven(wide, 100_000_000) == Rounding.HalfEvenProduct(left, right, 100_000_000), run);
            Assert.True((wide == (long)wide) == Rounding.TryMultiply(left, right, out long product), run);
            Assert.True(wide != (long)wide || product == (long)wide, run);
        }

        static long DrawLong(Random random) => random.Next(8) == 0
            ? random.GetItems([0L, 1, -1, int.MaxValue, int.MinValue, 1L << 31, 1L << 32, long.MaxValue, long.MinValue], 1)[0]
            : random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64);
    }

    [Fact]
    public void Half_even_needs_no_129th_bit()
    {
        // 0.6 rounds to 1; twice the numerator would wrap to a negative number.
        Int128 numerator = Int128.MaxValue / 5 * 3;
        Assert.Equal(Int128.One, Rounding.HalfEven(numerator, Int128.MaxValue));
        Assert.Equal(Int128.NegativeOne, Rounding.HalfEven(-numerator, Int128.MaxValue));
    }

    [Fact]
    public void Both_sides_of_64_bits_round_alike()
    {
        Int128[] edges = [.. new[] { Int128.Zero, long.MaxValue, long.MinValue, ulong.MaxValue, (Int128)1 << 62 }.SelectMany(edge => new[] { edge - 1, edge, edge + 1, -edge, 3 * edge / 2 })];
        foreach (Int128 numerator in edges)
        {
            foreach (Int128 denominator in edges.Where(edge => edge > 0).Append(2).Append(3))
            {
                BigInteger floor = Floor((BigInteger)numerator, (BigInteger)denominator);
                BigInteger rest = (BigInteger)numerator - (floor * (BigInteger)denominator);
                int half = (rest * 2).CompareTo((BigInteger)denominator);
                Assert.Equal(floor, (BigInteger)Rounding.Floor(numerator, denominator));
                Assert.Equal(half < 0 || (half == 0 && floor.IsEven) ? floor : floor + 1, (BigInteger)Rounding.HalfEven(numerator, denominator));
                Assert.Equal(numerator < 0 || rest.IsZero ? floor : floor + 1, (BigInteger)Rounding.AwayFromZero(numerator, denominator));
            }
        }
    }

    [Fact]
    public void A_denominator_that_is_not_positive_is_a_broken_invariant()
    {
        Assert.Throws<InvariantViolationException>(() => Rounding.HalfEven(1, 0));
        Assert.Throws<InvariantViolationException>(() => Rounding.Floor(1, -1));
        Assert.Throws<InvariantViolationException>(() => Rounding.AwayFromZero(1, 0));
    }

    // Any magnitude alike, and often a small one, where ties are.
    private static Int128 Draw(Random random)
    {
        var value = (Int128)new UInt128((ulong)random.NextInt64(long.MinValue, long.MaxValue), (ulong)random.NextInt64(long.MinValue, long.MaxValue));
        return random.Next(3) == 0 ? random.Next(-40, 40) : value >> random.Next(127);
    }

    private static BigInteger Floor(BigInteger numerator, BigInteger denominator)
    {
        BigInteger quotient = BigInteger.DivRem(numerator, denominator, out BigInteger remainder);
        return remainder.Sign < 0 ? quotient - 1 : quotient;
    }
}
