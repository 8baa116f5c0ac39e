using System.Diagnostics;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Perf.Latency.Engine;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Persistence.Journal;
using LlmTrader.Strategies.Rules.Execution;
using LlmTrader.Tools.Hosting.Backtests;
using LlmTrader.Tools.Hosting.Configuration;
using LlmTrader.Tools.Hosting.Swaps;

namespace LlmTrader.Tools.Hosting.Runs;

/// <summary>How long and how fast the demo is.</summary>
public sealed record DemoOptions
{
    public required string Directory { get; init; }

    /// <summary>Replace a journal that lies there.</summary>
    public bool Force { get; init; }

    public ThreadingOptions Threading { get; init; } = ThreadingOptions.For(Environment.ProcessorCount) with { Topology = EngineTopology.Pipelined };

    public long Events { get; init; } = 1_000_000;

    /// <summary>Market events per second of real time; the market's own time runs much faster.</summary>
    public long Rate { get; init; } = 200_000;

    public ulong Seed { get; init; } = 1;

    /// <summary>Rule sets that take over on the way, in order; null swaps the demo's own in once, half-way.</summary>
    public IReadOnlyList<ScheduledSwap>? Swaps { get; init; }
}

/// <summary>One instrument's line of the demo's result; money is in the quote currency.</summary>
public sealed record DemoPosition(string Instrument, string Position, Money Realized, Money Unrealized, Money Fees);

/// <summary>What the demo did and what the replay of its journal found.</summary>
public sealed record DemoResult
{
    public required string Directory { get; init; }

    public required EngineTopology Topology { get; init; }

    public required long Events { get; init; }

    public required TimeSpan Elapsed { get; init; }

    /// <summary>Market events that were fed; as many must be in the journal.</summary>
    public required long Fed { get; init; }

    /// <summary>The rule set that decided first.</summary>
    public required string RuleSet { get; init; }

    public required IReadOnlyList<SwapReport> Swaps { get; init; }

    public required Funnel Funnel { get; init; }

    public required IReadOnlyList<DemoPosition> Positions { get; init; }

    public required Money InitialCash { get; init; }

    public required Money Equity { get; init; }

    public required LatencySummary Decision { get; init; }

    public required LatencySummary Release { get; init; }

    /// <summary>Decision latency from each swap's first event until a thousand events after it.</summary>
    public required LatencySummary Swapping { get; init; }

    public required LatencySummary IdleHiccups { get; init; }

    /// <summary>The live run's StateHash, 16 hex digits.</summary>
    public required string Hash { get; init; }

    public required ReplayReport Replay { get; init; }

    public bool IsReproduced => Replay.IsReproduced && Replay.Hash == Hash;

    /// <summary>Every market event is in the journal once.</summary>
    public bool IsComplete => Replay.MarketEvents == Fed;
}

/// <summary>
/// A simulated market of several instruments through a live engine with a moving-average cross, another rule set swapped in
/// half-way, journaled, then replayed inline from the journal: the whole product in a few seconds.
/// </summary>
public sealed class DemoRunner(DemoOptions options)
{
    private const string Currency = "USDT";
    private const string Cash = "1000000";
    private const string SwapResource = "demo-swap.yaml";

    // A compilation takes milliseconds, and on a machine that has no time for it some seconds.
    private static readonly TimeSpan SwapPatience = TimeSpan.FromSeconds(30);

    private long _written;

    /// <summary>Market events fed so far.</summary>
    public long Progress => Volatile.Read(ref _written);

    public DemoResult Run(CancellationToken cancel = default)
    {
        IReadOnlyList<SimulatedInstrument> market = SimulatedMarket.DemoInstruments();
        InstrumentTable instruments = new([.. market.Select(simulated => simulated.Instrument)]);
        RunConfiguration configuration = new()
        {
            Strategy = "ma-cross:fast=10,slow=30,bar=10s,quantity.BTCUSDT.SIM=0.5,quantity.ETHUSDT.SIM=10,quantity.SOLUSDT.SIM=200,quantity.ACME.SIM=200",
            Bars = ["10s"],
            Accounts = [new AccountConfiguration { Name = "demo", Cash = new Dictionary<string, string> { [Currency] = Cash } }],
            Limits = new LimitsConfiguration { OrderNotional = 100_000 * Money.One, PriceCollar = 500, OrderRate = 100 },
            EntryLatency = Duration.FromMilliseconds(5).Nanoseconds,
            ResponseLatency = Duration.FromMilliseconds(5).Nanoseconds,
        };

        IReadOnlyList<ScheduledSwap> swaps = options.Swaps ?? [HalfWay()];
        configuration = configuration with { Bars = [.. configuration.Bars.Concat(swaps.SelectMany(swap => swap.Bars).Select(spec => spec.ToString())).Distinct()] };
        SwapPlan plan = SwapPlan.Compile(swaps, instruments, configuration.BarSpecs);
        configuration = plan.Record(configuration);

        LatencySummary idle = MeasureIdle();
        using NewJournal target = new(options.Directory, options.Force);
        EngineOptions engineOptions = configuration.ToOptions(instruments);
        DemoResult live = RunLive(target, configuration, engineOptions, plan, market, idle, cancel);
        target.Publish();
        return live with { Replay = new ReplayRunner(options.Directory).Run(new ThreadingOptions { Topology = EngineTopology.Inline }, compareOut: true, cancel) };
    }

    private DemoResult RunLive(
        NewJournal target, RunConfiguration configuration, EngineOptions engineOptions, SwapPlan plan,
        IReadOnlyList<SimulatedInstrument> market, LatencySummary idle, CancellationToken cancel)
    {
        JournalDirectory directory = target.Create(engineOptions.Instruments, engineOptions.Bars.Specs, configuration.ToJson(), new SystemClock().Now);
        JournalWriterOptions writing = new() { Mode = JournalMode.Async, Preallocate = false };
        using JournalWriter journal = new(directory, writing);
        using OutJournalWriter outJournal = new(directory, writing);
        SwapLog log = new(outJournal);
        RecordingRuleSetCompiler compiler = new(new RuleSetCompiler(engineOptions.Instruments, engineOptions.Bars.Specs));
        IRuleSet ruleSet = configuration.CreateRuleSet(engineOptions.Instruments);
        SwapLatencyProbe probe = new();
        using TradingEngine engine = new(engineOptions, options.Threading, new EnginePorts
        {
            RuleSet = ruleSet,
            RuleSetCompiler = compiler,
            Journal = journal,
            OutJournal = log,
            Probe = probe,
            WallClock = new SystemClock(),
        });
        MarketDataInbox inbox = engine.AddInbox(65_536, InboxOverflow.Wait);
        engine.Start();
        long start = Stopwatch.GetTimestamp();
        Feed(market, inbox, engine, probe.All, new LiveSwaps(plan, engine, inbox, log), cancel);
        HashCheckpoint final = engine.Stop(TimeSpan.FromSeconds(60));
        return Result(engine, engineOptions, final, Stopwatch.GetElapsedTime(start), probe, idle, ruleSet.Name, SwapReport.Of(plan, log, compiler));
    }

    // An open loop: every event has a time at which it is meant to leave, whether or not the engine keeps up.
    private void Feed(IReadOnlyList<SimulatedInstrument> market, MarketDataInbox inbox, TradingEngine engine, LatencyProbe probe, LiveSwaps swaps, CancellationToken cancel)
    {
        using SimulatedMarket source = new(new SimulatedMarketOptions { Seed = options.Seed, Instruments = market, EventLimit = options.Events });
        long begin = ExternalClock.NowTicks;
        probe.MeasureFrom(begin + ExternalClock.NanosecondsToTicks(1_000_000_000L * Math.Min(1, options.Events / Math.Max(1, options.Rate) / 4)));
        OpenLoopPacer pacer = new(options.Rate, begin, OpenLoopPacer.WaitFor(Environment.ProcessorCount));
        EngineEvent next = default;
        while (source.TryRead(ref next))
        {
            next.IntendedTicks = pacer.WaitNext();
            swaps.Advance();
            if (!inbox.Write(in next, engine.Stopped)) { return; }   // The engine has failed; Stop says why.
            if ((++_written & 0xFFF) == 0) { cancel.ThrowIfCancellationRequested(); }
        }

        swaps.Finish(SwapPatience);
    }

    private DemoResult Result(
        TradingEngine engine, EngineOptions engineOptions, HashCheckpoint final, TimeSpan elapsed, SwapLatencyProbe probe, LatencySummary idle,
        string ruleSet, IReadOnlyList<SwapReport> swaps)
    {
        AccountId account = engineOptions.StrategyAccount;
        Engine.Trading.AccountBook book = engine.Stages.Accounts.Book;
        Money initial = engineOptions.Accounts[0].InitialCash[0];
        return new DemoResult
        {
            Directory = Path.GetFullPath(options.Directory),
            Topology = options.Threading.Topology,
            Events = engine.Events,
            Elapsed = elapsed,
            Fed = _written,
            RuleSet = ruleSet,
            Swaps = swaps,
            Funnel = Funnel.From(engine.Stages, engine.Events),
            Positions = [.. engineOptions.Instruments.All.ToArray().Select(instrument => Line(book, account, instrument))],
            InitialCash = initial,
            Equity = book.Equity(account, initial.Currency),
            Decision = LatencySummary.From(probe.All.Decision),
            Release = LatencySummary.From(probe.All.Release),
            Swapping = LatencySummary.From(probe.Swapping),
            IdleHiccups = idle,
            Hash = $"{final.Hash:x16}",
            Replay = null!,   // Filled in once the journal has been replayed.
        };
    }

    private ScheduledSwap HalfWay()
    {
        using StreamReader text = new(typeof(DemoRunner).Assembly.GetManifestResourceStream(SwapResource)!);
        return ScheduledSwap.From(SwapResource, text.ReadToEnd(), SwapPlace.AtSequence(options.Events / 2));
    }

    private static DemoPosition Line(Engine.Trading.AccountBook book, AccountId account, Instrument instrument)
    {
        ref readonly Engine.Trading.Position position = ref book.PositionOf(account, instrument.Id);
        return new DemoPosition(
            instrument.FullName,
            FixedPoint.Format(position.Quantity.Raw, instrument.QuantityScale),
            new Money(position.RealizedRaw, instrument.Quote),
            new Money(position.UnrealizedRaw, instrument.Quote),
            new Money(position.FeesRaw, instrument.Quote));
    }

    private static LatencySummary MeasureIdle()
    {
        using HiccupMeter meter = HiccupMeter.Start();
        Thread.Sleep(500);
        return LatencySummary.From(meter.Stop());
    }
}
