using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Persistence.Journal;
using LlmTrader.Tools.Hosting.Live;
using LlmTrader.Tools.Hosting.Views;

namespace LlmTrader.Tools.Hosting.Admin;

/// <summary>What the admin side is given of a running engine. It reads no hot state: whatever it tells comes from the views or the journal.</summary>
public sealed record AdminContext
{
    public required EngineViews Views { get; init; }

    /// <summary>The engine's way in for commands.</summary>
    public required CommandInbox Commands { get; init; }

    public required JournalDirectory Journal { get; init; }

    /// <summary>What decisions depend on besides the events.</summary>
    public required EngineOptions Options { get; init; }

    public required KillSwitchService Kill { get; init; }

    /// <summary>Up to where the journal is on the disk.</summary>
    public required Func<long> DurableSequence { get; init; }

    /// <summary>Up to where the journal is as safe as its mode makes it: written in mode async, on the disk in the others.</summary>
    public required Func<long> CommittedSequence { get; init; }

    /// <summary>Where the engine is in its life.</summary>
    public required Func<EngineState> State { get; init; }

    /// <summary>What stopped it; null while all is well.</summary>
    public Func<Exception?> Fault { get; init; } = static () => null;

    /// <summary>Compiles a source before it is staged, so that its mistakes are told to whoever sent it. Used by one request at a time.</summary>
    public required IRuleSetCompiler Compiler { get; init; }

    public IReadOnlyList<ILiveFeed> Feeds { get; init; } = [];

    /// <summary>Null where there is nothing to switch.</summary>
    public ILogLevelSwitch? LogLevel { get; init; }

    public IReadOnlyList<LatencySeries> Latencies { get; init; } = [];

    /// <summary>Empties the latency histograms; null when they can't be.</summary>
    public Action? ResetLatencies { get; init; }

    /// <summary>Begins to end the run; returns at once. Null where the run ends by itself.</summary>
    public Action<DrainRequest>? Drain { get; init; }

    /// <summary>The venue that executes: <c>paper</c> or the gateway's name.</summary>
    public string Execution { get; init; } = "paper";

    public string ProgramVersion { get; init; } = Runs.ProgramVersion.Text;

    /// <summary>When this process began to run the engine.</summary>
    public required Timestamp StartedAt { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
