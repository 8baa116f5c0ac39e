using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Persistence.Journal;
using LlmTrader.Tools.Hosting.Admin;
using LlmTrader.Tools.Hosting.Alerts;
using LlmTrader.Tools.Hosting.Configuration;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Live.Upkeep;

namespace LlmTrader.Tools.Hosting.Live;

/// <summary>All that a headless engine is made of.</summary>
public sealed record EngineHostOptions
{
    /// <summary>Where the process keeps its own: socket, process number, latch, log.</summary>
    public required string RunDirectory { get; init; }

    public required string JournalDirectory { get; init; }

    public required InstrumentTable Instruments { get; init; }

    /// <summary>What decisions depend on; the journal's manifest keeps it.</summary>
    public required RunConfiguration Run { get; init; }

    /// <summary>Where a value of the configuration is written, by its key.</summary>
    public Func<string, ConfigurationOrigin> PlaceOf { get; init; } = _ => ConfigurationOrigin.Default;

    public JournalWriterOptions Writing { get; init; } = new();

    public ThreadingOptions Threading { get; init; } = ThreadingOptions.For(Environment.ProcessorCount);

    /// <summary>The sets that are to decide from the start on; a set's place is its slot.</summary>
    public IReadOnlyList<EngineRuleSet> RuleSets { get; init; } = [];

    /// <summary>Orders are taken but none is let through; otherwise the simulated venue executes them.</summary>
    public bool ObserveOnly { get; init; }

    /// <summary>Makes the feeds, each with a way in of its own.</summary>
    public required IReadOnlyList<Func<IMarketDataPort, IClock, ILiveFeed>> Feeds { get; init; }

    public WorkingOrderPolicy WorkingOrders { get; init; }

    /// <summary>What a stop may take, from the request to the end mark in the journal.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(2);

    public DiskLimits Disk { get; init; } = new();

    public UpkeepOptions Upkeep { get; init; } = new();

    /// <summary>Where operators come in.</summary>
    public required AdminOptions Admin { get; init; }

    /// <summary>Makes what tells people of trouble; null tells nobody.</summary>
    public Func<IAlertMetrics, AlertService>? Alerts { get; init; }

    /// <summary>Cores that the process may use; empty for all.</summary>
    public IReadOnlyList<int> Affinity { get; init; } = [];

    /// <summary>A core for the Sequencer, then for each trading stage, that no other thread of the process runs on; empty places nothing.</summary>
    public IReadOnlyList<int> UrgentCores { get; init; } = [];
}
