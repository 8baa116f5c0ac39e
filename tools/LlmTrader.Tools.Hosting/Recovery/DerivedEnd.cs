using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Recovery;

/// <summary>
/// How far the derived stream has come at a snapshot. It is written without waiting, so that a crash may take records of events before the
/// snapshot; a start from there would never make them again. Comes first in a snapshot's content.
/// </summary>
internal sealed class DerivedEnd : IOutJournal, ISnapshotState
{
    private long _lastSequence = -1;
    private int _ofLast;

    public void Append(in OutRecord record)
    {
        _ofLast = record.Sequence == _lastSequence ? _ofLast + 1 : 1;
        _lastSequence = record.Sequence;
    }

    public void EndOfBatch()
    {
    }

    public void Complete()
    {
    }

    /// <summary>Whether a stream that ends there holds everything up to here.</summary>
    /// <param name="lastSequence">Of its last record; −1 is none.</param>
    /// <param name="ofLast">Its records of that sequence.</param>
    public bool IsIn(long lastSequence, int ofLast) => lastSequence > _lastSequence || (lastSequence == _lastSequence && ofLast >= _ofLast);

    public void Transfer(ISnapshotTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        transfer.Section("derived end");
        transfer.Value(ref _lastSequence);
        transfer.Value(ref _ofLast);
    }
}
