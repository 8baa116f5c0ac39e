using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Perf.Latency.Journal;
using LlmTrader.Perf.Latency.Ring;

namespace LlmTrader.Perf.Latency.Engine;

/// <summary>
/// Latency of the whole engine under an open loop: a generator emits a market's events at a fixed rate, stamped with the time at which
/// each was meant to leave. Cells take turns within each round, so that whatever else the machine does meets all of them.
/// </summary>
public sealed class EngineLatencyBenchmark
{
    /// <summary>One event in so many has its stages measured.</summary>
    public const int StageSampling = StageProbe.Every;

    // 2100-01-01, ahead of the engine's clock: no order fills on what the exchange says was before it.
    private static readonly Timestamp MarketStart = Timestamp.FromUnixSeconds(4_102_444_800);

    private static readonly TimeSpan IdleTime = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestSideRun = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BareWarmUp = TimeSpan.FromMilliseconds(50);

    private readonly EngineLatencyOptions _options;
    private readonly IReadOnlyList<LatencyCell> _cells;
    private readonly LatencyHistogram _idle = LatencyHistogram.OfNanoseconds();
    private readonly MarketEvents _market = new(MarketStart);
    private long _nextEvent;

    private EngineLatencyBenchmark(EngineLatencyOptions options)
    {
        _options = options;
        _cells = options.Cells();
    }

    /// <summary>Runs everything; <paramref name="onRun"/> hears of progress as (done, all).</summary>
    public static EngineLatencyResult Run(EngineLatencyOptions options, Action<int, int>? onRun = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new EngineLatencyBenchmark(options).Run(onRun);
    }

    private EngineLatencyResult Run(Action<int, int>? onRun)
    {
        if (_options.Rehearses) { Rehearse(); }
        EngineLatencyRowBuilder[] rows = [.. _cells.Select(cell => new EngineLatencyRowBuilder(cell))];
        int all = _cells.Count * _options.Runs;
        for (int run = 0; run < _options.Runs; run++)
        {
            for (int turn = 0; turn < _cells.Count; turn++)
            {
                EngineLatencyRowBuilder row = rows[(turn + run) % _cells.Count];   // Another one first each time.
                Measure(row);
                onRun?.Invoke((run * _cells.Count) + turn + 1, all);
            }
        }

        int cores = Math.Max(1, CorePlacement.AllowedCores() is { Count: > 0 } allowed ? allowed.Count : Environment.ProcessorCount);
        EngineLatencyRow[] built = [.. rows.Select(row => row.Build(AreTailsMeasurable(row.Cell, cores)))];
        string? note = built.All(row => row.AreTailsMeasurable)
            ? null
            : $"{_options.SpinningThreads} engine threads and the generator spin on {cores} cores: tails are not measurable here.";
        return new EngineLatencyResult(built, LatencySummary.From(_idle), cores, _options.SpinningThreads, ClockCost(), note, _idle);
    }

    private void Measure(EngineLatencyRowBuilder row)
    {
        long idleP99;
        using (HiccupMeter hiccups = HiccupMeter.Start())
        {
            Thread.Sleep(IdleTime);
            LatencyHistogram idle = hiccups.Stop();
            idleP99 = idle.ValueAtPercentile(99);
            _idle.Add(idle);
        }

        (IReadOnlyList<int> cores, CorePair? pair) = PlacementOf(row.Cell);
        if (row.Cell is { Wait: EngineWait.Spin, Rate: > 0 } && row.Cell.Topology != EngineTopology.Inline && cores.Count > 0)
        {
            row.AddBare(BareHandOver.Run(row.Cell.Rate, BareWarmUp, SideLength, cores));
        }

        PipelineProbe probe = new();
        EngineLatencyRun run = RunOnce(_options, row.Cell, probe, cores);
        row.Add(probe, run, idleP99, pair);
        if (!_options.Stages || row.Cell.Rate == 0 || run.IsAborted) { return; }
        StageProbe stages = new(isOneThread: row.Cell.Topology != EngineTopology.Pipelined);
        RunOnce(_options with { Length = SideLength }, row.Cell, stages, cores);
        row.Add(stages);
    }

    // Of the runs that stand beside the one that counts: the bare one and the stages'.
    private TimeSpan SideLength => _options.Length < LongestSideRun ? _options.Length : LongestSideRun;

    // Everything that is measured afterwards, as fast as it goes, so that the compiler has seen what matters.
    private void Rehearse()
    {
        EngineLatencyOptions brief = _options with { Length = TimeSpan.FromMilliseconds(500), WarmUp = TimeSpan.FromMilliseconds(100) };
        foreach (LatencyCell cell in _cells.Select(cell => cell with { Rate = 0 }).Distinct())
        {
            IReadOnlyList<int> cores = PlacementOf(cell).Cores;
            RunOnce(brief, cell, new PipelineProbe(), cores);
            RunOnce(brief, cell with { Rate = 100_000 }, new PipelineProbe(), cores);
            if (_options.Stages) { RunOnce(brief, cell with { Rate = 100_000 }, new StageProbe(isOneThread: cell.Topology != EngineTopology.Pipelined), cores); }
        }
    }

    private EngineLatencyRun RunOnce(EngineLatencyOptions options, LatencyCell cell, ILatencyProbe probe, IReadOnlyList<int> cores)
    {
        GC.Collect();   // What the run before left must not be collected in this one.
        EngineLatencyRun run = new(options, cell, _market, _nextEvent, probe, cores);
        run.Run();
        _nextEvent = run.NextEvent;
        return run;
    }

    // The cores are probed before each measurement, whose runs all get the same: on a virtual machine the host may have moved them. The one with
    // the interrupts is for the rest.
    private static (IReadOnlyList<int> Cores, CorePair? Pair) PlacementOf(LatencyCell cell)
    {
        const int Urgent = 3;   // Generator, Sequencer, first stage.
        if (cell.Placement != EnginePlacement.Pinned) { return ([], null); }
        IReadOnlyList<int> quiet = CorePlacement.QuietCores();
        IReadOnlyList<CorePair> pairs = quiet.Count >= Urgent ? CoreProbe.Measure(quiet) : CoreProbe.Measure();
        IReadOnlyList<int> cores = CoreProbe.Chain(pairs, Urgent);
        if (cores.Count == 0) { return ([], null); }
        return cell.Topology == EngineTopology.Inline ? ([cores[0]], null) : (cores, pairs[0]);
    }

    private bool AreTailsMeasurable(LatencyCell cell, int cores)
    {
        int generator = OpenLoopPacer.WaitFor(Environment.ProcessorCount) == PacerWait.Spinning ? 1 : 0;
        int threads = cell.Topology switch
        {
            EngineTopology.Inline => 0,
            EngineTopology.Fused => 4,
            _ => 8,
        };
        int spinning = cell.Wait == EngineWait.Block ? 0 : Math.Min(threads, _options.SpinningThreads);
        return generator + spinning < cores;
    }

    private static double ClockCost()
    {
        const int Looks = 10_001;
        double[] costs = new double[Looks];
        for (int i = 0; i < Looks; i++)
        {
            const int PerSample = 16;
            long start = ExternalClock.NowTicks;
            for (int look = 0; look < PerSample; look++) { _ = ExternalClock.NowTicks; }
            costs[i] = ExternalClock.TicksToNanoseconds(ExternalClock.NowTicks - start) / (PerSample + 1.0);
        }

        return MedianSpread.From(costs).Median;
    }
}
