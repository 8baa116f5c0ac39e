using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Tests.Unit.Histograms;

public class BucketLayoutTests
{
    [Theory]
    [InlineData(1, 36_000_000_000, 2, 29, 256)]   // Printed in the footers of HdrHistogram's own samples.
    [InlineData(1, 36_000_000_000, 4, 22, 32_768)]
    [InlineData(1, 3_600_000_000, 3, 22, 2048)]
    [InlineData(1000, 3_600_000_000, 3, 13, 2048)]
    [InlineData(1, long.MaxValue, 2, 56, 256)]
    public void Has_the_size_that_HdrHistogram_has(long lowest, long highest, int digits, int buckets, int subBuckets)
    {
        var layout = new BucketLayout(lowest, highest, digits);

        Assert.Equal((buckets, subBuckets), (layout.BucketCount, layout.SubBucketCount));
        Assert.Equal((buckets + 1) * (subBuckets / 2), layout.CountsLength);
    }

    [Theory]
    [InlineData(1, 5000, 2)]
    [InlineData(7, 50_000, 1)]
    [InlineData(1024, 1_000_000, 3)]
    [InlineData(1, 200_000, 4)]
    [InlineData(1, long.MaxValue, 1)]
    [InlineData(1000, long.MaxValue, 5)]
    public void The_counters_partition_the_range(long lowest, long highest, int digits)
    {
        var layout = new BucketLayout(lowest, highest, digits);
        long expected = 0;
        for (int index = 0; index <= layout.IndexOf(highest); index++)
        {
            long first = layout.ValueAt(index);
            long last = layout.HighestEquivalentValue(first);

            Assert.Equal(expected, first);   // No gap and no overlap with the counter before.
            Assert.Equal((index, index), (layout.IndexOf(first), layout.IndexOf(last)));
            Assert.Equal(first, layout.LowestEquivalentValue(last));
            Assert.Equal(last - first + 1, layout.SizeOfEquivalentRange(first));
            Assert.InRange(layout.MedianEquivalentValue(last), first, last);
            expected = unchecked(last + 1);
        }

        Assert.True(layout.IndexOf(highest) < layout.CountsLength);
    }

    [Fact]
    public void A_counter_is_no_wider_than_the_precision_allows()
    {
        for (int digits = 1; digits <= 5; digits++)
        {
            var layout = new BucketLayout(1, 1L << 50, digits);
            for (long value = 1; value < 1L << 50; value = (value * 3 / 2) + 1)
            {
                Assert.True(layout.SizeOfEquivalentRange(value) <= Math.Max(1, value / Math.Pow(10, digits)), $"{value} at {digits} digits");
            }
        }
    }

    [Fact]
    public void Equal_settings_make_equal_layouts()
    {
        Assert.Equal(new BucketLayout(1, 1000, 3), new BucketLayout(1, 1000, 3));
        Assert.NotEqual(new BucketLayout(1, 1000, 3), new BucketLayout(1, 1001, 3));
        Assert.NotEqual(new BucketLayout(1, 1000, 3), new BucketLayout(1, 1000, 2));
        Assert.NotEqual(new BucketLayout(1, 1000, 3), new BucketLayout(2, 1000, 3));
    }

    [Theory]
    [InlineData(0, 1000, 3)]
    [InlineData(-1, 1000, 3)]
    [InlineData(long.MaxValue, long.MaxValue, 3)]
    [InlineData(100, 199, 3)]
    [InlineData(1, 1000, 0)]
    [InlineData(1, 1000, 6)]
    public void Refuses_settings_out_of_range(long lowest, long highest, int digits) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new BucketLayout(lowest, highest, digits));

    [Fact]
    public void Refuses_more_bits_than_a_long_has() =>
        Assert.Throws<ArgumentException>(() => new BucketLayout(1L << 50, long.MaxValue, 5));
}
