using System.CommandLine;
using LlmTrader.Perf.Latency.Reports;
using LlmTrader.Perf.Latency.Scale;
using LlmTrader.Tools.Cli.Terminal;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Bench;

/// <summary><c>llmtrader bench scale</c></summary>
internal sealed class ScaleVerb : Verb
{
    private readonly Option<int> _runs = OptionOf.Number("--runs", "N", "Counted runs, after those that warm up.", 10, 1, 1_000);
    private readonly Option<int> _threads = OptionOf.Number("--threads", "N", "Threads of the order sweep. As many as there are cores when left out.", Environment.ProcessorCount, 1, 256);
    private readonly Option<string[]> _only = OptionOf.Texts("--only", "WHAT", $"Only this: a cost curve ({string.Join(", ", ScaleSeries.All.Select(series => series.Name))}) or {OrderSweepProcess.Only}, the sweep.");

    public ScaleVerb()
        : base("scale", "History through one core, a sweep of a million orders, and what work costs as instruments, rule sets, indicators and books grow.")
    {
        foreach (Option option in (Option[])[_runs, _threads, _only]) { Options.Add(option); }
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "Everything runs through the unmodified stages over market data in memory, on one thread, and is timed by that thread's processor time: what other processes take of the machine meanwhile is not in it. "
        + "Only the sweep of a million orders runs on several threads and by the clock, in a process of its own. "
        + "A curve's exponent is that of a power law through its points: 0 costs the same however many there are, 1 is in proportion to them. Memory is what one more of a kind adds to an engine's heap.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader bench scale", "all of it, under a minute"),
        new("llmtrader bench scale --only rule-sets --runs 30", "one curve, with many runs"),
        new("llmtrader bench scale --only orders", "the sweep of a million orders alone"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        int runs = arguments.GetValue(_runs);
        string[] only = arguments.GetValue(_only)!;
        bool hasOrders = only.Contains(OrderSweepProcess.Only);
        string[] curves = [.. only.Where(name => name != OrderSweepProcess.Only)];
        if (curves.FirstOrDefault(name => ScaleSeries.All.All(series => series.Name != name)) is { } unknown) { throw new UsageException($"There is no curve '{unknown}'; there are {string.Join(", ", ScaleSeries.All.Select(series => series.Name))}, and {OrderSweepProcess.Only}."); }
        IReadOnlyList<ThroughputRow> rates = only.Length > 0 ? [] : session.WithProgress("replays", report => ThroughputBenchmark.Run(new ThroughputOptions { Runs = runs }, (done, all) => report(done, all)));
        int threads = arguments.GetValue(_threads);
        OrderSweepResult? sweep = hasOrders ? session.WithProgress("order sweep", report => OrderSweep.Run(new OrderSweepOptions { Runs = runs, Threads = threads }, (done, all) => report(done, all)))
            : only.Length > 0 ? null : OrderSweepProcess.Run(runs, threads, session.Cancellation);
        ScaleResult scale = hasOrders && curves.Length == 0 ? new ScaleResult([], []) : session.WithProgress("cost curves", report => ScaleBenchmark.Run(new ScaleOptions { Runs = runs, Only = curves }, (done, all) => report(done, all)));
        ScaleReport result = new(rates, sweep, scale);
        if (session.IsJson) { session.WriteJson(result); }
        else { Print(result, session); }
        return ExitCode.Success;
    }

    private static void Print(ScaleReport result, Session session)
    {
        if (result.Rates.Count > 0)
        {
            Table table = Tables.Figures("Million a second, one core", "median", "min", "max", "each", "of what");
            table.Columns[^1].Alignment = Justify.Left;
            foreach (ThroughputRow row in result.Rates)
            {
                var spread = row.PerSecond.Spread();
                table.Row(row.PerSecond.Name, Figure.Millions(spread.Median), Figure.Millions(spread.Min), Figure.Millions(spread.Max), Figure.PreciseNanoseconds(1e9 / spread.Median), row.What);
            }

            session.Write(table);
        }

        if (result.Sweep is { } sweep)
        {
            session.WriteLine($"{Figure.Count(sweep.Orders)} orders over bars on {Figure.Count(sweep.Threads, "thread")}: {Figure.Nanoseconds(sweep.Elapsed.Spread().Median * 1e6)}, {Figure.Nanoseconds(sweep.PerOrder.Spread().Median)} of processor time an order; through the inline engine {Figure.Nanoseconds(sweep.Inline.Spread().Median * 1e6)}, with the same StateHash");
        }

        foreach (ScaleCurve curve in result.Scale.Curves) { PrintCurve(curve, session); }
        foreach (Measurement memory in result.Scale.Memory) { session.WriteLine($"{memory.Name}: {Figure.Bytes((long)memory.Spread().Median)}"); }
        PartPrinter.Print(ScalePart.Goals(result), session);
    }

    private static void PrintCurve(ScaleCurve curve, Session session)
    {
        Table table = Tables.Figures(curve.Cost.Quantity, "median", "min", "max", "for each of them");
        foreach (CurvePoint point in curve.Cost.Points)
        {
            table.Row(
                Figure.Count((long)point.Quantity), Figure.PreciseNanoseconds(point.Cost.Median), Figure.PreciseNanoseconds(point.Cost.Min), Figure.PreciseNanoseconds(point.Cost.Max),
                Figure.PreciseNanoseconds(point.Cost.Median / point.Quantity));
        }

        session.WriteLine($"What {curve.What} costs:");
        session.Write(table);
    }
}
