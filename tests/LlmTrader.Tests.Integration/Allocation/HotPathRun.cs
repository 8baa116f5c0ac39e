using System.Globalization;
using System.Runtime;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Perf.Latency.Ports;
using LlmTrader.Strategies.Rules;

namespace LlmTrader.Tests.Integration.Allocation;

/// <summary>
/// A simulated market through the whole engine, as a process of its own: a test host allocates on threads of its own all the time, and
/// what is measured here is every thread of the process.
/// </summary>
internal static class HotPathRun
{
    private const int WarmUp = 300_000;
    private const int MostAttempts = 5;

    /// <summary>Prints bars, fills, bytes allocated and collections of the measured events.</summary>
    public static int Run(EngineTopology topology, long events, bool allocating)
    {
        EngineOptions options = Options();
        IRuleSet ruleSet = RuleSet(options, allocating);
        string line = topology == EngineTopology.Inline ? Inline(options, ruleSet, events) : Live(topology, options, ruleSet, events);
        Console.WriteLine(line);
        return 0;
    }

    private static string Inline(EngineOptions options, IRuleSet ruleSet, long events)
    {
        InlineEngine engine = new(options, ruleSet, new LatestEvents(), new LatestRecords());
        return Measure(engine.Stages, events, (ref EngineEvent e) => engine.Process(ref e), static () => { });
    }

    private static string Live(EngineTopology topology, EngineOptions options, IRuleSet ruleSet, long events)
    {
        ReleaseCounter released = new();

        // A small ring: the orders of a decision come after what is in it, and a market that is sequenced far ahead hardly trades.
        using TradingEngine engine = new(options, new ThreadingOptions { Topology = topology, RingCapacity = 4096 }, new EnginePorts
        {
            RuleSet = ruleSet,
            Journal = new LatestEvents(),
            OutJournal = new LatestRecords(),
            Probe = released,
        });
        MarketDataInbox inbox = engine.AddInbox(1024, InboxOverflow.Wait);
        engine.Start();
        long pushed = 0;
        string line = Measure(
            engine.Stages, events,
            (ref EngineEvent e) =>
            {
                pushed++;
                if (!inbox.Write(in e, engine.Stopped)) { throw engine.Fault!; }
            },
            () =>
            {
                while (released.Count < pushed && !engine.Stopped.IsCancellationRequested) { Thread.Sleep(1); }
            });
        return engine.Fault is null ? line : throw engine.Fault;
    }

    // The last stage has passed every event when it ends.
    private static string Measure(TradingStages stages, long events, Sink sink, Action drain)
    {
        using SimulatedMarket market = new(new SimulatedMarketOptions { Seed = 11, Instruments = SimulatedMarket.DemoInstruments() });
        EngineEvent next = default;
        Push(WarmUp);
        for (int attempt = 1; ; attempt++)
        {
            (long bars, long fills, int collections, long compiled) = (stages.Signals.Counts.Bars, stages.Accounts.Counts.Fills, GC.CollectionCount(0), JitInfo.GetCompiledMethodCount());
            long allocated = GC.GetTotalAllocatedBytes(precise: true);
            Push(events);
            allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;

            // A method that is compiled meanwhile, in its final form on a thread of the runtime's, may bring tables of literals and statics.
            bool hasCompiled = JitInfo.GetCompiledMethodCount() != compiled;
            if (allocated != 0 && hasCompiled && attempt < MostAttempts) { continue; }
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{stages.Signals.Counts.Bars - bars} {stages.Accounts.Counts.Fills - fills} {allocated} {GC.CollectionCount(0) - collections}");
        }

        void Push(long count)
        {
            for (long i = 0; i < count; i++)
            {
                market.TryRead(ref next);
                sink(ref next);
            }

            drain();
        }
    }

    private delegate void Sink(ref EngineEvent e);

    private static EngineOptions Options() => new()
    {
        Instruments = new InstrumentTable([.. SimulatedMarket.DemoInstruments().Select(simulated => simulated.Instrument)]),
        Bars = new BarOptions { Specs = [BarSpec.Parse("1s")] },
        Accounts = [new AccountOptions { Id = default, Name = "main", InitialCash = [new Money(1_000_000_000 * Money.One, Currency.Parse("USDT"))] }],
        CheckpointInterval = 16_384,
        Venue = new VenueOptions { EntryLatency = Duration.FromMilliseconds(2), ResponseLatency = Duration.FromMilliseconds(3) },
    };

    private static IRuleSet RuleSet(EngineOptions options, bool allocating)
    {
        MovingAverageCross cross = new(
            new MovingAverageCrossOptions { Fast = 2, Slow = 5, Bar = options.Bars.Specs[0], Quantity = "1" }, options.Instruments, options.Bars.Specs);
        return allocating ? new AllocatingRuleSet(cross) : cross;
    }

    private sealed class AllocatingRuleSet(IRuleSet inner) : IRuleSet
    {
        private byte[] _last = [];   // Kept, so that the compiler can't do without the allocation.

        public string Name => inner.Name;

        public string Id => inner.Id + _last.Length;

        public int WarmUpBars => inner.WarmUpBars;

        public bool ReadsOtherSeries => inner.ReadsOtherSeries;

        public void Observe(ReadOnlySpan<ClosedBar> together) => inner.Observe(together);

        public RuleSetOutcome Decide(in ClosedBar observed, IRuleSetContext context) => inner.Decide(in observed, context);

        public RuleSetOutcome OnBar(in ClosedBar bar, IRuleSetContext context)
        {
            _last = new byte[1];
            return inner.OnBar(in bar, context);
        }

        public bool WatchesPrices => inner.WatchesPrices;

        public RuleSetHandOver HandOver => inner.HandOver;

        public long CostPerBar => inner.CostPerBar;

        public void WarmUp(in ClosedBar bar) => inner.WarmUp(in bar);

        public RuleSetOutcome OnPrice(InstrumentId instrument, Price price, IRuleSetContext context) => inner.OnPrice(instrument, price, context);

        public void OnReport(InstrumentId instrument, in ExecutionReport report) => inner.OnReport(instrument, in report);

        public void Transfer(ISnapshotTransfer transfer) => inner.Transfer(transfer);
    }
}
