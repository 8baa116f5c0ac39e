using System.CommandLine;
using LlmTrader.Engine.Runtime;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Perf.Latency.Kill;
using LlmTrader.Tools.Cli.Terminal;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Bench;

/// <summary><c>llmtrader bench kill</c></summary>
internal sealed class KillVerb : Verb
{
    private static readonly KillBenchmarkOptions Defaults = new();

    private readonly Option<EngineTopology[]> _topologies = OptionOf.Choices("--topology", "How the stages are spread over threads.", [.. Defaults.Topologies], Topologies.Threaded);
    private readonly Option<int> _trials = OptionOf.Number("--trials", "N", "Kills of each topology, behind some that warm up.", Defaults.Trials, 10, 1_000_000);
    private readonly Option<int> _spin = OptionOf.Number("--spin", "threads", "Engine threads that spin while they wait; the others sleep until they are woken.", Defaults.SpinningThreads, 0, 64);

    public KillVerb()
        : base("kill", "How long orders go on leaving after a kill, with the engine under full load.")
    {
        Options.Add(_topologies);
        Options.Add(_trials);
        Options.Add(_spin);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "An engine sends an order at every market event, as fast as it can, through its gateway to a venue within the process that fills them at once. Another thread stores the kill flag; "
        + "what counts is from just before the store until the last order write that begins after it, 0 where none does. The gateway looks at the flag before every order write, so that only the one about to begin can.\n\n"
        + "The idle row is how late this machine wakes a thread that does nothing: a tail below it is the machine's. The goal is 50 µs at the 99th percentile; above it the exit code is 1.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader bench kill", "five hundred kills, fused"),
        new("llmtrader bench kill --topology fused --topology pipelined --trials 2000 --json", "both topologies, longer, for a program"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        KillBenchmarkOptions options = new()
        {
            Topologies = arguments.GetValue(_topologies)!,
            Trials = arguments.GetValue(_trials),
            SpinningThreads = arguments.GetValue(_spin),
        };
        KillBenchmarkResult result = session.WithProgress("bench kill", report => KillBenchmark.Run(options, (done, all) => report(done, all), session.Cancellation));
        if (session.IsJson) { session.WriteJson(result); }
        else { Print(result, session); }
        return result.Rows.All(row => row.LastWrite.P99Ns <= result.GoalNs) ? ExitCode.Success : ExitCode.Finding;
    }

    private static void Print(KillBenchmarkResult result, Session session)
    {
        session.WriteLine($"last order write begun after the flag; {result.Cores} cores; goal: p99 at most {Figure.Nanoseconds(result.GoalNs)}");
        Table table = Tables.Figures("Topology", "kills", "with a write after", "p50", "p90", "p99", "max", "orders/s", "refused");
        foreach (KillBenchmarkRow row in result.Rows)
        {
            LatencySummary last = row.LastWrite;
            table.Row(
                Topologies.NameOf(row.Topology), Figure.Count(row.Trials), Figure.Count(row.WithWrite), Ns(last.P50Ns), Ns(last.P90Ns), Ns(last.P99Ns), Ns(last.MaxNs),
                Figure.Count((long)row.OrdersPerSecond), Figure.Count(row.Refused));
        }

        LatencySummary idle = result.IdleHiccups;
        table.Row("idle hiccups", "-", "-", Ns(idle.P50Ns), Ns(idle.P90Ns), Ns(idle.P99Ns), Ns(idle.MaxNs), "-", "-");
        session.Write(table);
    }

    private static string Ns(long ns) => Figure.Nanoseconds(ns);
}
