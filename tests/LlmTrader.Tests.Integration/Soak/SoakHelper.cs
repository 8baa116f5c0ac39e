using System.Diagnostics;
using System.Globalization;
using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Tests.Integration.Soak;

/// <summary>A part of this project that runs as a process of its own, until its input is closed.</summary>
internal sealed class SoakHelper : IDisposable
{
    private readonly Process _process;

    public SoakHelper(params string[] args)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(typeof(SoakHelper).Assembly.Location);
        foreach (string arg in args) { start.ArgumentList.Add(arg); }
        _process = Process.Start(start)!;
    }

    /// <summary>Measures until its input ends, then prints p99, p99.9 and the most, in ns.</summary>
    public static int RunHiccups()
    {
        using HiccupMeter meter = HiccupMeter.Start();
        Console.WriteLine("ready");
        Console.In.ReadToEnd();
        LatencyHistogram histogram = meter.Stop();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{histogram.ValueAtPercentile(99)} {histogram.ValueAtPercentile(99.9)} {histogram.Max}"));
        return 0;
    }

    public async Task<string> LineAsync() => await _process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1)) ?? throw new InvalidOperationException("The helper has failed.");

    /// <summary>Ends it; what it says then.</summary>
    public async Task<string[]> EndAsync()
    {
        _process.StandardInput.Close();
        string line = await LineAsync();
        await _process.WaitForExitAsync();
        return line.Split(' ');
    }

    public void Dispose()
    {
        if (!_process.HasExited) { _process.Kill(); }
        _process.Dispose();
    }
}
