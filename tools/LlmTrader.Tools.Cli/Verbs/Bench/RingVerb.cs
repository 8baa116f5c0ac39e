using System.CommandLine;
using System.Globalization;
using LlmTrader.Perf.Latency.Ring;
using LlmTrader.Tools.Cli.Terminal;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Bench;

/// <summary><c>llmtrader bench ring</c></summary>
internal sealed class RingVerb : Verb
{
    private readonly Option<int> _runs = OptionOf.Number("--runs", "N", "Counted runs, after one that warms up.", 10, 1, 1_000);
    private readonly Option<long> _events = OptionOf.Number("--events", "N", "Events per measurement of the ring, a multiple of 10; the channels get a fifth of them.", 5_000_000L, 1_000L, 1_000_000_000L);

    public RingVerb()
        : base("ring", "The ring against System.Threading.Channels: events per second, side by side.")
    {
        Options.Add(_runs);
        Options.Add(_events);
        _events.Validators.Add(result =>
        {
            if (result.Errors.Any() || result.GetValueOrDefault<long>() % 10 == 0) { return; }
            result.AddError("--events must be a multiple of 10, the batch of the scenarios with batches.");
        });
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "Sends 64-byte events from one producer to one consumer, and through three stages one after the other, over the ring and over bounded channels. "
        + "All scenarios take turns within each run on the cores that answer each other fastest, so that a disturbance meets every one of them; "
        + "a ratio is the median of the ratios within the runs. `channel-await` is how channels are meant to be used, `channel-spin` is a channel on the ring's own terms.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader bench ring", "ten runs, about a second each on four free cores"),
        new("llmtrader bench ring --runs 30 --json > ring.json", "every figure of every run, for a program"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        long events = arguments.GetValue(_events);
        RingBenchmarkOptions options = new() { Runs = arguments.GetValue(_runs), RingEvents = events, ChannelEvents = events / 5 };
        RingBenchmarkResult result = session.WithProgress("bench ring", report => RingBenchmark.Run(options, (run, runs) => report(run, runs + 1)));
        if (session.IsJson) { session.WriteJson(result); }
        else { Print(result, session); }
        return ExitCode.Success;
    }

    private static void Print(RingBenchmarkResult result, Session session)
    {
        session.WriteLine($"runs: {result.Options.Runs}, {result.Runtime}, {result.ProcessorCount} cores, ring waits by {result.WaitStrategy}");
        session.WriteLine($"Cores of producer and consumer: {Places(result.Placements)}");
        Table series = Tables.Figures("Million events/s", "median", "min", "max", "spread", "per event", "what");
        series.Columns[^1].Alignment = Justify.Left;
        foreach (ThroughputSeries s in result.Series)
        {
            series.Row(s.Name, Figure.Millions(s.Median), Figure.Millions(s.Min), Figure.Millions(s.Max), Figure.Percent((s.Max - s.Min) / s.Median), Figure.PreciseNanoseconds(1e9 / s.Median), s.Description);
        }

        session.Write(series);
        Table ratios = Tables.Figures("Times as fast", "median", "min", "max");
        foreach (ThroughputRatio ratio in result.Ratios)
        {
            ratios.Row($"{ratio.Ours} / {ratio.Theirs}", Figure.Times(ratio.Median), Figure.Times(ratio.Min), Figure.Times(ratio.Max));
        }

        session.Write(ratios);
    }

    private static string Places(IReadOnlyList<RunPlacement> placements)
    {
        CorePair[] pairs = [.. placements.Select(place => place.Pair).OfType<CorePair>()];
        if (pairs.Length == 0) { return "not pinned (this system does not offer it)"; }
        IEnumerable<string> used = pairs.GroupBy(pair => (pair.First, pair.Second)).OrderByDescending(group => group.Count())
            .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Key.First}+{group.Key.Second} in {group.Count()} of {placements.Count} runs"));
        return $"{string.Join(", ", used)}; round trip {Figure.Nanoseconds(pairs.Min(pair => pair.RoundTripNs))} to {Figure.Nanoseconds(pairs.Max(pair => pair.RoundTripNs))}";
    }
}
