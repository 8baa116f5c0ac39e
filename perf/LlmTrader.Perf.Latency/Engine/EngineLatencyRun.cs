using LlmTrader.Engine.Core;
using LlmTrader.Engine.Ring;
using LlmTrader.Engine.Runtime;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Perf.Latency.Journal;
using LlmTrader.Perf.Latency.Ring;
using LlmTrader.Persistence.Journal;

namespace LlmTrader.Perf.Latency.Engine;

/// <summary>One run of one cell: an engine is made, fed at the cell's rate from a thread of its own, and stopped.</summary>
internal sealed class EngineLatencyRun
{
    /// <summary>Trades that close a bar by themselves, so that a bar's decision has an arrival to count from: some three bars in a hundred events.</summary>
    private const string Bar = "10t";

    private const string Generator = "generator";
    private const int LookEvery = 1024;          // Events between two looks at whether the rate is hopeless.
    private const int UrgentOfEngine = 2;        // Sequencer and first stage.

    private static readonly long LeastPatience = ExternalClock.NanosecondsToTicks(2_000_000_000);   // A stall of the machine is no hopeless rate.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly EngineLatencyOptions _options;
    private readonly LatencyCell _cell;
    private readonly MarketEvents _market;
    private readonly ILatencyProbe _probe;
    private readonly EngineOptions _engineOptions;
    private readonly IReadOnlyList<int> _cores;
    private StampedJournal? _journal;
    private long _first;
    private bool _isAborted;
    private bool _isArmed;
    private GarbageSnapshot _before;
    private GarbageSnapshot _after;

    /// <param name="options">How.</param>
    /// <param name="cell">What.</param>
    /// <param name="market">Goes on from run to run.</param>
    /// <param name="firstEvent">Of the market's events, the first one of this run.</param>
    /// <param name="probe">One of the two.</param>
    /// <param name="cores">Of generator, Sequencer and first stage; empty ties nothing.</param>
    public EngineLatencyRun(EngineLatencyOptions options, LatencyCell cell, MarketEvents market, long firstEvent, ILatencyProbe probe, IReadOnlyList<int> cores)
    {
        (_options, _cell, _market, _first, _probe, _cores) = (options, cell, market, firstEvent, probe, cores);
        _engineOptions = BenchmarkEngine.Options([.. SimulatedMarket.DemoInstruments().Select(s => s.Instrument)], BarSpec.Parse(Bar));
    }

    /// <summary>Of the market, where the next run goes on.</summary>
    public long NextEvent => _first;

    /// <summary>Where the warm-up ended, in ticks.</summary>
    public long MeasuredFrom { get; private set; }

    public StampedJournal? Journal => _journal;

    public long? Preemptions { get; private set; }

    /// <summary>Of the whole run, its warm-up included: the engine did trade.</summary>
    public long Fills { get; private set; }

    public bool IsAborted => _isAborted;

    /// <summary>While it was measured: nothing when it was aborted before.</summary>
    public GarbageSnapshot Garbage => _isArmed ? _after - _before : default;

    public void Run()
    {
        IRuleSet ruleSet = BenchmarkEngine.TwentyIndicators(_engineOptions);
        if (_cell.Topology == EngineTopology.Inline) { RunInline(ruleSet); } else { RunThreaded(ruleSet); }
    }

    private void RunInline(IRuleSet ruleSet)
    {
        InlineEngine engine = new(_engineOptions, ruleSet, journal: null, outJournal: null, _probe);
        Feed([], (ref EngineEvent e) =>
        {
            engine.Process(ref e);
            _probe.EndOfDecisions();
        });
        engine.Complete();
        Fills = engine.Stages.Accounts.Counts.Fills;
    }

    private void RunThreaded(IRuleSet ruleSet)
    {
        ThreadingOptions threading = new()
        {
            Topology = _cell.Topology,
            SpinningThreads = _cell.Wait == EngineWait.Block ? 0 : _options.SpinningThreads,
            SpinWith = _cell.Wait == EngineWait.Yield ? static () => new YieldingWaitStrategy() : static () => new BusySpinWaitStrategy(),
        };
        using ILatencyJournal? kept = NewJournal();
        bool syncsOnTheWay = _cell.Journal is EngineJournal.Group or EngineJournal.Sync;
        _journal = kept is null ? null : new StampedJournal(kept.Journal, syncsOnTheWay);
        using TradingEngine engine = new(_engineOptions, threading, new EnginePorts
        {
            RuleSet = ruleSet, Clock = new WallClock(), Probe = _probe, Journal = _journal, UntilDurable = syncsOnTheWay,
        });
        MarketDataInbox inbox = engine.AddInbox(65_536, InboxOverflow.Wait);
        engine.Start();
        ExchangeClock exchange = new();
        Feed([.. EnginePipeline.UrgentThreads(_cell.Topology).Take(UrgentOfEngine)], (ref EngineEvent e) =>
        {
            e.ExchangeTime = exchange.At(e.IntendedTicks);
            inbox.Write(in e, engine.Stopped);
        });
        engine.Stop(Patience);
        Fills = engine.Stages.Accounts.Counts.Fills;
    }

    private ILatencyJournal? NewJournal()
    {
        JournalMode? mode = _cell.Journal switch
        {
            EngineJournal.Async => JournalMode.Async,
            EngineJournal.Group => JournalMode.Group,
            EngineJournal.Sync => JournalMode.Sync,
            _ => null,
        };
        if (mode is null) { return null; }
        Func<JournalMode, InstrumentTable, IReadOnlyList<BarSpec>, ILatencyJournal> make = _options.NewJournal ?? throw new ArgumentException("A cell with a journal needs EngineLatencyOptions.NewJournal.");
        return make(mode.Value, _engineOptions.Instruments, _engineOptions.Bars.Specs);
    }

    private delegate void Sink(ref EngineEvent e);

    // From a thread of its own, so that it can be tied to a core and be gone afterwards.
    private void Feed(IReadOnlyList<string> urgent, Sink sink)
    {
        using ManualResetEventSlim go = new();
        using ManualResetEventSlim done = new();
        using ManualResetEventSlim leave = new();
        Exception? fault = null;
        Thread generator = new(() =>
        {
            go.Wait();
            try { Generate(sink); }
            catch (Exception e) { fault = e; }   // Thrown again on the thread that waits for this one.
            done.Set();
            leave.Wait();   // What the system counts of a thread goes with it.
        })
        { Name = Generator, IsBackground = true };
        generator.Start();
        Thread.Sleep(20);   // Until every thread has taken its name.
        using EngineThreads threads = new([Generator, .. urgent], _cores);
        long? before = threads.Preemptions();
        go.Set();
        done.Wait();
        Preemptions = threads.Preemptions() - before;
        leave.Set();
        generator.Join();
        if (fault is not null) { throw new InvalidOperationException($"The generator failed: {fault.Message}", fault); }
    }

    private void Generate(Sink sink)
    {
        long start = ExternalClock.NowTicks + ExternalClock.NanosecondsToTicks(10_000_000);
        long length = ExternalClock.NanosecondsToTicks((long)(_options.WarmUp + _options.Length).TotalNanoseconds);
        MeasuredFrom = start + ExternalClock.NanosecondsToTicks((long)_options.WarmUp.TotalNanoseconds);
        MeasureFrom(MeasuredFrom);
        if (_cell.Rate == 0) { AsFastAsItGoes(start, start + length, sink); } else { AtTheRate(start, length, sink); }
        _after = GarbageSnapshot.Now();
    }

    private void AtTheRate(long start, long length, Sink sink)
    {
        OpenLoopPacer pacer = new(_cell.Rate, start, OpenLoopPacer.WaitFor(Environment.ProcessorCount));
        long count = (long)(_cell.Rate * (_options.WarmUp + _options.Length).TotalSeconds);
        long hopeless = start + length + Math.Max(length / 2, LeastPatience);
        EngineEvent e = default;
        for (long i = 0; i < count; i++)
        {
            e = _market.At(_first++);
            e.IntendedTicks = pacer.WaitNext();
            if (!_isArmed && e.IntendedTicks >= MeasuredFrom) { (_before, _isArmed) = (GarbageSnapshot.Now(), true); }
            sink(ref e);
            if (i % LookEvery == 0 && ExternalClock.NowTicks > hopeless)
            {
                _isAborted = true;
                return;
            }
        }
    }

    private void AsFastAsItGoes(long start, long end, Sink sink)
    {
        EngineEvent e = default;
        for (long now = start; now < end;)
        {
            e = _market.At(_first++);
            e.IntendedTicks = now;
            sink(ref e);
            if (_first % LookEvery == 0) { now = Math.Max(start, ExternalClock.NowTicks); }
            if (!_isArmed && now >= MeasuredFrom) { (_before, _isArmed) = (GarbageSnapshot.Now(), true); }
        }
    }

    private void MeasureFrom(long ticks)
    {
        _journal?.MeasureFrom(ticks);
        if (_probe is PipelineProbe pipeline) { pipeline.MeasureFrom(ticks); }
        if (_probe is StageProbe stages) { stages.MeasureFrom(ticks); }
    }
}

/// <summary>The machine's clock, as a live engine's Sequencer reads it for every event.</summary>
internal sealed class WallClock : IClock
{
    public Timestamp Now => new((DateTime.UtcNow - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick);
}

/// <summary>
/// The exchange's time of an event that is meant to arrive at some tick of the measuring clock: near the engine's, as a live feed's is, so that the journal
/// writes what it writes of one; and ahead of it, since no order fills on what the exchange says was before it.
/// </summary>
internal sealed class ExchangeClock
{
    private const long AheadNs = 2_000_000_000;    // Less than the 2.1 s that a short record of the journal can tell.

    private readonly long _startTicks = ExternalClock.NowTicks;
    private readonly long _startNs = new WallClock().Now.Nanoseconds + AheadNs;

    public Timestamp At(long ticks) => new(_startNs + ExternalClock.TicksToNanoseconds(ticks - _startTicks));
}

/// <summary>What the garbage collector has done so far.</summary>
internal readonly record struct GarbageSnapshot(int Gen0, int Gen1, int Gen2, TimeSpan Paused, long Allocated)
{
    public static GarbageSnapshot Now() => new(
        GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2), GC.GetTotalPauseDuration(), GC.GetTotalAllocatedBytes());

    public static GarbageSnapshot operator -(GarbageSnapshot later, GarbageSnapshot earlier) => new(
        later.Gen0 - earlier.Gen0, later.Gen1 - earlier.Gen1, later.Gen2 - earlier.Gen2, later.Paused - earlier.Paused, later.Allocated - earlier.Allocated);
}
