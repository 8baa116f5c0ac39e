using System.Globalization;
using LlmTrader.Tools.Hosting.Sweeps;
using Xunit.Abstractions;

namespace LlmTrader.Tests.Integration.Cli;

/// <summary>The memory of a backtest does not grow with its data, nor that of a process with the number of its backtests.</summary>
public sealed class MemoryTests(ITestOutputHelper output) : IDisposable
{
    private const long MostBytes = 300L << 20;

    // The runtime gives memory back when it likes; what grows with the data would be several times this at these lengths.
    private const long SlackBytes = 48L << 20;

    private static readonly TimeSpan LongPatience = TimeSpan.FromMinutes(20);

    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-memory-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public Task A_few_million_trades() => CheckAsync(1_000_000, 3_000_000);

    [SkippableFact]
    public Task Tens_of_millions_of_trades()
    {
        Skip.IfNot(Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1", "Some minutes and 1 GB of disk: set LLMTRADER_LONG=1.");
        return CheckAsync(10_000_000, 40_000_000);
    }

    [Fact]
    public async Task A_thousand_backtests_in_one_process()
    {
        // Memory that is kept is kept in each of them; what the collector just then has not given back is not.
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 3 && least >= SweepBenchmarkResult.GrowthGoalBytes; attempt++)
        {
            using CommandProcess process = CommandProcess.Start(_directory, "bench", "sweep", "--sets", "1000", "--runs", "1", "--least-threads", "2", "--threads", "2", "--json");
            ProcessResult result = await process.ResultAsync(LongPatience);
            Assert.Equal((0, ""), (result.ExitCode, result.Error));
            Assert.True(result.Json().GetProperty("trades").GetInt64() > 1_000);
            least = Math.Min(least, result.Json().GetProperty("growth").GetInt64());
            output.WriteLine($"{result.Json().GetProperty("growth").GetInt64():N0} bytes after a thousand backtests, {result.Json().GetProperty("allocatedPerBacktest").GetInt64():N0} allocated in each");
        }

        Assert.True(least < SweepBenchmarkResult.GrowthGoalBytes, $"{least:N0} bytes");
    }

    private async Task CheckAsync(long few, long many)
    {
        long small = await PeakAsync(few);
        long large = await PeakAsync(many);
        Assert.InRange(large, 1, MostBytes);
        Assert.True(large <= small + SlackBytes, $"{small:N0} bytes at the peak with {few:N0} trades, {large:N0} with {many:N0}");
    }

    private async Task<long> PeakAsync(long trades)
    {
        using CommandProcess process = CommandProcess.Start(
            _directory, "bench", "replay", "--trades", trades.ToString(CultureInfo.InvariantCulture), "--runs", "1", "--json");
        ProcessResult result = await process.ResultAsync(LongPatience);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(trades, result.Json().GetProperty("events").GetInt64());
        long peak = result.Json().GetProperty("peakWorkingSetBytes").GetInt64();
        output.WriteLine($"{trades:N0} trades: {peak / 1048576.0:F0} MiB at the peak");
        return peak;
    }
}
