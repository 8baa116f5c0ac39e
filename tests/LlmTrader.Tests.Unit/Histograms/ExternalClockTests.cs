using System.Numerics;
using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Tests.Unit.Histograms;

public class ExternalClockTests
{
    [Theory]
    [InlineData(10_000_000, 1, 100)]
    [InlineData(3, 2, 666_666_666)]
    [InlineData(3, -2, -666_666_666)]
    [InlineData(1_000_000_000, long.MaxValue, long.MaxValue)]
    [InlineData(24_000_000, 24_000_000L * 86_400 * 365 * 290, 1_000_000_000L * 86_400 * 365 * 290)]
    public void Ticks_become_nanoseconds(long frequency, long ticks, long nanoseconds) =>
        Assert.Equal(nanoseconds, ExternalClock.TicksToNanoseconds(ticks, frequency));

    [Fact]
    public void Both_directions_equal_big_integers()
    {
        var random = new Random(5);
        for (int i = 0; i < 2000; i++)
        {
            long frequency = random.NextInt64(1_000_000, 10_000_000_000);
            long value = random.NextInt64(-(1L << 52), 1L << 52);
            Assert.Equal(new BigInteger(value) * 1_000_000_000 / frequency, ExternalClock.TicksToNanoseconds(value, frequency));
            Assert.Equal(new BigInteger(value) * frequency / 1_000_000_000, ExternalClock.NanosecondsToTicks(value, frequency));
        }
    }

    [Fact]
    public void A_result_beyond_a_long_is_an_error_not_a_wrap()
    {
        Assert.Throws<OverflowException>(() => ExternalClock.TicksToNanoseconds(long.MaxValue, 10_000_000));
        Assert.Throws<OverflowException>(() => ExternalClock.NanosecondsToTicks(long.MaxValue, 2_000_000_000));
        Assert.Throws<ArgumentOutOfRangeException>(() => ExternalClock.TicksToNanoseconds(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ExternalClock.NanosecondsToTicks(1, 0));
    }

    [Fact]
    public void A_second_on_this_machine_is_a_second()
    {
        Assert.Equal(1_000_000_000, ExternalClock.TicksToNanoseconds(ExternalClock.TicksPerSecond));
        Assert.Equal(ExternalClock.TicksPerSecond, ExternalClock.NanosecondsToTicks(1_000_000_000));
    }
}
