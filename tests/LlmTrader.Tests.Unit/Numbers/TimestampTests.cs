using System.Globalization;
using System.Numerics;
using LlmTrader.Engine.Core;

namespace LlmTrader.Tests.Unit.Numbers;

public class TimestampTests
{
    [Theory]
    [InlineData(0, "1970-01-01T00:00:00.000000000Z")]
    [InlineData(1_723_161_254_087_896_568, "2024-08-08T23:54:14.087896568Z")]
    [InlineData(-1, "1969-12-31T23:59:59.999999999Z")]
    [InlineData(long.MaxValue, "2262-04-11T23:47:16.854775807Z")]
    [InlineData(long.MinValue, "1677-09-21T00:12:43.145224192Z")]
    public void Text_is_iso_8601_with_nanoseconds(long nanoseconds, string expected) =>
        Assert.Equal(expected, new Timestamp(nanoseconds).ToString());

    [Fact]
    public void Text_agrees_with_the_calendar()
    {
        for (int seed = 1; seed <= 10_000; seed++)
        {
            long ticks = new Random(seed).NextInt64(-2_000_000_000_0000000, 9_000_000_000_0000000);
            string expected = DateTime.UnixEpoch.AddTicks(ticks).ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z'", CultureInfo.InvariantCulture);
            Assert.True(new Timestamp(ticks * 100).ToString() == expected, $"seed {seed}: {expected}");
        }
    }

    [Fact]
    public void Sums_and_differences_are_exact_or_an_overflow()
    {
        for (int seed = 1; seed <= 10_000; seed++)
        {
            var random = new Random(seed);
            long left = random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(63);
            long right = random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(63);
            Check((BigInteger)left + right, () => (new Timestamp(left) + new Duration(right)).Nanoseconds, seed);
            Check((BigInteger)left - right, () => (new Timestamp(left) - new Duration(right)).Nanoseconds, seed);
            Check((BigInteger)left - right, () => (new Timestamp(left) - new Timestamp(right)).Nanoseconds, seed);
            Check((BigInteger)left * 1_000_000_000, () => Timestamp.FromUnixSeconds(left).Nanoseconds, seed);
            Check((BigInteger)left * 1_000_000, () => Timestamp.FromUnixMilliseconds(left).Nanoseconds, seed);
            Check((BigInteger)left * 1_000, () => Timestamp.FromUnixMicroseconds(left).Nanoseconds, seed);
            Check((BigInteger)left * 86_400_000_000_000, () => Duration.FromDays(left).Nanoseconds, seed);
            Check((BigInteger)left * 60_000_000_000, () => Duration.FromMinutes(left).Nanoseconds, seed);
        }
    }

    [Fact]
    public void Order_is_that_of_the_numbers()
    {
        var earlier = new Timestamp(-1);
        var later = new Timestamp(1);
        Assert.True(earlier < later && later > earlier && earlier <= later && later >= earlier && earlier.CompareTo(later) < 0);
        Assert.Equal(later, Timestamp.Max(earlier, later));
        Assert.True(new Duration(-1) < Duration.Zero && Duration.FromMilliseconds(1) > Duration.Zero);
    }

    private static void Check(BigInteger expected, Func<long> actual, int seed)
    {
        if (expected < long.MinValue || expected > long.MaxValue) { Assert.Throws<OverflowException>(() => actual()); }
        else { Assert.True(expected == actual(), $"seed {seed}: {expected}"); }
    }
}
