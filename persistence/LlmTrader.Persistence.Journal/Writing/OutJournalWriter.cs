using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal.Format;
using LlmTrader.Persistence.Journal.Platform;
using LlmTrader.Persistence.Journal.Writing;

namespace LlmTrader.Persistence.Journal;

/// <summary>
/// Writes the <c>out</c> stream. It is derived, so it never syncs per batch, whatever the mode: what a crash takes from
/// it, replay rebuilds. One thread appends.
/// </summary>
public sealed class OutJournalWriter : IOutJournal, IDisposable
{
    private readonly SegmentWriter _segments;
    private readonly BlockBuffer _block;
    private readonly TimeProvider _clock;
    private readonly long _delayTicks;
    private long _lastTicks;
    private long _lastSequence;
    private readonly long _heldThrough = -1;
    private int _heldOfLast;
    private bool _isCompleted;

    /// <summary>Starts the stream of a new journal. The first segment is created with the first block.</summary>
    /// <exception cref="JournalIOException">The stream's directory can't be created, or has segments already.</exception>
    /// <exception cref="Codec.Lz4NotFoundException">liblz4 is not installed.</exception>
    public OutJournalWriter(JournalDirectory directory, JournalWriterOptions? options = null)
        : this((directory ?? throw new ArgumentNullException(nameof(directory))).WithoutSegments(StreamKind.Out), options ?? new JournalWriterOptions(), StreamStart.Of(directory.Manifest))
    {
    }

    /// <summary>
    /// Continues the stream of a recovered journal, in a new segment. It is given the records of all events again, from the
    /// journal's first or a snapshot's on, as the replay makes them; those that the stream still holds are not written twice.
    /// </summary>
    /// <exception cref="JournalIOException">The disk failed.</exception>
    /// <exception cref="Codec.Lz4NotFoundException">liblz4 is not installed.</exception>
    public OutJournalWriter(RecoveredJournal recovered, JournalWriterOptions? options = null)
        : this((recovered ?? throw new ArgumentNullException(nameof(recovered))).Directory, options ?? new JournalWriterOptions(), recovered.StartOf(StreamKind.Out))
    {
        foreach (OutRecord record in recovered.RescuedOut) { Write(in record); }
        _heldThrough = recovered.LastOutSequence;
        _heldOfLast = recovered.OutRecordsOfLast;
        _lastSequence = 0;    // The replay begins anew.
    }

    private OutJournalWriter(JournalDirectory directory, JournalWriterOptions options, StreamStart start)
    {
        _segments = new SegmentWriter(directory, StreamKind.Out, options, start);
        _block = new BlockBuffer(options.BlockBytes);
        _block.Begin(start.LastSequence + 1);
        _clock = options.Clock;
        _delayTicks = (long)(options.WriteDelay.TotalSeconds * _clock.TimestampFrequency);
        _lastTicks = _clock.GetTimestamp() - _delayTicks;
    }

    /// <summary>Records of all events up to here have been handed to the operating system, but for further ones of this event.</summary>
    public long WrittenSequence => _segments.Progress.WrittenSequence;

    /// <inheritdoc/>
    /// <exception cref="InvariantViolationException">The sequence goes back, or the journal is completed.</exception>
    /// <exception cref="JournalIOException">The disk failed, now or before.</exception>
    public void Append(in OutRecord record)
    {
        Invariant.Holds(!_isCompleted);
        Invariant.Holds(record.Sequence >= _lastSequence);
        if (record.Sequence <= _heldThrough && IsHeld(record.Sequence)) { return; }
        Write(in record);
    }

    // Of the last sequence that the stream holds, a crash may have taken some records.
    private bool IsHeld(long sequence)
    {
        _lastSequence = sequence;
        return sequence < _heldThrough || _heldOfLast-- > 0;
    }

    private void Write(in OutRecord record)
    {
        if (!_block.HasRoom || _segments.Progress.Failure.IsSet || !OutStreamRecord.Fits(in record, _block.FirstSequence)) { WriteBlock(); }
        if (_block.Count == 0) { _block.Begin(record.Sequence); }
        _block.Append(in record);
        _lastSequence = record.Sequence;
    }

    /// <inheritdoc/>
    /// <exception cref="JournalIOException">The disk failed, now or before.</exception>
    public void EndOfBatch()
    {
        if (_block.Count > 0 && _clock.GetTimestamp() - _lastTicks >= _delayTicks) { WriteBlock(); }
    }

    /// <inheritdoc/>
    /// <exception cref="JournalIOException">The disk failed, now or before.</exception>
    public void Complete()
    {
        if (_isCompleted) { return; }
        if (_block.Count > 0) { WriteBlock(); }
        _segments.Complete(_block);
        _isCompleted = true;
    }

    /// <summary>Closes the file. What was not written is lost, as in a crash: <see cref="Complete"/> ends a run.</summary>
    public void Dispose() => _segments.Dispose();

    /// <summary>How the disk is doing; for a <see cref="JournalWatchdog"/> and for whoever supervises.</summary>
    public DiskMonitor Disk => _segments.Disk;

    private void WriteBlock()
    {
        if (_block.Count > 0 || _segments.Progress.Failure.IsSet) { _segments.Write(_block); }
        _block.Begin(_block.LastSequence + 1);
        _lastTicks = _clock.GetTimestamp();
    }
}
