using System.Diagnostics.CodeAnalysis;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal.Codec;
using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Persistence.Journal.Writing;

/// <summary>
/// Writes the blocks of one stream: compresses, checksums, chains, rolls segments, syncs. After the first failure it
/// writes nothing more: what is on the disk then is a whole prefix, or a torn block that recovery cuts off.
/// </summary>
internal sealed class SegmentWriter : IDisposable
{
    private readonly JournalDirectory _directory;
    private readonly StreamKind _stream;
    private readonly JournalWriterOptions _options;
    private readonly Lz4FrameEncoder _encoder;
    private readonly byte[] _block;
    private readonly uint _journalTag;
    private readonly DurableMark? _mark;
    private readonly StreamStart _start;
    private JournalBlockHeader _header;
    private IJournalFile? _file;
    private IOException? _failure;
    private long _segmentFirst;
    private bool _isSegmentReady;
    private bool _isTorn;
    private uint _previousCrc;
    private long _writtenSequence;
    private long _durableSequence;

    public SegmentWriter(JournalDirectory directory, StreamKind stream, JournalWriterOptions options, StreamStart start)
    {
        _directory = directory;
        _start = start;
        _previousCrc = start.LastCrc32C;
        _writtenSequence = start.LastSequence;
        _durableSequence = start.LastSequence;
        _stream = stream;
        _options = options.Validated();
        _encoder = new Lz4FrameEncoder(options.FrameOptions);
        _block = new byte[JournalBlockHeader.FrameOffset + _encoder.CompressBound(options.BlockBytes)];
        _journalTag = JournalManifest.TagOf(directory.Manifest.JournalId);
        Disk = new DiskMonitor(options, directory.StreamPath(stream));
        directory.EnsureStream(stream);
        _mark = stream == StreamKind.In ? new DurableMark(directory, _durableSequence) : null;
    }

    /// <summary>How the disk is doing.</summary>
    public DiskMonitor Disk { get; }

    /// <summary>The last sequence that was handed to the operating system; −1 is none.</summary>
    public long WrittenSequence => Volatile.Read(ref _writtenSequence);

    /// <summary>The last sequence that is on the disk; −1 is none.</summary>
    public long DurableSequence => Volatile.Read(ref _durableSequence);

    /// <summary>Content bytes that were written and not synced.</summary>
    public long UnsyncedBytes { get; private set; }

    public bool IsFailed => _failure is not null;

    /// <summary>Writes one block, in a new segment when it does not fit into the current one.</summary>
    public void Write(BlockBuffer content)
    {
        if (_failure is not null) { ThrowFailed("write"); }
        Disk.Begin(_file?.Path);
        try
        {
            int length = JournalBlockHeader.FrameOffset + _encoder.Compress(content.Content, _block.AsSpan(JournalBlockHeader.FrameOffset));
            if (IsRollDue(content, length)) { CloseSegment(); }
            while (!TryWrite(content, length)) { RefuseIfOverdue(); }
            RefuseIfOverdue();
        }
        catch (IOException failure)
        {
            _failure = failure;
            throw;
        }
        finally
        {
            Disk.End();
        }

        _previousCrc = _header.Crc32C;
        UnsyncedBytes += content.Length;
        Volatile.Write(ref _writtenSequence, content.LastSequence);
        if (_options.Mode == JournalMode.Async) { _mark?.Publish(content.LastSequence); }    // Nobody waits for more in this mode.
    }

    /// <summary>Returns once everything written is on the disk.</summary>
    public void Sync()
    {
        if (_failure is not null) { ThrowFailed("sync"); }
        if (_file is null) { return; }
        Disk.Begin(_file.Path);
        try
        {
            _file.SyncData();
            RefuseIfOverdue();
        }
        catch (IOException failure)
        {
            _failure = failure;
            throw;
        }
        finally
        {
            Disk.End();
        }

        PublishDurable();
    }

    /// <summary>
    /// Syncs, and ends the stream with an empty block whose watermark covers everything before it: from then on damage to
    /// the last records is told from a torn tail.
    /// </summary>
    public void Complete(BlockBuffer empty)
    {
        if (_failure is not null) { ThrowFailed("complete"); }
        if (_file is null && !IsContinuedOut) { return; }    // Nothing was ever written.
        Invariant.Holds(empty.Count == 0);
        Sync();
        Write(empty);
        Disk.Begin(_file!.Path);
        try
        {
            CloseSegment();
        }
        catch (IOException failure)
        {
            _failure = failure;
            throw;
        }
        finally
        {
            Disk.End();
        }
    }

    // A run may derive nothing. Without a mark of its own a stream that others cut off would stay so: it would never be complete again. The
    // mark's segment goes at the next start, so that its name is free. The truth always has a record of each run.
    private bool IsContinuedOut => _stream == StreamKind.Out && _start.LastSequence >= 0;

    public void Dispose()
    {
        _file?.Dispose();
        _mark?.Dispose();
        Disk.Dispose();
    }

    // An out record's sequence may repeat; a segment's name must not.
    private bool IsRollDue(BlockBuffer content, int length) =>
        _file is not null && content.Count > 0 && _file.Length + length > _options.SegmentBytes && content.FirstSequence > _segmentFirst;

    // False when the disk is full and is to be asked again: then nothing of the block is in the file.
    private bool TryWrite(BlockBuffer content, int length)
    {
        try
        {
            IJournalFile file = Segment(content.FirstSequence);
            Seal(content, length);
            WriteWhole(file, _block.AsSpan(0, length));
            return true;
        }
        catch (JournalIOException failure) when (failure.IsDiskFull && !_isTorn && _options.OnDiskFull == DiskPolicy.BackPressure)
        {
            if (!Disk.WaitForSpace()) { throw; }
            return false;
        }
    }

    // In steps that can be taken again from where they stopped.
    private IJournalFile Segment(long firstSequence)
    {
        if (_file is null)
        {
            _file = _options.CreateFile(_directory.SegmentPath(_stream, firstSequence));
            _segmentFirst = firstSequence;
            _isSegmentReady = false;
        }

        if (!_isSegmentReady)
        {
            if (_options.Preallocate) { _file.Preallocate(_options.SegmentBytes); }
            JournalFile.SyncDirectory(_directory.StreamPath(_stream));
            _isSegmentReady = true;
        }

        return _file;
    }

    // In every mode: a later segment on the disk must not outlive the end of an earlier one.
    private void CloseSegment()
    {
        _file!.Truncate(_file.Length);
        _file.SyncData();
        PublishDurable();
        _file.Dispose();
        _file = null;
    }

    private void PublishDurable()
    {
        UnsyncedBytes = 0;
        Volatile.Write(ref _durableSequence, _writtenSequence);
        _mark?.Publish(_writtenSequence);
    }

    // The operation came to its end, but too late to be relied on.
    private void RefuseIfOverdue()
    {
        if (Disk.IsOverdue) { throw Disk.Stalled(); }
    }

    private void Seal(BlockBuffer content, int length)
    {
        _header = new JournalBlockHeader
        {
            Magic = JournalBlockHeader.ExpectedMagic,
            FormatVersion = JournalFormat.Version,
            Stream = _stream,
            LengthBytes = length,
            ContentLength = content.Length,
            Count = content.Count,
            FirstSequence = content.FirstSequence,
            LastSequence = content.LastSequence,
            DurableSequence = _durableSequence,
            Epoch = _start.Epoch,
            PreviousCrc32C = _previousCrc,
            JournalTag = _journalTag,
            EngineSemantics = _start.EngineSemantics,
        };
        JournalBlockHeader.Write(_block, ref _header);
    }

    private void WriteWhole(IJournalFile file, ReadOnlySpan<byte> block)
    {
        long start = file.Length;
        try
        {
            file.Write(block);
        }
        catch (JournalIOException)
        {
            try
            {
                file.Truncate(start);
            }
            catch (JournalIOException)
            {
                _isTorn = true;    // The cut failed as well: the block stays torn, and readers end before it.
            }

            throw;
        }
    }

    [DoesNotReturn]
    private void ThrowFailed(string operation)
    {
        if (_failure is JournalStalledException stalled) { throw stalled; }
        JournalIOException failure = (JournalIOException)_failure!;
        throw new JournalIOException(failure.Errno, $"{operation} after a failed {failure.Operation}", failure.Path, failure);
    }
}
