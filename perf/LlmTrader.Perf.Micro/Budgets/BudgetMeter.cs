using System.Diagnostics;
using LlmTrader.Perf.Micro.Benchmarks;

namespace LlmTrader.Perf.Micro.Budgets;

/// <summary>What a benchmark costs.</summary>
/// <param name="Name">The benchmark's.</param>
/// <param name="Bytes">Allocated by one operation.</param>
/// <param name="Nanoseconds">Of one operation in the fastest invocation of each run; empty when time was not measured.</param>
/// <param name="Ratios">Of one operation to one step of the reference loop beside it, run by run.</param>
internal sealed record BenchmarkCost(string Name, double Bytes, IReadOnlyList<double> Nanoseconds, IReadOnlyList<double> Ratios);

/// <summary>Measures benchmarks in this process, without BenchmarkDotNet.</summary>
internal static class BudgetMeter
{
    private const int Invocations = 5;   // Of a round. What allocates now and then does so in some of them.
    private const int Rounds = 6;

    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(120);
    private static readonly TimeSpan Sample = TimeSpan.FromMilliseconds(8);

    /// <summary>Measures one benchmark.</summary>
    /// <param name="benchmark">Which.</param>
    /// <param name="budget">Bytes that one operation may allocate: a round within it ends the measurement.</param>
    /// <param name="runs">Of the time; 0 measures none.</param>
    public static BenchmarkCost Measure(BenchmarkCase benchmark, double budget, int runs)
    {
        ArgumentNullException.ThrowIfNull(benchmark);
        using BenchmarkRun run = benchmark.Start();
        long start = Stopwatch.GetTimestamp();
        do { run.Allocated(); } while (Stopwatch.GetElapsedTime(start) < WarmUp);

        // The runtime starts its compiler's thread from whatever thread is at hand, and allocates 128 bytes for that. What
        // the benchmark allocates, it allocates in each round.
        double bytes = double.MaxValue;
        for (int round = 0; round < Rounds && bytes > budget; round++) { bytes = Math.Min(bytes, Round(run, benchmark.Operations)); }

        double[] nanoseconds = new double[runs];
        double[] ratios = new double[runs];
        if (runs > 0)
        {
            using BenchmarkRun reference = ReferenceBenchmarks.Case.Start();
            reference.Nanoseconds(WarmUp);
            run.Nanoseconds(WarmUp);
            for (int i = 0; i < runs; i++)
            {
                double step = reference.Nanoseconds(Sample);
                nanoseconds[i] = run.Nanoseconds(Sample);
                ratios[i] = nanoseconds[i] / step;
            }
        }

        return new BenchmarkCost(benchmark.Name, bytes, nanoseconds, ratios);
    }

    private static double Round(BenchmarkRun run, int operations)
    {
        long bytes = 0;
        for (int i = 0; i < Invocations; i++) { bytes += run.Allocated(); }
        return bytes / (double)((long)Invocations * operations);
    }
}
