using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Tests.Property.Risk;
using LlmTrader.Tests.Property.Topologies;

namespace LlmTrader.Tests.Property.Swap;

/// <summary>Contract 11 against contract 4: whatever was swapped while events streamed, the journal replays to the same hash in every topology.</summary>
public class SwapReplayTests
{
    private const int Slots = 3;

    private static readonly EngineTopology[] All = [EngineTopology.Pipelined, EngineTopology.Fused, EngineTopology.Inline];

    private static int Seeds => Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1" ? 500 : 60;

    [Fact]
    public void A_live_run_full_of_swaps_replays_to_the_same_hash_in_every_topology()
    {
        Dictionary<(EventKind, RuleSetCode), int> seen = [];
        Dictionary<OrderPath, int> paths = [];
        long shadows = 0, held = 0, refused = 0;
        for (int seed = 1; seed <= Seeds; seed++)
        {
            EngineTopology live = seed % 2 == 0 ? EngineTopology.Pipelined : EngineTopology.Fused;
            MemoryJournal journal = new();
            MemoryOut recorded = new();
            HashCheckpoint final = RunLive(seed, live, journal, recorded, out long beyond);
            refused += beyond;
            JudgedOrders.Check($"seed {seed}", journal.Events, recorded.Records, paths);   // Closing first included.
            foreach (EngineTopology topology in All)
            {
                MemoryOut rebuilt = new();
                ReplayEngine replay = new(Options(seed), LiveRun.Threading(topology), First(seed), rebuilt, new SlowCompiler(seed % 3 * 500));
                ReplayResult result = replay.Run(journal.Read());
                Assert.True(result.Divergence is null, $"seed {seed}, {live} → {topology}: {result.Divergence}");
                Assert.True(result.Hash == final.Hash, $"seed {seed}, {live} → {topology}: {result.Hash:x16} instead of {final.Hash:x16}");
                Assert.True(recorded.Records.SequenceEqual(rebuilt.Records), $"seed {seed}, {live} → {topology}: the derived stream differs");
            }

            foreach (OutRecord record in recorded.Records)
            {
                if (record.Kind == OutKind.ShadowDecision) { shadows++; }
                if (record.Kind != OutKind.RuleSet) { continue; }
                (EventKind, RuleSetCode) key = (record.RuleSet.Change, record.RuleSet.Code);
                seen[key] = seen.GetValueOrDefault(key) + 1;
            }

            held += EventsBetweenStageAndReady(journal);
        }

        // The runs must contain what the property is about.
        JudgedOrders.HasSeen(paths, OrderPath.RuleSet);
        string what = string.Join(", ", seen.Select(pair => $"{pair.Key.Item1} {pair.Key.Item2}: {pair.Value}"));
        foreach (EventKind kind in new[] { EventKind.RuleSetStage, EventKind.RuleSetReady, EventKind.RuleSetActivate, EventKind.RuleSetRollback, EventKind.RuleSetShadow, EventKind.RuleSetQuarantine, EventKind.CapitalShare })
        {
            Assert.True(seen.GetValueOrDefault((kind, RuleSetCode.None)) > 20, $"{kind} was hardly ever done: {what}");
        }

        Assert.True(seen.GetValueOrDefault((EventKind.RuleSetQuarantine, RuleSetCode.Threw)) > 20, what);
        Assert.True(seen.GetValueOrDefault((EventKind.RuleSetReady, RuleSetCode.DoesNotCompile)) > 5, what);
        Assert.True(shadows > 100 && held > 100 && refused > 200, $"{shadows} shadow decisions, {held} events while a set was compiled, {refused} entries beyond a share");
    }

    private static long EventsBetweenStageAndReady(MemoryJournal journal)
    {
        long held = 0, stage = long.MaxValue;
        foreach (EngineEvent e in journal.Events)
        {
            if (e.Kind == EventKind.RuleSetStage) { stage = Math.Min(stage, e.Sequence); }
            if (e.Kind == EventKind.RuleSetReady && stage != long.MaxValue) { held += e.Sequence - stage - 1; stage = long.MaxValue; }
        }

        return held;
    }

    private static HashCheckpoint RunLive(int seed, EngineTopology topology, MemoryJournal journal, MemoryOut recorded, out long beyond)
    {
        using TradingEngine engine = new(Options(seed), LiveRun.Threading(topology), new EnginePorts
        {
            RuleSet = First(seed),
            RuleSetCompiler = new SlowCompiler(seed % 4 * 500),
            Journal = journal,
            OutJournal = recorded,
        });
        MarketDataInbox inbox = engine.AddInbox(64, InboxOverflow.Wait);
        engine.Start();
        Random random = new(seed);
        int nextSet = 1;
        using SimulatedMarket market = Market(seed);
        EngineEvent next = default;
        for (int i = 0; market.TryRead(ref next); i++)
        {
            Assert.True(inbox.Write(in next, engine.Stopped), engine.Fault?.ToString());
            if (random.Next(20) == 0) { Disturb(engine, random, ref nextSet); }
        }

        HashCheckpoint final = engine.Stop(TimeSpan.FromSeconds(30));
        beyond = engine.Stages.Signals.Counts.Blocked[(int)RejectReason.CapitalShare];
        return final;
    }

    // Now and then something that can't be done: a set that is not ready, a slot that there is not, a set that has gone.
    private static void Disturb(TradingEngine engine, Random random, ref int nextSet)
    {
        int place = random.Next(20) == 0 ? Slots : random.Next(Slots);
        StrategyId slot = new((ushort)place);
        int staged = place < Slots && random.Next(4) > 0 ? engine.RuleSets.Slots[place].StagedSetId : nextSet - 1;
        int setId = Math.Max(1, staged);
        switch (random.Next(9))
        {
            case 0 or 1 or 2:
                int throws = random.Next(3) == 0 ? 20 + random.Next(200) : -1;
                string source = $"seed={random.Next(1, 1000)} warmup={random.Next(40)} close={random.Next(2)} throws={throws} watches={random.Next(2)}";
                engine.RuleSets.Stage(slot, nextSet++, source.PadRight(random.Next(60, 400)), 40);
                break;
            case 3 or 4: engine.RuleSets.TryActivate(slot, setId); break;
            case 5: engine.RuleSets.TryRollback(slot); break;
            case 7: engine.Commands.TryWrite(OperatorEvents.CapitalShare(new StrategyId((ushort)random.Next(Slots)), random.Next(3) == 0 ? CapitalShareChange.All : 1 << random.Next(6))); break;
            case 6: engine.RuleSets.TryShadow(slot, setId, random.Next(3) > 0); break;
            default:
                int victim = place < Slots && random.Next(2) == 0 ? engine.RuleSets.Slots[place].ActiveSetId : setId;
                engine.RuleSets.TryQuarantine(slot, victim, random.Next(2) == 0 ? RuleSetCode.Operator : RuleSetCode.Overrun);
                break;
        }
    }

    private static ErraticRuleSet First(int seed) => new((ulong)seed, bursts: false);

    private static EngineOptions Options(int seed) => new()
    {
        Instruments = new InstrumentTable([.. SimulatedMarket.DemoInstruments().Take(2).Select(simulated => simulated.Instrument)]),
        Bars = new BarOptions { Specs = [BarSpec.Parse("1s"), BarSpec.Parse("20t")] },
        Accounts = [new AccountOptions { Id = new AccountId(0), Name = "main", InitialCash = [new Money(1_000_000 * Money.One, Currency.Parse("USDT"))] }],
        Risk = new RiskOptions { MaxOpenOrders = 64, DefaultLimits = new RiskLimits { OrderRate = 50, PriceCollar = 500, ShortSelling = true }, Rules = [JudgedOrders.Rule] },
        Venue = new VenueOptions { EntryLatency = Duration.FromMilliseconds(seed % 4 * 3), ResponseLatency = Duration.FromMilliseconds(seed % 3 * 5), MaxOpenOrders = 64 },
        RuleSets = new RuleSetOptions { Slots = Slots, RetainedBars = 16, MaxBufferedBars = seed % 5 == 0 ? 2 : 64 },
        MaxCommandsPerEvent = 16,
        CheckpointInterval = 256,
    };

    private static SimulatedMarket Market(int seed) => LiveRun.Market(seed, 3000);
}
