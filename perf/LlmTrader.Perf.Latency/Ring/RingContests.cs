using LlmTrader.Engine.Ring;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Perf.Latency.Reports;

namespace LlmTrader.Perf.Latency.Ring;

/// <summary>What one scenario gives.</summary>
/// <param name="Name">The figure's.</param>
/// <param name="Unit">Of the value.</param>
/// <param name="Better">Which way it improves.</param>
/// <param name="Description">What ran.</param>
/// <param name="Rival">The name of our figure that it is compared with; null for ours.</param>
internal sealed record RingFigure(string Name, string Unit, Better Better, string Description, string? Rival = null);

/// <summary>One thing to run.</summary>
/// <param name="Figures">What it gives.</param>
/// <param name="Measure">One run: a value for each figure.</param>
/// <param name="WarmsUp">Whether it has to run once before it counts; a peer's process warms itself up each time.</param>
internal sealed record RingEntrant(IReadOnlyList<RingFigure> Figures, Func<RunPlacement, IReadOnlyList<double>> Measure, bool WarmsUp = true);

/// <summary>Entrants that are compared with each other: they run one right after the other on the same cores.</summary>
internal sealed record RingContest(string Name, IReadOnlyList<RingEntrant> Entrants);

/// <summary>Who runs against whom.</summary>
internal sealed class RingContests(RingBenchmarkOptions options, Func<IWaitStrategy> newWaitStrategy)
{
    private const int PipelineStages = 3;
    private const string Rate = "events/s";
    private const string Single = "ring.1p1c.single";
    private const string PingPong = "ring.pingpong";
    private const string Hop = "ring.hop";

    private static readonly int[] Percentiles = [50, 99];

    private readonly string _batched = $"ring.1p1c.batch{options.Batch}";
    private readonly Dictionary<string, RingPeerIdentity> _peers = [];

    /// <summary>The cores that the longest contest needs.</summary>
    public static int ChainLength => PipelineStages + 1;

    /// <summary>The peers that have answered so far.</summary>
    public IReadOnlyList<RingPeerIdentity> Peers => [.. options.Peers.Where(_peers.ContainsKey).Select(command => _peers[command])];

    /// <summary>All of them. Peers are asked for their names by measuring once, so that this costs a second for each.</summary>
    public IReadOnlyList<RingContest> All() =>
    [
        new("1p1c",
        [
            Ours(Single, "ring, 1 producer 1 consumer, struct slots of 64 B", place => Ring<Event64>(1, 1, place)),
            Ours(_batched, $"ring, {options.Batch} events per claim and publish", place => Ring<Event64>(1, options.Batch, place)),
            .. FromPeers(Single, place => place.PairCores, options.RingEvents),
            .. FromPeers(_batched, place => place.PairCores, options.RingEvents),
            .. Queues("ring.1p1c", Single, 1, place => place.PairCores),
        ]),
        new("3stage",
        [
            Ours("ring.3stage", "ring, 1 producer and 3 handlers one after the other", place => Ring<Event64>(PipelineStages, 1, place)),
            Ours($"ring.3stage.batch{options.Batch}", $"the same, {options.Batch} events per claim and publish", place => Ring<Event64>(PipelineStages, options.Batch, place)),
            .. FromPeers("ring.3stage", place => place.Chain, options.RingEvents),
            .. Queues("ring.3stage", "ring.3stage", PipelineStages, place => place.Chain),
        ]),
        new("latency",
        [
            Latencies(PingPong, "ring, round trip over two rings", place => RingLatencyScenario.PingPong(options.LatencyEvents, newWaitStrategy, place.PairCores)),
            Latencies(Hop, "ring, claim to handler at 1 event/µs", place => RingLatencyScenario.Hop(options.LatencyEvents, newWaitStrategy, place.PairCores)),
            .. Percentiles.SelectMany(percentile => FromPeers($"{PingPong}.p{percentile}", place => place.PairCores, options.LatencyEvents)),
            .. Percentiles.SelectMany(percentile => FromPeers($"{Hop}.p{percentile}", place => place.PairCores, options.LatencyEvents)),
        ]),
        new("slots",
        [
            Ours("ring.slots.struct64.single", "struct slots of 64 B, one by one", place => Ring<Event64>(1, 1, place)),
            Rival("ring.slots.struct128.single", "ring.slots.struct64.single", "struct slots of 128 B, one by one", place => Ring<Event128>(1, 1, place)),
            Rival("ring.slots.class.single", "ring.slots.struct64.single", "slots are references to preallocated objects, one by one", place => Ring<EventReference>(1, 1, place)),

            // With one event per publish the hop of the cursor's cache line is most of the time, and whichever layout keeps the
            // consumer further behind looks best. Batches take that out and leave the slots.
            Ours("ring.slots.struct64", "struct slots of 64 B, in batches", place => Ring<Event64>(1, options.Batch, place)),
            Rival("ring.slots.struct128", "ring.slots.struct64", "struct slots of 128 B, in batches", place => Ring<Event128>(1, options.Batch, place)),
            Rival("ring.slots.class", "ring.slots.struct64", "slots are references to preallocated objects, in batches", place => Ring<EventReference>(1, options.Batch, place)),
        ]),
    ];

    private double Ring<T>(int stages, int batch, RunPlacement place)
        where T : struct, IPayload<T> =>
        RingScenario.Run<T>(options.Capacity, options.RingEvents, stages, batch, newWaitStrategy, stages == 1 ? place.PairCores : place.Chain);

    private IEnumerable<RingEntrant> Queues(string name, string rival, int stages, Func<RunPlacement, IReadOnlyList<int>> cores) =>
    [
        Rival($"{name}.channel-await", rival, "channels, await on the thread pool", _ => ChannelScenario.Run(options.Capacity, options.QueueEvents, stages)),
        Queue($"{name}.channel-spin", rival, "channels, TryRead/TryWrite on the ring's cores", () => new SpinningChannel(options.Capacity), stages, cores),
        Queue($"{name}.blocking-collection", rival, "BlockingCollection on the ring's cores", () => new BlockingQueue(options.Capacity), stages, cores),
        Queue($"{name}.lock", rival, "a queue under a lock on the ring's cores", () => new LockedQueue(options.Capacity), stages, cores),
    ];

    private RingEntrant Queue<TQueue>(string name, string rival, string description, Func<TQueue> newQueue, int stages, Func<RunPlacement, IReadOnlyList<int>> cores)
        where TQueue : struct, IBenchmarkQueue =>
        Rival(name, rival, description, place => QueueScenario.Run(name, newQueue, options.QueueEvents, stages, cores(place)));

    private IEnumerable<RingEntrant> FromPeers(string measurement, Func<RunPlacement, IReadOnlyList<int>> cores, long events)
    {
        foreach (string command in options.Peers)
        {
            RingPeer peer = new(command);
            if (peer.Measure(measurement, [], events) is not { } first) { continue; }
            _peers[command] = new RingPeerIdentity(first.Peer, first.Version, command);
            yield return new RingEntrant(
                [new RingFigure($"{measurement}.{NameOf(first.Peer)}", first.Unit, first.Better, $"{first.Peer} {first.Version}", measurement)],
                place => peer.Measure(measurement, cores(place), events) is { } figure
                    ? [figure.Value] : throw new RingPeerException($"The peer '{command}' knew {measurement} before and does not any more."),
                WarmsUp: false);
        }
    }

    private static string NameOf(string peer) => string.Concat(peer.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-'));

    private static RingEntrant Ours(string name, string description, Func<RunPlacement, double> measure) =>
        new([new RingFigure(name, Rate, Better.Higher, description)], place => [measure(place)]);

    private static RingEntrant Rival(string name, string rival, string description, Func<RunPlacement, double> measure) =>
        new([new RingFigure(name, Rate, Better.Higher, description, rival)], place => [measure(place)]);

    private static RingEntrant Latencies(string name, string description, Func<RunPlacement, LatencyHistogram> measure) => new(
        [.. Percentiles.Select(percentile => new RingFigure($"{name}.p{percentile}", "ns", Better.Lower, description))],
        place =>
        {
            LatencyHistogram histogram = measure(place);
            return [.. Percentiles.Select(percentile => (double)histogram.ValueAtPercentile(percentile))];
        });
}
