using System.Diagnostics;
using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Platform;
using LlmTrader.Persistence.Snapshots;
using LlmTrader.Tests.Integration.Recovery;
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
        Assert.Matches("handler '(journal|accounts)' failed at sequence [0-9]", result.Error);   // Whichever wrote when it was full: events or records.
        Assert.Contains("No space left on device", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [SkippableFact]
    public async Task An_archive_that_fills_the_disk_says_that_it_is_the_archives_and_leaves_whole_segments_alone()
    {
        Mount();
        using SimulatedRun run = Journal();
        ProcessResult result = await CommandProcess.RunAsync(run.Path, "journal", "archive", "journal", "--older-than", "0m", "--to", Path.Combine(_folder, "archive"));
        TellsOfTheTarget(result, "the archive");
        Assert.Empty(Directory.GetFiles(_folder, "*.tmp", SearchOption.AllDirectories));
        Assert.NotEmpty(Directory.GetFiles(_folder, "*.seg", SearchOption.AllDirectories));
        Assert.True(JournalInspector.Verify(run.Directory).IsSound);
    }

    [SkippableTheory]
    [InlineData("backup")]
    [InlineData("backup.tar")]
    public async Task A_backup_that_fills_the_disk_says_that_it_is_the_backups_and_leaves_nothing(string name)
    {
        Mount();
        using SimulatedRun run = Journal();
        ProcessResult result = await CommandProcess.RunAsync(run.Path, "backup", "create", "journal", "--to", Path.Combine(_folder, name));
        TellsOfTheTarget(result, "the backup");
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [SkippableFact]
    public async Task A_restore_that_fills_the_disk_says_that_it_is_the_new_journals_and_leaves_nothing()
    {
        Mount();
        using SimulatedRun run = Journal();
        ProcessResult created = await CommandProcess.RunAsync(run.Path, "backup", "create", "journal", "--to", "backup.tar");
        Assert.True(created.ExitCode == 0, created.Error);
        ProcessResult result = await CommandProcess.RunAsync(run.Path, "backup", "restore", "backup.tar", "--to", Path.Combine(_folder, "restored"));
        TellsOfTheTarget(result, "the restored journal");
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [SkippableFact]
    public void A_snapshot_that_fills_the_disk_is_told_as_that_and_leaves_nothing()
    {
        Mount();
        JournalManifest manifest = Manifest();
        SnapshotDirectory snapshots = new(JournalDirectory.Create(Path.Combine(_folder, "journal"), manifest));
        byte[] content = new byte[2 << 20];
        new Random(1).NextBytes(content);
        JournalIOException error = Assert.Throws<JournalIOException>(() => snapshots.Save(HeaderOf(manifest, content), content));
        Assert.True(error.IsDiskFull, error.Message);
        Assert.Empty(Directory.GetFileSystemEntries(snapshots.Path));
    }

    // Some megabytes, which the small file system has no room for.
    private static SimulatedRun Journal()
    {
        SimulatedRun run = new(120_000) { SegmentBytes = 256 << 10 };
        run.Run(EngineTopology.Fused, 0, run.MarketEvents, stop: true).Dispose();
        return run;
    }

    private static void TellsOfTheTarget(ProcessResult result, string what)
    {
        Assert.True(result.ExitCode == 3, result.Output + result.Error);
        Assert.Contains("No space left on device", result.Error, StringComparison.Ordinal);
        Assert.Contains($"no room for {what}", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("move the journal", result.Error, StringComparison.Ordinal);
    }

    private static JournalManifest Manifest() => new()
    {
        ProgramVersion = "test", JournalId = "full", CreatedAt = default, Instruments = new InstrumentTable([]), BarSpecs = [], Configuration = JsonDocument.Parse("{}").RootElement,
    };

    private static SnapshotHeader HeaderOf(JournalManifest manifest, byte[] content) => new()
    {
        Sequence = 1,
        Time = default,
        StateHash = 1,
        Epoch = 1,
        EngineSemantics = manifest.EngineSemantics,
        JournalId = manifest.JournalId,
        ConfigurationHash = manifest.ConfigurationHash,
        ContentHash = SnapshotFile.HashOf(content),
        ContentLength = content.Length,
        BlockCrc32C = 1,
    };

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
