using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Tests.Property.Risk;
using LlmTrader.Tests.Property.Topologies;

namespace LlmTrader.Tests.Property.Margin;

/// <summary>Contracts 2 and 4 with liquidations: what the engine itself sends is in the journal, and every topology makes it again.</summary>
public class LiquidationTopologyTests
{
    private static readonly EngineTopology[] All = [EngineTopology.Pipelined, EngineTopology.Fused, EngineTopology.Inline];

    [Fact]
    public void A_live_run_with_liquidations_replays_to_the_same_hash_in_every_topology()
    {
        Dictionary<OrderPath, int> paths = [];
        long liquidations = 0, rejects = 0;
        for (int seed = 1; seed <= 16; seed++)
        {
            EngineTopology live = seed % 2 == 0 ? EngineTopology.Pipelined : EngineTopology.Fused;
            MemoryJournal journal = new();
            MemoryOut recorded = new();
            HashCheckpoint final = RunLive(seed, live, journal, recorded);
            JudgedOrders.Check($"seed {seed}", journal.Events, recorded.Records, paths);
            foreach (EngineTopology topology in All)
            {
                MemoryOut rebuilt = new();
                ReplayResult result = new ReplayEngine(MarginWorld.Options(seed), Threading(topology), new ErraticRuleSet((ulong)seed, false), rebuilt).Run(journal.Read());
                Assert.True(result.Divergence is null, $"seed {seed}, {live} → {topology}: {result.Divergence}");
                Assert.True(result.Hash == final.Hash, $"seed {seed}, {live} → {topology}: {result.Hash:x16} instead of {final.Hash:x16}");
                Assert.True(recorded.Records.SequenceEqual(rebuilt.Records), $"seed {seed}, {live} → {topology}: the derived stream differs");
            }

            liquidations += journal.Events.Count(e => e.Kind == EventKind.Command && e.Command.Strategy == StrategyId.Liquidation);
            rejects += journal.Events.Count(e => e.Kind == EventKind.Report && e.Report.Strategy == StrategyId.Liquidation && e.Report.Kind == ReportKind.Rejected);
        }

        JudgedOrders.HasSeen(paths, OrderPath.RuleSet, OrderPath.Liquidation);
        Assert.True(liquidations > 100, $"{liquidations} liquidations, {rejects} of them rejected");
    }

    [Fact]
    public void A_changed_liquidation_in_the_journal_is_a_divergence_that_names_its_sequence()
    {
        MemoryJournal journal = new();
        RunLive(2, EngineTopology.Fused, journal, new MemoryOut());
        long changed = journal.Events.First(e => e.Kind == EventKind.Command && e.Command.Strategy == StrategyId.Liquidation).Sequence;
        foreach (EngineTopology topology in All)
        {
            ReplayResult result = new ReplayEngine(MarginWorld.Options(2), Threading(topology), new ErraticRuleSet(2, false)).Run(new Tampered(journal.Read(), changed));
            Assert.Equal(changed, result.Divergence?.Sequence);
            Assert.Contains("engine command", result.Divergence!.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_liquidation_that_no_replay_makes_again_is_a_divergence()
    {
        MemoryJournal journal = new();
        RunLive(4, EngineTopology.Fused, journal, new MemoryOut());
        ReplayResult result = new ReplayEngine(
            MarginWorld.Options(4) with { Accounts = [.. MarginWorld.Options(4).Accounts.Select(account => account with { Leverage = 1, InitialCash = [.. account.InitialCash.Select(cash => new Money(cash.Raw * 1000, cash.Currency))] })] },
            Threading(EngineTopology.Inline), new ErraticRuleSet(4, false)).Run(journal.Read());
        Assert.NotNull(result.Divergence);
    }

    private static HashCheckpoint RunLive(int seed, EngineTopology topology, MemoryJournal journal, MemoryOut recorded)
    {
        using TradingEngine engine = new(MarginWorld.Options(seed), Threading(topology), new EnginePorts
        {
            RuleSet = new ErraticRuleSet((ulong)seed, false),
            Journal = journal,
            OutJournal = recorded,
        });
        MarketDataInbox inbox = engine.AddInbox(256, InboxOverflow.Wait);
        engine.Start();
        MarginWorld world = new(seed);
        EngineEvent next = default;
        for (int i = 0; i < 3000; i++)
        {
            world.Next(ref next);
            if (next.Kind is EventKind.Command or EventKind.CashFlow) { while (!engine.Commands.TryWrite(in next)) { Thread.Yield(); } }
            else { Assert.True(inbox.Write(in next, engine.Stopped), engine.Fault?.ToString()); }
        }

        return engine.Stop(TimeSpan.FromSeconds(30));
    }

    private static ThreadingOptions Threading(EngineTopology topology) => new() { Topology = topology, RingCapacity = 256 };

    private sealed class Tampered(IJournalReader inner, long sequence) : IJournalReader
    {
        public bool TryRead(ref EngineEvent next)
        {
            if (!inner.TryRead(ref next)) { return false; }
            if (next.Sequence == sequence) { next.Command.Quantity = new Quantity(next.Command.Quantity.Raw + 1); }
            return true;
        }

        public void Dispose() => inner.Dispose();
    }
}
