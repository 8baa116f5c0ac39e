using System.CommandLine;
using System.Globalization;
using LlmTrader.Perf.Latency.Reports;
using LlmTrader.Perf.Latency.Ring;
using LlmTrader.Tools.Cli.Terminal;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Bench;

/// <summary><c>llmtrader bench ring</c></summary>
internal sealed class RingVerb : Verb
{
    private readonly Option<int> _runs = OptionOf.Number("--runs", "N", "Counted runs, after one that warms up.", 10, 1, 1_000);
    private readonly Option<long> _events = OptionOf.Number("--events", "N", "Events per measurement of the ring, a multiple of 10; the queues get a twentieth of them.", new RingBenchmarkOptions().RingEvents, 1_000L, 1_000_000_000L);
    private readonly Option<RingWait> _wait = OptionOf.Choice("--wait", "How the ring's threads wait: yielding, or spinning without ever giving the core away.", RingWait.Yielding, ("yielding", RingWait.Yielding), ("spinning", RingWait.Spinning));
    private readonly Option<string[]> _peers = OptionOf.Texts("--peer", "COMMAND", "An external peer that joins: COMMAND MEASUREMENT --cores A,B --events N prints one line of JSON (perf/README.md). May be given more than once.");

    public RingVerb()
        : base("ring", "The ring against channels, BlockingCollection, a lock and external peers, side by side.")
    {
        Options.Add(_runs);
        Options.Add(_events);
        Options.Add(_wait);
        Options.Add(_peers);
        _events.Validators.Add(result =>
        {
            if (result.Errors.Any() || result.GetValueOrDefault<long>() % 10 == 0) { return; }
            result.AddError("--events must be a multiple of 10, the batch of the scenarios with batches.");
        });
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "Sends 64-byte events from one producer to one consumer, and through three stages one after the other, over the ring and over bounded queues; then single events to and fro, and one way at one a microsecond. "
        + "What is compared takes turns within each run on the cores that answer each other fastest, so that a disturbance meets all of it; "
        + "a ratio is the median of the ratios within the runs, and a run whose cores were far from each other, before or after, is marked. `channel-await` is how channels are meant to be used, `channel-spin` is a channel on the ring's own terms.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader bench ring", "ten runs, a few seconds each on four free cores"),
        new("llmtrader bench ring --peer ./LlmTrader.Perf.Peers", "with other people's rings in the same table; perf/LlmTrader.Perf.Peers/README.md says how to build that program"),
        new("llmtrader bench ring --runs 30 --json > ring.json", "every figure of every run, for a program"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        long events = arguments.GetValue(_events);
        RingBenchmarkOptions options = new()
        {
            Runs = arguments.GetValue(_runs),
            RingEvents = events,
            QueueEvents = Math.Max(1, events / 20),
            LatencyEvents = Math.Min(events, new RingBenchmarkOptions().LatencyEvents),
            Wait = arguments.GetValue(_wait),
            Peers = arguments.GetValue(_peers) ?? [],
        };
        RingBenchmarkResult result = session.WithProgress("bench ring", report => Measure(options, report));
        if (session.IsJson) { session.WriteJson(result); }
        else { Print(result, session); }
        return ExitCode.Success;
    }

    private static RingBenchmarkResult Measure(RingBenchmarkOptions options, Action<long, long> report)
    {
        try
        {
            return RingBenchmark.Run(options, (run, runs) => report(run, runs + 1));
        }
        catch (RingPeerException exception)
        {
            throw new UsageException(exception.Message, exception);
        }
    }

    private static void Print(RingBenchmarkResult result, Session session)
    {
        session.WriteLine($"runs: {result.Options.Runs}, {result.Runtime}, {result.ProcessorCount} cores, ring waits by {result.WaitStrategy}");
        session.WriteLine($"Cores of producer and consumer: {Places(result.Placements)}");
        foreach (RingPeerIdentity peer in result.Peers) { session.WriteLine($"peer: {peer.Name} {peer.Version} ({peer.Command})"); }
        Table throughput = Tables.Figures("Million events/s", "median", "min", "max", "spread", "per event", "what");
        Table latency = Tables.Figures("Latency", "median", "min", "max", "spread", "what");
        foreach (Table table in new[] { throughput, latency }) { table.Columns[^1].Alignment = Justify.Left; }
        foreach (RingSeries s in result.Series)
        {
            string spread = Figure.Percent((s.Max - s.Min) / s.Median);
            if (s.Measurement.Better == Better.Higher) { throughput.Row(s.Name, Figure.Millions(s.Median), Figure.Millions(s.Min), Figure.Millions(s.Max), spread, Figure.PreciseNanoseconds(1e9 / s.Median), s.Description); }
            else { latency.Row(s.Name, Figure.Nanoseconds(s.Median), Figure.Nanoseconds(s.Min), Figure.Nanoseconds(s.Max), spread, s.Description); }
        }

        session.Write(throughput);
        session.Write(latency);
        Table ratios = Tables.Figures("Times as good", "median", "min", "max", "clean runs", "median of these");
        foreach (RingRatio ratio in result.Ratios)
        {
            ratios.Row($"{ratio.Ours} / {ratio.Theirs}", Times(ratio.Median), Times(ratio.Min), Times(ratio.Max), Figure.Count(ratio.CleanRuns.Count), ratio.CleanMedian is { } clean ? Times(clean) : "-");
        }

        session.Write(ratios);
    }

    // Two decimals: the goals against peers are 1.25 and 1.00.
    private static string Times(double ratio) => ratio.ToString("F2", CultureInfo.InvariantCulture) + "x";

    private static string Places(IReadOnlyList<RunPlacement> placements)
    {
        CorePair[] pairs = [.. placements.Select(place => place.Pair).OfType<CorePair>()];
        if (pairs.Length == 0) { return "not pinned (this system does not offer it)"; }
        IEnumerable<string> used = pairs.GroupBy(pair => (pair.First, pair.Second)).OrderByDescending(group => group.Count())
            .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Key.First}+{group.Key.Second} in {group.Count()} of {placements.Count} contests"));
        int unclean = placements.Count(place => !place.IsClean);
        return $"{string.Join(", ", used)}; round trip {Figure.Nanoseconds(pairs.Min(pair => pair.RoundTripNs))} to {Figure.Nanoseconds(pairs.Max(pair => pair.RoundTripNs))}"
            + (unclean == 0 ? "" : $"; {Figure.Count(unclean, "contest")} far or disturbed (above {RunPlacement.NearRoundTripNs:0} ns before or after)");
    }
}
