using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Persistence.Journal;

namespace LlmTrader.Tools.Hosting.Recovery;

/// <summary>How a journaled engine runs. What it decides is in its journal's manifest.</summary>
public sealed record JournaledEngineOptions
{
    public ThreadingOptions Threading { get; init; } = ThreadingOptions.For(Environment.ProcessorCount);

    public JournalWriterOptions Writing { get; init; } = new();

    /// <summary>The Sequencer's clock; null takes the time from the sources.</summary>
    public IClock? Clock { get; init; }

    /// <summary>Measures evaluations of rule sets; null measures none.</summary>
    public IClock? WallClock { get; init; }

    public ILatencyProbe? Probe { get; init; }

    /// <summary>Makes the gateway of an epoch, whose number is part of every client order id; null simulates alone. Needs a journal mode that syncs.</summary>
    public Func<JournalManifest, int, IExecutionGateway>? CreateGateway { get; init; }
}
