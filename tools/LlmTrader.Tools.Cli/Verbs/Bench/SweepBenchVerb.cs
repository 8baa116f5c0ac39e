using System.CommandLine;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Strategist;
using LlmTrader.Tools.Hosting.Sweeps;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Bench;

/// <summary><c>llmtrader bench sweep</c></summary>
internal sealed class SweepBenchVerb : Verb
{
    private readonly Option<int> _sets = OptionOf.Number("--sets", "N", "Parameter sets of one measurement.", 1_000, 1, 10_000);
    private readonly Option<int> _runs = OptionOf.Number("--runs", "N", "Counted runs of each number of threads, in turn, after one that warms up.", 3, 1, 1_000);
    private readonly Option<int> _leastThreads = OptionOf.Number("--least-threads", "N", "The fewest threads; the share of linear is against them.", 1, 1, 256);
    private readonly Option<int> _threads = OptionOf.Number("--threads", "N", "The most threads; each number from the fewest on is measured. As many as there are cores when left out.", Environment.ProcessorCount, 1, 256);
    private readonly Option<long> _events = OptionOf.Number("--events", "N", "Trades and quotes of the simulated market.", 20_000L, 1_000L, 100_000_000L);
    private readonly Option<string[]> _data = OptionOf.Texts("--data", "DIR", "Use these journals' market data instead of a simulated market.");
    private readonly Option<bool> _beside = OptionOf.Flag("--beside-engine", "At the lower priority at which the strategist searches beside an engine.");

    public SweepBenchVerb()
        : base("sweep", "Backtests per second over a shared decoded history, on one core to all, and the memory they take.")
    {
        foreach (Option option in (Option[])[_sets, _runs, _leastThreads, _threads, _events, _data, _beside]) { Options.Add(option); }
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "A moving-average cross with a stop is run with one parameter set after the other, each through an engine of its own, over one history that is decoded once. "
        + "The share of linear is the median rate over that of one thread (of the fewest, where --least-threads is more) times the threads: on a machine that others use too it says little, and the processor time of a backtest says more. Machine alone is that share of work of which threads share nothing, measured right before: nothing can keep more. Paused is the share of the time in which a garbage collection held all threads. "
        + "Resident memory is read before and after one measurement more, each time after a full garbage collection.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader bench sweep", "1,000 parameter sets over 20,000 simulated events"),
        new("llmtrader bench sweep --data data/btc --sets 200 --threads 2", "over your own data, on one and two threads"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        if (arguments.GetValue(_beside)) { BesideEngine.MakeWay([]); }
        SweepBenchmarkOptions options = new()
        {
            Sets = arguments.GetValue(_sets),
            Runs = arguments.GetValue(_runs),
            LeastThreads = arguments.GetValue(_leastThreads),
            Threads = arguments.GetValue(_threads),
            Events = arguments.GetValue(_events),
            Data = arguments.GetValue(_data)!,
        };
        if (options.LeastThreads > options.Threads) { throw new UsageException("--least-threads must be at most --threads."); }
        SweepBenchmarkResult result = session.WithProgress("bench sweep", report => SweepBenchmark.Run(options, report, session.Cancellation));
        if (session.IsJson) { session.WriteJson(result); }
        else { Print(options, result, session); }
        return ExitCode.Success;
    }

    private static void Print(SweepBenchmarkOptions options, SweepBenchmarkResult result, Session session)
    {
        session.WriteLine($"{Figure.Count(options.Sets)} parameter sets over {Figure.Count(result.Events)} events ({Figure.Bytes(result.HistoryBytes)}), runs: {options.Runs}; {Figure.Count(result.Trades)} trades in each");
        Table table = Tables.Figures("Threads", "backtests/s", "min", "max", "share of linear", "machine alone", "CPU per backtest", "GCs", "paused");
        foreach (SweepBenchmarkRow row in result.Rows)
        {
            table.Row(
                Figure.Count(row.Threads), Figure.Count((long)row.PerSecond.Median), Figure.Count((long)row.PerSecond.Min), Figure.Count((long)row.PerSecond.Max), Figure.Percent(row.ShareOfLinear), Figure.Percent(row.MachineShare),
                Figure.Nanoseconds(row.CpuSeconds.Median * 1e9), Figure.Count((long)row.Collections.Median), Figure.Percent(row.PausedShare.Median));
        }

        session.Write(table);
        session.WriteLine($"Resident memory {Figure.Bytes(result.ResidentBefore)} before {Figure.Count(options.Sets)} backtests and {Figure.Bytes(result.ResidentAfter)} after; {Figure.Bytes(result.AllocatedPerBacktest)} allocated in each");
        Table goals = Tables.Figures("Goal", "is", "");
        goals.Row($"at least {Figure.Percent(SweepBenchmarkRow.ShareGoal)} of linear", Figure.Percent(result.Worst.ShareOfLinear), result.ShareVerdict);
        goals.Row($"resident memory grows less than {Figure.Bytes(SweepBenchmarkResult.GrowthGoalBytes)}", Figure.Bytes(Math.Max(0, result.Growth)), result.IsGrowthGoalMet ? "met" : "NOT MET");
        session.Write(goals);
    }
}
