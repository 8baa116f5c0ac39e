using System.CommandLine;
using LlmTrader.Engine.Runtime;
using LlmTrader.Perf.Latency.Swap;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Cli.Verbs.Bench;

/// <summary><c>llmtrader bench swap</c></summary>
internal sealed class SwapVerb : Verb
{
    private static readonly SwapCampaignOptions Defaults = new();

    private readonly Option<EngineTopology[]> _topologies = OptionOf.Choices("--topology", "How the stages are spread over threads.", LiveTopologies(), Topologies.Threaded);
    private readonly Option<int> _swaps = OptionOf.Number("--swaps", "N", "Stagings and activations of each run; a tenth of them, at most 1,000, warms up.", Defaults.Swaps, 10, 10_000_000);
    private readonly Option<int> _runs = OptionOf.Number("--runs", "N", "Runs of each topology.", 3, 1, 1_000);
    private readonly Option<long> _rate = OptionOf.Number("--rate", "events/s", "Fixed rate of the market's events.", Defaults.Rate, 1L, 100_000_000L);
    private readonly Option<bool> _fullRate = OptionOf.Flag("--full-rate", "Market events as fast as the engine takes them, one swap right after the other; no latency is measured then.");
    private readonly Option<int> _pause = OptionOf.Number("--pause", "ms", "From one activation to the next staging, at a fixed rate.", (int)Defaults.Pause.TotalMilliseconds, 0, 60_000);
    private readonly Option<int> _spin = OptionOf.Number("--spin", "threads", "Engine threads that spin while they wait; the others sleep until they are woken.", Defaults.SpinningThreads, 0, 64);

    public SwapVerb()
        : base("swap", "What hot swaps cost a live engine: decision latency around them, staging time, garbage, pauses, memory.")
    {
        Options.Add(_topologies);
        Options.Add(_swaps);
        Options.Add(_runs);
        Options.Add(_rate);
        Options.Add(_fullRate);
        Options.Add(_pause);
        Options.Add(_spin);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "A live engine, journaled to the temporary directory, trades a simulated market while rule-set documents, no two alike, are staged and activated one after the other. "
        + "Decision latency counts from when an event was meant to arrive, apart for events within 1 ms of an activation, for those decided while a set was being compiled, and for the rest; "
        + "the idle row is how late this machine wakes a thread that does nothing.\n\n"
        + "Each run checks itself: every bar is decided on by exactly one version, and the journal, replayed inline with every set compiled again, holds the market's events and ends with the same StateHash. If not, that is printed and the exit code is 1.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader bench swap", "three runs of each topology"),
        new("llmtrader bench swap --swaps 10000 --full-rate --runs 1 --topology fused", "the long campaign; needs some GB of disk for its journal"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        bool isFullRate = arguments.GetValue(_fullRate);
        SwapCampaignOptions options = new()
        {
            Swaps = arguments.GetValue(_swaps),
            Rate = isFullRate ? 0 : arguments.GetValue(_rate),
            Pause = isFullRate ? TimeSpan.Zero : TimeSpan.FromMilliseconds(arguments.GetValue(_pause)),
            SpinningThreads = arguments.GetValue(_spin),
        };
        SwapCampaignOptions[] campaigns =
            [.. arguments.GetValue(_topologies)!.SelectMany(topology => Enumerable.Repeat(options with { Topology = topology }, arguments.GetValue(_runs)))];
        SwapBenchmarkResult result = session.WithProgress(
            "bench swap", report => SwapBenchmark.Run(campaigns, () => new TemporarySwapJournal(), (done, all) => report(done, all), session.Cancellation));
        if (session.IsJson) { session.WriteJson(result); }
        else { SwapReport.Print(options, result, session); }
        return result.Runs.All(run => run.Finding is null) ? ExitCode.Success : ExitCode.Finding;
    }

    // Eight threads on fewer than four cores measure the operating system.
    private static EngineTopology[] LiveTopologies() =>
        Environment.ProcessorCount >= 4 ? [EngineTopology.Fused, EngineTopology.Pipelined] : [EngineTopology.Fused];
}
