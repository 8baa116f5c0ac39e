using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal.Platform;
using LlmTrader.Persistence.Journal.Recovery;

namespace LlmTrader.Persistence.Journal;

/// <summary>A journal that was recovered and is held by this process until it is disposed: its streams can be read and continued.</summary>
public sealed class RecoveredJournal : IDisposable
{
    private readonly JournalLock _lock;

    internal RecoveredJournal(RecoveryPlan plan, JournalEpoch epoch, JournalLock taken)
    {
        _lock = taken;
        Found = plan.Inspection;
        Directory = Found.Directory.AsItIs;
        Epoch = epoch;
        DroppedPath = plan.HasContent ? plan.DroppedPath : null;
    }

    public JournalDirectory Directory { get; }

    /// <summary>What was found before anything was changed.</summary>
    public RecoveryInspection Found { get; }

    /// <summary>The epoch that was opened.</summary>
    public JournalEpoch Epoch { get; }

    /// <summary>The sequence that comes next.</summary>
    public long NextSequence => Found.In.LastSequence + 1;

    /// <summary>The last sequence of which <c>out</c> has a record; what comes behind it is rebuilt by a replay. −1 is none.</summary>
    public long LastOutSequence => Found.Out.LastSequence;

    /// <summary>How many records of <see cref="LastOutSequence"/> it has: a crash may have taken the others.</summary>
    public int OutRecordsOfLast => Found.Out.RecordsOfLast;

    /// <summary>
    /// What the engine's first event tells. An epoch in which nothing was written has told nobody why it was opened: a start from a backup
    /// stays one until it has an event.
    /// </summary>
    public EpochReason Cause
    {
        get
        {
            EpochReason[] untold = [.. Found.Epochs.Append(Epoch).Where(epoch => epoch.FirstSequence >= NextSequence).Select(epoch => epoch.Cause)];
            return untold.Contains(EpochReason.Restore) ? EpochReason.Restore : untold.Contains(EpochReason.Repair) ? EpochReason.Repair : EpochReason.Recovery;
        }
    }

    /// <summary>Where what did not stay lies; null when all of it stayed.</summary>
    public string? DroppedPath { get; }

    /// <summary>How orders of this epoch are named at a venue.</summary>
    public ClientOrderId ClientOrderIdOf(OrderId order) => new(Directory.Manifest.JournalId, Epoch.Epoch, order);

    /// <summary>Lets others write the journal. The writers must be done.</summary>
    public void Dispose() => _lock.Dispose();

    internal IReadOnlyList<OutRecord> RescuedOut => Found.Out.Rescued;

    internal Writing.StreamStart StartOf(StreamKind stream)
    {
        StreamInspection found = stream == StreamKind.In ? Found.In : Found.Out;
        return new Writing.StreamStart(found.LastInBlocks, found.LastCrc32C, Epoch.Epoch, Epoch.EngineSemantics);
    }
}
