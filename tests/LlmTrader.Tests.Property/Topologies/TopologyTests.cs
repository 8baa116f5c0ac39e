using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Feeds.Simulated;

namespace LlmTrader.Tests.Property.Topologies;

/// <summary>Contract 4: the same sequenced events give the same StateHash in every topology.</summary>
public class TopologyTests
{
    private const int Seeds = 200;

    private static readonly EngineTopology[] All = [EngineTopology.Pipelined, EngineTopology.Fused, EngineTopology.Inline];

    [Fact]
    public void What_a_live_run_journaled_replays_to_the_same_hash_in_every_topology()
    {
        long fills = 0, rejects = 0, partial = 0, cancels = 0;
        var kinds = new Dictionary<ReportKind, long>();
        for (int seed = 1; seed <= Seeds; seed++)
        {
            EngineTopology live = seed % 2 == 0 ? EngineTopology.Pipelined : EngineTopology.Fused;
            MemoryJournal journal = new();
            MemoryOut recorded = new();
            HashCheckpoint final = RunLive(seed, live, journal, recorded);

            foreach (EngineTopology topology in All)
            {
                MemoryOut rebuilt = new();
                ReplayEngine replay = new(Options(seed), LiveRun.Threading(topology), new ErraticRuleSet((ulong)seed, seed % 5 == 0), rebuilt);
                ReplayResult result = replay.Run(journal.Read());
                Assert.True(result.Divergence is null, $"seed {seed}, {live} → {topology}: {result.Divergence}");
                Assert.True(result.Hash == final.Hash, $"seed {seed}, {live} → {topology}: {result.Hash:x16} instead of {final.Hash:x16}");
                Assert.True(recorded.Records.SequenceEqual(rebuilt.Records), $"seed {seed}, {live} → {topology}: the derived stream differs");
            }

            foreach (EngineEvent e in journal.Events)
            {
                if (e.Kind != EventKind.Report) { continue; }
                kinds[e.Report.Kind] = kinds.GetValueOrDefault(e.Report.Kind) + 1;
                if (e.Report.Kind == ReportKind.Fill) { fills++; if (!e.Report.LeavesQuantity.IsZero) { partial++; } }
                if (e.Report.Kind == ReportKind.Rejected) { rejects++; }
                if (e.Report.Kind == ReportKind.Canceled) { cancels++; }
            }
        }

        // The runs must contain what the property is about.
        Assert.True(fills > 1000 && partial > 100 && rejects > 100 && cancels > 100, $"{fills} fills, {partial} partial, {rejects} rejects, {cancels} cancels");
        ReportKind[] ofRecovery = [ReportKind.Unknown, ReportKind.NotSent];   // No venue here forgets an order.
        foreach (ReportKind kind in Enum.GetValues<ReportKind>().Except(ofRecovery)) { Assert.True(kinds.GetValueOrDefault(kind) > 50, $"only {kinds.GetValueOrDefault(kind)} {kind}"); }
    }

    [Fact]
    public void A_changed_answer_in_the_journal_is_a_divergence_that_names_its_sequence()
    {
        MemoryJournal journal = new();
        RunLive(2, EngineTopology.Fused, journal, new MemoryOut());
        long changed = journal.Events.First(e => e.Kind == EventKind.Report && e.Report.Kind == ReportKind.Fill).Sequence;

        foreach (EngineTopology topology in All)
        {
            ReplayResult result = new ReplayEngine(Options(2), LiveRun.Threading(topology), new ErraticRuleSet(2, false))
                .Run(new Tampered(journal.Read(), changed));
            Assert.Equal(changed, result.Divergence?.Sequence);
            Assert.Contains("venue report", result.Divergence!.ToString(), StringComparison.Ordinal);
        }
    }

    private static HashCheckpoint RunLive(int seed, EngineTopology topology, MemoryJournal journal, MemoryOut recorded)
    {
        EngineOptions options = Options(seed);
        using TradingEngine engine = new(options, LiveRun.Threading(topology), new EnginePorts
        {
            RuleSet = new ErraticRuleSet((ulong)seed, seed % 5 == 0),
            Journal = journal,
            OutJournal = recorded,
        });
        MarketDataInbox inbox = engine.AddInbox(256, InboxOverflow.Wait);
        engine.Start();
        using SimulatedMarket market = Market(seed);
        EngineEvent next = default;
        for (int i = 0; market.TryRead(ref next); i++)
        {
            Assert.True(inbox.Write(in next, engine.Stopped), engine.Fault?.ToString());
            if (i % 97 == 0) { engine.Commands.TryWrite(Manual(seed, i)); }
        }

        return engine.Stop(TimeSpan.FromSeconds(30));
    }

    // A person's orders, cancels of orders that never were, limit and state changes.
    private static EngineEvent Manual(int seed, int i)
    {
        EngineEvent e = new() { Kind = EventKind.Command, Instrument = new InstrumentId((seed + i) % 2) };
        switch ((seed + (i / 97)) % 7)
        {
            case 5:
                e.Kind = EventKind.InstrumentStatus;
                e.InstrumentStatus.Status = i / 97 % 3 == 0 ? (InstrumentStatus)(i / 97 % 5) : InstrumentStatus.Open;
                break;
            case 6:
                e.Command = new OrderCommand { Action = CommandAction.Amend, OrderId = OrderId.From(i, 1), Quantity = new Quantity(i), Strategy = StrategyId.Manual };
                break;
            case 0:
                e.Kind = EventKind.RiskLimitChange;
                e.RiskLimit = new RiskLimitChange { Instrument = InstrumentId.None, Limit = RiskLimitKind.OrderRate, Value = i % 2 == 0 ? 5 : 1000 };
                break;
            case 1:
                e.Kind = EventKind.TradingStateChange;
                e.TradingState.State = (TradingState)(i / 97 % 3 == 2 ? 1 : 0);
                break;
            case 2:
                e.Command = new OrderCommand { Action = CommandAction.Cancel, OrderId = OrderId.From(i, 1), Strategy = StrategyId.Manual };
                break;
            default:
                e.Command = new OrderCommand
                {
                    Action = CommandAction.New, Side = i % 2 == 0 ? Side.Buy : Side.Sell, Quantity = new Quantity(1000), Type = OrderType.Market,
                    TimeInForce = TimeInForce.GoodTillCancel, Strategy = StrategyId.Manual,
                };
                break;
        }

        return e;
    }

    private static Dictionary<InstrumentId, IReadOnlyList<MarketRules>> Banded => new()
    {
        [new InstrumentId(1)] = [new MarketRules { PriceBandBasisPoints = 500, MinNotionalRaw = 10 * Money.One, UtcOffset = Duration.FromMinutes(480) }],
    };

    private static EngineOptions Options(int seed) => new()
    {
        Instruments = new InstrumentTable([.. SimulatedMarket.DemoInstruments().Take(2).Select(simulated => simulated.Instrument)]),
        Bars = new BarOptions { Specs = [BarSpec.Parse("1s"), BarSpec.Parse("20t")], CloseDelay = Duration.FromMilliseconds(seed % 3 * 100) },
        Accounts = [new AccountOptions { Id = new AccountId(0), Name = "main", InitialCash = [new Money(1_000_000 * Money.One, Currency.Parse("USDT"))] }],
        Risk = new RiskOptions
        {
            MaxOpenOrders = 64,
            DefaultLimits = new RiskLimits { OrderRate = 50, PriceCollar = 500, ShortSelling = seed % 2 == 0, OrderNotional = 50_000 * Money.One },
        },
        Venue = new VenueOptions
        {
            EntryLatency = Duration.FromMilliseconds(seed % 4 * 3),
            ResponseLatency = Duration.FromMilliseconds(seed % 3 * 5),
            FillOnTouch = seed % 2 == 1,
            ParticipationPercent = seed % 7 == 0 ? 25 : 100,
            MaxOpenOrders = 64,
            SelfTrade = (VenueSelfTrade)(seed % 3),
        },
        MarketRules = seed % 3 == 1 ? Banded : new Dictionary<InstrumentId, IReadOnlyList<MarketRules>>(),
        MaxCommandsPerEvent = 16,
        CheckpointInterval = 256,
    };

    private static SimulatedMarket Market(int seed) => LiveRun.Market(seed, 3000, Duration.FromMilliseconds(seed % 2 * 2));

    private sealed class Tampered(IJournalReader inner, long sequence) : IJournalReader
    {
        public bool TryRead(ref EngineEvent next)
        {
            if (!inner.TryRead(ref next)) { return false; }
            if (next.Sequence == sequence) { next.Report.LastPrice = new Price(next.Report.LastPrice.Raw + 1); }
            return true;
        }

        public void Dispose() => inner.Dispose();
    }
}
