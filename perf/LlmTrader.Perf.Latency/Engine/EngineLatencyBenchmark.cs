using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Strategies.Rules;

namespace LlmTrader.Perf.Latency.Engine;

/// <summary>What is measured.</summary>
public sealed record EngineLatencyOptions
{
    public IReadOnlyList<EngineTopology> Topologies { get; init; } = [EngineTopology.Pipelined, EngineTopology.Fused, EngineTopology.Inline];

    /// <summary>Events per second, fixed: the generator never waits for the engine.</summary>
    public IReadOnlyList<long> Rates { get; init; } = [10_000, 100_000, 1_000_000];

    public int Runs { get; init; } = 3;

    public TimeSpan Length { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>At the start of each run, not recorded.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Makes the journal of a run; null measures without one.</summary>
    public Func<IJournal>? NewJournal { get; init; }

    public int SpinningThreads { get; init; } = ThreadingOptions.For(Environment.ProcessorCount).SpinningThreads;
}

/// <summary>One topology at one rate.</summary>
/// <param name="Topology">How the stages were spread.</param>
/// <param name="Rate">Events per second.</param>
/// <param name="Decision">All runs together; null when the rate could not be kept up.</param>
/// <param name="Release">All runs together; null without a gate of its own (inline).</param>
/// <param name="DecisionP50">Median and spread over the runs, nanoseconds.</param>
/// <param name="DecisionP99">Median and spread over the runs, nanoseconds.</param>
/// <param name="Gen0">Collections during all runs.</param>
public sealed record EngineLatencyRow(
    EngineTopology Topology, long Rate, LatencySummary Decision, LatencySummary? Release, MedianSpread DecisionP50, MedianSpread DecisionP99, int Gen0);

/// <param name="Rows">Topology by rate.</param>
/// <param name="IdleHiccups">How late an idle thread is woken on this machine: no tail below it says anything about the engine.</param>
/// <param name="Cores">Of this machine.</param>
/// <param name="SpinningThreads">Of the engine, besides the generator.</param>
/// <param name="Note">What a reader must know; null when there is nothing.</param>
public sealed record EngineLatencyResult(
    IReadOnlyList<EngineLatencyRow> Rows, LatencySummary IdleHiccups, int Cores, int SpinningThreads, string? Note);

/// <summary>
/// Decision latency of the whole engine under an open loop: a generator emits a simulated market's events at a fixed rate,
/// stamped with the time at which each was meant to leave.
/// </summary>
public static class EngineLatencyBenchmark
{
    private const ulong Seed = 7;

    /// <summary>Runs everything; <paramref name="onRun"/> hears of progress as (done, all).</summary>
    public static EngineLatencyResult Run(EngineLatencyOptions options, Action<int, int>? onRun = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        LatencyHistogram idle = LatencyHistogram.OfNanoseconds();
        List<EngineLatencyRow> rows = [];
        int all = options.Topologies.Count * options.Rates.Count * options.Runs;
        int done = 0;
        foreach (EngineTopology topology in options.Topologies)
        {
            foreach (long rate in options.Rates)
            {
                RowBuilder row = new(topology, rate);
                for (int run = 0; run < options.Runs; run++)
                {
                    using (HiccupMeter hiccups = HiccupMeter.Start())
                    {
                        Thread.Sleep(200);
                        idle.Add(hiccups.Stop());
                    }

                    row.Add(RunOnce(options, topology, rate), topology != EngineTopology.Inline);
                    onRun?.Invoke(++done, all);
                }

                rows.Add(row.Build());
            }
        }

        int cores = Environment.ProcessorCount;
        string? note = options.SpinningThreads + 1 >= cores
            ? $"{options.SpinningThreads} engine threads and the generator spin on {cores} cores: tails are not measurable here."
            : null;
        return new EngineLatencyResult(rows, LatencySummary.From(idle), cores, options.SpinningThreads, note);
    }

    private static LatencyProbe RunOnce(EngineLatencyOptions options, EngineTopology topology, long rate)
    {
        LatencyProbe probe = new();
        using SimulatedMarket market = new(new SimulatedMarketOptions { Seed = Seed, Instruments = SimulatedMarket.DemoInstruments() });
        EngineOptions engineOptions = BenchmarkEngine.Options([.. SimulatedMarket.DemoInstruments().Select(s => s.Instrument)], BarSpec.Parse("1s"));
        IRuleSet ruleSet = BenchmarkEngine.MovingAverageCross(engineOptions);
        if (topology == EngineTopology.Inline) { RunInline(options, rate, probe, market, engineOptions, ruleSet); }
        else { RunThreaded(options, topology, rate, probe, market, engineOptions, ruleSet); }
        return probe;
    }

    private static void RunInline(
        EngineLatencyOptions options, long rate, LatencyProbe probe, SimulatedMarket market, EngineOptions engineOptions, IRuleSet ruleSet)
    {
        InlineEngine engine = new(engineOptions, ruleSet, options.NewJournal?.Invoke(), outJournal: null, probe);
        Generate(options, rate, probe, market, (ref EngineEvent e) => engine.Process(ref e));
        engine.Complete();
    }

    private static void RunThreaded(
        EngineLatencyOptions options, EngineTopology topology, long rate, LatencyProbe probe, SimulatedMarket market, EngineOptions engineOptions, IRuleSet ruleSet)
    {
        ThreadingOptions threading = new() { Topology = topology, SpinningThreads = options.SpinningThreads };
        EnginePorts ports = new() { RuleSet = ruleSet, Probe = probe, Journal = options.NewJournal?.Invoke() };
        using TradingEngine engine = new(engineOptions, threading, ports);
        MarketDataInbox inbox = engine.AddInbox(65_536, InboxOverflow.Wait);
        engine.Start();
        Generate(options, rate, probe, market, (ref EngineEvent e) => inbox.Write(in e, engine.Stopped));
        engine.Stop(TimeSpan.FromSeconds(30));
    }

    private static void Generate(EngineLatencyOptions options, long rate, LatencyProbe probe, SimulatedMarket market, Sink sink)
    {
        long start = ExternalClock.NowTicks + ExternalClock.NanosecondsToTicks(10_000_000);
        probe.MeasureFrom(start + ExternalClock.NanosecondsToTicks((long)options.WarmUp.TotalNanoseconds));
        OpenLoopPacer pacer = new(rate, start, OpenLoopPacer.WaitFor(Environment.ProcessorCount));
        long count = (long)(rate * (options.WarmUp + options.Length).TotalSeconds);
        EngineEvent e = default;
        for (long i = 0; i < count && market.TryRead(ref e); i++)
        {
            e.IntendedTicks = pacer.WaitNext();
            sink(ref e);
        }
    }

    private delegate void Sink(ref EngineEvent e);

    private sealed class RowBuilder(EngineTopology topology, long rate)
    {
        private readonly LatencyHistogram _decision = LatencyHistogram.OfNanoseconds();
        private readonly LatencyHistogram _release = LatencyHistogram.OfNanoseconds();
        private readonly List<double> _p50 = [];
        private readonly List<double> _p99 = [];
        private readonly int _gen0 = GC.CollectionCount(0);
        private bool _hasGate;

        public void Add(LatencyProbe probe, bool hasGate)
        {
            _decision.Add(probe.Decision);
            _release.Add(probe.Release);
            _p50.Add(probe.Decision.ValueAtPercentile(50));
            _p99.Add(probe.Decision.ValueAtPercentile(99));
            _hasGate = hasGate;
        }

        public EngineLatencyRow Build() => new(
            topology, rate, LatencySummary.From(_decision), _hasGate ? LatencySummary.From(_release) : null,
            MedianSpread.From([.. _p50]), MedianSpread.From([.. _p99]), GC.CollectionCount(0) - _gen0);
    }
}
