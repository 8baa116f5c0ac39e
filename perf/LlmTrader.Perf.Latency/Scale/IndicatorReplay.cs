using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Perf.Latency.Engine;
using LlmTrader.Perf.Latency.Reports;

namespace LlmTrader.Perf.Latency.Scale;

/// <summary>A replay through bars, twenty indicators, risk, matching and accounts, from a source that may have to decode.</summary>
public static class IndicatorReplay
{
    private const int WarmUps = 2;

    /// <summary>Events per second of processor time, on the calling thread.</summary>
    /// <param name="options">What decisions depend on.</param>
    /// <param name="openFeed">Opens the source.</param>
    /// <param name="runs">Counted runs; two more warm up.</param>
    /// <param name="onRun">Hears of progress as (done, all).</param>
    public static Measurement Run(EngineOptions options, Func<IMarketDataSource> openFeed, int runs, Action<int, int>? onRun = null)
    {
        ArgumentNullException.ThrowIfNull(openFeed);
        List<double> rates = [];
        ulong hash = 0;
        for (int run = -WarmUps; run < runs; run++)
        {
            InlineEngine engine = new(options, BenchmarkEngine.TwentyIndicators(options));
            using IMarketDataSource source = openFeed();
            long start = ProcessorTime.ThreadNanoseconds;
            long events = engine.Run(source);
            double rate = events * 1e9 / (ProcessorTime.ThreadNanoseconds - start);
            ulong now = engine.Complete().Hash;
            Invariant.Holds(run == -WarmUps || now == hash);
            hash = now;
            if (run >= 0) { rates.Add(rate); }
            onRun?.Invoke(run + WarmUps + 1, runs + WarmUps);
        }

        return new Measurement("replay.journal.indicators", "events/s", Better.Higher, rates);
    }
}
