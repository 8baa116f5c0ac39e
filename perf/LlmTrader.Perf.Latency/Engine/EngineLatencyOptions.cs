using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Perf.Latency.Ring;
using LlmTrader.Persistence.Journal;

namespace LlmTrader.Perf.Latency.Engine;

/// <summary>How the urgent threads of an engine wait for the next event.</summary>
public enum EngineWait
{
    /// <summary>They spin and never give their core away.</summary>
    Spin,

    /// <summary>They spin a little, then offer their core between looks.</summary>
    Yield,

    /// <summary>They sleep until they are woken.</summary>
    Block,
}

/// <summary>Where the threads run.</summary>
public enum EnginePlacement
{
    /// <summary>Generator, Sequencer and first stage each on a core of their own, near each other; everything else on the cores that are left.</summary>
    Pinned,

    /// <summary>Where the operating system puts them.</summary>
    Free,
}

/// <summary>The journal that runs beside the engine.</summary>
public enum EngineJournal
{
    /// <summary>None: nothing is kept.</summary>
    None,

    /// <summary>Handed to the operating system, synced at the end.</summary>
    Async,

    /// <summary>One sync for all that came together.</summary>
    Group,

    /// <summary>One sync per batch.</summary>
    Sync,
}

/// <summary>One combination of what is varied.</summary>
/// <param name="Topology">How the stages are spread over threads.</param>
/// <param name="Wait">Of the urgent threads.</param>
/// <param name="Placement">Of the threads on cores.</param>
/// <param name="Journal">Beside the engine.</param>
/// <param name="Rate">Market events per second; 0 is as fast as the engine takes them, which has no latency to measure.</param>
public sealed record LatencyCell(EngineTopology Topology, EngineWait Wait, EnginePlacement Placement, EngineJournal Journal, long Rate)
{
    /// <summary>What a cell is unless somebody says otherwise; a name tells only what differs from it.</summary>
    private static readonly LatencyCell Usual = new(EngineTopology.Fused, EngineWait.Spin, EnginePlacement.Pinned, EngineJournal.Group, 1_000_000);

    /// <summary>Dotted and stable: <c>fused.1000000</c>, <c>fused.block.async.max</c>.</summary>
    public string Name => string.Join('.', Parts());

    // One thread has nobody to wait for, and nothing is beside it.
    internal static LatencyCell Of(EngineTopology topology, EngineWait wait, EnginePlacement placement, EngineJournal journal, long rate) =>
        topology == EngineTopology.Inline
            ? new LatencyCell(topology, Usual.Wait, placement, EngineJournal.None, rate)
            : new LatencyCell(topology, wait, CanPin(topology) ? placement : EnginePlacement.Free, journal, rate);

    // Three threads have a core of their own; those that are left must not have to share one.
    private static bool CanPin(EngineTopology topology) => CorePlacement.AllowedCores().Count >= (topology == EngineTopology.Pipelined ? 8 : 4);

    private IEnumerable<string> Parts()
    {
        yield return Word(Topology);
        if (Wait != Usual.Wait) { yield return Word(Wait); }
        if (Placement != Usual.Placement) { yield return Word(Placement); }
        if (Journal != Usual.Journal && Topology != EngineTopology.Inline) { yield return Journal == EngineJournal.None ? "unjournaled" : Word(Journal); }
        yield return Rate == 0 ? "max" : Rate.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private static string Word(Enum value) => value.ToString().ToLowerInvariant();
}

/// <summary>What is measured: every combination of the dimensions, each at every rate.</summary>
public sealed record EngineLatencyOptions
{
    public IReadOnlyList<EngineTopology> Topologies { get; init; } = [EngineTopology.Pipelined, EngineTopology.Fused, EngineTopology.Inline];

    public IReadOnlyList<EngineWait> Waits { get; init; } = [EngineWait.Spin];

    public IReadOnlyList<EnginePlacement> Placements { get; init; } = [EnginePlacement.Free];

    public IReadOnlyList<EngineJournal> Journals { get; init; } = [EngineJournal.None];

    /// <summary>Events per second, fixed: the generator never waits for the engine. 0 is as fast as the engine takes them.</summary>
    public IReadOnlyList<long> Rates { get; init; } = [10_000, 100_000, 1_000_000, 2_000_000, 5_000_000, 0];

    public int Runs { get; init; } = 3;

    public TimeSpan Length { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>At the start of each run, not recorded.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether each stage is measured too, in runs of its own, so that its stamps are in nobody else's figures.</summary>
    public bool Stages { get; init; }

    /// <summary>Whether everything runs once unmeasured first, into its final machine code.</summary>
    public bool Rehearses { get; init; } = true;

    /// <summary>Makes the journal of a run; needed where <see cref="Journals"/> has another than none.</summary>
    public Func<JournalMode, InstrumentTable, IReadOnlyList<BarSpec>, ILatencyJournal>? NewJournal { get; init; }

    /// <summary>Engine threads that spin or yield, the most urgent first; where they block, none.</summary>
    public int SpinningThreads { get; init; } = ThreadingOptions.For(Environment.ProcessorCount).SpinningThreads;

    internal IReadOnlyList<LatencyCell> Cells() =>
    [
        .. (from topology in Topologies from wait in Waits from placement in Placements from journal in Journals from rate in Rates
            select LatencyCell.Of(topology, wait, placement, journal, rate)).Distinct(),
    ];
}

/// <summary>A journal that a run writes and that is gone afterwards.</summary>
public interface ILatencyJournal : IDisposable
{
    IJournal Journal { get; }
}
