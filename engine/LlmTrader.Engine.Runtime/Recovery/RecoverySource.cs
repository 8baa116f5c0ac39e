using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>What a start takes up: a snapshot, the journal behind it, and the epoch that begins.</summary>
public sealed record RecoverySource
{
    /// <summary>The state of an <see cref="InlineReplay"/>; null begins with nothing.</summary>
    public ISnapshotTransfer? Snapshot { get; init; }

    /// <summary>Begins with the event after the snapshot, or with the first.</summary>
    public required IJournalReader Journal { get; init; }

    /// <summary>The first event that is sequenced.</summary>
    public required EpochStart Epoch { get; init; }

    /// <summary>When the epoch was opened, by the clock on the wall; it is told with the event and decides nothing.</summary>
    public Timestamp OpenedAt { get; init; }

    /// <summary>The sequence of the last record that the derived stream holds; −1 for none. What comes behind it is written again.</summary>
    public long OutKeptThrough { get; init; } = -1;

    /// <summary>How many records of <see cref="OutKeptThrough"/> it holds; the others are written again.</summary>
    public int OutKeptOfLast { get; init; }
}

/// <summary>Where a recovery has come to.</summary>
/// <param name="NextSequence">Of the epoch's first event.</param>
/// <param name="Now">Engine time of the event before it.</param>
/// <param name="Replayed">Events behind the snapshot.</param>
/// <param name="Hash">The StateHash there.</param>
/// <param name="AgreedCheckpoints">Checkpoints of the journal that the replay reproduced.</param>
/// <param name="Pending">Answers, checkpoints and timers that the stages had sent and the journal does not hold; they enter next.</param>
public sealed record RecoveryResult(long NextSequence, Timestamp Now, long Replayed, ulong Hash, long AgreedCheckpoints, int Pending);

/// <summary>A recovery that does not do what the journal says happened: nobody may go on from there.</summary>
/// <param name="divergence">The first difference.</param>
public sealed class RecoveryDivergedException(Divergence divergence) : Exception($"The recovery does not do what the journal says happened: {divergence}.")
{
    public Divergence Divergence { get; } = divergence;
}
