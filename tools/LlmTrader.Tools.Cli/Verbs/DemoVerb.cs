using System.CommandLine;
using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Persistence.Journal;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Cli.Verbs.Rules;
using LlmTrader.Tools.Hosting.Rules;
using LlmTrader.Tools.Hosting.Runs;
using LlmTrader.Tools.Hosting.Swaps;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs;

/// <summary><c>llmtrader demo</c></summary>
internal sealed class DemoVerb : Verb
{
    private const string DefaultDirectory = "llmtrader-demo";

    private readonly Option<EngineTopology> _topology = OptionOf.Choice("--topology", "How the stages are spread over threads.", EngineTopology.Pipelined, Topologies.Threaded);
    private readonly Option<long> _events = OptionOf.Number("--events", "N", "Market events.", 1_000_000L, 1L, 1_000_000_000L);
    private readonly Option<long> _rate = OptionOf.Number("--rate", "events/s", "Market events per second of real time; the market's own time runs much faster.", 200_000L, 1L, 100_000_000L);
    private readonly Option<ulong> _seed = OptionOf.Number("--seed", "N", "Seed of the simulated market: the same seed gives the same market.", 1UL, 0UL, ulong.MaxValue);
    private readonly Option<SwapRequest[]> _swaps = SwapOption.Create(
        "Swap this document in instead of the demo's own one; not before SEQUENCE, or not before the market's TIME (UTC, such as 2024-01-01T01:00:00Z): a live engine takes a swap when it comes. rollback@ and a place brings the version before back. Swaps happen in the order in which they are named.");
    private readonly Option<string> _out = new("--out") { HelpName = "DIR", Description = "Where the journal goes; the journal of an earlier demo is replaced.", DefaultValueFactory = _ => DefaultDirectory };
    private readonly Option<bool> _force = OptionOf.Flag("--force", "Replace a journal at --out that is no demo's.");

    public DemoVerb()
        : base("demo", "The whole engine at work on a simulated market; no data, no network.")
    {
        Options.Add(_topology);
        Options.Add(_events);
        Options.Add(_rate);
        Options.Add(_seed);
        Options.Add(_swaps);
        Options.Add(_out);
        Options.Add(_force);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "A simulated market of several instruments runs through the live engine at a fixed rate: trades become bars, bars signals, signals orders that pass risk and are filled. "
        + "Half-way another rule set is swapped in while events stream: its text goes into the ring, it is compiled and warmed up beside the path, and takes over at one sequence number. "
        + "All of it is journaled; then the journal is replayed on one thread, and the StateHash of the replay must be that of the live run.\n\n"
        + "Decision latency is from the time at which an event was meant to arrive until matching is through with it; release adds the journal's write; the swap row is decision latency from a swap's first event until a thousand after it. "
        + "The idle row is how late this machine wakes a thread that does nothing.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader demo", "a million events in a few seconds"),
        new("llmtrader demo --topology fused --rate 50000 --events 300000", "slower, on fewer threads: see the latencies"),
        new("llmtrader demo --swap my-rules.yaml@300000 --swap strategies/rulesets/moving-average-cross.yaml@600000", "swap in your own rule set, then one that ships"),
        new("llmtrader replay --journal llmtrader-demo --verify", "replay what the demo left behind"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        string directory = arguments.GetValue(_out)!;
        SwapRequest[] swaps = arguments.GetValue(_swaps)!;
        RuleFile[] swapFiles = SwapOption.Open(swaps);
        if (!RuleReport.AllAreValid(swapFiles, session)) { return ExitCode.Finding; }
        DemoOptions options = new()
        {
            Directory = directory,
            Force = arguments.GetValue(_force) || HoldsDemo(directory),
            Threading = ThreadingOptions.For(Environment.ProcessorCount) with { Topology = arguments.GetValue(_topology) },
            Events = arguments.GetValue(_events),
            Rate = arguments.GetValue(_rate),
            Seed = arguments.GetValue(_seed),
            Swaps = swaps.Length == 0 ? null : SwapOption.Schedule(swaps, swapFiles),
        };
        Leftovers.Warn(directory, session);
        DemoRunner runner = new(options);
        DemoResult result = session.WithPolledProgress("demo", () => (runner.Progress, options.Events), () => runner.Run(session.Cancellation));
        foreach (SwapReport swap in result.Swaps.Where(swap => swap.Outcome != SwapOutcome.Activated)) { session.Warn(swap.ToString()); }
        if (session.IsJson) { session.WriteJson(result); }
        else { Print(result, session); }
        return result is { IsReproduced: true, IsComplete: true } ? ExitCode.Success : ExitCode.Finding;
    }

    /// <summary>A core for each of the engine's threads, and two for everybody else.</summary>
    private const int PipelinedCores = 10;

    // A demo's journal is worth nothing to anybody once there is a new one; any other journal may be all that somebody has.
    private static bool HoldsDemo(string directory)
    {
        if (!File.Exists(Path.Combine(directory, JournalDirectory.ManifestName))) { return false; }
        JsonElement configuration = JournalDirectory.Open(directory).Manifest.Configuration;
        return configuration.TryGetProperty("accounts", out JsonElement accounts)
            && accounts.ValueKind == JsonValueKind.Array && accounts.GetArrayLength() == 1
            && accounts[0].TryGetProperty("name", out JsonElement name) && name.ValueEquals("demo");
    }

    private static void Print(DemoResult result, Session session)
    {
        double rate = result.Events / result.Elapsed.TotalSeconds;
        session.WriteLine($"{Figure.Count(result.Events)} events in {result.Elapsed.TotalSeconds:F1} s ({Figure.Millions(rate)} million/s), {Topologies.NameOf(result.Topology)}");
        PrintSwaps(result, session);
        session.WriteLine();
        foreach (string line in result.Funnel.Lines()) { session.WriteLine(line); }
        Table positions = Tables.Figures("Instrument", "position", "realized", "unrealized", "fees");
        foreach (DemoPosition line in result.Positions)
        {
            positions.Row(line.Instrument, line.Position, line.Realized.ToString(), line.Unrealized.ToString(), line.Fees.ToString());
        }

        session.Write(positions);
        Money profit = new(result.Equity.Raw - result.InitialCash.Raw, result.Equity.Currency);
        session.WriteLine($"Profit and loss: {profit} (equity {result.Equity} from {result.InitialCash})");
        Table latency = Tables.Figures("Latency", "p50", "p90", "p99", "p99.9", "max");
        Row(latency, "decision", result.Decision);
        if (result.Swapping.Count > 0) { Row(latency, "decision at the swap", result.Swapping); }
        Row(latency, "release", result.Release);
        Row(latency, "idle machine", result.IdleHiccups);
        session.Write(latency);
        if (result.Topology == EngineTopology.Pipelined && Environment.ProcessorCount < PipelinedCores)
        {
            session.WriteLine($"Pipelined runs eight threads, here on {Environment.ProcessorCount} cores: most hops wake a sleeping thread. '--topology fused' has fewer hops, and is what an engine uses by default.");
        }

        session.Write(Tables.Facts()
            .Row("StateHash live", result.Hash)
            .Row("StateHash replayed", $"{result.Replay.Hash}  {(result.IsReproduced ? "equal" : "DIFFERENT")}")
            .Row("replay", $"{Figure.Count(result.Replay.Events)} events at {Figure.Millions(result.Replay.EventsPerSecond)} million/s, {Topologies.NameOf(result.Replay.Topology)}")
            .Row("journal", result.Directory));
        if (result.Replay.Divergence is { } divergence) { session.WriteLine($"DIVERGED at {divergence}"); }
        session.WriteLine($"Next: llmtrader journal describe {result.Directory}");
    }

    private static void PrintSwaps(DemoResult result, Session session)
    {
        string before = result.RuleSet;
        foreach (SwapReport swap in result.Swaps)
        {
            if (swap.Outcome != SwapOutcome.Activated) { session.WriteLine($"Not swapped: {swap}"); continue; }
            if (swap.IsRollback) { session.WriteLine($"Rolled back: {swap}"); continue; }
            session.WriteLine(
                $"Swapped {before} → {swap.Name} at sequence {Figure.Count(swap.ActivatedAt!.Value)}: staged at {Figure.Count(swap.StagedAt!.Value)}, "
                + $"compiled beside the path in {Figure.Nanoseconds(swap.CompiledIn!.Value.TotalNanoseconds)}, ready at {Figure.Count(swap.ReadyAt!.Value)}");
            before = swap.Name;
        }

        if (before == result.RuleSet) { return; }
        string lost = result.IsComplete ? "no event lost" : "EVENTS LOST";
        session.WriteLine($"{lost}: {Figure.Count(result.Fed)} market events fed, {Figure.Count(result.Replay.MarketEvents)} in the journal");
    }

    private static void Row(Table table, string name, LatencySummary latency) => table.Row(
        name, Figure.Nanoseconds(latency.P50Ns), Figure.Nanoseconds(latency.P90Ns), Figure.Nanoseconds(latency.P99Ns),
        Figure.Nanoseconds(latency.P999Ns), Figure.Nanoseconds(latency.MaxNs));
}
