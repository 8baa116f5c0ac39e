using System.CommandLine;
using LlmTrader.Engine.Runtime;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Strategist.Benchmarks;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Bench;

/// <summary><c>llmtrader bench strategist</c></summary>
internal sealed class StrategistBenchVerb : Verb
{
    private static readonly StrategistBenchmarkOptions Defaults = new();

    private readonly Option<EngineTopology> _topology = OptionOf.Choice("--topology", "How the engine's stages are spread over threads.", Defaults.Topology, Topologies.All);
    private readonly Option<long> _rate = OptionOf.Number("--rate", "events/s", "Fixed rate of the market's events.", Defaults.Rate, 1L, 100_000_000L);
    private readonly Option<int> _runs = OptionOf.Number("--runs", "N", "Pairs of windows, one without the search and one with it.", Defaults.Runs, 1, 1_000);
    private readonly Option<int> _seconds = OptionOf.Number("--seconds", "s", "Measured length of a window, after half a second that warms up.", 1, 1, 3_600);
    private readonly Option<int> _spin = OptionOf.Number("--spin", "threads", "Engine threads that spin while they wait.", Defaults.SpinningThreads, 0, 64);
    private readonly Option<int> _threads = OptionOf.Number("--threads", "N", "Threads of the search; two fewer than the cores when left out, as the strategist's.", Defaults.SearchThreads, 1, 256);

    public StrategistBenchVerb()
        : base("strategist", "The engine's decision latency with the strategist's search at work on the same machine, and without.")
    {
        foreach (Option option in (Option[])[_topology, _rate, _runs, _seconds, _spin, _threads]) { Options.Add(option); }
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "A search runs backtest after backtest in a process of its own, at the strategist's priority. It stands still in one window and works in the next, in turn, so that whatever else runs on this machine hits both. "
        + "The engine is measured as by `llmtrader bench latency`; figures are medians over the windows with the least and the most.\n\n"
        + "The idle columns are how late this machine woke a thread that does nothing, right before each window: no tail below them says anything about the engine or the search. "
        + "The ratios compare the windows pair by pair.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader bench strategist", "ten pairs of windows, fused, at 100,000 events/s"),
        new("llmtrader bench strategist --topology pipelined --rate 10000 --runs 20", "another topology at another rate"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        StrategistBenchmarkOptions options = new()
        {
            Topology = arguments.GetValue(_topology),
            Rate = arguments.GetValue(_rate),
            Runs = arguments.GetValue(_runs),
            Length = TimeSpan.FromSeconds(arguments.GetValue(_seconds)),
            SpinningThreads = arguments.GetValue(_spin),
            SearchThreads = arguments.GetValue(_threads),
        };
        StrategistBenchmarkResult result = session.WithProgress("bench strategist", report => StrategistBenchmark.Run(options, report, session.Cancellation));
        if (session.IsJson) { session.WriteJson(result); }
        else { Print(options, result, session); }
        return ExitCode.Success;
    }

    private static void Print(StrategistBenchmarkOptions options, StrategistBenchmarkResult result, Session session)
    {
        session.WriteLine($"{Topologies.NameOf(options.Topology)}, {Figure.Count(options.Rate)} events/s, {options.Runs} pairs of windows of {options.Length.TotalSeconds:F0} s, {result.Cores} cores, {options.SpinningThreads} engine threads may spin; "
            + $"the search: {options.SearchThreads} threads, nice {result.Nice}");
        Table table = Tables.Figures("Engine", "decision p50", "p99", "max", "idle p50", "idle p99", "search, cores");
        foreach (StrategistBenchmarkRow row in (StrategistBenchmarkRow[])[result.Alone, result.Beside])
        {
            table.Row(
                row.IsBeside ? "beside the search" : "without", Ns(row.P50), Ns(row.P99), Ns(row.Max), Ns(row.IdleP50), Ns(row.IdleP99),
                row.IsBeside ? row.SearchCores.Median.ToString("F1", System.Globalization.CultureInfo.InvariantCulture) : "-");
        }

        table.Row("with / without", Times(result.P50Ratio), Times(result.P99Ratio), "-", "-", "-", "-");
        session.Write(table);
    }

    private static string Ns(MedianSpread spread) => $"{Figure.Nanoseconds(spread.Median)} ({Figure.Nanoseconds(spread.Min)} - {Figure.Nanoseconds(spread.Max)})";

    private static string Times(MedianSpread spread) => $"{Figure.Times(spread.Median)} ({Figure.Times(spread.Min)} - {Figure.Times(spread.Max)})";
}
