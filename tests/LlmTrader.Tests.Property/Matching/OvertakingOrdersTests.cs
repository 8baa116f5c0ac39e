using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Tests.Property.Topologies;

namespace LlmTrader.Tests.Property.Matching;

/// <summary>
/// The whole engine where every command draws its own latency, so that cancels and amendments overtake their orders: it never stops,
/// each order ends once, all stages agree on what is open and held, and what a bracket's entry has opened has its stop.
/// </summary>
public class OvertakingOrdersTests
{
    private const long Millisecond = 1_000_000;

    private static readonly int Seeds = Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1" ? 5_000 : 240;

    private readonly Dictionary<ReportKind, int> _seen = [];
    private int _overtaken;
    private int _brackets;
    private int _stopped;

    [Fact]
    public void Whatever_overtakes_what_the_books_agree_and_no_bracket_is_torn()
    {
        for (int seed = 1; seed <= Seeds; seed++)
        {
            try { Run(seed); }
            catch (Exception e) { throw new InvalidOperationException($"Seed {seed}: {e.Message}", e); }
        }

        // The runs must have met what the property is about.
        ReportKind[] ofRecovery = [ReportKind.Unknown, ReportKind.NotSent];   // No venue here forgets an order.
        foreach (ReportKind kind in Enum.GetValues<ReportKind>().Except(ofRecovery)) { Assert.True(_seen.GetValueOrDefault(kind) > Seeds / 2, $"only {_seen.GetValueOrDefault(kind)} {kind}"); }
        Assert.True(_overtaken > Seeds && _brackets > Seeds && _stopped > Seeds, $"{_overtaken} changes overtook their order, {_brackets} brackets entered, {_stopped} were stopped");
    }

    private void Run(int seed)
    {
        MemoryOut recorded = new();
        InlineEngine engine = new(Options(seed), new ErraticRuleSet((ulong)seed, bursts: seed % 5 == 0), outJournal: recorded);
        using SimulatedMarket market = LiveRun.Market(seed, 2000);
        engine.Run(market);
        engine.Complete();

        Dictionary<OrderId, Life> lives = Follow(recorded);
        RiskGate gate = engine.Stages.Risk.Gate;
        SimulatedVenue venue = engine.Stages.Matching.Venue;
        List<Life> open = [.. lives.Values.Where(life => life.Ends == 0)];
        Assert.All(lives.Values, life => Assert.InRange(life.Ends, 0, 1));
        Assert.Equal(open.Count, gate.OpenOrders);
        Assert.InRange(open.Count, venue.OpenOrders, venue.OpenOrders + venue.PendingArrivals);   // The last ones may still be on their way.
        for (int i = 0; i < 2; i++)
        {
            InstrumentId instrument = new(i);
            long filled = lives.Values.Where(life => life.Command.Instrument == instrument).Sum(life => life.Command.Side == Side.Buy ? life.Filled : -life.Filled);
            Assert.Equal(filled, gate.Position(default, instrument).Raw);
            Assert.Equal(filled, engine.Stages.Accounts.Book.PositionOf(default, instrument).Quantity.Raw);
            Assert.Equal(filled, engine.Stages.Signals.Position(instrument).Raw);
            Assert.Equal(open.Count(life => life.Command.Instrument == instrument), engine.Stages.Signals.Book.OpenOrders(default, instrument));
        }

        foreach (IGrouping<OrderId, Life> group in lives.Values.Where(life => life.Command.Contingency != Contingency.None).GroupBy(life => life.Command.GroupId)) { CheckGroup(group.Key, [.. group]); }
    }

    private void CheckGroup(OrderId id, List<Life> group)
    {
        bool isTorn = group.Exists(life => life.Refusal == RejectReason.InvalidGroup) && !group.Exists(life => life.Refusal is not (RejectReason.None or RejectReason.InvalidGroup));
        Assert.False(isTorn, $"group {id} was refused for nothing");
        if (group[0].Command.Contingency != Contingency.Parent) { return; }
        long entered = group[0].Filled;
        Assert.InRange(group.Skip(1).Sum(life => life.Filled), 0, entered);
        if (entered > 0) { _brackets++; }
        if (group[^1].Filled > 0) { _stopped++; }
    }

    // What was sent, and what came back.
    private Dictionary<OrderId, Life> Follow(MemoryOut recorded)
    {
        Dictionary<OrderId, Life> lives = [];
        foreach (OutRecord record in recorded.Records)
        {
            if (record.Kind == OutKind.Decision && record.Decision.Verdict == RejectReason.None)
            {
                OrderCommand command = record.Decision;
                if (command.Action == CommandAction.New) { lives.Add(command.OrderId, new Life(command)); }
                else if (command.Action == CommandAction.Cancel) { lives[command.OrderId].IsCancelled = true; }
            }
            else if (record.Kind == OutKind.Order && lives.TryGetValue(record.Order.Report.OrderId, out Life? life))
            {
                Observe(life, record.Order);
                if (life.Command.Contingency is Contingency.Parent or Contingency.Child) { CheckCover(life.Command.GroupId, lives); }
            }
        }

        return lives;
    }

    // After every report: what the entry has opened and no exit has closed has its stop, unless somebody took that back.
    private static void CheckCover(OrderId group, Dictionary<OrderId, Life> lives)
    {
        Life target = lives[new OrderId(group.Raw + 1)];
        Life stop = lives[new OrderId(group.Raw + 2)];
        long held = lives[group].Filled - target.Filled - stop.Filled;
        Assert.True(held >= 0 && (held == 0 || stop.Ends == 0 || stop.IsCancelled), $"bracket {group} holds {held} without a stop");
    }

    private void Observe(Life life, in OrderUpdate update)
    {
        ExecutionReport report = update.Report;
        _seen[report.Kind] = _seen.GetValueOrDefault(report.Kind) + 1;
        bool isRefusal = report.Kind is ReportKind.CancelRejected or ReportKind.ReplaceRejected;
        if (isRefusal && report.Reason == RejectReason.UnknownOrder && !life.IsAccepted) { _overtaken++; }
        Assert.True(isRefusal || life.Ends == 0, $"{report.Kind} of {report.OrderId} after its end");
        life.IsAccepted |= report.Kind == ReportKind.Accepted;
        if (report.Kind == ReportKind.Fill) { life.Filled += report.LastQuantity.Raw; }
        if (report.Kind == ReportKind.Rejected) { life.Refusal = report.Reason; }
        if (!isRefusal && OrderStateMachine.IsTerminal(update.Status)) { life.Ends++; }
    }

    private static EngineOptions Options(int seed) => new()
    {
        Instruments = new InstrumentTable([.. SimulatedMarket.DemoInstruments().Take(2).Select(simulated => simulated.Instrument)]),
        Bars = new BarOptions { Specs = [BarSpec.Parse("1s"), BarSpec.Parse("20t")] },
        Accounts = [new AccountOptions { Id = new AccountId(0), Name = "main", InitialCash = [new Money(1_000_000 * Money.One, Currency.Parse("USDT"))] }],
        Risk = new RiskOptions { MaxOpenOrders = 64, DefaultLimits = new RiskLimits { OrderRate = 50, ShortSelling = true, OrderNotional = 50_000 * Money.One } },
        Venue = new VenueOptions
        {
            Latency = Latency(seed),
            FillOnTouch = seed % 2 == 1,
            ParticipationPercent = seed % 7 == 0 ? 25 : 100,
            MaxOpenOrders = 64,
            SelfTrade = (VenueSelfTrade)(seed % 3),
        },
        MaxCommandsPerEvent = 16,
    };

    // Drawn from a recording, from quantiles, or falling so fast that whoever comes later is there first.
    private static LatencyTable Latency(int seed) => (seed % 4) switch
    {
        0 => new LatencyTable
        {
            Rows = [new(0, Millisecond, Millisecond), new(LatencyTable.Certain / 2, 5 * Millisecond, 5 * Millisecond), new(LatencyTable.Certain, 2000 * Millisecond, 500 * Millisecond)],
            IsQuantiles = true, Seed = (ulong)seed,
        },
        1 => Falling(),
        _ => new LatencyTable { Rows = [new(0, 0, 0), new(1, 3 * Millisecond, 5), new(2, 900 * Millisecond, 200 * Millisecond), new(3, 2500 * Millisecond, Millisecond)], Seed = (ulong)seed },
    };

    private static LatencyTable Falling()
    {
        long start = new SimulatedMarketOptions { Instruments = SimulatedMarket.DemoInstruments() }.Start.Nanoseconds;
        return new LatencyTable
        {
            Rows = [.. Enumerable.Range(0, 600).Select(i => new LatencyRow(start + (i * 1500 * Millisecond), (i % 2 == 0 ? 2000 : 1) * Millisecond, 20 * Millisecond))],
            Use = LatencyUse.Interpolated,
        };
    }

    private sealed class Life(OrderCommand command)
    {
        public OrderCommand Command { get; } = command;

        public bool IsAccepted { get; set; }

        /// <summary>A cancel was sent.</summary>
        public bool IsCancelled { get; set; }

        public long Filled { get; set; }

        public int Ends { get; set; }

        public RejectReason Refusal { get; set; }
    }
}
