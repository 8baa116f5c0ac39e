using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Perf.Latency.Swap;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tests.Property.Swap;

/// <summary>
/// The swap campaign that <c>llmtrader bench swap --full-rate</c> runs, with real documents, the real compiler and a real
/// journal: some hundred swaps, 10,000 with LLMTRADER_LONG=1.
/// </summary>
[Collection(WholeProcessTests.Name)]
public class SwapCampaignTests
{
    [Theory]
    [InlineData(EngineTopology.Fused)]
    [InlineData(EngineTopology.Pipelined)]
    public void Swaps_at_full_rate_lose_nothing_leave_nothing_behind_and_replay(EngineTopology topology)
    {
        bool isLong = Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1";
        SwapCampaignOptions options = new()
        {
            Topology = topology, Swaps = isLong ? 10_000 : topology == EngineTopology.Fused ? 400 : 100, Rate = 0, Pause = TimeSpan.Zero, SpinningThreads = 0,
        };
        using TemporarySwapJournal journal = new();
        SwapCampaignResult campaign = new SwapCampaign(options, journal.Write()).Run();
        using IJournalReader reader = journal.Read();
        SwapRun run = new(campaign, SwapReplay.Run(reader));

        Assert.True(run.Finding is null, run.Finding);
        // How many of them get a bar to decide on depends on the machine.
        Assert.True(campaign.Deciders > options.Swaps / 10, $"only {campaign.Deciders} of {options.Swaps} versions ever decided");
        Assert.True(campaign.Fills > 50, $"only {campaign.Fills} fills");
        Assert.True(campaign.IsHotGoalMet, string.Join(", ", campaign.HotThreads));
        Assert.All(campaign.HotThreads, thread => Assert.NotNull(thread.Bytes));
        Assert.True(campaign.Garbage.Stagings > options.Swaps / 2);
        Assert.True(campaign.Garbage.Max + campaign.Garbage.RequesterMean <= SwapBenchmark.GarbageGoal, $"{campaign.Garbage}");
        Assert.True(campaign.OldVersions.Of > 0 && campaign.OldVersions.Alive == 0, $"{campaign.OldVersions}");
        Assert.True(campaign.ResidentGrowth <= SwapBenchmark.ResidentGoal, string.Join(", ", campaign.Resident));
    }
}
