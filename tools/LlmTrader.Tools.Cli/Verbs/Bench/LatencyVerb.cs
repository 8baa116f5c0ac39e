using System.CommandLine;
using LlmTrader.Engine.Runtime;
using LlmTrader.Perf.Latency.Engine;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Tools.Cli.Terminal;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Bench;

/// <summary><c>llmtrader bench latency</c></summary>
internal sealed class LatencyVerb : Verb
{
    private static readonly EngineLatencyOptions Defaults = new();

    private readonly Option<EngineTopology[]> _topologies = OptionOf.Choices("--topology", "How the stages are spread over threads.", [.. Defaults.Topologies], Topologies.All);
    private readonly Option<long[]> _rates = OptionOf.Numbers("--rate", "events/s", "Fixed rate of the market's events; the generator never waits for the engine.", [.. Defaults.Rates], 1L, 100_000_000L);
    private readonly Option<int> _runs = OptionOf.Number("--runs", "N", "Runs of each topology at each rate.", Defaults.Runs, 1, 1_000);
    private readonly Option<int> _seconds = OptionOf.Number("--seconds", "s", "Measured length of a run, after half a second that warms up.", 1, 1, 3_600);
    private readonly Option<int> _spin = OptionOf.Number("--spin", "threads", "Engine threads that spin while they wait; the others sleep until they are woken.", Defaults.SpinningThreads, 0, 64);

    public LatencyVerb()
        : base("latency", "Decision and release latency of the whole engine at fixed rates, by topology.")
    {
        Options.Add(_topologies);
        Options.Add(_rates);
        Options.Add(_runs);
        Options.Add(_seconds);
        Options.Add(_spin);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "A simulated market's events leave at a fixed rate, each stamped with the time at which it was meant to leave, so that a stall counts for every event it delays. "
        + "Decision is from there until risk and matching are through; release is until the outbound gate let the commands go (inline has none). Nothing is journaled here.\n\n"
        + "The idle row is how late this machine wakes a thread that does nothing: no tail below it says anything about the engine. "
        + "A rate that a topology can't keep up shows as latencies of the run's own length.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader bench latency", "every topology at every default rate"),
        new("llmtrader bench latency --topology fused --topology inline --rate 50000 --runs 5 --seconds 3", "two topologies at one rate, longer"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        EngineLatencyOptions options = new()
        {
            Topologies = arguments.GetValue(_topologies)!,
            Rates = arguments.GetValue(_rates)!,
            Runs = arguments.GetValue(_runs),
            Length = TimeSpan.FromSeconds(arguments.GetValue(_seconds)),
            SpinningThreads = arguments.GetValue(_spin),
        };
        EngineLatencyResult result = session.WithProgress("bench latency", report => EngineLatencyBenchmark.Run(options, (done, all) => report(done, all)));
        if (session.IsJson) { session.WriteJson(result); }
        else { Print(options, result, session); }
        return ExitCode.Success;
    }

    private static void Print(EngineLatencyOptions options, EngineLatencyResult result, Session session)
    {
        session.WriteLine($"runs: {options.Runs} of {options.Length.TotalSeconds:F0} s at each rate, {result.Cores} cores, {result.SpinningThreads} engine threads may spin");
        Table table = Tables.Figures("Topology", "events/s", "decision p50", "p90", "p99", "p99.9", "max", "p99 of runs", "release p50", "p99", "GCs");
        foreach (EngineLatencyRow row in result.Rows)
        {
            LatencySummary decision = row.Decision;
            table.Row(
                Topologies.NameOf(row.Topology), Figure.Count(row.Rate),
                Ns(decision.P50Ns), Ns(decision.P90Ns), Ns(decision.P99Ns), Ns(decision.P999Ns), Ns(decision.MaxNs),
                $"{Ns(row.DecisionP99.Min)} - {Ns(row.DecisionP99.Max)}",
                row.Release is null ? "-" : Ns(row.Release.P50Ns), row.Release is null ? "-" : Ns(row.Release.P99Ns), Figure.Count(row.Gen0));
        }

        LatencySummary idle = result.IdleHiccups;
        table.Row("idle hiccups", "-", Ns(idle.P50Ns), Ns(idle.P90Ns), Ns(idle.P99Ns), Ns(idle.P999Ns), Ns(idle.MaxNs), "-", "-", "-", "-");
        session.Write(table);
        if (result.Note is not null) { session.WriteLine($"Note: {result.Note}"); }
    }

    private static string Ns(double ns) => Figure.Nanoseconds(ns);
}
