using System.Globalization;
using LlmTrader.Tests.Integration.Cli;

namespace LlmTrader.Tests.Integration.Sweeps;

/// <summary>A search whose process is killed again and again comes to the bytes of one that was left alone.</summary>
public sealed class KilledSearchTests : IDisposable
{
    private const string Rules = "name: cross\nbar: 1h\nparams:\n  fast: {default: 3, min: 2, max: 30, step: 1}\n  slow: {default: 20, min: 10, max: 200, step: 5}\n"
        + "entry_long: cross_above(sma(close, fast), sma(close, slow))\nexit_long: close < sma(close, slow)\nsizing: {percent_of_equity: 40}\n";

    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-killed-search-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("optimise", "tpe")]
    [InlineData("walk-forward", "random")]
    public async Task It_goes_on_where_it_was_and_ends_with_the_same_bytes(string verb, string method)
    {
        await ImportAsync();
        string[] search = [verb, "rules.yaml", "--data", "data", "--method", method, "--trials", verb == "optimise" ? "150" : "40", "--min-trades", "1", "--out"];
        ProcessResult alone = await CommandProcess.RunAsync(_directory, [.. search, "alone", "--threads", "1"]);
        Assert.True(alone.ExitCode == 0, alone.Error);

        int kills = 0;
        foreach (int lines in (int[])[2, 31, 88])
        {
            using CommandProcess victim = CommandProcess.Start(_directory, [.. search, "killed", "--threads", "3"]);
            await WaitForLinesAsync(lines);
            victim.Kill();
            ProcessResult end = await victim.ResultAsync();
            if (end.ExitCode != 0) { kills++; }   // One that was through before counts for nothing.
        }

        Assert.True(kills >= 2, "the searches were too short to be killed");
        ProcessResult resumed = await CommandProcess.RunAsync(_directory, [.. search, "killed", "--threads", "2"]);
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Contains("were there already", resumed.Output, StringComparison.Ordinal);
        string[] files = [.. Directory.GetFiles(Path.Combine(_directory, "alone")).Select(Path.GetFileName)!];
        Assert.Equal(4, files.Length);
        foreach (string file in files)
        {
            Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(_directory, "alone", file)), await File.ReadAllBytesAsync(Path.Combine(_directory, "killed", file)));
        }
    }

    // By its size: the writer's lock keeps readers out.
    private async Task WaitForLinesAsync(int lines)
    {
        FileInfo log = new(Path.Combine(_directory, "killed", "trials.jsonl"));
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(2));
        while (!log.Exists || log.Length < lines * 320)
        {
            await Task.Delay(2, patience.Token);
            log.Refresh();
        }
    }

    private async Task ImportAsync()
    {
        IEnumerable<string> bars = Enumerable.Range(0, 400 * 24).Select(i =>
        {
            double price = 100 + (10 * Math.Sin(i / 90.0)) + (4 * Math.Sin(i / 7.3));
            return string.Create(CultureInfo.InvariantCulture, $"{1704067200000 + (i * 3_600_000L)},{price:F2},{price + 1:F2},{price - 1:F2},{price + 0.2:F2},500");
        });
        await File.WriteAllTextAsync(Path.Combine(_directory, "rules.yaml"), Rules);
        await File.WriteAllLinesAsync(Path.Combine(_directory, "bars.csv"), ["time,open,high,low,close,volume", .. bars]);
        ProcessResult import = await CommandProcess.RunAsync(
            _directory, "import", "bars.csv", "--layout", "time=time,open=open,high=high,low=low,close=close,volume=volume,period=1h", "--symbol", "ACMEUSD", "--quote", "USD", "--to", "data");
        Assert.True(import.ExitCode == 0, import.Error);
    }
}
