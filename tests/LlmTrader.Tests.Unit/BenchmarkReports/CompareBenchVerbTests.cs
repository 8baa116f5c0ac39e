using System.Text.Json;
using LlmTrader.Perf.Latency.Reports;
using LlmTrader.Tests.Unit.Cli;
using LlmTrader.Tools.Cli;

namespace LlmTrader.Tests.Unit.BenchmarkReports;

public sealed class CompareBenchVerbTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-compare-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_report_against_itself_has_nothing_worse()
    {
        string file = Report("a", Latency(500, 510, 505, 498, 512), Throughput(9e6, 9.1e6, 9.2e6, 9.0e6, 9.3e6));
        CommandRun run = CommandRun.Of("bench", "compare", file, file);
        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Contains("2 compared: 0 worse, 0 better, 2 not shown", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Slower_and_fewer_are_both_worse_and_end_with_1()
    {
        string a = Report("a", Latency(500, 510, 505, 498, 512), Throughput(9e6, 9.1e6, 9.2e6, 9.0e6, 9.3e6));
        string b = Report("b", Latency(600, 620, 610, 615, 605), Throughput(7e6, 7.1e6, 7.2e6, 7.0e6, 7.3e6));

        CommandRun run = CommandRun.Of("bench", "compare", a, b);
        Assert.Equal(ExitCode.Finding, run.ExitCode);
        Assert.Contains("2 worse", run.Output, StringComparison.Ordinal);
        JsonElement first = CommandRun.Of("bench", "compare", a, b, "--json").Json().GetProperty("measurements")[0];
        Assert.Equal("worse", first.GetProperty("verdict").GetString());
        Assert.InRange(first.GetProperty("change").GetDouble(), 0.19, 0.23);

        Assert.Equal(ExitCode.Success, CommandRun.Of("bench", "compare", b, a).ExitCode);
        Assert.Equal(ExitCode.Success, CommandRun.Of("bench", "compare", a, b, "--tolerance", "40").ExitCode);
    }

    [Fact]
    public void Three_runs_show_nothing_and_a_first_allocation_is_worse()
    {
        string a = Report("a", Latency(500, 510, 505), new Measurement("hot.bytes", "bytes", Better.Lower, [0, 0, 0, 0, 0]));
        string b = Report("b", Latency(900, 910, 905), new Measurement("hot.bytes", "bytes", Better.Lower, [16, 16, 16, 16, 16]));
        CommandRun run = CommandRun.Of("bench", "compare", a, b);
        Assert.Contains("1 worse, 0 better, 0 not shown to differ by more than 5.0 %, 1 with too few runs", run.Output, StringComparison.Ordinal);
        Assert.Contains("+16 B", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "line 1")]
    [InlineData("{}", "has no 'measurements'")]
    [InlineData("""{"measurements": [{"unit": "ns", "better": "lower", "runs": [1]}]}""", "measurements[0] () has no name")]
    [InlineData("""{"measurements": [{"name": "x", "unit": "ns", "better": "lower", "runs": []}]}""", "measurements[0] (x) has no runs")]
    [InlineData("""{"measurements": [{"name": "x", "unit": "ns", "better": "sideways", "runs": [1]}]}""", "$.measurements[0].better")]
    [InlineData("""{"measurements": [{"name": "x", "unit": "ns", "better": "lower", "runs": [1]}, {"name": "x", "unit": "ns", "better": "lower", "runs": [1]}]}""", "measurements[1] (x) is there twice")]
    public void A_file_that_is_no_report_is_named_with_what_is_wrong(string text, string problem)
    {
        string good = Report("good", Latency(1, 2, 3, 4));
        string bad = Path.Combine(_directory, "bad.json");
        File.WriteAllText(bad, text);
        CommandRun run = CommandRun.Of("bench", "compare", good, bad);
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("bad.json", run.Error, StringComparison.Ordinal);
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_with_nothing_in_common_can_not_be_compared()
    {
        CommandRun run = CommandRun.Of("bench", "compare", Report("a", Latency(1, 2)), Report("b", Throughput(1, 2)));
        Assert.Equal(ExitCode.Usage, run.ExitCode);
    }

    private string Report(string name, params Measurement[] measurements)
    {
        string file = Path.Combine(_directory, name + ".json");
        File.WriteAllText(file, JsonSerializer.Serialize(new ReportDocument(null, measurements), ReportFiles.Json));
        return file;
    }

    private static Measurement Latency(params double[] runs) => new("latency.fused.1000000.decision.p50", "ns", Better.Lower, runs);

    private static Measurement Throughput(params double[] runs) => new("journal.async.events", "events/s", Better.Higher, runs);
}
