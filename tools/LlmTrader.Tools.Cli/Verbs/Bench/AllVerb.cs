using System.CommandLine;
using System.Diagnostics;
using LlmTrader.Perf.Latency.Reports;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Cli.Verbs.Bench;

/// <summary><c>llmtrader bench all</c></summary>
internal sealed class AllVerb : Verb
{
    private const long Steps = 1_000;   // Of the progress bar, for each part.

    private readonly Option<string?> _out = OptionOf.Text("--out", "DIR", "Where the page, the tables and the raw files go; made if it is not there. Needed.");
    private readonly Option<bool> _full = OptionOf.Flag("--full", "The whole matrix of topologies, waits, placements, journals and rates, in shorter runs: about an hour.");
    private readonly Option<BenchPart[]> _parts = OptionOf.Choices("--part", "Run only these.", [.. BenchParts.All], [.. BenchParts.All.Select(part => (part.Name, part))]);
    private readonly Option<string?> _directory = OptionOf.Text("--dir", "DIR", "A directory on the disk that journals are written to; the system's temporary one when left out. The files go again.");

    public AllVerb()
        : base("all", "Every benchmark in turn, as one report: a page with plots, tables, every run's figures.")
    {
        foreach (Option option in (Option[])[_out, _full, _parts, _directory]) { Options.Add(option); }
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "Runs one benchmark after the other and writes index.html (plots and tables in one file that needs no network), table.txt, report.json (every figure with all its runs, and the machine) "
        + "and hlog/ (each distribution in HdrHistogram's format). On four cores it takes less than ten minutes. Close what else runs; a figure of a busy machine is a figure of its neighbours. "
        + "The files are written anew behind each benchmark, so a run that was ended early leaves what it had measured.\n\n"
        + "`llmtrader bench compare` sets two report.json against each other.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader bench all --out bench-today", "everything; open bench-today/index.html"),
        new("llmtrader bench all --out bench-today --part latency --part journal --dir /var/lib/llmtrader", "two parts, on the disk that matters"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        string place = arguments.GetValue(_out) ?? throw new UsageException("--out DIR is needed: a report has several files.");
        string directory = Path.GetFullPath(arguments.GetValue(_directory) ?? Path.GetTempPath());
        if (!Directory.Exists(directory)) { throw new UsageException($"--dir '{directory}' is not there."); }
        Directory.CreateDirectory(place);   // What can't be written is told now, and not in ten minutes.
        BenchPart[] parts = [.. arguments.GetValue(_parts)!.Distinct()];
        BenchmarkReport whole = session.WithProgress(
            "bench all", report => Measure(parts, new BenchPartRun(arguments.GetValue(_full), directory, report, session.Cancellation), place));
        if (session.IsJson)
        {
            session.WriteJson(whole);
            return ExitCode.Success;
        }

        foreach (PartReport part in whole.Parts)
        {
            session.WriteLine($"== {part.Name} ==");
            PartPrinter.Print(part, session);
        }

        foreach (string doubt in whole.Environment.Doubts()) { session.WriteLine($"Note: {doubt}"); }
        session.WriteLine($"{Path.Combine(place, ReportFiles.Page)} has the plots, {Path.Combine(place, ReportFiles.Document)} every run.");
        return ExitCode.Success;
    }

    /// <summary>Measures part after part and writes the report anew behind each: a failure in a later one, or Ctrl+C, costs nothing that was measured.</summary>
    internal static BenchmarkReport Measure(IReadOnlyList<BenchPart> parts, BenchPartRun run, string place)
    {
        BenchmarkReport whole = new(BenchmarkEnvironment.Record(ProgramVersion.Text), [], 0);
        long start = Stopwatch.GetTimestamp();
        foreach (BenchPart part in parts)
        {
            long before = whole.Parts.Count * Steps;
            PartReport measured = part.Run(run with { Report = (done, all) => run.Report(before + (done * Steps / Math.Max(1, all)), parts.Count * Steps) });
            whole = whole with { Parts = [.. whole.Parts, measured], Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds };
            ReportFiles.Write(place, whole);
        }

        return whole;
    }
}
