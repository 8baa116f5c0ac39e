using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Strategies.Rules;

namespace LlmTrader.Tests.Unit.Runtime;

/// <summary>Nothing else may run beside these tests: they look at what the whole process allocates.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WholeProcessTests
{
    public const string Name = "whole process";
}

/// <summary>
/// Contract 7: after start the hot path allocates nothing. A million events of a simulated market go through the engine,
/// with bars, orders, fills and both journals; every thread of the process is counted.
/// </summary>
[Collection(WholeProcessTests.Name)]
public sealed class HotPathAllocationTests
{
    private const int WarmUp = 300_000;

    // The test host allocates 168 bytes ten times a second on a thread of its own, and more when it writes its log, so a
    // second of the whole process is never at 0. A slice of a few milliseconds between two ticks is, and each holds some
    // 800 bars, dozens of orders and a checkpoint: a hot path that allocates for any of them spoils every single slice.
    private const int Slice = 20_000;
    private const int CleanSlices = 50;   // A million events.
    private const int MaxSlices = 400;

    [Theory]
    [InlineData(EngineTopology.Pipelined)]
    [InlineData(EngineTopology.Fused)]
    public void A_million_events_allocate_nothing_on_any_thread(EngineTopology topology) => RuntimeWorld.MustEnd(() =>
    {
        using LiveRun run = new(topology, allocating: false);
        run.Push(WarmUp);
        List<long> spoiled = [];
        int clean = 0;
        for (int slice = 0; slice < MaxSlices && clean < CleanSlices; slice++)
        {
            (long bars, long fills) = (run.Bars, run.Fills);
            long allocated = run.AllocatedBy(Slice);
            Assert.True(run.Bars - bars > 100 && run.Fills - fills > 10, $"{run.Bars - bars} bars, {run.Fills - fills} fills: a slice must trade.");
            if (allocated == 0) { clean++; } else { spoiled.Add(allocated); }
        }

        Assert.True(clean == CleanSlices, $"{topology}: {clean} slices of {Slice} events without an allocation, the others {string.Join(", ", spoiled)} bytes");
    });

    [Theory]
    [InlineData(EngineTopology.Pipelined)]
    [InlineData(EngineTopology.Fused)]
    public void A_rule_set_that_allocates_spoils_every_slice(EngineTopology topology) => RuntimeWorld.MustEnd(() =>
    {
        using LiveRun run = new(topology, allocating: true);
        run.Push(WarmUp);
        for (int slice = 0; slice < CleanSlices; slice++)
        {
            long bars = run.Bars;
            long allocated = run.AllocatedBy(Slice);
            Assert.True(allocated >= run.Bars - bars, $"{allocated} bytes for {run.Bars - bars} bars");
        }
    });

    [Fact]
    public void Inline_a_million_events_allocate_nothing()
    {
        InlineRun run = new(allocating: false);
        run.Push(WarmUp);
        (long bars, long fills) = (run.Bars, run.Fills);

        Assert.Equal(0, run.AllocatedBy(CleanSlices * Slice));   // This thread's alone: exact at once.
        Assert.True(run.Bars - bars > 10_000 && run.Fills - fills > 1_000, $"{run.Bars - bars} bars, {run.Fills - fills} fills: the measured part must trade.");
    }

    [Fact]
    public void Inline_a_rule_set_that_allocates_is_found_out()
    {
        InlineRun run = new(allocating: true);
        run.Push(WarmUp);
        long bars = run.Bars;
        Assert.True(run.AllocatedBy(Slice) >= run.Bars - bars && run.Bars > bars);
    }

    private static EngineOptions Options() => RuntimeWorld.Options("1s") with
    {
        Instruments = new InstrumentTable([.. SimulatedMarket.DemoInstruments().Select(simulated => simulated.Instrument)]),
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

    private static SimulatedMarket Market() => new(new SimulatedMarketOptions { Seed = 11, Instruments = SimulatedMarket.DemoInstruments() });

    private sealed class InlineRun
    {
        private readonly SimulatedMarket _market = Market();
        private readonly InlineEngine _engine;
        private EngineEvent _next;

        public InlineRun(bool allocating)
        {
            EngineOptions options = Options();
            _engine = new InlineEngine(options, RuleSet(options, allocating), new CircularJournal(), new CircularOutJournal());
        }

        public long Fills => _engine.Stages.Accounts.Counts.Fills;

        public long Bars => _engine.Stages.Signals.Counts.Bars;

        public void Push(int events)
        {
            for (int i = 0; i < events; i++)
            {
                _market.TryRead(ref _next);
                _engine.Process(ref _next);
            }
        }

        public long AllocatedBy(int events)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Push(events);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private sealed class LiveRun : IDisposable
    {
        private readonly SimulatedMarket _market = Market();
        private readonly ReleaseCounter _released = new();
        private readonly TradingEngine _engine;
        private readonly MarketDataInbox _inbox;
        private EngineEvent _next;
        private long _pushed;

        public LiveRun(EngineTopology topology, bool allocating)
        {
            EngineOptions options = Options();

            // A small ring: in a large one the whole slice would be sequenced before its first bar closed, and hardly trade.
            _engine = new TradingEngine(options, new ThreadingOptions { Topology = topology, RingCapacity = 256 }, new EnginePorts
            {
                RuleSet = RuleSet(options, allocating),
                Journal = new CircularJournal(),
                OutJournal = new CircularOutJournal(),
                Probe = _released,
            });
            _inbox = _engine.AddInbox(64, InboxOverflow.Wait);
            _engine.Start();
        }

        public long Fills => _engine.Stages.Accounts.Counts.Fills;

        public long Bars => _engine.Stages.Signals.Counts.Bars;

        /// <summary>Ends when the last stage has passed every event that was pushed.</summary>
        public void Push(int events)
        {
            _pushed += events;
            for (int i = 0; i < events; i++)
            {
                _market.TryRead(ref _next);
                if (!_inbox.Write(in _next, _engine.Stopped)) { throw _engine.Fault!; }
            }

            while (_released.Count < _pushed && !_engine.Stopped.IsCancellationRequested) { Thread.Sleep(1); }
        }

        public long AllocatedBy(int events)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            Push(events);
            return GC.GetTotalAllocatedBytes(precise: true) - before;
        }

        public void Dispose() => _engine.Dispose();
    }

    private sealed class ReleaseCounter : ILatencyProbe
    {
        private long _count;

        /// <summary>Market data that the outbound gate has seen.</summary>
        public long Count => Volatile.Read(ref _count);

        public void OnDecision(in EngineEvent e)
        {
        }

        public void OnRelease(in EngineEvent e)
        {
            if (e.Kind is EventKind.Trade or EventKind.Quote) { Volatile.Write(ref _count, _count + 1); }
        }
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

    /// <summary>The last events in preallocated memory.</summary>
    private sealed class CircularJournal : IJournal
    {
        private readonly EngineEvent[] _events = new EngineEvent[4096];
        private long _appended = -1;

        public long WrittenSequence { get; private set; } = -1;

        public long DurableSequence => WrittenSequence;

        public void Append(in EngineEvent sequenced)
        {
            _events[sequenced.Sequence % _events.Length] = sequenced;
            _appended = sequenced.Sequence;
        }

        public void EndOfBatch() => WrittenSequence = _appended;

        public void Complete() => EndOfBatch();
    }

    private sealed class CircularOutJournal : IOutJournal
    {
        private readonly OutRecord[] _records = new OutRecord[4096];
        private long _next;

        public void Append(in OutRecord record) => _records[_next++ % _records.Length] = record;

        public void EndOfBatch()
        {
        }

        public void Complete()
        {
        }
    }
}
