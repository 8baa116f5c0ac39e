using System.CommandLine;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Perf.Latency.Journal;
using LlmTrader.Tools.Cli.Terminal;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Bench;

/// <summary><c>llmtrader bench journal</c></summary>
internal sealed class JournalBenchVerb : Verb
{
    private readonly Option<long> _events = OptionOf.Number("--events", "N", "Events of each throughput run.", 4_000_000L, 10_000L, 1_000_000_000L);
    private readonly Option<int> _ring = OptionOf.Number("--ring", "N", "Slots of the ring, a power of two.", 65_536, 64, 1 << 20);
    private readonly Option<int> _commits = OptionOf.Number("--commits", "N", "Commits of one event of each mode in each run.", 300, 10, 1_000_000);
    private readonly Option<int> _runs = OptionOf.Number("--runs", "N", "Counted runs, after one that warms up.", 5, 1, 1_000);
    private readonly Option<string?> _directory = OptionOf.Text("--dir", "DIR", "A directory on the disk to measure; the current one when left out. The files go again.");

    public JournalBenchVerb()
        : base("journal", "The journal: events per second and bytes per event in each mode, commit latency against the disk's own.")
    {
        Options.Add(_events);
        Options.Add(_ring);
        Options.Add(_commits);
        Options.Add(_runs);
        Options.Add(_directory);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "Throughput: a simulated market's quotes and trades are published to a ring as fast as it takes them, and the journal's thread forces them to the disk as the mode says (async: at the end), until all are there. "
        + "Commit latency: one event is appended and committed, from the append until it is durable; between any two commits the same number of bytes is written to a bare file and synced (fdatasync). "
        + "The ratio of the two medians is what the journal adds to the disk.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader bench journal", "the disk of the current directory"),
        new("llmtrader bench journal --dir /var/lib/llmtrader --commits 2000 --json", "the disk that matters, with a long tail, for a program"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        string directory = Path.GetFullPath(arguments.GetValue(_directory) ?? ".");
        if (!Directory.Exists(directory)) { throw new UsageException($"--dir '{directory}' is not there."); }
        JournalBenchmarkOptions options = new()
        {
            Events = arguments.GetValue(_events),
            RingCapacity = arguments.GetValue(_ring),
            Commits = arguments.GetValue(_commits),
            Runs = arguments.GetValue(_runs),
            Directory = directory,
        };
        JournalBenchmark benchmark = new(options);
        JournalBenchmarkResult result = session.WithProgress("bench journal", report => benchmark.Run((done, all) => report(done, all)));
        if (session.IsJson) { session.WriteJson(result); }
        else { Print(result, session); }
        return ExitCode.Success;
    }

    private static void Print(JournalBenchmarkResult result, Session session)
    {
        session.WriteLine($"{Figure.Count(result.Options.Events)} events through a ring of {result.Options.RingCapacity}, runs: {result.Options.Runs}, in {result.Options.Directory}");
        Table throughput = Tables.Figures("Million events/s", "median", "min", "max", "spread", "bytes/event");
        foreach (JournalThroughput row in result.Throughput)
        {
            MedianSpread rate = row.EventsPerSecond;
            throughput.Row(
                NameOf(row.Mode), Figure.Millions(rate.Median), Figure.Millions(rate.Min), Figure.Millions(rate.Max),
                rate.RelativeSpread is { } spread ? Figure.Percent(spread) : "-", row.BytesPerEvent.ToString("F1", System.Globalization.CultureInfo.InvariantCulture));
        }

        session.Write(throughput);
        Table commits = Tables.Figures("Commit of one event", "p50", "p90", "p99", "p99.9", "max", "times the disk's p50", "runs");
        foreach (JournalCommit row in result.Commits)
        {
            Row(commits, NameOf(row.Mode), row.Commit, Times(row.Ratio.Median), $"{Times(row.Ratio.Min)} - {Times(row.Ratio.Max)}");
            Row(commits, "  the disk between", row.Device, "", "");
        }

        session.Write(commits);
    }

    private static void Row(Table table, string name, LatencySummary latency, string ratio, string runs) => table.Row(
        name, Figure.Nanoseconds(latency.P50Ns), Figure.Nanoseconds(latency.P90Ns), Figure.Nanoseconds(latency.P99Ns),
        Figure.Nanoseconds(latency.P999Ns), Figure.Nanoseconds(latency.MaxNs), ratio, runs);

    private static string Times(double ratio) => ratio.ToString("F2", System.Globalization.CultureInfo.InvariantCulture) + "x";

    private static string NameOf(Enum mode) => mode.ToString().ToLowerInvariant();
}
