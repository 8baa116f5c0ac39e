using System.Runtime.InteropServices;
using LlmTrader.Engine.Ring;

namespace LlmTrader.Perf.Latency.Ring;

/// <summary>
/// The ring against System.Threading.Channels, and the slot layouts against each other: the scenarios take turns within
/// each run, so that whatever else the machine does meets all of them. Prints nothing; the caller has the records.
/// </summary>
public static class RingBenchmark
{
    private const int PipelineStages = 3;

    // Below this, producer and stages share cores, and a spinning one would keep the others from working.
    private const int CoresToSpin = 4;

    /// <summary>Runs everything; about a second per run on four free cores.</summary>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="onRun">Told before each run: its number (0 is the warm-up) and how many there are.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="InvalidOperationException">A scenario lost or tore an event.</exception>
    public static RingBenchmarkResult Run(RingBenchmarkOptions? options = null, Action<int, int>? onRun = null)
    {
        options ??= new RingBenchmarkOptions();
        options.Validate();
        bool canSpin = Environment.ProcessorCount >= CoresToSpin;
        Func<IWaitStrategy> newWaitStrategy = canSpin ? () => new YieldingWaitStrategy() : () => new BlockingWaitStrategy();
        IReadOnlyList<Scenario> scenarios = Scenarios(options, newWaitStrategy);
        List<double>[] figures = [.. scenarios.Select(_ => new List<double>(options.Runs))];
        var placements = new List<RunPlacement>();

        for (int run = 0; run <= options.Runs; run++)
        {
            onRun?.Invoke(run, options.Runs);
            RunPlacement placement = Place(run);
            for (int turn = 0; turn < scenarios.Count; turn++)
            {
                int i = (turn + run) % scenarios.Count;   // Another one first each time: no scenario has the best place.
                double figure = scenarios[i].Measure(placement);
                if (run > 0) { figures[i].Add(figure); }
            }

            if (run > 0) { placements.Add(placement); }
        }

        ThroughputSeries[] series = [.. scenarios.Select((s, i) => new ThroughputSeries(s.Name, s.Description, figures[i]))];
        return new RingBenchmarkResult(
            options,
            Environment.ProcessorCount,
            $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.RuntimeIdentifier}",
            canSpin ? nameof(YieldingWaitStrategy) : nameof(BlockingWaitStrategy),
            placements,
            series,
            Ratios(series));
    }

    /// <summary>Probed again before each run: on a virtual machine the host may have moved the cores.</summary>
    private static RunPlacement Place(int run)
    {
        IReadOnlyList<CorePair> pairs = CoreProbe.Measure();
        return new RunPlacement(run, pairs.Count > 0 ? pairs[0] : null, CoreProbe.Chain(pairs, PipelineStages + 1));
    }

    private static Scenario[] Scenarios(RingBenchmarkOptions options, Func<IWaitStrategy> newWaitStrategy)
    {
        int capacity = options.Capacity;
        long ring = options.RingEvents;
        long channel = options.ChannelEvents;
        int batch = options.Batch;
        return
        [
            new("ring-1p1c", "ring, 1 producer 1 consumer, struct slots of 64 B",
                place => RingScenario.Run<Event64>(capacity, ring, 1, 1, newWaitStrategy, Pair(place))),
            new("channel-await-1p1c", "channel, 1 producer 1 consumer, await on the thread pool",
                _ => ChannelScenario.RunAwaiting(capacity, channel, 1)),
            new("channel-spin-1p1c", "channel, 1 producer 1 consumer, TryRead/TryWrite on the ring's cores",
                place => ChannelScenario.RunSpinning(capacity, channel, 1, Pair(place))),
            new("ring-1p1c-batch", $"ring, 1 producer 1 consumer, {batch} events per claim and publish",
                place => RingScenario.Run<Event64>(capacity, ring, 1, batch, newWaitStrategy, Pair(place))),
            new("ring-3stage", "ring, 1 producer and 3 handlers one after the other",
                place => RingScenario.Run<Event64>(capacity, ring, PipelineStages, 1, newWaitStrategy, place.Chain)),
            new("channel-await-3stage", "3 channels, await on the thread pool",
                _ => ChannelScenario.RunAwaiting(capacity, channel, PipelineStages)),
            new("channel-spin-3stage", "3 channels, TryRead/TryWrite on the ring's cores",
                place => ChannelScenario.RunSpinning(capacity, channel, PipelineStages, place.Chain)),
            new("ring-3stage-batch", $"ring, 1 producer and 3 handlers, {batch} events per claim and publish",
                place => RingScenario.Run<Event64>(capacity, ring, PipelineStages, batch, newWaitStrategy, place.Chain)),
            new("slots-struct-128", "as ring-1p1c, struct slots of 128 B",
                place => RingScenario.Run<Event128>(capacity, ring, 1, 1, newWaitStrategy, Pair(place))),
            new("slots-class", "as ring-1p1c, slots are references to preallocated objects",
                place => RingScenario.Run<EventReference>(capacity, ring, 1, 1, newWaitStrategy, Pair(place))),

            // With one event per publish the hop of the cursor's cache line is most of the time, and whichever layout keeps
            // the consumer further behind looks best. Batches take that out and leave the slots.
            new("slots-struct-128-batch", "as ring-1p1c-batch, struct slots of 128 B",
                place => RingScenario.Run<Event128>(capacity, ring, 1, batch, newWaitStrategy, Pair(place))),
            new("slots-class-batch", "as ring-1p1c-batch, slots are references to preallocated objects",
                place => RingScenario.Run<EventReference>(capacity, ring, 1, batch, newWaitStrategy, Pair(place))),
        ];
    }

    private static ThroughputRatio[] Ratios(ThroughputSeries[] series)
    {
        return
        [
            Ratio("ring-1p1c", "channel-await-1p1c"),
            Ratio("ring-1p1c", "channel-spin-1p1c"),
            Ratio("ring-1p1c-batch", "channel-await-1p1c"),
            Ratio("ring-1p1c-batch", "channel-spin-1p1c"),
            Ratio("ring-3stage", "channel-await-3stage"),
            Ratio("ring-3stage", "channel-spin-3stage"),
            Ratio("ring-3stage-batch", "channel-await-3stage"),
            Ratio("ring-3stage-batch", "channel-spin-3stage"),
            Ratio("ring-1p1c", "slots-struct-128"),
            Ratio("ring-1p1c", "slots-class"),
            Ratio("ring-1p1c-batch", "slots-struct-128-batch"),
            Ratio("ring-1p1c-batch", "slots-class-batch"),
        ];

        ThroughputRatio Ratio(string ours, string theirs) =>
            new(ours, theirs, [.. Figures(ours).Zip(Figures(theirs), (a, b) => a / b)]);

        IReadOnlyList<double> Figures(string name) => series.Single(s => s.Name == name).OperationsPerSecond;
    }

    private static IReadOnlyList<int> Pair(RunPlacement placement) =>
        placement.Pair is { } pair ? [pair.First, pair.Second] : [];

    private sealed record Scenario(string Name, string Description, Func<RunPlacement, double> Measure);
}
