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
    private bool _isCompleted;

    /// <summary>Starts the stream of a new journal. The first segment is created with the first block.</summary>
    /// <exception cref="JournalIOException">The stream's directory can't be created, or has segments already.</exception>
    /// <exception cref="Codec.Lz4NotFoundException">liblz4 is not installed.</exception>
    public OutJournalWriter(JournalDirectory directory, JournalWriterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(directory);
        options ??= new JournalWriterOptions();
        _segments = new SegmentWriter(directory, StreamKind.Out, options);
        _block = new BlockBuffer(options.BlockBytes);
        _block.Begin(0);
        _clock = options.Clock;
        _delayTicks = (long)(options.WriteDelay.TotalSeconds * _clock.TimestampFrequency);
        _lastTicks = _clock.GetTimestamp() - _delayTicks;
    }

    /// <summary>Records of all events up to here have been handed to the operating system, but for further ones of this event.</summary>
    public long WrittenSequence => _segments.WrittenSequence;

    /// <inheritdoc/>
    /// <exception cref="InvariantViolationException">The sequence goes back, or the journal is completed.</exception>
    /// <exception cref="JournalIOException">The disk failed, now or before.</exception>
    public void Append(in OutRecord record)
    {
        Invariant.Holds(!_isCompleted);
        Invariant.Holds(record.Sequence >= _lastSequence);
        if (!_block.HasRoom || _segments.IsFailed || !OutStreamRecord.Fits(in record, _block.FirstSequence)) { WriteBlock(); }
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

    private void WriteBlock()
    {
        if (_block.Count > 0 || _segments.IsFailed) { _segments.Write(_block); }
        _block.Begin(_lastSequence + 1);
        _lastTicks = _clock.GetTimestamp();
    }
}
