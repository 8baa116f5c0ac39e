using LlmTrader.Perf.Latency.Reports;
using LlmTrader.Tests.Unit.Cli;
using LlmTrader.Tools.Cli;
using LlmTrader.Tools.Cli.Verbs.Bench;

namespace LlmTrader.Tests.Unit.BenchmarkReports;

public sealed class AllVerbTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-bench-all-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_part_becomes_a_page_tables_and_a_document()
    {
        CommandRun run = CommandRun.Of("bench", "all", "--part", "rules", "--out", _directory);
        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        Assert.Contains("== rules ==", run.Output, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(_directory, "index.html"), run.Output, StringComparison.Ordinal);
        Assert.NotEmpty(Read().Measurements);
        Assert.Contains("== rules ==", File.ReadAllText(Path.Combine(_directory, "table.txt")), StringComparison.Ordinal);
        Assert.Contains("<h2", File.ReadAllText(Path.Combine(_directory, "index.html")), StringComparison.Ordinal);
    }

    // A whole matrix takes an hour; a full disk in its last minutes must not cost the rest.
    [Fact]
    public void What_was_measured_outlives_a_later_part_that_fails()
    {
        BenchPart fast = new("fast", run =>
        {
            run.Report(1, 2);
            return Of("fast", 1);
        });
        BenchPart broken = new("broken", run =>
        {
            Assert.Equal(["fast"], Read().Measurements.Select(one => one.Name));
            run.Report(1, 4);
            throw new IOException("disk full");
        });
        List<(long Done, long All)> heard = [];

        Assert.Throws<IOException>(() => AllVerb.Measure([fast, broken], new BenchPartRun(false, _directory, (done, all) => heard.Add((done, all)), CancellationToken.None), _directory));

        Assert.Equal(["fast"], Read().Measurements.Select(one => one.Name));
        Assert.Equal([(500, 2_000), (1_250, 2_000)], heard);
    }

    [Fact]
    public void The_last_report_has_every_part_in_order()
    {
        BenchmarkReport report = AllVerb.Measure(
            [new("b", _ => Of("b", 2)), new("a", _ => Of("a", 1))], new BenchPartRun(false, _directory, (_, _) => { }, CancellationToken.None), _directory);
        Assert.Equal(["b", "a"], report.Measurements.Select(one => one.Name));
        Assert.Equal(["b", "a"], Read().Measurements.Select(one => one.Name));
    }

    private static PartReport Of(string name, double value) => new() { Name = name, What = name, Measurements = [new Measurement(name, "ns", Better.Lower, [value])] };

    private ReportDocument Read() => ReportDocument.Read(Path.Combine(_directory, ReportFiles.Document));
}
