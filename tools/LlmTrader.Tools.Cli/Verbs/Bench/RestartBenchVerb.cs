using System.CommandLine;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Runs;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Bench;

/// <summary><c>llmtrader bench restart</c></summary>
internal sealed class RestartBenchVerb : Verb
{
    private readonly Option<long> _events = OptionOf.Number("--events", "N", "Market events of the journal that is made for it, some 25 bytes each.", 10_000_000L, 1_000L, 1_000_000_000L);
    private readonly Option<int> _runs = OptionOf.Number("--runs", "N", "Counted starts of each kind, after one that warms up.", 5, 1, 1_000);
    private readonly Option<string?> _directory = OptionOf.Text("--dir", "DIR", "A directory for the journal; the temporary one when left out. The files go again.");

    public RestartBenchVerb()
        : base("restart", "How long a start takes: with millions of events to replay, and from a snapshot.")
    {
        Options.Add(_events);
        Options.Add(_runs);
        Options.Add(_directory);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "Makes a journal of a simulated market that a moving-average cross trades, stops it clean, makes snapshots of it, and starts an engine on it again and again: lock, verdict, snapshot, replay of what lies behind it with all comparisons, new epoch, "
        + "up to where the engine could take its first event. Every start must come to the same StateHash. The files are in the page cache; a start in a fresh process adds the time of its own start.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader bench restart", "ten million events, five starts of each kind"),
        new("llmtrader bench restart --dir /var/lib/llmtrader --json", "on the disk that matters, for a program"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        string directory = Path.GetFullPath(arguments.GetValue(_directory) ?? Path.GetTempPath());
        if (!Directory.Exists(directory)) { throw new UsageException($"--dir '{directory}' is not there."); }
        RestartBenchRunner runner = new(new RestartBenchOptions { Events = arguments.GetValue(_events), Runs = arguments.GetValue(_runs), Directory = directory });
        RestartBenchResult result = session.WithProgress("bench restart", report => runner.Run(report, session.Cancellation));
        if (session.IsJson) { session.WriteJson(result); }
        else { Print(result, session); }
        return ExitCode.Success;
    }

    private static void Print(RestartBenchResult result, Session session)
    {
        session.WriteLine($"{Figure.Count(result.Events)} events in {Figure.Bytes(result.JournalBytes)}, starts of each kind: {result.Starts[0].Seconds.Runs}; StateHash {result.Hash} in every one");
        Table table = Tables.Figures("Start", "median", "min", "max", "of it judging", "events replayed", "million/s", "state");
        foreach (RestartFigure start in result.Starts)
        {
            table.Row(
                start.Name, Seconds(start.Seconds.Median), Seconds(start.Seconds.Min), Seconds(start.Seconds.Max), Seconds(start.JudgeSeconds.Median), Figure.Count(start.Replayed),
                start.Replayed == 0 ? "-" : Figure.Millions(start.Replayed / (start.Seconds.Median - start.JudgeSeconds.Median)), start.SnapshotBytes is { } bytes ? Figure.Bytes(bytes) : "-");
        }

        session.Write(table);
    }

    private static string Seconds(double seconds) => Figure.Nanoseconds(seconds * 1e9);
}
