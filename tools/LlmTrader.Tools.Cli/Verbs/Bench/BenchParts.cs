using LlmTrader.Engine.Runtime;
using LlmTrader.Perf.Latency.Books;
using LlmTrader.Perf.Latency.Engine;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Perf.Latency.Journal;
using LlmTrader.Perf.Latency.Reports;
using LlmTrader.Perf.Latency.Ring;
using LlmTrader.Perf.Latency.Rules;
using LlmTrader.Perf.Latency.Scale;
using LlmTrader.Tools.Hosting.Runs;
using LlmTrader.Tools.Hosting.Sweeps;

namespace LlmTrader.Tools.Cli.Verbs.Bench;

/// <summary>How a part of <c>llmtrader bench all</c> is run.</summary>
/// <param name="IsFull">The whole matrix, however long it takes.</param>
/// <param name="Directory">On the disk to measure; the files that are made there go again.</param>
/// <param name="Report">Hears of progress as (done, all); throws when the run is to end.</param>
/// <param name="Cancel">Ends the run.</param>
internal sealed record BenchPartRun(bool IsFull, string Directory, Action<long, long> Report, CancellationToken Cancel);

/// <param name="Name">One word, by which it can be chosen.</param>
/// <param name="Run">Measures.</param>
internal sealed record BenchPart(string Name, Func<BenchPartRun, PartReport> Run)
{
    /// <summary>What the help names it by.</summary>
    public override string ToString() => Name;
}

/// <summary>What <c>llmtrader bench all</c> runs, in this order.</summary>
internal static class BenchParts
{
    public static IReadOnlyList<BenchPart> All { get; } =
    [
        new("latency", Latency),
        new("ring", Ring),
        new("journal", Journal),
        new("sweep", Sweep),
        new("scale", Scale),
        new("books", Books),
        new("rules", Rules),
    ];

    private static PartReport Latency(BenchPartRun run)
    {
        EngineLatencyOptions options = new()
        {
            Topologies = run.IsFull ? [EngineTopology.Fused, EngineTopology.Pipelined, EngineTopology.Inline] : [EngineTopology.Fused],
            Waits = ThreadingOptions.For(Environment.ProcessorCount).SpinningThreads == 0 ? [EngineWait.Block] : run.IsFull ? [EngineWait.Spin, EngineWait.Yield, EngineWait.Block] : [EngineWait.Spin],
            Placements = run.IsFull ? [EnginePlacement.Pinned, EnginePlacement.Free] : [EnginePlacement.Pinned],
            Journals = run.IsFull ? [EngineJournal.None, EngineJournal.Async, EngineJournal.Group, EngineJournal.Sync] : [EngineJournal.Group, EngineJournal.Async],
            Rates = run.IsFull ? [10_000, 100_000, 1_000_000, 2_000_000, 5_000_000, 0] : [10_000, 100_000, 1_000_000, 5_000_000],
            Runs = run.IsFull ? 3 : 5,
            Length = TimeSpan.FromSeconds(run.IsFull ? 1 : 3),
            Stages = true,
            NewJournal = (mode, instruments, bars) => new TemporaryLatencyJournal(mode, instruments, bars, run.Directory),
        };
        return LatencyPart.Of(options, EngineLatencyBenchmark.Run(options, (done, all) => run.Report(done, all)));
    }

    private static PartReport Ring(BenchPartRun run)
    {
        RingBenchmarkOptions options = new();
        RingBenchmarkResult result = RingBenchmark.Run(options, (done, all) => run.Report(done, all + 1));
        int clean = result.Placements.Count(place => place.IsClean);
        return new PartReport
        {
            Name = "ring",
            What = $"The ring, waiting by {result.WaitStrategy}, beside channels, BlockingCollection and a lock, in turns within each of {options.Runs} runs on a near pair of cores; "
                + $"{clean} of {result.Placements.Count} contests had one before and after.",
            Measurements = result.Measurements,
            Tables =
            [
                new PageTable("Times as good, within a run", ["figures", "median", "least favourable", "most favourable"],
                    [.. result.Ratios.Select(ratio => (string[])[$"{ratio.Ours} / {ratio.Theirs}", Times(ratio.Median), Times(ratio.Min), Times(ratio.Max)])]),
            ],
        };
    }

    private static PartReport Journal(BenchPartRun run)
    {
        JournalBenchmarkOptions options = new() { Directory = run.Directory };
        JournalBenchmarkResult result = new JournalBenchmark(options).Run((done, all) => run.Report(done, all));
        return new PartReport
        {
            Name = "journal",
            What = $"The journal through a ring in each mode, and the commit of a single event beside a bare write and fdatasync of as many bytes; {options.Runs} runs.",
            Measurements = result.Measurements,
            Plots = [new PercentilePlot("commit of one event, and the device alone between them", [.. result.Histograms.Select(one => new PercentileLine(one.Key, one.Value, IsReference: one.Key.EndsWith("device", StringComparison.Ordinal)))])],
            Histograms = result.Histograms,
        };
    }

    private static PartReport Sweep(BenchPartRun run)
    {
        SweepBenchmarkOptions options = new() { Runs = 5, Threads = Math.Max(1, CorePlacement.AllowedCores() is { Count: > 0 } cores ? cores.Count : Environment.ProcessorCount) };
        SweepBenchmarkResult result = SweepBenchmark.Run(options, run.Report, run.Cancel);
        Curve curve = new("sweep: backtests per second by threads", "threads", "backtests/s", [.. result.Rows.Select(row => new CurvePoint(row.Threads, row.PerSecond))]);
        return new PartReport
        {
            Name = "sweep",
            What = $"{options.Sets} parameter sets of a moving-average cross, each through an engine of its own, over one shared decoded history of {result.Events} events; {options.Runs} runs on each number of threads.",
            Measurements = result.Measurements,
            Curves = [curve],
            Tables =
            [
                new PageTable("Goals", ["goal", "is", "work that shares nothing", ""],
                [
                    [$"at least {SweepBenchmarkRow.ShareGoal * 100:0} % of linear", $"{result.Worst.ShareOfLinear * 100:0} %", $"{result.Worst.MachineShare * 100:0} %", result.ShareVerdict],
                    [$"resident memory grows less than {Quantity.Text(SweepBenchmarkResult.GrowthGoalBytes, "bytes")} over {options.Sets}", Quantity.Text(result.Growth, "bytes"), "", result.IsGrowthGoalMet ? "met" : "NOT MET"],
                ]),
            ],
        };
    }

    private static PartReport Scale(BenchPartRun run)
    {
        int runs = run.IsFull ? 30 : 10;
        const int Works = 3;
        IReadOnlyList<ThroughputRow> rates = ThroughputBenchmark.Run(new ThroughputOptions { Runs = runs }, (done, all) => run.Report(done, all * Works));
        OrderSweepResult sweep = OrderSweepProcess.Run(runs, Environment.ProcessorCount, run.Cancel);
        ScaleResult scale = ScaleBenchmark.Run(new ScaleOptions { Runs = runs }, (done, all) => run.Report((2 * all) + done, all * Works));
        return ScalePart.Of(new ScaleReport(rates, sweep, scale));
    }

    private static PartReport Books(BenchPartRun run)
    {
        BookBenchmarkResult result = BookBenchmark.Run(ReferenceOrders.Length, 10, (done, all) => run.Report(done, all));
        return new PartReport
        {
            Name = "books",
            What = "Matching engine, order-by-order and level-2 book on one thread over a stream of orders whose trades are known, the plain exchange of dictionaries and lists in turn with them.",
            Measurements = result.Measurements,
            Tables = [Twins([("matching engine", "plain exchange", result.TimesPlain)])],
        };
    }

    private static PartReport Rules(BenchPartRun run)
    {
        RulesBenchmarkResult result = RulesBenchmark.Run(new RulesBenchmarkOptions { Documents = [] }, (done, all) => run.Report(done, all));
        return new PartReport
        {
            Name = "rules",
            What = "A closed bar through a rule set with twenty indicators, and its expressions alone, by compiled code and by the interpreter in turn; its indicators alone, updated bar by bar and computed anew over their windows.",
            Measurements = result.Measurements,
            Tables =
            [
                Twins(
                [
                    ("compiled rule set", "interpreted", result.WholeSet.Ratio), ("compiled expressions", "interpreted", result.Expression.Ratio),
                    ("streaming indicators", "computed anew over their windows", result.Indicators.Ratio),
                ]),
            ],
        };
    }

    private static PageTable Twins(IEnumerable<(string Fast, string Plain, MedianSpread Times)> twins) => new(
        "Times as fast as the plain twin, within each run", ["what", "twin", "median", "min", "max"],
        [.. twins.Select(twin => (string[])[twin.Fast, twin.Plain, Times(twin.Times.Median), Times(twin.Times.Min), Times(twin.Times.Max)])]);

    private static string Times(double ratio) => Quantity.Text(ratio, "ratio");
}
