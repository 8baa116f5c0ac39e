using System.Diagnostics;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Perf.Latency.Engine;

/// <param name="Trades">Trades in the journal.</param>
/// <param name="EventsPerSecond">Journal events through decode, bars, moving-average cross, risk, matching and accounts, on one thread.</param>
/// <param name="DecodePerSecond">The same journal decoded and thrown away: the part that is the journal's.</param>
/// <param name="Fills">Fills of one run, so that a reader sees that the engine did trade.</param>
/// <param name="Bars">Closed bars of one run.</param>
/// <param name="Hash">Of one run; all runs had the same.</param>
/// <param name="PeakWorkingSetBytes">Of the process, after the last run.</param>
public sealed record ReplayBenchmarkResult(
    long Trades, MedianSpread EventsPerSecond, MedianSpread DecodePerSecond, long Fills, long Bars, ulong Hash, long PeakWorkingSetBytes);

/// <summary>Backtest throughput over a journal, everything on one thread.</summary>
public static class ReplayBenchmark
{
    /// <param name="options">What decisions depend on.</param>
    /// <param name="openFeed">Opens the journal as a market-data source.</param>
    /// <param name="runs">Timed runs; one more warms up.</param>
    /// <param name="onRun">Hears of progress as (done, all).</param>
    public static ReplayBenchmarkResult Run(EngineOptions options, Func<IMarketDataSource> openFeed, int runs, Action<int, int>? onRun = null)
    {
        List<double> through = [];
        List<double> decode = [];
        long trades = 0;
        InlineEngine? engine = null;
        ulong hash = 0;
        for (int run = 0; run <= runs; run++)
        {
            decode.Add(Decode(openFeed));
            engine = new InlineEngine(options, BenchmarkEngine.MovingAverageCross(options));
            using IMarketDataSource source = openFeed();
            long start = Stopwatch.GetTimestamp();
            trades = engine.Run(source);
            through.Add(trades / Stopwatch.GetElapsedTime(start).TotalSeconds);
            ulong now = engine.Complete().Hash;
            Invariant.Holds(run == 0 || now == hash);
            hash = now;
            onRun?.Invoke(run + 1, runs + 1);
        }

        using Process process = Process.GetCurrentProcess();
        return new ReplayBenchmarkResult(
            trades, MedianSpread.From([.. through.Skip(1)]), MedianSpread.From([.. decode.Skip(1)]),
            engine!.Stages.Accounts.Counts.Fills, engine.Stages.Signals.Counts.Bars, hash, process.PeakWorkingSet64);
    }

    private static double Decode(Func<IMarketDataSource> openFeed)
    {
        using IMarketDataSource source = openFeed();
        EngineEvent e = default;
        long count = 0;
        long start = Stopwatch.GetTimestamp();
        while (source.TryRead(ref e)) { count++; }
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
