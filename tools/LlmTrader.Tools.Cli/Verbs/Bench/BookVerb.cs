using System.CommandLine;
using LlmTrader.Perf.Latency.Books;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Tools.Cli.Terminal;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Bench;

/// <summary><c>llmtrader bench book</c></summary>
internal sealed class BookVerb : Verb
{
    private readonly Option<int> _runs = OptionOf.Number("--runs", "N", "Counted runs, after two that warm up.", 10, 1, 1_000);
    private readonly Option<int> _operations = OptionOf.Number("--operations", "N", "Operations of each run.", ReferenceOrders.Length, 1_000, 10_000_000);

    public BookVerb()
        : base("book", "Matching engine, order-by-order and level-2 book: operations per second and latency of each.")
    {
        Options.Add(_runs);
        Options.Add(_operations);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "Sends a fixed stream of orders through the matching engine on one thread: 50 % new orders at a hundred prices, 40 % cancels of random ones, 10 % orders that cross the spread. "
        + "The first two million operations make 271,398 trades of 82,295,600 lots; other engines agree on that. What a venue would publish of them goes through the order-by-order book and the level-2 book, "
        + "and a plain exchange of sorted dictionaries and linked lists runs the same stream as the measure.\n\n"
        + "An operation that allocates, or a trade that the plain exchange does not make, ends the benchmark with exit code 3. Single latencies include the clock's own cost, which is the row below them.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader bench book", "ten runs of two million operations"),
        new("llmtrader bench book --runs 30 --json > book.json", "every figure, for a program"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        int operations = arguments.GetValue(_operations);
        int runs = arguments.GetValue(_runs);
        BookBenchmarkResult result = session.WithProgress("bench book", report => BookBenchmark.Run(operations, runs, (done, all) => report(done, all)));
        if (session.IsJson) { session.WriteJson(result); }
        else { Print(result, runs, session); }
        return ExitCode.Success;
    }

    private static void Print(BookBenchmarkResult result, int runs, Session session)
    {
        session.WriteLine($"{Figure.Count(result.Operations)} operations, runs: {runs}, one thread");
        Table rates = Tables.Figures("Million operations/s", "median", "min", "max", "spread", "per operation");
        Row(rates, "matching, mixed", result.Mixed);
        Row(rates, "matching, inserts", result.Inserts);
        Row(rates, "order-by-order book", result.OrderByOrder);
        Row(rates, "level-2 book", result.LevelBook);
        Row(rates, "plain exchange, mixed", result.Plain);
        session.Write(rates);

        Table latencies = Tables.Figures("Single operations", "p50", "p90", "p99", "p99.9", "max");
        Row(latencies, "matching, mixed", result.PerOperation);
        Row(latencies, "the clock alone", result.Clock);
        session.Write(latencies);
        session.WriteLine(
            $"{Figure.Count(result.Tally.Trades)} trades, volume {Figure.Count(result.Tally.Volume)}, notional {Figure.Count(result.Tally.Notional)}, {Figure.Count(result.Resting)} orders rest, in every run; "
            + $"{Figure.Times(result.TimesPlain.Median)} ({Figure.Times(result.TimesPlain.Min)} to {Figure.Times(result.TimesPlain.Max)}) as fast as plain; {Figure.Count(result.AllocatedBytes)} bytes allocated");
    }

    private static void Row(Table table, string name, MedianSpread rate) => table.Row(
        name, Figure.Millions(rate.Median), Figure.Millions(rate.Min), Figure.Millions(rate.Max),
        rate.RelativeSpread is { } spread ? Figure.Percent(spread) : "-", Figure.PreciseNanoseconds(1e9 / rate.Median));

    private static void Row(Table table, string name, LatencySummary latency) => table.Row(
        name, Figure.Nanoseconds(latency.P50Ns), Figure.Nanoseconds(latency.P90Ns), Figure.Nanoseconds(latency.P99Ns), Figure.Nanoseconds(latency.P999Ns), Figure.Nanoseconds(latency.MaxNs));
}
