using System.Globalization;
using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Tests.Golden.Histograms;

public class PercentileDistributionTests
{
    public static TheoryData<int, int, PercentileDistributionFormat> Samples()
    {
        var samples = new TheoryData<int, int, PercentileDistributionFormat>();
        foreach (int digits in new[] { 2, 3, 4 })
        {
            foreach (int ticks in new[] { 5, 10, 20 })
            {
                samples.Add(digits, ticks, PercentileDistributionFormat.Text);
                samples.Add(digits, ticks, PercentileDistributionFormat.Csv);
            }
        }

        return samples;
    }

    [SkippableTheory]
    [MemberData(nameof(Samples))]
    public void Equals_HdrHistograms_output_to_the_byte(int digits, int ticks, PercentileDistributionFormat format)
    {
        string extension = format == PercentileDistributionFormat.Csv ? "csv" : "hgrm";
        string expected = HdrHistogramData.Read($"Sample_10kBy1k_{digits}sf_TicksPerHour_asMs_{ticks}percPerHalfDistance.{extension}");

        var histogram = new LatencyHistogram(1, 36_000_000_000, digits);
        for (long value = 0; value < 10_000; value += 1000) { histogram.Record(value); }

        Assert.Equal(expected, Print(histogram, ticks, 10_000, format));
    }

    [Fact]
    public void Does_not_depend_on_the_culture()
    {
        var histogram = new LatencyHistogram(1, 10_000, 1);
        histogram.Record(1500);
        CultureInfo before = CultureInfo.CurrentCulture;
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        try
        {
            CultureInfo.CurrentCulture = comma;
            string text = Print(histogram, 1, 1000, PercentileDistributionFormat.Csv);
            Assert.Equal(
                "\"Value\",\"Percentile\",\"TotalCount\",\"1/(1-Percentile)\"\n1.5,0.000000000000,1,1.00\n1.5,1.000000000000,1,Infinity\n",
                text);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Refuses_a_ratio_without_meaning(double ratio) =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Print(new LatencyHistogram(1, 10, 1), 5, ratio, PercentileDistributionFormat.Text));

    private static string Print(LatencyHistogram histogram, int ticks, double ratio, PercentileDistributionFormat format)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        PercentileDistribution.Write(writer, histogram, ticks, ratio, format);
        return writer.ToString();
    }
}
