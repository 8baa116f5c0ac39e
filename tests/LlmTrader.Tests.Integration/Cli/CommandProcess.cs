using System.Diagnostics;
using System.Text.Json;
using LlmTrader.Tests.Integration.Deployment;

namespace LlmTrader.Tests.Integration.Cli;

/// <summary>What one run of the built program gave.</summary>
internal sealed record ProcessResult(int ExitCode, string Output, string Error)
{
    public JsonElement Json() => JsonSerializer.Deserialize<JsonElement>(Output);
}

/// <summary>The built <c>llmtrader</c> as a process of its own, as users run it.</summary>
internal sealed class CommandProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);    // What hangs takes longer; what has to share its cores with engines that spin does not.

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private CommandProcess(string program, string directory, IReadOnlyDictionary<string, string> environment, string[] args)
    {
        // The build puts the program beside the tests that refer to it.
        ProcessStartInfo start = new("dotnet")
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, program));
        foreach (string arg in args) { start.ArgumentList.Add(arg); }
        foreach ((string name, string value) in environment) { start.Environment[name] = value; }
        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _error = _process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    public static CommandProcess Start(string directory, params string[] args) => Start(directory, new Dictionary<string, string>(), args);

    public static CommandProcess Start(string directory, IReadOnlyDictionary<string, string> environment, string[] args) => new("llmtrader.dll", directory, environment, args);

    /// <summary>A part of this project instead: <see cref="Program"/> tells them.</summary>
    public static CommandProcess StartPart(params string[] args) => new("LlmTrader.Tests.Integration.dll", AppContext.BaseDirectory, new Dictionary<string, string>(), args);

    /// <summary>The built <c>llmtrader-micro</c>, in the directory that its build left it in.</summary>
    public static CommandProcess StartMicro(params string[] args)
    {
        string build = Path.GetRelativePath(Path.Combine(Checkout.Root, "tests", "LlmTrader.Tests.Integration"), AppContext.BaseDirectory);   // bin/Release/net10.0
        return new CommandProcess(Path.Combine(Checkout.Root, "perf", "LlmTrader.Perf.Micro", build, "llmtrader-micro.dll"), Path.GetTempPath(), new Dictionary<string, string>(), args);
    }

    public static async Task<ProcessResult> RunAsync(string directory, params string[] args)
    {
        using CommandProcess process = Start(directory, args);
        return await process.ResultAsync();
    }

    public static async Task<ProcessResult> RunAsync(string directory, IReadOnlyDictionary<string, string> environment, params string[] args)
    {
        using CommandProcess process = Start(directory, environment, args);
        return await process.ResultAsync();
    }

    public Task<ProcessResult> ResultAsync() => ResultAsync(Patience);

    /// <param name="patience">Throws <see cref="OperationCanceledException"/> when it takes longer.</param>
    public async Task<ProcessResult> ResultAsync(TimeSpan patience)
    {
        using CancellationTokenSource timeout = new(patience);
        await _process.WaitForExitAsync(timeout.Token);
        return new ProcessResult(_process.ExitCode, await _output, await _error);
    }

    /// <summary>SIGKILL: nothing in it gets to run any more.</summary>
    public void Kill() => _process.Kill();

    /// <summary>SIGINT, as by Ctrl+C.</summary>
    public void Interrupt() => Signal("-INT");

    /// <summary>SIGTERM, as by an init system.</summary>
    public void Terminate() => Signal("-TERM");

    public void Dispose()
    {
        if (!_process.HasExited) { _process.Kill(entireProcessTree: true); }
        _process.Dispose();
    }

    private void Signal(string name)
    {
        using Process kill = Process.Start("kill", [name, Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
