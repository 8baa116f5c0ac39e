using System.Diagnostics;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Perf.Latency.Engine;
using LlmTrader.Perf.Latency.Reports;
using LlmTrader.Perf.Latency.Rules;

namespace LlmTrader.Perf.Latency.Scale;

/// <summary>What is measured.</summary>
public sealed record ThroughputOptions
{
    /// <summary>Trades of the simulated market.</summary>
    public int Trades { get; init; } = 2_000_000;

    /// <summary>Ready-made bars.</summary>
    public int Bars { get; init; } = 500_000;

    /// <summary>Counted runs; two more and three seconds of short ones warm up.</summary>
    public int Runs { get; init; } = 10;
}

/// <summary>One kind of replay.</summary>
/// <param name="PerSecond">Of processor time, in each run.</param>
/// <param name="What">Is replayed.</param>
/// <param name="Goal">The least that is wanted; null for none.</param>
/// <param name="Last">One run: all had the same hash.</param>
public sealed record ThroughputRow(Measurement PerSecond, string What, double? Goal, ReplayRun Last)
{
    public bool IsGoalMet => Goal is not { } goal || PerSecond.Spread().Median >= goal;
}

/// <summary>How fast history goes through the unmodified stages on one core: market data in memory, processor time of one thread.</summary>
public static class ThroughputBenchmark
{
    private const int WarmUps = 2;
    private const int Turn = 5_000;
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(3);
    private static readonly BarSpec Minute = BarSpec.Parse("1m");
    private static readonly BarSpec Second = BarSpec.Parse("1s");

    /// <param name="options">What.</param>
    /// <param name="onRun">Hears of progress as (done, all).</param>
    public static IReadOnlyList<ThroughputRow> Run(ThroughputOptions options, Action<int, int>? onRun = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        EventTape trades = Trades(options.Trades);
        (string Name, string Unit, string What, double? Goal, ReplayScenario Scenario)[] scenarios =
        [
            ("replay.cross", "events/s", "trades: bars, moving-average cross, risk, matching, accounts", null, new ReplayScenario(Demo(), BenchmarkEngine.MovingAverageCross, trades)),
            ("replay.indicators", "events/s", "trades: bars, 20 indicators, risk, matching, accounts", 10e6, new ReplayScenario(Demo(), BenchmarkEngine.TwentyIndicators, trades)),
            ("replay.indicators.dense", "events/s", "the same with bars of a second: one every 25 trades", 10e6, new ReplayScenario(Demo(Second), BenchmarkEngine.TwentyIndicators, trades)),
            ("replay.bars.cross", "bars/s", "ready-made bars: moving-average cross, risk, matching, accounts", 5e6, Bars(options.Bars)),
        ];
        WarmUp([.. scenarios.Select(scenario => scenario.Scenario)]);
        List<double>[] rates = [.. scenarios.Select(_ => new List<double>())];
        ReplayRun[] last = new ReplayRun[scenarios.Length];
        for (int run = -WarmUps; run < options.Runs; run++)
        {
            for (int i = 0; i < scenarios.Length; i++)
            {
                ReplayRun one = scenarios[i].Scenario.Run();
                Invariant.Holds(run == -WarmUps || one.Hash == last[i].Hash);
                last[i] = one;
                if (run >= 0) { rates[i].Add(one.PerSecond); }
            }

            onRun?.Invoke(run + WarmUps + 1, options.Runs + WarmUps);
        }

        return [.. scenarios.Select((scenario, i) => new ThroughputRow(new Measurement(scenario.Name, scenario.Unit, Better.Higher, rates[i]), scenario.What, scenario.Goal, last[i]))];
    }

    // In short turns: what is compiled in its final form while one of them ran would be arranged for that one alone.
    private static void WarmUp(ReplayScenario[] scenarios)
    {
        ReplayScenario[] turns = [.. scenarios.Select(scenario => scenario with { Tape = scenario.Tape.First(Turn) })];
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < WarmUpTime)
        {
            foreach (ReplayScenario turn in turns) { turn.Run(); }
        }
    }

    private static EngineOptions Demo(BarSpec? bar = null) => BenchmarkEngine.Options([.. SimulatedMarket.DemoInstruments().Select(simulated => simulated.Instrument)], bar ?? Minute);

    private static EventTape Trades(int count)
    {
        using SimulatedMarket market = new(new SimulatedMarketOptions { Instruments = SimulatedMarket.DemoInstruments(), QuoteShare = 0 });
        return EventTape.Record(market, count);
    }

    private static ReplayScenario Bars(int count) =>
        new(BenchmarkEngine.Options([SimulatedMarket.DemoInstruments()[0].Instrument], Minute), BenchmarkEngine.MovingAverageCross, EventTape.Of(BenchmarkBars.Walk(count)));
}
