using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LlmTrader.Perf.Latency.Scale;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Live.Upkeep;

namespace LlmTrader.Tools.Cli.Verbs.Bench;

/// <summary>
/// The order sweep in a process of its own, as a search runs: here the compiler has shaped the stages by what other benchmarks did
/// before, which costs a sweep a third of its speed.
/// </summary>
internal static class OrderSweepProcess
{
    /// <summary>By which <c>bench scale --only</c> measures the sweep alone, in its own process.</summary>
    public const string Only = "orders";

    /// <summary>Throws <see cref="InvalidOperationException"/> with what the process said when it comes to nothing.</summary>
    public static OrderSweepResult Run(int runs, int threads, CancellationToken cancel)
    {
        ProcessStartInfo info = OwnProgram.StartInfo(
            "bench", "scale", "--only", Only, "--runs", runs.ToString(CultureInfo.InvariantCulture), "--threads", threads.ToString(CultureInfo.InvariantCulture), "--json");
        (info.RedirectStandardOutput, info.RedirectStandardError) = (true, true);
        using Process process = Process.Start(info) ?? throw new InvalidOperationException("The process of the order sweep could not be started.");
        using CancellationTokenRegistration end = cancel.Register(() => process.Kill(entireProcessTree: true));
        Task<string> said = process.StandardError.ReadToEndAsync(CancellationToken.None);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        cancel.ThrowIfCancellationRequested();
        if (process.ExitCode != ExitCode.Success) { throw new InvalidOperationException($"The process of the order sweep ended with {process.ExitCode}: {said.Result.Trim()}"); }
        using JsonDocument document = JsonDocument.Parse(output);
        return document.RootElement.GetProperty("sweep").Deserialize<OrderSweepResult>(JsonFormat.Options)!;
    }
}
