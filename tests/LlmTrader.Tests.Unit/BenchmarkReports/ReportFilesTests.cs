using System.Xml.Linq;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Perf.Latency.Reports;
using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Tests.Unit.BenchmarkReports;

public sealed class ReportFilesTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-report-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_report_is_written_as_page_tables_logs_and_figures_that_can_be_read_again()
    {
        BenchmarkReport report = Sample();
        ReportFiles.Write(_directory, report);

        ReportDocument read = ReportDocument.Read(Path.Combine(_directory, ReportFiles.Document));
        Measurement measurement = Assert.Single(read.Measurements);
        Assert.Equal(("a <b> & \"c\"", Better.Higher), (measurement.Name, measurement.Better));
        Assert.Equal([1.5, 2.5], measurement.Runs);
        Assert.Equal(report.Environment.Facts(), read.Environment!.Facts());
        Assert.StartsWith("#[Histogram log format version 1.3]", File.ReadAllText(Path.Combine(_directory, "hlog", "one.hlog")), StringComparison.Ordinal);
        Assert.Contains("a <b> & \"c\"", File.ReadAllText(Path.Combine(_directory, "table.txt")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_that_the_disk_refuses_leaves_the_one_before()
    {
        ReportFiles.Write(_directory, Sample());
        string path = Path.Combine(_directory, ReportFiles.Document);
        string before = File.ReadAllText(path);
        Directory.CreateDirectory(path + ".tmp");   // Where a file is to be written first.

        JournalIOException refused = Assert.Throws<JournalIOException>(() => ReportFiles.Write(_directory, Sample() with { Seconds = 99 }));

        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(path));
    }

    // What a browser gets is whole and asks nobody for anything.
    [Fact]
    public void The_page_is_well_formed_and_needs_nothing_else()
    {
        string page = ReportPage.Write(Sample());
        foreach (string outside in (string[])["http:", "https:", "<script", "<link", "@import", "url("]) { Assert.DoesNotContain(outside, page, StringComparison.Ordinal); }
        string xml = page["<!DOCTYPE html>".Length..].Replace("<meta charset=\"utf-8\">", "", StringComparison.Ordinal)
            .Replace("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">", "", StringComparison.Ordinal).Replace("<details open>", "<details open=\"\">", StringComparison.Ordinal);
        XDocument document = XDocument.Parse(xml);
        Assert.Equal(2, document.Descendants("polyline").Count(line => line.Attribute("class")!.Value.StartsWith("line c0", StringComparison.Ordinal)));   // The distribution and the curve,
        Assert.Single(document.Descendants("polyline"), line => line.Attribute("class")!.Value.Contains("reference", StringComparison.Ordinal));
        Assert.Single(document.Descendants("polygon"));   // and the curve's spread.
        Assert.Contains(document.Descendants("title"), title => title.Value == "fast, 99 %: 99 ns");
    }

    [Theory]
    [InlineData(108, "0 50 100 150")]
    [InlineData(10, "0 2 4 6 8 10")]
    [InlineData(286_000, "0 100000 200000 300000")]
    [InlineData(0.9, "0 0.2 0.4 0.6 0.8 1")]
    public void An_axis_from_0_has_round_steps(double most, string ticks)
    {
        PlotAxis axis = PlotAxis.Linear("", most, value => Math.Round(value, 9).ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(ticks, string.Join(' ', axis.Ticks.Select(tick => tick.Label)));
        Assert.InRange(axis.Place(most), 0.5, 1);
    }

    [Theory]
    [InlineData(0, "ns", "0 ns")]
    [InlineData(999.4, "ns", "999 ns")]
    [InlineData(1_234, "ns", "1.23 µs")]
    [InlineData(12_345_678, "ns", "12.3 ms")]
    [InlineData(4_567_890, "events/s", "4.57 M events/s")]
    [InlineData(9_999, "events/s", "9999 events/s")]
    [InlineData(16, "bytes", "16 B")]
    [InlineData(-3 * 1024 * 1024, "bytes", "-3 MiB")]
    [InlineData(1.25, "ratio", "1.25x")]
    public void Quantities_read_as_people_write_them(double value, string unit, string text) => Assert.Equal(text, Quantity.Text(value, unit));

    private static BenchmarkReport Sample()
    {
        LatencyHistogram fast = LatencyHistogram.OfNanoseconds();
        LatencyHistogram idle = LatencyHistogram.OfNanoseconds();
        for (int i = 1; i <= 100; i++)
        {
            fast.Record(i);
            idle.Record(100_000 + i);
        }

        BenchmarkEnvironment environment = new(
            new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), "0.1.0+abc", "A <processor>", 4, true, [], null, "", null, null, 0.5, "Linux 6", ".NET 10", "workstation", "tiered");
        PartReport part = new()
        {
            Name = "part",
            What = "What & why.",
            Measurements = [new Measurement("a <b> & \"c\"", "events/s", Better.Higher, [1.5, 2.5])],
            Plots = [new PercentilePlot("x", [new PercentileLine("fast", fast), new PercentileLine("idle", idle, IsReference: true)])],
            Curves = [new Curve("curve", "instruments", "ns", [new CurvePoint(1, new MedianSpread(3, 10, 9, 12)), new CurvePoint(1_000, new MedianSpread(3, 30, 20, 40))])],
            Histograms = new Dictionary<string, LatencyHistogram> { ["one"] = fast },
        };
        return new BenchmarkReport(environment, [part], 12.5);
    }
}
