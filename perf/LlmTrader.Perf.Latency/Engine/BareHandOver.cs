using LlmTrader.Engine.Ring;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Perf.Latency.Ring;

namespace LlmTrader.Perf.Latency.Engine;

/// <summary>
/// What the machine takes without an engine: three threads on the cores of generator, Sequencer and first stage hand a time stamp on at
/// the cell's rate and do nothing else. Spinning threads meet stalls that a sleeping one never sees (a kernel thread on their core, a
/// host that takes it away), so that the tail of a spinning engine is to be read beside this one.
/// </summary>
internal static class BareHandOver
{
    private const int Capacity = 65_536;

    /// <summary>From when a stamp was meant to leave until the third thread has it, in ns.</summary>
    /// <param name="rate">Stamps per second.</param>
    /// <param name="warmUp">At the start, not recorded.</param>
    /// <param name="length">That is recorded.</param>
    /// <param name="cores">Three.</param>
    public static LatencyHistogram Run(long rate, TimeSpan warmUp, TimeSpan length, IReadOnlyList<int> cores)
    {
        LatencyHistogram histogram = LatencyHistogram.OfNanoseconds();
        SpscQueue<long> first = new(Capacity);
        SpscQueue<long> second = new(Capacity);
        long count = (long)(rate * (warmUp + length).TotalSeconds);
        long start = ExternalClock.NowTicks + ExternalClock.NanosecondsToTicks(10_000_000);
        long measuredFrom = start + ExternalClock.NanosecondsToTicks((long)warmUp.TotalNanoseconds);
        Thread[] threads =
        [
            BenchmarkThread.Start("bare-last", cores[2], () =>
            {
                for (long i = 0; i < count; i++)
                {
                    long intended = Take(second);
                    if (intended >= measuredFrom) { histogram.Record(Math.Max(0, ExternalClock.TicksToNanoseconds(ExternalClock.NowTicks - intended))); }
                }
            }),
            BenchmarkThread.Start("bare-relay", cores[1], () =>
            {
                for (long i = 0; i < count; i++) { Put(second, Take(first)); }
            }),
            BenchmarkThread.Start("bare-generator", cores[0], () =>
            {
                OpenLoopPacer pacer = new(rate, start, PacerWait.Spinning);
                for (long i = 0; i < count; i++) { Put(first, pacer.WaitNext()); }
            }),
        ];
        foreach (Thread thread in threads) { thread.Join(); }
        return histogram;
    }

    private static void Put(SpscQueue<long> queue, long stamp)
    {
        while (true)
        {
            ref long slot = ref queue.TryClaim(out bool claimed);
            if (claimed)
            {
                slot = stamp;
                queue.Publish();
                return;
            }

            Spin.Pause();
        }
    }

    private static long Take(SpscQueue<long> queue)
    {
        while (true)
        {
            ref long slot = ref queue.TryPeek(out bool available);
            if (available)
            {
                long stamp = slot;
                queue.Release();
                return stamp;
            }

            Spin.Pause();
        }
    }
}
