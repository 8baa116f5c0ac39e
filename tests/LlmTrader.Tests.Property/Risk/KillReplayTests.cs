using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Tests.Property.Topologies;

namespace LlmTrader.Tests.Property.Risk;

/// <summary>
/// Contract 14 within the ring, and contract 15, over random runs full of orders: after a kill that flattens nothing works and
/// nothing is held but what is listed; every order that the venue ever answered has been judged; and the run replays alike.
/// </summary>
public class KillReplayTests
{
    private const int Events = 3000;
    private const int KillAt = 1500;

    private static readonly EngineTopology[] All = [EngineTopology.Pipelined, EngineTopology.Fused, EngineTopology.Inline];

    private static int Seeds => Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1" ? 400 : 40;

    [Fact]
    public void After_a_kill_nothing_works_and_what_is_held_is_listed_live_and_in_every_replay()
    {
        Dictionary<OrderPath, int> paths = [];
        long closes = 0, cancels = 0, listed = 0, breaches = 0, halts = 0;
        for (int seed = 1; seed <= Seeds; seed++)
        {
            EngineTopology live = seed % 2 == 0 ? EngineTopology.Pipelined : EngineTopology.Fused;
            MemoryJournal journal = new();
            MemoryOut recorded = new();
            (HashCheckpoint final, TradingStages stages) = RunLive(seed, live, journal, recorded);
            AllIsClosedOrListed(seed, stages, recorded);
            JudgedOrders.Check($"seed {seed}", journal.Events, recorded.Records, paths);

            foreach (EngineTopology topology in All)
            {
                MemoryOut rebuilt = new();
                ReplayResult result = new ReplayEngine(Options(seed), LiveRun.Threading(topology), new ErraticRuleSet((ulong)seed, seed % 5 == 0), rebuilt).Run(journal.Read());
                Assert.True(result.Divergence is null, $"seed {seed}, {live} → {topology}: {result.Divergence}");
                Assert.True(result.Hash == final.Hash, $"seed {seed}, {live} → {topology}: {result.Hash:x16} instead of {final.Hash:x16}");
                Assert.True(recorded.Records.SequenceEqual(rebuilt.Records), $"seed {seed}, {live} → {topology}: the derived stream differs");
            }

            closes += stages.Risk.Gate.Kill.ClosesSent;
            cancels += stages.Risk.Gate.Kill.CancelsSent;
            listed += recorded.Records.Count(record => record.Kind == OutKind.Unclosed);
            breaches += recorded.Records.Count(record => record is { Kind: OutKind.Verdict, Verdict.Phase: not RiskPhase.Before });
            halts += recorded.Records.Count(record => record is { Kind: OutKind.Verdict, Verdict.Action: RiskAction.HaltStrategy or RiskAction.HaltAll });
        }

        // The runs must contain what the property is about.
        JudgedOrders.HasSeen(paths, OrderPath.RuleSet, OrderPath.Group, OrderPath.Amendment, OrderPath.Manual, OrderPath.Flatten);
        Assert.True(closes > 20 && cancels > 50 && listed > 20 && breaches > 20 && halts > 5, $"{closes} closes, {cancels} cancels, {listed} listed, {breaches} breaches, {halts} halts");
    }

    private static void AllIsClosedOrListed(int seed, TradingStages stages, MemoryOut recorded)
    {
        RiskGate gate = stages.Risk.Gate;
        Assert.True(gate.Kill.IsKilled && gate.Kill.IsFlattening);
        Assert.True(gate.OpenOrders == 0, $"seed {seed}: {gate.OpenOrders} orders still work");
        for (int i = 0; i < 2; i++)
        {
            InstrumentId instrument = new(i);
            Quantity held = gate.Position(default, instrument);
            Assert.Equal(stages.Accounts.Book.PositionOf(default, instrument).Quantity, held);
            Assert.True(stages.Signals.Position(instrument).IsZero, $"seed {seed}: the slot believes in {stages.Signals.Position(instrument).Raw} of instrument {i}");
            if (held.IsZero) { continue; }
            OutRecord last = recorded.Records.Last(record => record.Kind == OutKind.Unclosed && record.Instrument == instrument);
            Assert.True(seed % 4 == 0 && i == 0 && last.Unclosed.Reason == RejectReason.InstrumentHalted && gate.Kill.Unclosed == 1, $"seed {seed}: {held.Raw} of instrument {i} is held, {last.Unclosed.Reason}");
        }
    }

    private static (HashCheckpoint Final, TradingStages Stages) RunLive(int seed, EngineTopology topology, MemoryJournal journal, MemoryOut recorded)
    {
        using TradingEngine engine = new(Options(seed), LiveRun.Threading(topology), new EnginePorts
        {
            RuleSet = new ErraticRuleSet((ulong)seed, seed % 5 == 0),
            Journal = journal,
            OutJournal = recorded,
        });
        MarketDataInbox inbox = engine.AddInbox(256, InboxOverflow.Wait);
        engine.Start();
        using SimulatedMarket market = Market(seed);
        EngineEvent next = default;
        int quiet = 0;
        for (int i = 0; market.TryRead(ref next); i++)
        {
            if (Outside(seed, i) is { } outside) { while (!engine.Commands.TryWrite(in outside)) { Thread.Yield(); } }
            Assert.True(inbox.Write(in next, engine.Stopped), engine.Fault?.ToString());
            if (i < Events || i % 100 != 0) { continue; }

            // The market goes on until nothing works any more: a close that the last event left half filled needs another one.
            SpinWait.SpinUntil(() => inbox.Waiting == 0 || engine.Stopped.IsCancellationRequested, TimeSpan.FromSeconds(10));
            quiet = engine.Stages.Risk.Gate.OpenOrders == 0 ? quiet + 1 : 0;
            if (quiet == 3) { break; }
        }

        return (engine.Stop(TimeSpan.FromSeconds(30)), engine.Stages);
    }

    // A person's orders, rule and state changes before and after the kill; an instrument that is halted, at times for good.
    private static EngineEvent? Outside(int seed, int i)
    {
        EngineEvent e = new() { Instrument = InstrumentId.None };
        if (i == KillAt)
        {
            e.Kind = EventKind.Kill;
            e.Kill.Flatten = 1;
            return e;
        }

        if (i == KillAt - 20 || (i == KillAt + 500 && seed % 4 != 0))
        {
            e.Kind = EventKind.InstrumentStatus;
            e.Instrument = new InstrumentId(0);
            e.InstrumentStatus.Status = i < KillAt && seed % 2 == 0 ? InstrumentStatus.Halted : InstrumentStatus.Open;
            return e;
        }

        if (i % 97 != 0) { return null; }
        switch ((seed + (i / 97)) % 6)
        {
            case 0:
                e.Kind = EventKind.RiskRuleChange;
                e.RiskRule = new RiskRuleChange { RuleId = 2, Limit = i % 2 == 0 ? 1 : 10_000, On = 1 };
                break;
            case 1:
                e.Kind = EventKind.TradingStateChange;   // To active: what rules have stopped goes on.
                break;
            default:
                e.Kind = EventKind.Command;
                e.Instrument = new InstrumentId((seed + i) % 2);
                e.Command = new OrderCommand
                {
                    Action = CommandAction.New, Side = i % 2 == 0 ? Side.Buy : Side.Sell, Quantity = new Quantity(1000), Type = OrderType.Market,
                    TimeInForce = TimeInForce.GoodTillCancel, Strategy = StrategyId.Manual,
                };
                break;
        }

        return e;
    }

    private static EngineOptions Options(int seed) => new()
    {
        Instruments = new InstrumentTable([.. SimulatedMarket.DemoInstruments().Take(2).Select(simulated => simulated.Instrument)]),
        Bars = new BarOptions { Specs = [BarSpec.Parse("1s"), BarSpec.Parse("20t")] },
        Accounts = [new AccountOptions { Id = new AccountId(0), Name = "main", InitialCash = [new Money(1_000_000 * Money.One, Currency.Parse("USDT"))] }],
        Risk = new RiskOptions
        {
            MaxOpenOrders = 64,
            DefaultLimits = new RiskLimits { OrderRate = 50, PriceCollar = 500, ShortSelling = seed % 2 == 0, OrderNotional = 50_000 * Money.One },
            Rules =
            [
                JudgedOrders.Rule,
                new RiskRule { Id = 2, Kind = RiskRuleKind.Drawdown, Limit = 10_000, Action = seed % 3 == 0 ? RiskAction.HaltAll : RiskAction.Reduce },
                new RiskRule { Id = 3, Kind = RiskRuleKind.ConsecutiveLosses, Scope = RiskRuleScope.Strategy, Limit = 3, Action = RiskAction.HaltStrategy },
                new RiskRule { Id = 4, Kind = RiskRuleKind.Leverage, Limit = 5_000 },
                new RiskRule { Id = 5, Kind = RiskRuleKind.StaleMarketData, Limit = 500_000_000, Action = RiskAction.Reduce },
                new RiskRule { Id = 6, Kind = RiskRuleKind.TradeLoss, Limit = 100 * Money.One, Action = RiskAction.Reduce, IsOn = seed % 2 == 0 },
                new RiskRule { Id = 7, Kind = RiskRuleKind.DuplicateOrder, Limit = 1_000_000 },
            ],
        },
        Venue = new VenueOptions
        {
            EntryLatency = Duration.FromMilliseconds(seed % 4 * 3),
            ResponseLatency = Duration.FromMilliseconds(seed % 3 * 5),
            FillOnTouch = seed % 2 == 1,
            ParticipationPercent = seed % 7 == 0 ? 25 : 100,
            MaxOpenOrders = 64,
        },
        MaxCommandsPerEvent = 16,
        CheckpointInterval = 256,
    };

    private static SimulatedMarket Market(int seed) => LiveRun.Market(seed, 10 * Events, Duration.FromMilliseconds(seed % 2 * 2));
}
