using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Snapshots;
using LlmTrader.Tests.Integration.Cli;
using LlmTrader.Tools.Hosting.Recovery;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tests.Integration.Recovery;

/// <summary>Snapshots of real journal directories, made by a replay beside the engine, and starts that take them.</summary>
public sealed class SnapshotTests
{
    private static readonly EngineTopology[] Live = [EngineTopology.Fused, EngineTopology.Pipelined];

    [Fact]
    public void A_start_from_any_snapshot_comes_to_the_state_of_a_start_from_the_first_event_and_tells_the_same()
    {
        for (int seed = 1; seed <= 4; seed++)
        {
            Random random = new(seed);
            EngineTopology topology = Live[seed % 2];
            using SimulatedRun run = new(30_000, (ulong)seed);
            run.Run(topology, 0, 10_000 + random.Next(5_000), stop: false).Dispose();
            MadeSnapshot early = Assert.Single(new JournalSnapshotter(run.Journal, new SnapshotterOptions()).Run().Made);
            int market = run.MarketInJournal();
            run.Run(Live[(seed + 1) % 2], market, market + random.Next(10_000), stop: random.Next(2) == 0).Dispose();

            using SimulatedRun whole = run.Copy();
            Directory.Delete(new SnapshotDirectory(whole.Directory).Path, recursive: true);
            int rest = run.MarketInJournal();
            using JournaledEngine fromSnapshot = run.Run(topology, rest, run.MarketEvents, stop: true);
            using JournaledEngine fromFirst = whole.Run(topology, rest, run.MarketEvents, stop: true);
            Assert.Equal(early.Header.Sequence, fromSnapshot.Snapshot?.Sequence);
            Assert.Null(fromFirst.Snapshot);
            Assert.True(fromSnapshot.Recovery!.Replayed < fromFirst.Recovery!.Replayed);
            Assert.Equal((fromFirst.Recovery.Hash, fromFirst.Recovery.NextSequence, fromFirst.Recovery.Pending), (fromSnapshot.Recovery.Hash, fromSnapshot.Recovery.NextSequence, fromSnapshot.Recovery.Pending));
            foreach (SimulatedRun one in (SimulatedRun[])[run, whole]) { Reproduces(one); }
        }
    }

    [Fact]
    public void Snapshots_of_one_event_are_the_same_to_the_byte_whichever_way_the_replay_came()
    {
        using SimulatedRun run = new(20_000);
        run.Run(EngineTopology.Fused, 0, 10_000, stop: false).Dispose();
        int market = run.MarketInJournal();
        using SimulatedRun early = run.Copy();
        new JournalSnapshotter(early.Journal, new SnapshotterOptions()).Run();
        run.Run(EngineTopology.Pipelined, market, run.MarketEvents, stop: true).Dispose();
        using SimulatedRun over = run.Copy();
        over.CopySnapshotsFrom(early);

        MadeSnapshot direct = Assert.Single(new JournalSnapshotter(run.Journal, new SnapshotterOptions()).Run().Made);
        SnapshotReport report = new JournalSnapshotter(over.Journal, new SnapshotterOptions()).Run();
        Assert.NotNull(report.Base);
        Assert.Equal(direct.Header, Assert.Single(report.Made).Header);
        Assert.Equal(File.ReadAllBytes(direct.Path), File.ReadAllBytes(report.Made[0].Path));
    }

    [Fact]
    public void A_start_behind_a_flipped_bit_takes_the_snapshot_before_it_and_comes_to_the_same_state()
    {
        using SimulatedRun run = new(30_000);
        run.Run(EngineTopology.Fused, 0, 8_000, stop: true).Dispose();
        MadeSnapshot older = Assert.Single(new JournalSnapshotter(run.Journal, new SnapshotterOptions()).Run().Made);
        int market = run.MarketInJournal();
        run.Run(EngineTopology.Fused, market, market + 8_000, stop: true).Dispose();
        MadeSnapshot newer = Assert.Single(new JournalSnapshotter(run.Journal, new SnapshotterOptions()).Run().Made);
        ulong good, bad;
        using (SimulatedRun copy = run.Copy())
        using (JournaledEngine engine = JournaledEngine.Open(copy.Journal, SimulatedRun.Options(EngineTopology.Fused, copy.SegmentBytes)))
        {
            Assert.Equal(newer.Header.Sequence, engine.Snapshot?.Sequence);
            good = engine.Recovery!.Hash;
        }

        byte[] bytes = File.ReadAllBytes(newer.Path);
        bytes[new Random(5).Next(bytes.Length)] ^= 0x10;
        File.WriteAllBytes(newer.Path, bytes);
        using (JournaledEngine engine = JournaledEngine.Open(run.Journal, SimulatedRun.Options(EngineTopology.Fused, run.SegmentBytes)))
        {
            Assert.Equal(older.Header.Sequence, engine.Snapshot?.Sequence);
            Assert.Equal(newer.Path, Assert.Single(engine.PassedOver).Path);
            bad = engine.Recovery!.Hash;
        }

        Assert.Equal(good, bad);
    }

    [Fact]
    public void A_derived_stream_that_ends_before_the_newest_snapshot_is_made_again_from_an_earlier_state()
    {
        using SimulatedRun run = new(20_000);
        run.Run(EngineTopology.Fused, 0, 10_000, stop: false).Dispose();
        new JournalSnapshotter(run.Journal, new SnapshotterOptions()).Run();
        File.Delete(run.Directory.Segments(StreamKind.Out)[^1]);    // As a crash of the machine takes what was not synced.
        using (JournaledEngine engine = run.Run(EngineTopology.Fused, run.MarketInJournal(), run.MarketEvents, stop: true))
        {
            Assert.Null(engine.Snapshot);
            Assert.Contains("derived stream", Assert.Single(engine.PassedOver).Reason, StringComparison.Ordinal);
        }

        Reproduces(run);
    }

    [Fact]
    public async Task The_side_process_follows_a_running_engine_and_a_clean_stop_then_leaves_no_tail()
    {
        using SimulatedRun run = new(60_000);
        CommandProcess? side = null;
        using (JournaledEngine engine = JournaledEngine.Open(run.Journal, SimulatedRun.Options(EngineTopology.Fused, run.SegmentBytes)))
        {
            side = CommandProcess.Start(run.Path, "journal", "snapshot", "journal", "--follow", "--every", "10000", "--keep", "2", "--json");
            run.Feed(engine, 0, run.MarketEvents, stop: true);
        }

        using (side)
        {
            ProcessResult result = await side.ResultAsync();
            Assert.True(result.ExitCode == 0, result.Error);
            JsonElement made = result.Json().GetProperty("snapshots");
            Assert.True(made.GetArrayLength() >= 6, result.Output);
        }

        Assert.Equal(2, new SnapshotDirectory(run.Directory).Files.Count);
        using (JournaledEngine next = JournaledEngine.Open(run.Journal, SimulatedRun.Options(EngineTopology.Fused, run.SegmentBytes)))
        {
            Assert.Equal(0, next.Recovery!.Replayed);
            Assert.Equal(next.Recovery.NextSequence - 1, next.Snapshot!.Sequence);
        }

        ProcessResult pruned = await CommandProcess.RunAsync(run.Path, "journal", "prune", "journal", "--older-than", "0m", "--json");
        Assert.True(pruned.ExitCode == 0, pruned.Error + pruned.Output);
        Assert.NotEqual(0, JournalDirectory.FirstSequenceOf(run.Directory.Segments(StreamKind.In)[0]));
        using SimulatedRun later = run.Copy();
        using JournaledEngine last = later.Run(EngineTopology.Fused, 0, 5_000, stop: true);
        Assert.NotNull(last.Snapshot);
        Assert.Equal(last.Epoch, Assert.Single(new JournalSnapshotter(later.Journal, new SnapshotterOptions()).Run().Made).Header.Epoch);
    }

    [Fact]
    public async Task The_side_process_follows_over_a_crash_of_the_engine_and_over_its_own()
    {
        using SimulatedRun run = new(60_000);
        string[] follow = ["journal", "snapshot", "journal", "--follow", "--every", "5000", "--json"];
        int market = 0;
        CommandProcess side = CommandProcess.Start(run.Path, follow);
        for (int life = 1; life <= 4; life++)
        {
            using (JournaledEngine engine = run.Run(Live[life % 2], market, life == 4 ? run.MarketEvents : market + 12_000, stop: life == 4)) { Assert.Equal(life, engine.Epoch); }
            market = run.MarketInJournal();
            if (life != 2) { continue; }
            side.Kill();
            side.Dispose();
            side = CommandProcess.Start(run.Path, follow);
        }

        using (side)
        {
            ProcessResult result = await side.ResultAsync();
            Assert.True(result.ExitCode == 0, result.Error + result.Output);
        }

        Reproduces(run);
        using JournaledEngine next = JournaledEngine.Open(run.Journal, SimulatedRun.Options(EngineTopology.Fused, run.SegmentBytes));
        Assert.Equal((0L, 5), (next.Recovery!.Replayed, next.Epoch));
    }

    [Fact]
    public async Task A_journal_that_its_replay_does_not_reproduce_gets_no_snapshot()
    {
        using SimulatedRun run = new(5_000);
        run.Run(EngineTopology.Fused, 0, 5_000, stop: true).Dispose();
        long changed = run.RewriteWithAnotherPrice();
        ProcessResult result = await CommandProcess.RunAsync(run.Path, "journal", "snapshot", "journal", "--json");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(changed, result.Json().GetProperty("divergence").GetProperty("sequence").GetInt64());
        Assert.Equal(0, result.Json().GetProperty("snapshots").GetArrayLength());
        Assert.Empty(new SnapshotDirectory(run.Directory).Files);
    }

    private static void Reproduces(SimulatedRun run)
    {
        foreach (EngineTopology topology in Enum.GetValues<EngineTopology>())
        {
            ReplayReport replay = new ReplayRunner(run.Journal).Run(new ThreadingOptions { Topology = topology, RingCapacity = 1024 }, compareOut: true);
            Assert.True(replay.IsReproduced, $"{topology}: {replay.Divergence?.ToString() ?? replay.BreaksOff}");
            Assert.Equal((replay.JournaledHash, run.MarketEvents), (replay.Hash, (int)replay.MarketEvents));
        }
    }
}
