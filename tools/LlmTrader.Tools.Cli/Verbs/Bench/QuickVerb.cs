using System.CommandLine;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Perf.Latency.Quick;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Live;
using LlmTrader.Tools.Hosting.Runs;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Bench;

/// <summary><c>llmtrader bench quick</c></summary>
internal sealed class QuickVerb : Verb
{
    private const string DefaultRunDirectory = "run";   // Of a configuration that names none.

    private readonly Option<string?> _config = OptionOf.Text("--config", "FILE", "Look for a live engine in this configuration's run directory too.");

    public QuickVerb()
        : base("quick", "What this machine can carry, in under a minute, and how to run the engine on it.") => Options.Add(_config);

    /// <inheritdoc/>
    public override string Teaching =>
        "Runs the engine on a simulated market at rising rates: stages on one thread or on several, waiting threads spinning or asleep; a way that falls behind at a rate is not asked for the next. "
        + "Recommended is what carried the highest rate with the shortest time to a decision; where ways are about alike, the one that spins less. "
        + "How late an idle thread is woken stands beside it: no engine is steadier than its machine.\n\n"
        + "While an engine runs on this machine nothing is measured, since both would suffer: exit code 2.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader bench quick", "before the first engine is set up here"),
        new("llmtrader bench quick --json", "for a program that sets engines up"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        string runDirectory = arguments.GetValue(_config) is { } path ? EngineConfigurationFile.Read(path).Configuration.Paths.RunDirectory : DefaultRunDirectory;
        if (LiveEngines.Find(runDirectory) is [{ } live, ..])
        {
            throw new RunException($"An engine (process {live.Process}) runs on '{live.RunDirectory}': a benchmark beside it would disturb it, and measure nothing. Stop it first, or measure on another machine.");
        }

        QuickResult result = session.WithProgress("bench quick", report => QuickBenchmark.Run(new QuickOptions(), (done, all) => report(done, all)));
        if (session.IsJson) { session.WriteJson(result); }
        else { Print(result, session); }
        return ExitCode.Success;
    }

    private static void Print(QuickResult result, Session session)
    {
        string near = result.NearestNs is { } nearest ? $"; round trip between cores {Figure.Nanoseconds(nearest)} to {Figure.Nanoseconds(result.FarthestNs!.Value)}" : "";
        session.WriteLine($"{Figure.Count(result.Cores, "core")}{near}; an idle thread is woken up to {Figure.Nanoseconds(result.Idle.P99Ns)} late (p99), {Figure.Nanoseconds(result.Idle.MaxNs)} at most");
        Table table = Tables.Figures("Arrival to decision", "spinning", "events/s", "p50", "p99", "p99.9", "max", "");
        foreach (QuickTry one in result.Tries)
        {
            LatencySummary decision = one.Decision;
            table.Row(
                one.Topology.ToString().ToLowerInvariant(), Figure.Count(one.Spinning), Figure.Count(one.Rate), Figure.Nanoseconds(decision.P50Ns), Figure.Nanoseconds(decision.P99Ns),
                Figure.Nanoseconds(decision.P999Ns), Figure.Nanoseconds(decision.MaxNs), one.IsCarried ? "carried" : "falls behind");
        }

        session.Write(table);
        session.WriteLine(result.Recommended is { } best
            ? $"This machine carries at least {Figure.Count(best.Rate)} events/s. Recommended, in the engine's configuration:"
            : $"This machine carries less than {Figure.Count(result.Tries.Min(one => one.Rate))} events/s now: see what else runs on it.");
        if (result.Recommended is not { } recommended) { return; }
        session.WriteLine("threads:");
        session.WriteLine($"  topology: {recommended.Topology.ToString().ToLowerInvariant()}");
        session.WriteLine($"  spinning: {Figure.Count(recommended.Spinning)}   # {(recommended.Spinning > 0 ? "these wait without sleeping, and take their cores whole" : "every thread sleeps until it is woken")}");
    }
}
