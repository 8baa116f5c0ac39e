using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal.Format;

namespace LlmTrader.Persistence.Journal;

/// <summary>The first difference between the recorded and the rebuilt <c>out</c> stream.</summary>
/// <param name="Sequence">The event that caused the record, on the side that has it first.</param>
/// <param name="Recorded">The journal's record as JSON; null when it has no more.</param>
/// <param name="Rebuilt">The replay's; null when it made no more.</param>
public sealed record OutDifference(long Sequence, string? Recorded, string? Rebuilt);

/// <summary>
/// Stands in for the <c>out</c> journal in a replay: encodes each rebuilt record and compares it, byte for byte, with the
/// recorded one, in step and in constant memory.
/// </summary>
public sealed class OutStreamComparer : IOutJournal, IDisposable
{
    private readonly OutJournalReader _recorded;
    private readonly byte[] _rebuilt = new byte[OutStreamRecord.MaxLength];
    private OutRecord _next;
    private bool _isCompleted;

    public OutStreamComparer(JournalDirectory directory) => _recorded = new OutJournalReader(directory);

    /// <summary>The first difference; null while there is none.</summary>
    public OutDifference? Difference { get; private set; }

    /// <summary>Records that are the same.</summary>
    public long Compared { get; private set; }

    /// <summary>
    /// Rebuilt records behind the end of a recorded stream that was cut off: <c>out</c> is written without waiting, so a
    /// crash may take its last records. They are no difference.
    /// </summary>
    public long Unrecorded { get; private set; }

    /// <summary>Recorded records behind the last one that the replay made, the first of which is the <see cref="Difference"/>.</summary>
    public long Behind { get; private set; }

    /// <summary>How the recorded stream ends; known once it has been read to its end.</summary>
    public JournalEnd RecordedEnd => _recorded.End;

    /// <summary>The end of the recorded stream that can't be read, when <see cref="RecordedEnd"/> is <see cref="JournalEnd.Torn"/>.</summary>
    public TornTail? RecordedTornTail => _recorded.TornTail;

    /// <summary>Of the last recorded record so far; −1 before the first.</summary>
    public long LastRecordedSequence { get; private set; } = -1;

    /// <inheritdoc/>
    /// <exception cref="JournalCorruptException">The recorded stream is damaged.</exception>
    public void Append(in OutRecord record)
    {
        if (Difference is not null) { return; }
        ReadOnlySpan<byte> recorded = _recorded.NextRecord(ref _next);
        if (recorded.IsEmpty)
        {
            if (_recorded.End == JournalEnd.Complete) { Difference = new OutDifference(record.Sequence, null, EventJson.ToText(in record)); }
            else { Unrecorded++; }
            return;
        }

        LastRecordedSequence = _next.Sequence;
        if (AreEqual(recorded, in record)) { Compared++; }
        else { Difference = new OutDifference(Math.Min(_next.Sequence, record.Sequence), EventJson.ToText(in _next), EventJson.ToText(in record)); }
    }

    public void EndOfBatch()
    {
    }

    /// <summary>The replay is over: what the recorded stream still holds is a difference.</summary>
    /// <exception cref="JournalCorruptException">The recorded stream is damaged.</exception>
    public void Complete()
    {
        if (_isCompleted || Difference is not null) { return; }
        _isCompleted = true;
        while (!_recorded.NextRecord(ref _next).IsEmpty)
        {
            Difference ??= new OutDifference(_next.Sequence, EventJson.ToText(in _next), null);
            LastRecordedSequence = _next.Sequence;
            Behind++;
        }
    }

    public void Dispose() => _recorded.Dispose();

    private bool AreEqual(ReadOnlySpan<byte> recorded, in OutRecord record)
    {
        long first = _recorded.BlockFirstSequence;
        if (!OutStreamRecord.Fits(in record, first)) { return false; }
        int length = OutStreamRecord.Encode(in record, first, _rebuilt);
        return recorded.SequenceEqual(_rebuilt.AsSpan(0, length));
    }
}
