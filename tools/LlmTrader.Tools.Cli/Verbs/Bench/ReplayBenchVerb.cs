using System.CommandLine;
using LlmTrader.Perf.Latency.Engine;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Perf.Latency.Reports;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Runs;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Bench;

/// <summary><c>llmtrader bench replay</c></summary>
internal sealed class ReplayBenchVerb : Verb
{
    private readonly Option<long> _trades = OptionOf.Number("--trades", "N", "Trades of the journal that is made for the benchmark, some 20 to 40 bytes each.", 10_000_000L, 1L, 10_000_000_000L);
    private readonly Option<int> _runs = OptionOf.Number("--runs", "N", "Counted runs, after one that warms up.", 5, 1, 1_000);
    private readonly Option<string?> _journal = OptionOf.Text("--journal", "DIR", "Use this journal's market data instead of making one.");

    public ReplayBenchVerb()
        : base("replay", "Backtest throughput over a journal: events per second on one thread.")
    {
        Options.Add(_trades);
        Options.Add(_runs);
        Options.Add(_journal);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "Decodes a journal and runs bars, a moving-average cross, risk, matching and accounts over it, inline on one thread; then with a rule set of twenty indicators, by processor time. "
        + "Without --journal, simulated trades are journaled to the temporary directory first and removed afterwards. "
        + "Decoding alone is measured beside it; the peak of the process's memory does not grow with the journal.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader bench replay", "ten million simulated trades, five runs"),
        new("llmtrader bench replay --journal data/btc --runs 10", "your own data"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        ReplayBenchOptions options = new() { Trades = arguments.GetValue(_trades), Runs = arguments.GetValue(_runs), Journal = arguments.GetValue(_journal) };
        ReplayBenchRunner runner = new(options);
        ReplayBenchFigures result = session.WithProgress("bench replay", report => runner.Run((_, done, all) => report(done, all), session.Cancellation));
        if (session.IsJson) { session.WriteJson(Document(result)); }
        else { Print(options, result, session); }
        return ExitCode.Success;
    }

    private static object Document(ReplayBenchFigures figures) => Document(figures.Cross, figures.Indicators);

    private static object Document(ReplayBenchmarkResult result, Measurement indicators) => new
    {
        events = result.Trades,
        result.EventsPerSecond,
        result.DecodePerSecond,
        indicators,
        result.Bars,
        result.Fills,
        stateHash = Figure.Hash(result.Hash),   // Above 2^53 a number would not survive every JSON reader.
        result.PeakWorkingSetBytes,
    };

    private static void Print(ReplayBenchOptions options, ReplayBenchFigures figures, Session session)
    {
        ReplayBenchmarkResult result = figures.Cross;
        session.WriteLine($"{Figure.Count(result.Trades)} market events, runs: {options.Runs}, one thread");
        Table table = Tables.Figures("Million events/s", "median", "min", "max", "spread", "per event");
        Row(table, "decode + engine", result.EventsPerSecond);
        Row(table, "decode + engine, 20 indicators", figures.Indicators.Spread());
        Row(table, "decode alone", result.DecodePerSecond);
        session.Write(table);
        session.WriteLine($"{Figure.Count(result.Bars)} bars, {Figure.Count(result.Fills)} fills, StateHash {Figure.Hash(result.Hash)} in every run; peak memory {Figure.Bytes(result.PeakWorkingSetBytes)}");
    }

    private static void Row(Table table, string name, MedianSpread rate) => table.Row(
        name, Figure.Millions(rate.Median), Figure.Millions(rate.Min), Figure.Millions(rate.Max),
        rate.RelativeSpread is { } spread ? Figure.Percent(spread) : "-", Figure.PreciseNanoseconds(1e9 / rate.Median));
}
