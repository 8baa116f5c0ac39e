using System.Runtime.InteropServices;
using LlmTrader.Engine.Runtime;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Retention;
using LlmTrader.Tests.Integration.Cli;
using LlmTrader.Tools.Hosting.Backups;
using LlmTrader.Tools.Hosting.Recovery;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tests.Integration.Recovery;

/// <summary>
/// Journals in which something is gone that no block of <c>in</c> tells of: what lies beside it does. Asked as an operator asks, and
/// taken up by engines.
/// </summary>
public sealed class EvidenceTests
{
    private const int Events = 6_000;

    [Theory]
    [InlineData("end mark")]
    [InlineData("blocks")]
    [InlineData("all")]
    public async Task The_end_mark_of_out_tells_that_in_was_cut_off(string gone)
    {
        using SimulatedRun run = new(Events) { SegmentBytes = 64 << 20 };
        run.Run(EngineTopology.Fused, 0, Events, stop: true).Dispose();
        if (gone == "all") { File.Delete(run.Directory.Segments(StreamKind.In).Single()); }
        else { CutBlocks(run, StreamKind.In, gone == "end mark" ? 1 : 5); }
        await IsRefusedUntilTheLossIsAccepted(run, "The end mark of out tells");
    }

    [Fact]
    public async Task A_snapshot_tells_that_in_was_cut_off_and_is_put_aside_with_the_loss()
    {
        using SimulatedRun run = new(Events) { SegmentBytes = 64 << 20 };
        run.Run(EngineTopology.Fused, 0, Events, stop: true).Dispose();
        MadeSnapshot beyond = Assert.Single(new JournalSnapshotter(run.Journal, new SnapshotterOptions()).Run().Made);
        foreach (string segment in run.Directory.Segments(StreamKind.Out)) { File.Delete(segment); }    // So that the snapshot alone is left to tell.
        CutBlocks(run, StreamKind.In, 5);
        ProcessResult snapshot = await CommandProcess.RunAsync(run.Path, "journal", "snapshot", "journal");
        Assert.Equal(1, snapshot.ExitCode);
        Assert.Contains(beyond.Path, snapshot.Error, StringComparison.Ordinal);
        await IsRefusedUntilTheLossIsAccepted(run, $"The snapshot '{beyond.Path}'");
        Assert.False(File.Exists(beyond.Path));
        Assert.True(File.Exists(Path.Combine(run.Journal, "dropped", "2", "snapshots", Path.GetFileName(beyond.Path))));
    }

    [Fact]
    public void All_segments_gone_and_a_snapshot_left_is_no_new_journal()
    {
        using SimulatedRun run = new(Events);
        run.Run(EngineTopology.Fused, 0, Events, stop: true).Dispose();
        new JournalSnapshotter(run.Journal, new SnapshotterOptions()).Run();
        Directory.Delete(run.Directory.StreamPath(StreamKind.In), recursive: true);
        Directory.Delete(run.Directory.StreamPath(StreamKind.Out), recursive: true);
        Assert.Throws<JournalRecoveryException>(() => JournaledEngine.Open(run.Journal, SimulatedRun.Options(EngineTopology.Fused, run.SegmentBytes)));
    }

    [Fact]
    public async Task Out_that_is_ahead_of_in_is_told_and_put_aside()
    {
        using SimulatedRun run = new(Events) { SegmentBytes = 64 << 20 };
        run.Run(EngineTopology.Fused, 0, Events, stop: true).Dispose();
        CutBlocks(run, StreamKind.Out, 1);
        int blocks = Blocks(run, StreamKind.In).Count;
        CutBlocks(run, StreamKind.In, blocks / 2);
        ProcessResult replay = await CommandProcess.RunAsync(run.Path, "replay", "--journal", "journal", "--verify");
        Assert.Equal(1, replay.ExitCode);
        Assert.DoesNotContain("DIVERGED", replay.Output, StringComparison.Ordinal);
        Assert.Contains("out is ahead of in by", replay.Output, StringComparison.Ordinal);
        ProcessResult repair = await CommandProcess.RunAsync(run.Path, "journal", "repair", "journal");
        Assert.Equal(0, repair.ExitCode);
        Assert.Contains("out is ahead of in: it holds", repair.Output, StringComparison.Ordinal);
        Assert.Contains("put aside: ", repair.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing to repair.", (await CommandProcess.RunAsync(run.Path, "journal", "repair", "journal")).Output, StringComparison.Ordinal);
        replay = await CommandProcess.RunAsync(run.Path, "replay", "--journal", "journal", "--verify");
        Assert.DoesNotContain("ahead", replay.Output, StringComparison.Ordinal);
        run.Run(EngineTopology.Fused, run.MarketInJournal(), Events, stop: true).Dispose();
        Reproduces(run);
    }

    [Fact]
    public async Task A_pruned_journal_without_a_usable_snapshot_is_not_sound_and_is_not_backed_up()
    {
        using SimulatedRun run = await PrunedAsync();
        Assert.Equal(0, (await CommandProcess.RunAsync(run.Path, "journal", "verify", "journal")).ExitCode);
        BackupList list = new BackupCreator(run.Journal, Path.Combine(run.Path, "b")).Run();
        Assert.True(BackupVerifier.Verify(Path.Combine(run.Path, "b")).IsSound);
        BackupFile copied = list.Files.Single(file => file.Path.EndsWith(".snap", StringComparison.Ordinal));
        File.Delete(Path.Combine(run.Path, "b", copied.Path));
        list = list with { SnapshotSequence = null, Files = [.. list.Files.Where(file => file != copied)] };
        await File.WriteAllBytesAsync(Path.Combine(run.Path, "b", BackupList.FileName), list.ToBytes());

        string snapshot = Directory.GetFiles(run.Directory.SnapshotsPath).Single();
        byte[] bytes = await File.ReadAllBytesAsync(snapshot);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(snapshot, bytes);
        foreach (string[] line in new[] { ["journal", "verify", "journal"], ["journal", "repair", "journal"], ["backup", "create", "journal", "--to", "c"], new[] { "backup", "verify", "b" } })
        {
            ProcessResult asked = await CommandProcess.RunAsync(run.Path, line);
            string said = asked.Output + asked.Error;
            Assert.True(asked.ExitCode == 1, string.Join(' ', line) + said);
            Assert.Contains("in was pruned up to sequence", said, StringComparison.Ordinal);
            Assert.Contains("No engine can start on it. Restore from a backup", said, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(Path.Combine(run.Path, "c")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_lost_or_damaged_record_of_the_pruning_is_written_anew_where_a_snapshot_replaces_what_is_gone(bool damaged)
    {
        using SimulatedRun run = await PrunedAsync();
        string path = Path.Combine(run.Journal, PruneRecord.FileName);
        PruneRecord before = PruneRecord.Read(run.Directory);
        if (damaged) { await File.WriteAllTextAsync(path, "{"); } else { File.Delete(path); }
        using SimulatedRun without = run.Copy();
        Directory.Delete(without.Directory.SnapshotsPath, recursive: true);

        ProcessResult verify = await CommandProcess.RunAsync(run.Path, "journal", "verify", "journal");
        Assert.Equal(damaged ? 3 : 1, verify.ExitCode);
        Assert.Contains("pruned.json", verify.Output + verify.Error, StringComparison.Ordinal);
        if (damaged) { Assert.Contains("llmtrader journal repair", verify.Error, StringComparison.Ordinal); }
        ProcessResult refused = await CommandProcess.RunAsync(without.Path, "journal", "repair", "journal");
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("pruned.json", refused.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("up to sequence -1", refused.Output, StringComparison.Ordinal);

        ProcessResult repair = await CommandProcess.RunAsync(run.Path, "journal", "repair", "journal");
        Assert.True(repair.ExitCode == 0, repair.Output + repair.Error);
        PruneRecord after = PruneRecord.Read(run.Directory);
        Assert.Equal((before.In!.FirstKept, before.In.LastSequence, before.In.LastCrc32C), (after.In!.FirstKept, after.In.LastSequence, after.In.LastCrc32C));
        using JournaledEngine engine = run.Run(EngineTopology.Fused, 0, 1_000, stop: true);
        Assert.NotNull(engine.Snapshot);
        Assert.Equal(1, (await CommandProcess.RunAsync(without.Path, "journal", "repair", "journal", "--accept-loss")).ExitCode);
        Assert.Equal(after.In.LastCrc32C, PruneRecord.Read(without.Directory).In!.LastCrc32C);
        Assert.Equal(run.Directory.Segments(StreamKind.In)[0].Length, without.Directory.Segments(StreamKind.In)[0].Length);
    }

    [Fact]
    public async Task A_damaged_manifest_is_a_fault_that_names_the_way_forward()
    {
        using SimulatedRun run = new(1_000);
        run.Run(EngineTopology.Fused, 0, 1_000, stop: true).Dispose();
        string manifest = Path.Combine(run.Journal, JournalDirectory.ManifestName);
        byte[] bytes = await File.ReadAllBytesAsync(manifest);
        bytes[100] ^= 1;
        await File.WriteAllBytesAsync(manifest, bytes);
        ProcessResult asked = await CommandProcess.RunAsync(run.Path, "journal", "repair", "journal");
        Assert.Equal(3, asked.ExitCode);
        Assert.Contains("copy it back from a backup", asked.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_derived_stream_that_is_gone_as_a_whole_is_told_and_made_again_by_the_next_start()
    {
        using SimulatedRun run = new(Events);
        run.Run(EngineTopology.Fused, 0, Events - 1_000, stop: true).Dispose();
        new JournalSnapshotter(run.Journal, new SnapshotterOptions()).Run();
        Directory.Delete(run.Directory.StreamPath(StreamKind.Out), recursive: true);
        ProcessResult verify = await CommandProcess.RunAsync(run.Path, "journal", "verify", "journal");
        Assert.Equal(1, verify.ExitCode);
        Assert.Contains("the next start of the engine makes it again", verify.Output, StringComparison.Ordinal);
        run.Run(EngineTopology.Fused, Events - 1_000, Events, stop: true).Dispose();
        Assert.Equal(0, (await CommandProcess.RunAsync(run.Path, "journal", "verify", "journal")).ExitCode);
        Reproduces(run);
    }

    private static async Task IsRefusedUntilTheLossIsAccepted(SimulatedRun run, string reason)
    {
        JournalRecoveryException refused = Assert.Throws<JournalRecoveryException>(() => JournaledEngine.Open(run.Journal, SimulatedRun.Options(EngineTopology.Fused, run.SegmentBytes)));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        ProcessResult verify = await CommandProcess.RunAsync(run.Path, "journal", "verify", "journal");
        Assert.Equal(1, verify.ExitCode);
        Assert.Contains(reason, verify.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("torn tail", verify.Output, StringComparison.Ordinal);
        ProcessResult repair = await CommandProcess.RunAsync(run.Path, "journal", "repair", "journal");
        Assert.Equal(3, repair.ExitCode);
        Assert.Contains(reason, repair.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await CommandProcess.RunAsync(run.Path, "backup", "create", "journal", "--to", "b")).ExitCode);
        repair = await CommandProcess.RunAsync(run.Path, "journal", "repair", "journal", "--accept-loss");
        Assert.True(repair.ExitCode == 0, repair.Output + repair.Error);
        Assert.Contains("Nothing to repair.", (await CommandProcess.RunAsync(run.Path, "journal", "repair", "journal")).Output, StringComparison.Ordinal);
        run.Run(EngineTopology.Fused, run.MarketInJournal(), run.MarketEvents, stop: true).Dispose();
        Reproduces(run);
    }

    private static async Task<SimulatedRun> PrunedAsync()
    {
        SimulatedRun run = new(20_000);
        run.Run(EngineTopology.Fused, 0, 20_000, stop: true).Dispose();
        new JournalSnapshotter(run.Journal, new SnapshotterOptions()).Run();
        ProcessResult pruned = await CommandProcess.RunAsync(run.Path, "journal", "prune", "journal", "--older-than", "0m");
        Assert.True(pruned.ExitCode == 0, pruned.Error);
        Assert.NotEqual(0, JournalDirectory.FirstSequenceOf(run.Directory.Segments(StreamKind.In)[0]));
        return run;
    }

    private static void CutBlocks(SimulatedRun run, StreamKind stream, int count)
    {
        string segment = run.Directory.Segments(stream).Single();
        byte[] bytes = File.ReadAllBytes(segment);
        File.WriteAllBytes(segment, bytes[..Blocks(run, stream)[^count]]);
    }

    // Where each block begins.
    private static List<int> Blocks(SimulatedRun run, StreamKind stream)
    {
        byte[] bytes = File.ReadAllBytes(run.Directory.Segments(stream).Single());
        List<int> starts = [];
        for (int start = 0; start < bytes.Length; start += MemoryMarshal.Read<JournalBlockHeader>(bytes.AsSpan(start + 8)).LengthBytes) { starts.Add(start); }
        return starts;
    }

    private static void Reproduces(SimulatedRun run)
    {
        ReplayReport replay = new ReplayRunner(run.Journal).Run(new ThreadingOptions { Topology = EngineTopology.Inline }, compareOut: true);
        Assert.True(replay.IsReproduced, replay.Divergence?.ToString() ?? replay.BreaksOff);
        Assert.Equal(run.MarketEvents, replay.MarketEvents);
    }
}
