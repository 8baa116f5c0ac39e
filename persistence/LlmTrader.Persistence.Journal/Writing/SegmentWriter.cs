using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal.Codec;
using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Persistence.Journal.Writing;

/// <summary>
/// Writes the blocks of one stream: compresses, checksums, chains, rolls segments. After the first failure it writes nothing
/// more: what is on the disk then is a whole prefix, or a torn block that recovery cuts off. How far the disk has come is
/// <see cref="Progress"/>'s.
/// </summary>
internal sealed class SegmentWriter : IDisposable
{
    private readonly JournalDirectory _directory;
    private readonly StreamKind _stream;
    private readonly JournalWriterOptions _options;
    private readonly byte[] _block;
    private readonly uint _journalTag;
    private readonly StreamStart _start;
    private JournalBlockHeader _header;
    private IJournalFile? _file;
    private long _segmentFirst;
    private bool _isSegmentReady;
    private bool _isTorn;
    private uint _previousCrc;

    public SegmentWriter(JournalDirectory directory, StreamKind stream, JournalWriterOptions options, StreamStart start, bool syncsBeside = false)
    {
        _directory = directory;
        _start = start;
        _previousCrc = start.LastCrc32C;
        _stream = stream;
        _options = options.Validated();
        Lz4Frame.EnsureAvailable();    // Nothing is written that could not be read here.
        _block = new byte[JournalBlockHeader.FrameOffset + Lz4RecordEncoder.CompressBound(options.BlockBytes)];
        _journalTag = JournalManifest.TagOf(directory.Manifest.JournalId);
        Disk = new DiskMonitor(options, directory.StreamPath(stream));
        directory.EnsureStream(stream);
        DurableMark? mark = stream == StreamKind.In ? new DurableMark(directory, start.LastSequence) : null;
        Progress = new DurableProgress(Disk, mark, options.Mode, start.LastSequence, syncsBeside, Release);    // Last: it starts a thread.
    }

    /// <summary>How the disk is doing.</summary>
    public DiskMonitor Disk { get; }

    /// <summary>How far what was written is on the disk.</summary>
    public DurableProgress Progress { get; }

    /// <summary>Writes one block, in a new segment when it does not fit into the current one.</summary>
    public void Write(BlockBuffer content)
    {
        Progress.Failure.ThrowIfSet("write");
        int length = JournalBlockHeader.FrameOffset + content.Compress(_block.AsSpan(JournalBlockHeader.FrameOffset));
        bool isRollDue = IsRollDue(content, length);
        if (isRollDue) { Progress.AwaitSync("write"); }
        Disk.Begin(_file?.Path);
        try
        {
            if (isRollDue) { CloseSegment(); }
            while (!TryWrite(content, length)) { Disk.ThrowIfOverdue(); }
            Disk.ThrowIfOverdue();
        }
        catch (IOException failure)
        {
            Progress.Fail(failure);
            throw;
        }
        finally
        {
            Disk.End();
        }

        _previousCrc = _header.Crc32C;
        Progress.Wrote(content.LastSequence, content.Length);
    }

    /// <summary>Returns once everything written is on the disk.</summary>
    public void Sync() => Progress.Sync(_file);

    /// <summary>Has everything written synced by the second thread, as soon as it is through with what it is at.</summary>
    public void BeginSync() => Progress.BeginSync(_file);

    /// <summary>
    /// Syncs, and ends the stream with an empty block whose watermark covers everything before it: from then on damage to
    /// the last records is told from a torn tail. The second thread ends too.
    /// </summary>
    public void Complete(BlockBuffer empty)
    {
        Progress.EndSyncs("complete");
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
            Progress.Fail(failure);
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

    /// <summary>Waits for a sync under way, but no longer than a moment: one that hangs keeps the file until it comes back.</summary>
    public void Dispose() => Progress.Dispose();

    private void Release()
    {
        _file?.Dispose();
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
        Progress.PublishWritten();
        _file.Dispose();
        _file = null;
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
            DurableSequence = Progress.DurableSequence,
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
}
