using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Persistence.Journal;
using LlmTrader.Tests.Integration.Cli;
using LlmTrader.Tools.Hosting.Recovery;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tests.Integration.Recovery;

/// <summary>Real journal directories: an engine begins one, others take it up.</summary>
public sealed class JournaledEngineTests
{
    [Theory]
    [InlineData(EngineTopology.Fused)]
    [InlineData(EngineTopology.Pipelined)]
    public void A_run_that_was_killed_twice_goes_on_and_replays_as_one(EngineTopology topology)
    {
        using SimulatedRun run = new();
        using (JournaledEngine first = run.Run(topology, 0, 20_000, stop: false)) { Assert.Null(first.Found); }
        int market = run.MarketInJournal();
        using (JournaledEngine second = run.Run(topology, market, market + 20_000, stop: false))
        {
            Assert.Equal((2, EpochReason.Recovery), (second.Epoch, second.Cause));
            Assert.True(second.Recovery!.Replayed > market);
        }

        using (JournaledEngine last = run.Run(topology, run.MarketInJournal(), run.MarketEvents, stop: true)) { Assert.Equal(3, last.Epoch); }
        ReplayReport replay = new ReplayRunner(run.Journal).Run(new ThreadingOptions { Topology = EngineTopology.Inline }, compareOut: true);
        Assert.True(replay.IsReproduced, replay.Divergence?.ToString() ?? replay.BreaksOff);
        Assert.Equal(run.MarketEvents, replay.MarketEvents);
        Assert.True(replay.OutRecords > 100, $"{replay.OutRecords} records");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_journal_of_another_semantics_is_left_as_it_is_and_the_refusal_names_what_to_run(bool inManifest)
    {
        using SimulatedRun run = new(3_000, semantics: inManifest ? EngineSemantics.Version + 1 : EngineSemantics.Version);
        if (!inManifest)
        {
            run.Run(EngineTopology.Fused, 0, 3_000, stop: true).Dispose();
            JournalRecovery.Open(run.Directory, new RecoveryOptions { ProgramVersion = "9.9", OpenedAt = default, EngineSemantics = EngineSemantics.Version + 1 }).Dispose();
        }

        string[] before = Files(run);
        RunException refused = Assert.Throws<RunException>(() => JournaledEngine.Open(run.Journal, SimulatedRun.Options(EngineTopology.Fused, run.SegmentBytes)));
        foreach (string named in (string[])[$"engine semantics {EngineSemantics.Version + 1}", "llmtrader journal snapshot", "llmtrader backtest --data"]) { Assert.Contains(named, refused.Message, StringComparison.Ordinal); }
        Assert.Equal(before, Files(run));
        Assert.Equal(2, (await CommandProcess.RunAsync(run.Path, "journal", "snapshot", "journal")).ExitCode);
    }

    [Fact]
    public void A_damaged_journal_is_not_started_until_a_repair_and_then_tells_that_something_was_lost()
    {
        using SimulatedRun run = new(20_000);
        run.Run(EngineTopology.Fused, 0, 20_000, stop: true).Dispose();
        string segment = run.Directory.Segments(StreamKind.In)[1];
        byte[] bytes = File.ReadAllBytes(segment);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(segment, bytes);
        JournalRecoveryException refused = Assert.Throws<JournalRecoveryException>(() => JournaledEngine.Open(run.Journal, SimulatedRun.Options(EngineTopology.Fused, run.SegmentBytes)));
        Assert.Contains("--accept-loss", refused.Message, StringComparison.Ordinal);
        JournalRecovery.Open(run.Directory, new RecoveryOptions { ProgramVersion = "test", OpenedAt = default, AcceptLoss = true }).Dispose();
        using (JournaledEngine engine = run.Run(EngineTopology.Fused, run.MarketInJournal(), run.MarketEvents, stop: true)) { Assert.Equal(EpochReason.Repair, engine.Cause); }
        ReplayReport replay = new ReplayRunner(run.Journal).Run(new ThreadingOptions { Topology = EngineTopology.Inline }, compareOut: true);
        Assert.True(replay.IsReproduced, replay.Divergence?.ToString() ?? replay.BreaksOff);
    }

    private static string[] Files(SimulatedRun run) =>
        [.. Directory.GetFiles(run.Journal, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => $"{file} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))}")];
}
