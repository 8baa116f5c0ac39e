using System.Runtime.InteropServices;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Tests.Property.Topologies;

namespace LlmTrader.Tests.Property.Operators;

/// <summary>
/// Everything that an operator can ask of a live engine, at random and under load: tickets name the sequences that the journal has,
/// what is stopped lets nothing pass, and the journal replays to the same StateHash in every topology.
/// </summary>
public sealed class OperatorCommandTests
{
    private const int Events = 2000;

    private static readonly Currency Cash = Currency.Parse("USDT");
    private static readonly EngineTopology[] All = [EngineTopology.Pipelined, EngineTopology.Fused, EngineTopology.Inline];

    private static int Seeds => Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1" ? 500 : 40;

    [Fact]
    public void Tickets_stops_and_replays_hold_whatever_is_asked_for()
    {
        Counts counts = new();
        for (int seed = 1; seed <= Seeds; seed++)
        {
            EngineTopology live = seed % 2 == 0 ? EngineTopology.Pipelined : EngineTopology.Fused;
            MemoryJournal journal = new();
            MemoryOut recorded = new();
            OperatorScript script = new(seed, Options(seed).Instruments, Cash);
            HashCheckpoint final = RunLive(seed, live, journal, recorded, script, counts);
            CheckStops(seed, journal.Events, recorded.Records, counts);
            counts.Add(journal.Events);
            foreach (EngineTopology topology in All)
            {
                MemoryOut rebuilt = new();
                ReplayResult result = new ReplayEngine(Options(seed), LiveRun.Threading(topology), new ErraticRuleSet((ulong)seed, bursts: false), rebuilt).Run(journal.Read());
                Assert.True(result.Divergence is null, $"seed {seed}, {live} → {topology}: {result.Divergence}");
                Assert.True(result.Hash == final.Hash, $"seed {seed}, {live} → {topology}: {result.Hash:x16} instead of {final.Hash:x16}");
                Assert.True(recorded.Records.SequenceEqual(rebuilt.Records), $"seed {seed}, {live} → {topology}: the derived stream differs");
            }
        }

        counts.MustBeEnough(Seeds);
    }

    private static HashCheckpoint RunLive(int seed, EngineTopology topology, MemoryJournal journal, MemoryOut recorded, OperatorScript script, Counts counts)
    {
        using TradingEngine engine = new(Options(seed), LiveRun.Threading(topology), new EnginePorts
        {
            RuleSet = new ErraticRuleSet((ulong)seed, bursts: false), Journal = journal, OutJournal = recorded,
        });
        MarketDataInbox inbox = engine.AddInbox(256, InboxOverflow.Wait);
        engine.Start();
        using SimulatedMarket market = LiveRun.Market(seed, Events);
        EngineEvent next = default;
        for (int i = 0; market.TryRead(ref next); i++)
        {
            Assert.True(inbox.Write(in next, engine.Stopped), engine.Fault?.ToString());
            if (i % 13 == 0) { script.Act(engine); }
        }

        HashCheckpoint final = engine.Stop(TimeSpan.FromSeconds(60));
        CheckTickets(seed, engine.Commands, script, journal.Events, counts);
        return final;
    }

    // The plain twin: the n-th event from outside that is no market data is the one with ticket n.
    private static void CheckTickets(int seed, CommandInbox inbox, OperatorScript script, IReadOnlyList<EngineEvent> journal, Counts counts)
    {
        EngineEvent[] outside = [.. journal.Where(IsOperators)];
        long expected = 0;
        foreach (OperatorBatch batch in script.Written)
        {
            Assert.True(batch.First.Number == expected, $"seed {seed}: ticket {batch.First.Number} instead of {expected}");
            for (int i = 0; i < batch.Events.Length; i++)
            {
                CommandTicket ticket = batch.First.Next(i);
                EngineEvent sequenced = outside[ticket.Number];
                Assert.True(Payload(in batch.Events[i]).SequenceEqual(Payload(in sequenced)), $"seed {seed}: ticket {ticket.Number} is another event");
                Assert.True(inbox.TryFindSequence(ticket, out long sequence) && sequence == sequenced.Sequence, $"seed {seed}: ticket {ticket.Number} is {sequenced.Sequence} in the journal, {sequence} here");
                counts.Tickets++;
            }

            expected = batch.Last.Number + 1;
        }

        Assert.Equal(expected, outside.Length);
    }

    // Walks both streams: what was stopped at an event lets nothing pass from there on until it is started again.
    private static void CheckStops(int seed, IReadOnlyList<EngineEvent> journal, List<OutRecord> records, Counts counts)
    {
        bool isKilled = false, isHalted = false;
        TradingState first = TradingState.Active;
        int at = 0;
        foreach (OutRecord record in records)
        {
            for (; at < journal.Count && journal[at].Sequence <= record.Sequence; at++)
            {
                EngineEvent e = journal[at];
                if (e.Kind is EventKind.Kill or EventKind.KillReset) { isKilled = e.Kind == EventKind.Kill; }
                if (e.Kind == EventKind.TradingStateChange) { isHalted = e.TradingState.State is TradingState.Halted or TradingState.Observe; }
                if (e.Kind == EventKind.StrategyStateChange && e.StrategyState.Strategy.Value == 0) { first = e.StrategyState.State; }
            }

            if (record is not { Kind: OutKind.Decision, Decision: { Action: CommandAction.New, Strategy.IsEngine: false } }) { continue; }
            bool mustNotPass = isKilled || isHalted || (first == TradingState.Halted && record.Decision.Strategy.Value == 0);
            if (mustNotPass) { counts.KeptBack++; }
            Assert.True(!mustNotPass || record.Decision.Verdict != RejectReason.None, $"seed {seed}: an order passed at {record.Sequence} although it was stopped");
        }
    }

    private static bool IsOperators(EngineEvent e) => e.Kind switch
    {
        EventKind.Command => !e.Command.Strategy.IsEngine,
        EventKind.AdminRequest or EventKind.CancelAll or EventKind.CapitalShare or EventKind.StrategyStateChange or EventKind.TradingStateChange or EventKind.Kill or EventKind.KillReset => true,
        EventKind.RiskLimitChange or EventKind.CashFlow => true,
        _ => false,
    };

    // All of the event that its writer gives: from the instrument on.
    private static ReadOnlySpan<byte> Payload(in EngineEvent e) => MemoryMarshal.AsBytes(new ReadOnlySpan<EngineEvent>(in e))[24..96];

    private static EngineOptions Options(int seed) => new()
    {
        Instruments = new InstrumentTable([.. SimulatedMarket.DemoInstruments().Take(2).Select(simulated => simulated.Instrument)]),
        Bars = new BarOptions { Specs = [BarSpec.Parse("1s"), BarSpec.Parse("10t")] },
        Accounts = [new AccountOptions { Id = new AccountId(0), Name = "main", InitialCash = [new Money(1_000_000 * Money.One, Cash)] }],
        Risk = new RiskOptions { MaxOpenOrders = 256, DefaultLimits = new RiskLimits { ShortSelling = true } },
        Venue = new VenueOptions { EntryLatency = Duration.FromMilliseconds(seed % 4 * 3), ResponseLatency = Duration.FromMilliseconds(seed % 3 * 5), MaxOpenOrders = 256 },
        RuleSets = new RuleSetOptions { Slots = 2 },
        MaxCommandsPerEvent = 16,
        CheckpointInterval = 256,
    };

    // The runs must contain what the property is about.
    private sealed class Counts
    {
        private readonly Dictionary<EventKind, int> _kinds = [];
        private int _cancels;
        private int _cancelsOfTickets;

        public int Tickets { get; set; }

        public int KeptBack { get; set; }

        public void Add(IReadOnlyList<EngineEvent> journal)
        {
            HashSet<OrderId> manual = [];
            foreach (EngineEvent e in journal)
            {
                _kinds[e.Kind] = _kinds.GetValueOrDefault(e.Kind) + 1;
                if (e is { Kind: EventKind.Command, Command: { Action: CommandAction.Cancel, Strategy.IsEngine: true } }) { _cancels++; }
                if (e is { Kind: EventKind.Command, Command: { Action: CommandAction.Cancel, Strategy.IsEngine: false } }) { manual.Add(e.Command.OrderId); }
                if (e.Kind == EventKind.Report && e.Report.Kind == ReportKind.Canceled && manual.Contains(e.Report.OrderId)) { _cancelsOfTickets++; }
            }
        }

        public void MustBeEnough(int seeds)
        {
            string all = string.Join(", ", _kinds.Select(pair => $"{pair.Value} {pair.Key}")) + $"; {Tickets} tickets, {KeptBack} kept back, {_cancels} cancels, {_cancelsOfTickets} by ticket";
            foreach (EventKind kind in new[] { EventKind.Kill, EventKind.KillReset, EventKind.CancelAll, EventKind.CapitalShare, EventKind.StrategyStateChange, EventKind.TradingStateChange, EventKind.RiskLimitChange, EventKind.CashFlow, EventKind.AdminRequest })
            {
                Assert.True(_kinds.GetValueOrDefault(kind) > 2 * seeds, all);
            }

            Assert.True(Tickets > 100 * seeds && KeptBack > 10 * seeds && _cancels > 10 * seeds && _cancelsOfTickets > seeds, all);
        }
    }
}
