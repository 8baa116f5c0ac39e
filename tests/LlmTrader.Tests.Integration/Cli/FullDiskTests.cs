using System.Diagnostics;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Integration.Cli;

/// <summary>A disk that is really full: a small memory file system, mounted for the test.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("llmtrader-full-disk-").FullName;
    private bool _isMounted;

    public void Dispose()
    {
        if (_isMounted) { Run("umount", _folder); }
        Directory.Delete(_folder, recursive: true);
    }

    [SkippableFact]
    public async Task An_import_that_fills_the_disk_says_so_and_leaves_no_journal()
    {
        string file = SharedData.Find("us-equity-trade-ticks-201310", "spy", "20131008_trade.zip");
        Mount();

        ProcessResult result = await CommandProcess.RunAsync(
            _folder, "import", file, "--to", "spy", "--layout", "lean-equity-trades", "--date", "2013-10-08", "--symbol", "SPY", "--venue", "US", "--quote", "USD");

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("No space left on device", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [SkippableFact]
    public async Task A_demo_that_fills_the_disk_stops_with_the_handler_and_the_sequence()
    {
        Mount();

        ProcessResult result = await CommandProcess.RunAsync(_folder, "demo", "--events", "300000", "--rate", "1000000");

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("handler 'journal' failed at sequence", result.Error, StringComparison.Ordinal);
        Assert.Contains("No space left on device", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    private void Mount()
    {
        _isMounted = OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", _folder) == 0;
        Skip.IfNot(_isMounted, "A small file system can't be mounted here: that needs Linux and root.");
    }

    private static int Run(string program, params string[] args)
    {
        ProcessStartInfo start = new(program) { RedirectStandardError = true };
        foreach (string arg in args) { start.ArgumentList.Add(arg); }
        using Process process = Process.Start(start)!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
