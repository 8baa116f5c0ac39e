using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Persistence.Journal;
using LlmTrader.Tests.Integration.Cli;
using LlmTrader.Tools.Hosting.Backups;
using LlmTrader.Tools.Hosting.Recovery;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tests.Integration.Recovery;

/// <summary>Backups of a journal that an engine writes at full speed, restored elsewhere.</summary>
public sealed class BackupTests
{
    [Theory]
    [InlineData("backup")]
    [InlineData("backup.tar")]
    public async Task A_backup_under_load_restores_to_the_state_that_the_original_had_there_and_the_engine_observes(string backup)
    {
        using SimulatedRun run = new(300_000) { SegmentBytes = 256 << 10 };
        run.Run(EngineTopology.Fused, 0, 20_000, stop: true).Dispose();
        new JournalSnapshotter(run.Journal, new SnapshotterOptions()).Run();
        int market = run.MarketInJournal();
        await File.WriteAllTextAsync(Path.Combine(run.Journal, "secret.key"), "nobody's business");
        ProcessResult created;
        long written;
        using (JournaledEngine engine = JournaledEngine.Open(run.Journal, SimulatedRun.Options(EngineTopology.Fused, run.SegmentBytes)))
        {
            Task<ProcessResult> creating = CommandProcess.RunAsync(run.Path, "backup", "create", "journal", "--to", backup, "--json");
            await Task.Run(() => run.Feed(engine, market, run.MarketEvents, stop: true, meanwhile: creating));
            created = await creating;
            written = engine.Engine.Events;
        }

        Assert.True(created.ExitCode == 0, created.Error);
        BackupList list = created.Json().GetProperty("list").Deserialize<BackupList>(JsonSerializerOptions.Web)!;
        Assert.InRange(list.LastSequence, 20_000, written - 2);    // Before the end: the engine was writing.
        Assert.NotNull(list.SnapshotSequence);
        Assert.DoesNotContain(list.Files, file => file.Path.Contains("secret", StringComparison.Ordinal));
        Assert.True(new ReplayRunner(run.Journal).Run(new ThreadingOptions { Topology = EngineTopology.Inline }, compareOut: true).IsReproduced);

        ProcessResult verified = await CommandProcess.RunAsync(run.Path, "backup", "verify", backup, "--json");
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Error);
        ProcessResult restored = await CommandProcess.RunAsync(run.Path, "backup", "restore", backup, "--to", "restored", "--json");
        Assert.True(restored.ExitCode == 0, restored.Output + restored.Error);

        using (JournaledEngine engine = JournaledEngine.Open(Path.Combine(run.Path, "restored"), SimulatedRun.Options(EngineTopology.Fused, run.SegmentBytes)))
        {
            Assert.Equal((list.SnapshotSequence, list.LastSequence + 1), (engine.Snapshot?.Sequence, engine.Recovery!.NextSequence));
            Assert.Equal(HashAt(run, list.LastSequence), engine.Recovery.Hash);
            Assert.Equal(EpochReason.Restore, engine.Cause);
            Assert.True(engine.Epoch > list.Epoch + BackupRestorer.SkippedEpochs);
            run.Feed(engine, run.MarketEvents - 5_000, run.MarketEvents, stop: true);
            Assert.Equal(TradingState.Observe, engine.Engine.Stages.Risk.Gate.State);
        }

        ReplayReport replay = new ReplayRunner(Path.Combine(run.Path, "restored")).Run(new ThreadingOptions { Topology = EngineTopology.Inline }, compareOut: true);
        Assert.True(replay.IsReproduced, replay.Divergence?.ToString() ?? replay.BreaksOff);

        // Its next start is one like any other; it still observes, since nobody said otherwise.
        using JournaledEngine next = JournaledEngine.Open(Path.Combine(run.Path, "restored"), SimulatedRun.Options(EngineTopology.Fused, run.SegmentBytes));
        Assert.Equal(EpochReason.Recovery, next.Cause);
        Assert.Equal(TradingState.Observe, next.Engine.Stages.Risk.Gate.State);
    }

    [Fact]
    public async Task A_restored_journal_whose_first_start_fails_still_observes_at_the_next()
    {
        using SimulatedRun run = new(5_000);
        run.Run(EngineTopology.Fused, 0, 5_000, stop: true).Dispose();
        string backup = Path.Combine(run.Path, "b");
        new BackupCreator(run.Journal, backup).Run();
        string restored = Path.Combine(run.Path, "restored");
        BackupRestorer.Restore(backup, restored);
        for (int start = 0; start < 2; start++)
        {
            using JournaledEngine engine = JournaledEngine.Open(restored, SimulatedRun.Options(EngineTopology.Fused, run.SegmentBytes));
            Assert.Equal(EpochReason.Restore, engine.Cause);
        }

        ProcessResult taken = await CommandProcess.RunAsync(run.Path, "backup", "restore", "b", "--to", "restored");
        Assert.Equal(2, taken.ExitCode);
    }

    [Fact]
    public async Task Any_flipped_bit_missing_or_foreign_file_is_found_and_such_a_backup_is_not_restored()
    {
        using SimulatedRun run = new(5_000);
        run.Run(EngineTopology.Fused, 0, 5_000, stop: true).Dispose();
        new JournalSnapshotter(run.Journal, new SnapshotterOptions()).Run();
        string backup = Path.Combine(run.Path, "b");
        BackupList list = new BackupCreator(run.Journal, backup).Run();
        Random random = new(3);
        foreach (string name in list.Files.Select(file => file.Path).Append(BackupList.FileName))
        {
            string path = Path.Combine(backup, name);
            byte[] whole = await File.ReadAllBytesAsync(path);
            byte[] bad = [.. whole];
            bad[random.Next(bad.Length)] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(path, bad);
            BackupReport report = BackupVerifier.Verify(backup);
            Assert.False(report.IsSound, name);
            Assert.Contains(name, report.Findings[0], StringComparison.Ordinal);
            await File.WriteAllBytesAsync(path, whole);
        }

        Assert.True(BackupVerifier.Verify(backup).IsSound);
        await File.WriteAllTextAsync(Path.Combine(backup, "in", "foreign"), "?");
        ProcessResult verified = await CommandProcess.RunAsync(run.Path, "backup", "verify", "b");
        Assert.Equal(1, verified.ExitCode);
        Assert.Contains("in/foreign", verified.Output, StringComparison.Ordinal);
        ProcessResult restored = await CommandProcess.RunAsync(run.Path, "backup", "restore", "b", "--to", "restored");
        Assert.Equal(1, restored.ExitCode);
        Assert.Equal(["b", "journal"], Directory.GetFileSystemEntries(run.Path).Select(Path.GetFileName).Order());
    }

    // By a replay of the original from its first event on.
    private static ulong HashAt(SimulatedRun run, long sequence)
    {
        JournaledRun original = JournaledRun.Open(run.Journal);
        InlineReplay replay = new(original.Options, original.CreateRuleSet(), compiler: original.CreateCompiler());
        using JournalReader reader = new(original.Directory);
        while (replay.NextSequence <= sequence) { Assert.True(replay.TryStep(reader)); }
        return replay.Stages.Hash.Combine();
    }
}
