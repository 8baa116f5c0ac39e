using System.CommandLine;
using System.Globalization;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Perf.Latency.Ilp;
using LlmTrader.Tools.Cli.Terminal;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Bench;

/// <summary><c>llmtrader bench ilp</c></summary>
internal sealed class IlpVerb : Verb
{
    private readonly Option<long> _rows = OptionOf.Number("--rows", "N", "Rows of each run.", 2_000_000L, 10_000L, 1_000_000_000L);
    private readonly Option<int> _runs = OptionOf.Number("--runs", "N", "Counted runs, after one that warms up.", 5, 1, 1_000);

    public IlpVerb()
        : base("ilp", "The way to QuestDB: rows per second in line protocol, written and acknowledged by a server that forgets them.")
    {
        Options.Add(_rows);
        Options.Add(_runs);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "A simulated market's trades and quotes become rows and line protocol on one thread; then the same goes over HTTP to a server on loopback that reads, forgets and acknowledges each request of 65,536 rows. "
        + "The server's thread runs beside the sender's; the last row divides by the processor time of both, which is what a single core would do (`taskset -c 0` shows it).";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("llmtrader bench ilp", "five runs of two million rows"), new("llmtrader bench ilp --json", "for a program")];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        IlpBenchmark benchmark = new(arguments.GetValue(_rows), arguments.GetValue(_runs));
        IlpBenchmarkResult result = session.WithProgress("bench ilp", report => benchmark.Run((done, all) => report(done, all)));
        if (session.IsJson) { session.WriteJson(result); }
        else { Print(result, session); }
        return ExitCode.Success;
    }

    private static void Print(IlpBenchmarkResult result, Session session)
    {
        session.WriteLine($"{Figure.Count(result.RowsPerRun)} rows of {result.BytesPerRow.ToString("F0", CultureInfo.InvariantCulture)} bytes, runs: {result.Written.Runs}");
        Table rates = Tables.Figures("Million rows/s", "median", "min", "max", "spread", "per row");
        Row(rates, "written, one thread", result.Written);
        Row(rates, "sent and acknowledged", result.Sent);
        Row(rates, "  per second of processor time", result.SentPerCpuSecond);
        session.Write(rates);
        session.WriteLine($"{Figure.Count(result.AllocatedBytes)} bytes allocated while writing");
    }

    private static void Row(Table table, string name, MedianSpread rate) => table.Row(
        name, Figure.Millions(rate.Median), Figure.Millions(rate.Min), Figure.Millions(rate.Max),
        rate.RelativeSpread is { } spread ? Figure.Percent(spread) : "-", Figure.PreciseNanoseconds(1e9 / rate.Median));
}
