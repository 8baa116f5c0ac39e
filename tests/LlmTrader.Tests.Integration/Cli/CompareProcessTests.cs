using System.Globalization;
using System.Text.Json;

namespace LlmTrader.Tests.Integration.Cli;

/// <summary><c>llmtrader backtest --compare</c> as a process: thirty days of hourly bars.</summary>
public sealed class CompareProcessTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-compare-process-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Two_strategies_come_out_as_one_document_the_same_each_time()
    {
        await ImportAsync();
        string[] compare = ["backtest", "--data", "data", "--compare", "ma-cross:fast=3,slow=12,bar=1h,quantity=10", "ma-cross:fast=5,slow=20,bar=1h,quantity=10", "--json", "--out"];
        ProcessResult run = await CommandProcess.RunAsync(_directory, [.. compare, "one"]);
        AssertOnlyWarned(run.ExitCode, run.Error);
        JsonElement comparison = run.Json().GetProperty("comparison");
        Assert.False(comparison.GetProperty("isEqual").GetBoolean());
        Assert.Equal(1, comparison.GetProperty("firstDifference").GetProperty("number").GetInt64());
        JsonElement daily = comparison.GetProperty("accounts")[0].GetProperty("daily");
        Assert.Equal(30, daily.GetProperty("days").GetInt32());
        Assert.True(daily.GetProperty("lower").GetDecimal() < daily.GetProperty("mean").GetDecimal() && daily.GetProperty("mean").GetDecimal() < daily.GetProperty("upper").GetDecimal());
        Assert.Contains(comparison.GetProperty("accounts")[0].GetProperty("metrics").EnumerateArray(), metric => metric.GetProperty("name").GetString() == "sharpe");

        Assert.Equal(0, (await CommandProcess.RunAsync(_directory, [.. compare, "two"])).ExitCode);
        string[] files = [.. Directory.GetFiles(Path.Combine(_directory, "one"), "*", SearchOption.AllDirectories)];
        Assert.Equal(11, files.Length);
        foreach (string file in files)
        {
            Assert.Equal(await File.ReadAllBytesAsync(file), await File.ReadAllBytesAsync(Path.Combine(_directory, "two", Path.GetRelativePath(Path.Combine(_directory, "one"), file))));
        }
    }

    [Fact]
    public async Task The_file_of_decisions_does_not_outlive_the_run()
    {
        await ImportAsync();
        string temporary = Directory.CreateDirectory(Path.Combine(_directory, "temporary")).FullName;
        Dictionary<string, string> environment = new() { ["TMPDIR"] = temporary, ["DOTNET_EnableDiagnostics"] = "0" };   // The runtime's own sockets lie there too.
        ProcessResult run = await CommandProcess.RunAsync(_directory, environment, "backtest", "--data", "data", "--compare", "ma-cross:bar=1h,quantity=1", "ma-cross:bar=1h,quantity=1");
        AssertOnlyWarned(run.ExitCode, run.Error);
        Assert.Contains("The runs are equal", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFiles(temporary, "*", SearchOption.AllDirectories), file => Path.GetFileName(file).StartsWith("llmtrader-", StringComparison.Ordinal));
    }

    private async Task ImportAsync()
    {
        IEnumerable<string> bars = Enumerable.Range(0, 30 * 24).Select(i =>
        {
            double price = 100 + (10 * Math.Sin(i / 9.0)) + (4 * Math.Sin(i / 2.3));
            return string.Create(CultureInfo.InvariantCulture, $"{1704067200000 + (i * 3_600_000L)},{price:F2},{price + 1:F2},{price - 1:F2},{price + 0.2:F2},500");
        });
        await File.WriteAllLinesAsync(Path.Combine(_directory, "bars.csv"), ["time,open,high,low,close,volume", .. bars]);
        ProcessResult import = await CommandProcess.RunAsync(
            _directory, "import", "bars.csv", "--layout", "time=time,open=open,high=high,low=low,close=close,volume=volume,period=1h", "--symbol", "ACMEUSD", "--quote", "USD", "--to", "data");
        AssertOnlyWarned(import.ExitCode, import.Error);
    }

    // Of what makes a run over bars hard to believe; nothing else may stand there.
    private static void AssertOnlyWarned(int exitCode, string error)
    {
        Assert.Equal(0, exitCode);
        Assert.All(error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.StartsWith("warning: ", line, StringComparison.Ordinal));
    }
}
