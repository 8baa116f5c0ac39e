using System.CommandLine;
using System.Diagnostics;
using LlmTrader.Engine.Runtime;
using LlmTrader.Perf.Latency.Engine;
using LlmTrader.Perf.Latency.Reports;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Cli.Verbs.Bench;

/// <summary><c>llmtrader bench latency</c></summary>
internal sealed class LatencyVerb : Verb
{
    private static readonly EngineLatencyOptions Defaults = new();

    private readonly Option<EngineTopology[]> _topologies = OptionOf.Choices("--topology", "How the stages are spread over threads.", [.. Defaults.Topologies], Topologies.All);
    private readonly Option<long[]> _rates = OptionOf.Numbers("--rate", "events/s", "Fixed rate of the market's events; the generator never waits for the engine. 0 is as fast as the engine takes them, which tells the throughput alone.", [.. Defaults.Rates], 0L, 100_000_000L);
    private readonly Option<EngineWait[]> _waits = OptionOf.Choices("--wait", "How the engine's urgent threads wait.", [UsualWait], ("spin", EngineWait.Spin), ("yield", EngineWait.Yield), ("block", EngineWait.Block));
    private readonly Option<EnginePlacement[]> _placements = OptionOf.Choices("--cores", "Whether generator, Sequencer and first stage are tied to cores that are near each other. Where there are too few cores, nothing is.", [EnginePlacement.Pinned], ("pinned", EnginePlacement.Pinned), ("free", EnginePlacement.Free));
    private readonly Option<EngineJournal[]> _journals = OptionOf.Choices("--journal", "The journal beside the engine, a real one on the disk.", [EngineJournal.Group], ("none", EngineJournal.None), ("async", EngineJournal.Async), ("group", EngineJournal.Group), ("sync", EngineJournal.Sync));
    private readonly Option<string?> _directory = OptionOf.Text("--dir", "DIR", "A directory on the disk that the journal is written to; the system's temporary one when left out. The files go again.");
    private readonly Option<int> _runs = OptionOf.Number("--runs", "N", "Runs of each combination at each rate, in turn.", Defaults.Runs, 1, 1_000);
    private readonly Option<int> _seconds = OptionOf.Number("--seconds", "s", "Measured length of a run, after half a second that warms up.", 1, 1, 3_600);
    private readonly Option<int> _spin = OptionOf.Number("--spin", "threads", "Engine threads that spin or yield while they wait; the others sleep until they are woken.", Defaults.SpinningThreads, 0, 64);
    private readonly Option<bool> _stages = OptionOf.Flag("--stages", "Measure each stage too, in runs of its own.");

    private readonly Option<string?> _out = OptionOf.Text("--out", "DIR", "Write a page with plots, the tables, every run's figures and a .hlog of each distribution there.");

    public LatencyVerb()
        : base("latency", "Latency of the whole engine at fixed rates: to the decision, the report, the gate and the disk, by stage, topology, wait strategy and journal.")
    {
        foreach (Option option in (Option[])[_topologies, _rates, _waits, _placements, _journals, _directory, _runs, _seconds, _spin, _stages, _out]) { Options.Add(option); }
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "A simulated market's events leave at a fixed rate, each stamped with the time at which it was meant to leave, so that a stall counts for every event it delays. "
        + "A rule set with 20 indicators decides on bars of ten trades. Decision is from there until risk and matching are through; bar and order are the same for the events that close a bar and that cause an order; "
        + "report is until the order's first report has come back through the Sequencer; release until the outbound gate let the commands go, behind the journal; durable until the event was on the disk.\n\n"
        + "The idle row is how late this machine wakes a thread that does nothing: no tail below it says anything about the engine. "
        + "A rate that could not be kept up is named as such and has no latencies: they would be those of a queue that grows. "
        + "Where as many threads spin as there are cores, tails are not measurable and are not printed. "
        + "Preempted counts how often the operating system took the core from an urgent thread.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader bench latency", "every topology at every default rate"),
        new("llmtrader bench latency --topology fused --rate 1_000_000 --runs 10 --seconds 3 --stages --out latency", "one topology at one rate, longer, stage by stage, with a page of plots"),
        new("llmtrader bench latency --topology fused --wait spin --wait block --cores pinned --cores free --rate 100_000", "what spinning and pinning are worth here"),
    ];

    private static EngineWait UsualWait => Defaults.SpinningThreads > 0 ? EngineWait.Spin : EngineWait.Block;

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        string? directory = arguments.GetValue(_directory);
        if (directory is not null && !Directory.Exists(directory)) { throw new UsageException($"--dir '{directory}' is not there."); }
        string? place = arguments.GetValue(_out);
        if (place is not null) { Directory.CreateDirectory(place); }   // What can't be written is told now, and not after the last run.
        EngineLatencyOptions options = new()
        {
            Topologies = arguments.GetValue(_topologies)!,
            Waits = arguments.GetValue(_waits)!,
            Placements = arguments.GetValue(_placements)!,
            Journals = arguments.GetValue(_journals)!,
            Rates = arguments.GetValue(_rates)!,
            Runs = arguments.GetValue(_runs),
            Length = TimeSpan.FromSeconds(arguments.GetValue(_seconds)),
            SpinningThreads = arguments.GetValue(_spin),
            Stages = arguments.GetValue(_stages),
            NewJournal = (mode, instruments, bars) => new TemporaryLatencyJournal(mode, instruments, bars, directory),
        };
        BenchmarkEnvironment environment = BenchmarkEnvironment.Record(ProgramVersion.Text);
        long start = Stopwatch.GetTimestamp();
        EngineLatencyResult result = session.WithProgress("bench latency", report => EngineLatencyBenchmark.Run(options, (done, all) => report(done, all)));
        BenchmarkReport report = new(environment, [LatencyPart.Of(options, result)], Stopwatch.GetElapsedTime(start).TotalSeconds);
        if (place is not null) { ReportFiles.Write(place, report); }
        if (session.IsJson)
        {
            session.WriteJson(new { environment, result.Rows, result.IdleHiccups, result.Cores, result.SpinningThreads, result.ClockNs, result.Note, result.Measurements });
            return ExitCode.Success;
        }

        PartPrinter.Print(report.Parts[0], session);
        foreach (string doubt in environment.Doubts()) { session.WriteLine($"Note: {doubt}"); }
        return ExitCode.Success;
    }
}
