using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// The one path of start: newest snapshot and the journal behind it. The stages see the journaled events on the caller's thread
/// and what they send back is compared with the journal; what the journal does not hold yet becomes the Sequencer's to sequence, so
/// that no answer is lost and none is made twice. Nothing is sent anywhere: the outbound gate sees none of these events.
/// </summary>
public static class EngineRecovery
{
    /// <summary>Brings fresh stages to the journal's end.</summary>
    /// <exception cref="RecoveryDivergedException">The stages do something else than the journal says.</exception>
    /// <exception cref="InvalidOperationException">The journal does not begin behind the snapshot, or the derived stream ends before it.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal static RecoveryResult Run(
        EngineOptions options, TradingStages stages, StageFeedback feedback, PendingFeedback pending, IOutJournal? outJournal,
        RecoverySource source, out SequencerStart start, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(source);
        InlineReplay replay = new(options, stages, feedback);
        if (source.Snapshot is { } snapshot)
        {
            Invariant.Holds(snapshot.IsLoading);
            replay.Transfer(snapshot);
        }

        long first = replay.NextSequence;
        stages.Accounts.RecordTo(new OutTail(outJournal, source.OutKeptThrough, source.OutKeptOfLast));
        while (replay.Divergence is null && replay.TryStep(source.Journal))
        {
            if ((replay.NextSequence & 0xFFFF) == 0) { cancel.ThrowIfCancellationRequested(); }
        }

        stages.Accounts.EndOfBatch();
        stages.Accounts.RecordTo(outJournal);
        replay.Verifier.Complete();
        if (replay.Divergence is { } divergence) { throw new RecoveryDivergedException(divergence); }

        EngineEvent epoch = new() { Kind = EventKind.EpochStart, Instrument = InstrumentId.None, ExchangeTime = source.OpenedAt, EpochStart = source.Epoch };
        start = replay.HandOver(pending, in epoch);
        return new RecoveryResult(
            start.NextSequence, start.Now, start.NextSequence - first, stages.Hash.Combine(), replay.Verifier.AgreedCheckpoints, pending.Count);
    }
}
