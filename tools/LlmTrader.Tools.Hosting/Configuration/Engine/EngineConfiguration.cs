using System.ComponentModel;
using System.Text.Json.Serialization;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>
/// All that <c>llmtrader engine --config FILE</c> is told: one YAML or JSON file, overridden by the environment. Keys are the property
/// names in snake_case; <see cref="EngineConfigurationReader"/> reads them.
/// </summary>
public sealed record EngineConfiguration
{
    [Description("How far the engine goes: observe (no order leaves) or paper (simulated fills).")]
    public EngineMode Mode { get; init; } = EngineMode.Paper;

    [Description("Where the admin socket, the process id, the kill latch and logs lie; against this file's directory when relative.")]
    public string RunDirectory { get; init; } = "run";

    [Description("Where market data comes from, at least one.")]
    public required IReadOnlyList<FeedConfiguration> Feeds { get; init; }

    [Pinned]
    [Description("Instruments by their definitions; this or universe. Simulated and journal feeds bring their own.")]
    public IReadOnlyList<InstrumentConfiguration> Instruments { get; init; } = [];

    [Pinned]
    [Description("Instruments by symbol, with ticks, lots and limits from the venue at the start; this or instruments.")]
    public UniverseConfiguration? Universe { get; init; }

    [Pinned]
    [Description("How trades become bars.")]
    public BarsConfiguration Bars { get; init; } = new();

    [Description("Rule sets side by side, each in a slot of its own; none observes the market alone.")]
    public IReadOnlyList<RuleSetConfiguration> RuleSets { get; init; } = [];

    [Pinned]
    [Description("Accounts and their first cash, at least one; rule sets trade on the first.")]
    public required IReadOnlyList<AccountConfiguration> Accounts { get; init; }

    [Pinned]
    [Description("What orders may not do. At run time ctl changes limits by events.")]
    public RiskConfiguration Risk { get; init; } = new();

    [Pinned]
    [Description("Sessions, price bands, lots and settlement by instrument (SYMBOL.VENUE) and by rising date; none trades around the clock.")]
    public IReadOnlyDictionary<string, IReadOnlyList<MarketRulesConfiguration>> MarketRules { get; init; } =
        new SortedDictionary<string, IReadOnlyList<MarketRulesConfiguration>>(StringComparer.Ordinal);

    [Pinned]
    [Description("How paper orders reach the venue, and what fills them.")]
    public FillConfiguration Fills { get; init; } = new();

    [Description("Where and how everything that happens is written.")]
    public JournalConfiguration Journal { get; init; } = new();

    [Description("Topology, spinning threads and cores.")]
    public ThreadConfiguration Threads { get; init; } = new();

    [Description("Who executes orders.")]
    public GatewayConfiguration Gateway { get; init; } = new();

    [Description("The operator's way in.")]
    public AdminConfiguration Admin { get; init; } = new();

    [Description("What the engine tells of itself.")]
    public LogConfiguration Log { get; init; } = new();

    [Description("Who is told of what.")]
    public AlertsConfiguration Alerts { get; init; } = new();

    [Description("Databases that follow the journal.")]
    public ProjectorConfiguration Projector { get; init; } = new();

    [Description("What looks for better rules beside the engine.")]
    public StrategistConfiguration Strategist { get; init; } = new();

    [Description("Language models that propose and check.")]
    public ModelsConfiguration Models { get; init; } = new();

    [Description("What an agent may do over the Model Context Protocol: llmtrader mcp.")]
    public McpConfiguration Mcp { get; init; } = new();

    [Description("What a stop does.")]
    public ShutdownConfiguration Shutdown { get; init; } = new();

    /// <summary>The configuration file's directory, against which relative paths stand; the working directory when there is no file.</summary>
    [JsonIgnore]
    public string BaseDirectory { get; init; } = System.IO.Directory.GetCurrentDirectory();

    /// <summary>Where a value is written, by its key.</summary>
    [JsonIgnore]
    public Func<string, ConfigurationOrigin> PlaceOf { get; init; } = _ => ConfigurationOrigin.Default;

    /// <summary>The places that follow from it, as full paths.</summary>
    [JsonIgnore]
    public EnginePaths Paths => EnginePaths.Of(this);
}
