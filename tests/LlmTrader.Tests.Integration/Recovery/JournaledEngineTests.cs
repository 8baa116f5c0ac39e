using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
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
}
