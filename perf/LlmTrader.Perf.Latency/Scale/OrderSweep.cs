using System.Diagnostics;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Perf.Latency.Engine;
using LlmTrader.Perf.Latency.Kill;
using LlmTrader.Perf.Latency.Reports;
using LlmTrader.Perf.Latency.Rules;

namespace LlmTrader.Perf.Latency.Scale;

/// <summary>What is measured.</summary>
public sealed record OrderSweepOptions
{
    /// <summary>Backtests of a sweep.</summary>
    public int Backtests { get; init; } = 100;

    /// <summary>Bars of each, an order at every one of them.</summary>
    public int Bars { get; init; } = 10_000;

    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Counted runs; three more warm up.</summary>
    public int Runs { get; init; } = 10;
}

/// <param name="Orders">That were sent in a sweep; all but each backtest's last one filled.</param>
/// <param name="Elapsed">Milliseconds of a whole sweep by the clock, engines made included.</param>
/// <param name="PerOrder">Nanoseconds of processor time for an order, of all threads together.</param>
/// <param name="Inline">As <paramref name="Elapsed"/>, of the same sweep through <see cref="InlineEngine"/>, in turns with it.</param>
/// <param name="Threads">How many.</param>
public sealed record OrderSweepResult(long Orders, Measurement Elapsed, Measurement PerOrder, Measurement Inline, int Threads)
{
    /// <summary>Milliseconds for a million orders: what vectorbt takes, and a margin.</summary>
    public const double GoalMilliseconds = 85;

    /// <summary>The median sweep, for a million orders.</summary>
    public double MillionMilliseconds => Million(Elapsed);

    /// <summary>As <see cref="MillionMilliseconds"/>, through the inline engine.</summary>
    public double InlineMilliseconds => Million(Inline);

    public bool IsGoalMet => MillionMilliseconds < GoalMilliseconds;

    private double Million(Measurement elapsed) => elapsed.Spread().Median * 1e6 / Orders;
}

/// <summary>
/// A sweep over ready-made bars in which every bar brings an order, over all cores, as a search runs it: each backtest through an engine
/// of its own, each order through risk and the venue, each answer back as an event. The bar engine's runs have the
/// StateHash of the inline engine's.
/// </summary>
public static class OrderSweep
{
    private const int WarmUps = 3;
    private const int CompileUps = 12;   // Sweeps until all of it is compiled for what it does.
    private const int FewOrders = 16;

    /// <param name="options">What.</param>
    /// <param name="onRun">Hears of progress as (done, all).</param>
    public static OrderSweepResult Run(OrderSweepOptions options, Action<int, int>? onRun = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        EventTape tape = EventTape.Of(BenchmarkBars.Walk(options.Bars));
        EngineOptions engine = BenchmarkEngine.Options([SimulatedMarket.DemoInstruments()[0].Instrument], BarSpec.Parse("1m"));
        engine = engine with
        {
            Risk = engine.Risk with { MaxOpenOrders = FewOrders, DefaultLimits = engine.Risk.DefaultLimits with { OrderRate = 0 } },   // A limit that the bar engine leaves to the other.
            Venue = engine.Venue with { MaxOpenOrders = FewOrders },
        };
        ulong expected = Bars(engine, tape);
        for (int i = 0; i < CompileUps; i++)
        {
            Sweep(options, () => Invariant.Holds(Bars(engine, tape) == expected));   // Alone, as in a search: what the two share would else be compiled for both.
            Thread.Sleep(50);
        }

        List<double> elapsed = [];
        List<double> cpu = [];
        List<double> inline = [];
        long orders = (long)options.Backtests * options.Bars;
        for (int run = -WarmUps; run < options.Runs; run++)
        {
            (TimeSpan took, long nanoseconds) = Sweep(options, () => Invariant.Holds(Bars(engine, tape) == expected));
            (TimeSpan tookInline, _) = Sweep(options, () => Invariant.Holds(Inline(engine, tape) == expected));
            onRun?.Invoke(run + WarmUps + 1, options.Runs + WarmUps);
            if (run < 0) { continue; }
            elapsed.Add(took.TotalMilliseconds);
            cpu.Add((double)nanoseconds / orders);
            inline.Add(tookInline.TotalMilliseconds);
        }

        return new OrderSweepResult(
            orders, new Measurement("sweep.orders.elapsed", "ms", Better.Lower, elapsed), new Measurement("sweep.orders.order", "ns", Better.Lower, cpu),
            new Measurement("sweep.orders.inline", "ms", Better.Lower, inline), options.Threads);
    }

    private static (TimeSpan Elapsed, long Cpu) Sweep(OrderSweepOptions options, Action backtest)
    {
        int next = -1;
        long cpu = 0;
        long start = Stopwatch.GetTimestamp();
        Thread[] others = [.. Enumerable.Range(1, options.Threads - 1).Select(_ => new Thread(Work) { IsBackground = true })];
        foreach (Thread thread in others) { thread.Start(); }
        Work();
        foreach (Thread thread in others) { thread.Join(); }
        return (Stopwatch.GetElapsedTime(start), cpu);

        void Work()
        {
            long begin = ProcessorTime.ThreadNanoseconds;
            while (Interlocked.Increment(ref next) < options.Backtests) { backtest(); }
            Interlocked.Add(ref cpu, ProcessorTime.ThreadNanoseconds - begin);
        }
    }

    private static ulong Bars(EngineOptions options, EventTape tape)
    {
        BarEngine backtest = new(options, new EagerRuleSet());
        using IMarketDataSource source = tape.Open();
        bool isWhole = backtest.TryRun(source, out HashCheckpoint final);
        Invariant.Holds(isWhole && backtest.Counts.Fills == tape.Count - 1);   // The last order meets no further bar.
        return final.Hash;
    }

    private static ulong Inline(EngineOptions options, EventTape tape)
    {
        InlineEngine backtest = new(options, new EagerRuleSet(), startsSmall: true);
        using IMarketDataSource source = tape.Open();
        backtest.Run(source);
        Invariant.Holds(backtest.Stages.Accounts.Counts.Fills == tape.Count - 1);
        return backtest.Complete().Hash;
    }
}
