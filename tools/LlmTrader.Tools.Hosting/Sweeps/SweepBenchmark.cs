using System.Diagnostics;
using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Perf.Latency.Machine;
using LlmTrader.Perf.Latency.Reports;
using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Strategies.Generation.Search;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Tools.Hosting.Configuration;

namespace LlmTrader.Tools.Hosting.Sweeps;

/// <summary>What the sweep benchmark runs over.</summary>
public sealed record SweepBenchmarkOptions
{
    /// <summary>Parameter sets of one measurement, each a backtest of its own.</summary>
    public int Sets { get; init; } = 1_000;

    public int Runs { get; init; } = 3;

    /// <summary>The fewest threads; the share of linear is against them.</summary>
    public int LeastThreads { get; init; } = 1;

    /// <summary>The most threads; each number from the fewest to it is measured.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Trades and quotes of the simulated market that stands in for a journal.</summary>
    public long Events { get; init; } = 20_000;

    /// <summary>Journals to run over in place of the simulated market.</summary>
    public IReadOnlyList<string> Data { get; init; } = [];
}

/// <summary>Backtests per second on some threads.</summary>
/// <param name="Threads">How many.</param>
/// <param name="PerSecond">By the clock.</param>
/// <param name="CpuSeconds">Processor time of one backtest, all threads of the process together: what other processes take of a machine is not in it.</param>
/// <param name="ShareOfLinear">Median rate over that of the fewest threads, for each of them, times the threads; 1 loses nothing.</param>
/// <param name="Collections">Garbage collections of a measurement, of all generations.</param>
/// <param name="PausedShare">Of the time: all threads stood still for them.</param>
/// <param name="MachineShare">The share of linear that work keeps of which threads share nothing (<see cref="PrivateWork"/>), measured right before each run.</param>
public sealed record SweepBenchmarkRow(
    int Threads, MedianSpread PerSecond, MedianSpread CpuSeconds, double ShareOfLinear, MedianSpread Collections, MedianSpread PausedShare, double MachineShare)
{
    /// <summary>Of the linear speed-up over the cores.</summary>
    public const double ShareGoal = 0.85;

    public bool IsShareGoalMet => ShareOfLinear >= ShareGoal;

    /// <summary>Whether the goal can be judged: the machine itself leaves as much.</summary>
    public bool IsMachineFit => MachineShare >= ShareGoal;
}

/// <param name="Events">Of the history.</param>
/// <param name="HistoryBytes">That they take in memory.</param>
/// <param name="Rows">By threads.</param>
/// <param name="ResidentBefore">Bytes of the process before the last measurement, which the ones before it have warmed up.</param>
/// <param name="ResidentAfter">And after it.</param>
/// <param name="AllocatedPerBacktest">Bytes of the managed heap.</param>
/// <param name="Trades">Of all parameter sets together.</param>
public sealed record SweepBenchmarkResult(long Events, long HistoryBytes, IReadOnlyList<SweepBenchmarkRow> Rows, long ResidentBefore, long ResidentAfter, long AllocatedPerBacktest, long Trades)
{
    /// <summary>That resident memory may grow over the backtests of one measurement.</summary>
    public const long GrowthGoalBytes = 10_000_000;

    public long Growth => ResidentAfter - ResidentBefore;

    public bool IsShareGoalMet => Rows.All(row => row.IsShareGoalMet);

    /// <summary>The row that keeps least of linear.</summary>
    public SweepBenchmarkRow Worst => Rows.MinBy(row => row.ShareOfLinear)!;

    /// <summary>What to say of the share: met, not met, or not to be judged where the machine alone loses as much.</summary>
    public string ShareVerdict => IsShareGoalMet ? "met" : Rows.Any(row => !row.IsShareGoalMet && row.IsMachineFit) ? "NOT MET" : "the machine alone loses more";

    public bool IsGrowthGoalMet => Growth < GrowthGoalBytes;

    /// <summary>With the value of every run.</summary>
    public required IReadOnlyList<Measurement> Measurements { get; init; }
}

/// <summary>How fast parameter sets are tried over one decoded history that all threads share, and what memory that takes.</summary>
public static class SweepBenchmark
{
    private static readonly TimeSpan PrivateWorkTime = TimeSpan.FromMilliseconds(200);

    private const string Rules = "name: sweep\nbar: 1s\nparams:\n  fast: {default: 3, min: 2, max: 33, step: 1}\n  slow: {default: 12, min: 5, max: 200, step: 5}\n  stop: {default: 1, min: 0.25, max: 3, step: 0.25}\n"
        + "entry_long: cross_above(ema(close, fast), sma(close, slow))\nexit_long: cross_below(ema(close, fast), sma(close, slow))\nsizing: {percent_of_equity: 20}\nstop_loss: {percent: stop}\n";

    /// <param name="options">What.</param>
    /// <param name="onStep">Hears of progress as (done, all) measurements.</param>
    /// <param name="cancel">Ends it early.</param>
    public static SweepBenchmarkResult Run(SweepBenchmarkOptions options, Action<long, long>? onStep = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.LeastThreads < 1 || options.LeastThreads > options.Threads) { throw new ArgumentException($"From {options.LeastThreads} to {options.Threads} threads is no range."); }
        RuleDocument rules = RuleText.Read(Rules).Document!;
        SweepHistory history = Open(options, cancel);
        ParameterSpace space = ParameterSpace.Of(rules);
        RuleDocument[] sets = [.. Points(new RandomSearch(space, seed: 1), options.Sets).Select(point => rules.WithParameters(space.ValuesAt(point)))];
        List<Trial>[] rows = [.. Enumerable.Range(options.LeastThreads, options.Threads - options.LeastThreads + 1).Select(_ => new List<Trial>())];
        long measurements = ((long)options.Runs * rows.Length) + 2;
        long done = 0;
        long trades = Measure(history, sets, options.Threads, cancel).Trades;   // Into its final machine code.
        onStep?.Invoke(++done, measurements);
        for (int run = 0; run < options.Runs; run++)
        {
            for (int threads = options.LeastThreads; threads <= options.Threads; threads++)
            {
                double machine = PrivateWork.Rate(threads, PrivateWorkTime);
                Trial one = Measure(history, sets, threads, cancel) with { MachineRate = machine };
                Invariant.Holds(one.Trades == trades);
                rows[threads - options.LeastThreads].Add(one);
                onStep?.Invoke(++done, measurements);
            }
        }

        long before = Resident();
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        Measure(history, sets, options.Threads, cancel);
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        long after = Resident();
        onStep?.Invoke(++done, measurements);
        double alone = Rate(rows[0]).Median / options.LeastThreads;
        double machineAlone = Of(rows[0], one => one.MachineRate).Median / options.LeastThreads;
        return new SweepBenchmarkResult(
            history.Events, history.Bytes, [.. rows.Select((measured, index) => Row(options.LeastThreads + index, measured))], before, after, allocated / sets.Length, trades)
        {
            Measurements = [.. rows.SelectMany((measured, index) => Figures(options.LeastThreads + index, measured))],
        };

        Measurement[] Figures(int threads, List<Trial> measured)
        {
            string name = $"sweep.threads.{threads.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
            return
            [
                new Measurement($"{name}.backtests", "backtests/s", Better.Higher, [.. measured.Select(one => sets.Length / one.Elapsed.TotalSeconds)]),
                new Measurement($"{name}.cpu", "ns", Better.Lower, [.. measured.Select(one => one.Cpu.TotalNanoseconds / sets.Length)]),
                new Measurement($"{name}.machine", "rounds/s", Better.Higher, [.. measured.Select(one => one.MachineRate)]),
            ];
        }

        MedianSpread Rate(List<Trial> measured) => Of(measured, one => sets.Length / one.Elapsed.TotalSeconds);
        SweepBenchmarkRow Row(int threads, List<Trial> measured) => new(
            threads, Rate(measured), Of(measured, one => one.Cpu.TotalSeconds / sets.Length), Rate(measured).Median / (alone * threads),
            Of(measured, one => one.Collections), Of(measured, one => one.Paused / one.Elapsed), Of(measured, one => one.MachineRate).Median / (machineAlone * threads));
    }

    private static MedianSpread Of(List<Trial> measured, Func<Trial, double> figure) => MedianSpread.From([.. measured.Select(figure)]);

    private static SweepHistory Open(SweepBenchmarkOptions options, CancellationToken cancel)
    {
        if (options.Data.Count > 0) { return SweepHistory.Open(new SweepOptions { Data = options.Data, Configuration = Configuration(Runs.MarketDataSet.Open(options.Data).Instruments) }, cancel); }
        IReadOnlyList<SimulatedInstrument> market = SimulatedMarket.DemoInstruments();
        InstrumentTable instruments = new([.. market.Select(simulated => simulated.Instrument)]);
        using SimulatedMarket source = new(new SimulatedMarketOptions { Instruments = market, EventLimit = options.Events });
        return new SweepHistory(DecodedHistory.Read(source, instruments, [], long.MaxValue, "simulated market", cancel), Configuration(instruments));
    }

    private static RunConfiguration Configuration(InstrumentTable instruments) => new()
    {
        Strategy = "",
        Bars = [],
        Accounts = [new AccountConfiguration { Name = "bench", Cash = instruments.All.ToArray().Select(one => one.Quote.ToString()).Distinct().ToDictionary(quote => quote, _ => "1000000") }],
    };

    private static IEnumerable<SearchPoint> Points(RandomSearch search, int count)
    {
        while (count > 0 && search.Next([], count) is { Count: > 0 } next)
        {
            foreach (SearchPoint point in next) { yield return point; }
            count -= next.Count;
        }
    }

    private static Trial Measure(SweepHistory history, RuleDocument[] sets, int threads, CancellationToken cancel)
    {
        int next = -1;
        long trades = 0;
        using Process process = Process.GetCurrentProcess();
        TimeSpan cpu = process.TotalProcessorTime;
        (int collections, TimeSpan paused) = (GC.CollectionCount(0), GC.GetTotalPauseDuration());
        long start = Stopwatch.GetTimestamp();
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(_ => new Thread(Work) { IsBackground = true })];
        foreach (Thread worker in workers) { worker.Start(); }
        foreach (Thread worker in workers) { worker.Join(); }
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        cancel.ThrowIfCancellationRequested();
        process.Refresh();
        return new Trial(elapsed, process.TotalProcessorTime - cpu, trades, GC.CollectionCount(0) - collections, GC.GetTotalPauseDuration() - paused);

        void Work()
        {
            for (int i = Interlocked.Increment(ref next); i < sets.Length && !cancel.IsCancellationRequested; i = Interlocked.Increment(ref next))
            {
                Interlocked.Add(ref trades, history.Run(sets[i], history.Span, BacktestCosts.Configured, CancellationToken.None).Trades);
            }
        }
    }

    private static long Resident()
    {
        for (int i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return Environment.WorkingSet;
    }

    private readonly record struct Trial(TimeSpan Elapsed, TimeSpan Cpu, long Trades, int Collections, TimeSpan Paused, double MachineRate = 0);
}
