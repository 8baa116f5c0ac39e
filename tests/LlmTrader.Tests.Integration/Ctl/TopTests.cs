using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using LlmTrader.Tests.Integration.Admin;
using LlmTrader.Tools.Cli;

namespace LlmTrader.Tests.Integration.Ctl;

/// <summary>The live screen, as text and in a pseudo terminal.</summary>
public sealed class TopTests
{
    private const string Movement = @"events/s [\d,]{3,}";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Without_a_terminal_it_prints_one_look_with_rates()
    {
        await using LiveRun run = await LiveRun.StartAsync();
        long start = Stopwatch.GetTimestamp();
        CtlRun top;
        do    // While the disk stalls, nothing comes to be seen for seconds.
        {
            top = await CtlRun.OfAsync(CancellationToken.None, "top", "--socket", run.Options.SocketPath);
            Assert.True(top.ExitCode == ExitCode.Success, top.Error);
        }
        while (!Regex.IsMatch(top.Output, Movement) && Stopwatch.GetElapsedTime(start) < Patience);
        Assert.Matches(Movement, top.Output);
        Assert.Contains("fake", top.Output, StringComparison.Ordinal);
        CtlRun json = await CtlRun.OfAsync(CancellationToken.None, "top", "--json", "--socket", run.Options.SocketPath);
        Assert.Equal("running", json.Json().GetProperty("status").GetProperty("state").GetString());
        Assert.Empty(json.Json().GetProperty("alerts").EnumerateArray());
        await CtlRun.OfAsync(run, "kill", "--reason", "a test");
        CtlRun killed = await CtlRun.OfAsync(CancellationToken.None, "top", "--once", "--socket", run.Options.SocketPath);
        Assert.Contains("KILLED", killed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_terminal_it_shows_outlives_the_engine_and_ends_with_q()
    {
        await using LiveRun run = await LiveRun.StartAsync();
        ProcessStartInfo start = new("script") { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (string argument in new[] { "-qec", $"dotnet {Path.Combine(AppContext.BaseDirectory, "llmtrader.dll")} top --socket {run.Options.SocketPath}", "/dev/null" }) { start.ArgumentList.Add(argument); }
        start.Environment["TERM"] = "xterm-256color";
        using Process process = Process.Start(start)!;
        StringBuilder screen = new();
        process.OutputDataReceived += (_, line) => { lock (screen) { screen.AppendLine(line.Data); } };
        process.BeginOutputReadLine();
        await ShowsAsync(process, screen, "mode paper");
        await run.Server.DisposeAsync();
        await ShowsAsync(process, screen, "No engine answers");
        await process.StandardInput.WriteAsync('q');
        await process.StandardInput.FlushAsync();
        using CancellationTokenSource patience = new(Patience);
        await process.WaitForExitAsync(patience.Token);
        Assert.Equal(ExitCode.Success, process.ExitCode);
    }

    private static async Task ShowsAsync(Process process, StringBuilder screen, string text)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            string now;
            lock (screen) { now = screen.ToString(); }
            if (now.Contains(text, StringComparison.Ordinal)) { return; }
            Assert.False(process.HasExited, now);
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, now);
            await Task.Delay(100);
        }
    }
}
