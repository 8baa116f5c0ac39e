using System.CommandLine;
using LlmTrader.Tools.Cli.Verbs.Alerts;
using LlmTrader.Tools.Cli.Verbs.Backup;
using LlmTrader.Tools.Cli.Verbs.Bench;
using LlmTrader.Tools.Cli.Verbs.Config;
using LlmTrader.Tools.Cli.Verbs.Ctl;
using LlmTrader.Tools.Cli.Verbs.Decisions;
using LlmTrader.Tools.Cli.Verbs.Journal;
using LlmTrader.Tools.Cli.Verbs.Live;
using LlmTrader.Tools.Cli.Verbs.Llm;
using LlmTrader.Tools.Cli.Verbs.Mcp;
using LlmTrader.Tools.Cli.Verbs.Optimise;
using LlmTrader.Tools.Cli.Verbs.Projector;
using LlmTrader.Tools.Cli.Verbs.Prompts;
using LlmTrader.Tools.Cli.Verbs.Query;
using LlmTrader.Tools.Cli.Verbs.Rules;
using LlmTrader.Tools.Cli.Verbs.Strategist;
using LlmTrader.Tools.Cli.Verbs.Top;

namespace LlmTrader.Tools.Cli.Verbs;

/// <summary>Every verb, in the order in which a newcomer meets them.</summary>
internal static class VerbCatalog
{
    public static IReadOnlyList<Command> Create() =>
    [
        new DemoVerb(), new ImportVerb(), new BacktestVerb(), RulesGroup.Create(), new OptimiseVerb(), new WalkForwardVerb(), new ReplayVerb(),
        new InitVerb(), ConfigGroup.Create(), new DoctorVerb(), new EngineVerb(), new UpVerb(), new DownVerb(), new RestartVerb(), new StatusVerb(), new LogsVerb(), CtlGroup.Create(), new TopVerb(), AlertsGroup.Create(),
        new StrategistVerb(), new AutoVerb(), DecisionsGroup.Create(), LlmGroup.Create(), PromptsGroup.Create(), new McpVerb(),
        Journal(), BackupGroup.Create(), new ProjectorVerb(), new QueryVerb(), new ExplainOrderVerb(), Bench(),
    ];

    private static VerbGroup Journal() => new(
        "journal",
        "Look at a journal: what it holds, its records, whether it is sound; repair a damaged one.",
        "A journal is a directory: manifest.json says what the numbers mean, in/ holds the events in their one order, out/ what the engine derived from them. "
        + "Segments are MessagePack in LZ4 frames: `lz4 -dc` and any MessagePack reader can read them too.",
        [new("llmtrader journal describe llmtrader-demo", "what the demo left behind"), new("llmtrader journal verify llmtrader-demo", "is every byte as it was written?")],
        new DescribeVerb(),
        new CatVerb(),
        new FollowVerb(),
        new ExportVerb(),
        new VerifyVerb(),
        new RepairVerb(),
        new SnapshotVerb(),
        new ArchiveVerb(),
        new PruneVerb());

    private static VerbGroup Bench() => new(
        "bench",
        "Measure this machine: what it can carry, the ring, the engine's latency, replay throughput, the journal, restarts, line protocol, books, feeds, rules, hot swaps, kills, sweeps, cost curves, the engine beside a search; all as one report, and two reports compared.",
        "Each benchmark prints the median of its runs and how far they spread. Figures of a busy or virtual machine say little about the code; close what else runs.",
        [new("llmtrader bench quick", "what this machine can carry, in under a minute"), new("llmtrader bench all --out bench-today", "all that matters as one report, in under ten minutes"), new("llmtrader bench latency --topology fused --rate 100000", "one row of the latency table")],
        new QuickVerb(),
        new AllVerb(),
        new CompareBenchVerb(),
        new RingVerb(),
        new LatencyVerb(),
        new ReplayBenchVerb(),
        new JournalBenchVerb(),
        new RestartBenchVerb(),
        new IlpVerb(),
        new BookVerb(),
        new FeedsVerb(),
        new RulesBenchVerb(),
        new SwapVerb(),
        new KillVerb(),
        new SweepBenchVerb(),
        new ScaleVerb(),
        new StrategistBenchVerb());
}
