using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Journal;

/// <summary>What a recovery writes down, and how far it may go.</summary>
public sealed record RecoveryOptions
{
    /// <summary>Who opens the new epoch; for people.</summary>
    public required string ProgramVersion { get; init; }

    public required Timestamp OpenedAt { get; init; }

    /// <summary>The rules under which the next events become decisions. Others than the journal's are refused unless it is clean.</summary>
    public int EngineSemantics { get; init; } = Engine.Core.EngineSemantics.Version;

    /// <summary>
    /// Judges only from the segment that holds this sequence on: for a start that has a snapshot and reads nothing before it. The
    /// segments before it had been durable and closed; <c>journal verify</c> looks at them too.
    /// </summary>
    public long From { get; init; }

    /// <summary>Snapshots that testify what <c>in</c> held, found before this is called; none by default.</summary>
    public IReadOnlyList<SnapshotWitness> Witnesses { get; init; } = [];

    /// <summary>Why the epoch is opened, for the engine's first event; an accepted loss makes a recovery a repair.</summary>
    public EpochReason Cause { get; init; } = EpochReason.Recovery;

    /// <summary>Epoch numbers that are left out: for a start from a backup, whose original may have gone on since and used them in order ids.</summary>
    public int SkippedEpochs { get; init; }

    /// <summary>
    /// An operator has asked that <c>pruned.json</c>, lost or damaged, be written anew, and a snapshot replaces what is gone from the front:
    /// then nothing is lost by it.
    /// </summary>
    public bool RebuildPruning { get; init; }

    /// <summary>An operator has decided that what is corrupt may go: the journal is cut before it, the rest put aside.</summary>
    public bool AcceptLoss { get; init; }
}

/// <summary>A journal that may not be continued as it is. Nothing was changed.</summary>
public sealed class JournalRecoveryException : IOException
{
    internal JournalRecoveryException(RecoveryInspection inspection, string message)
        : base(message) => Inspection = inspection;

    /// <summary>What was found, and what to do about it.</summary>
    public RecoveryInspection Inspection { get; }
}
