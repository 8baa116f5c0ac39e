using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal.Codec;
using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Persistence.Journal.Writing;

/// <summary>
/// Writes the blocks of one stream: compresses, checksums, chains, rolls segments, syncs. After the first failure it
/// writes nothing more: what is on the disk then is a whole prefix, or a torn block that recovery cuts off. A second thread may
/// sync what is written while more is.
/// </summary>
internal sealed class SegmentWriter : IDisposable
{
    private static readonly TimeSpan LongestFailing = TimeSpan.FromSeconds(1);    // From the file's refusal to the end of its sync: an instant. One that hangs is not waited for.

    private readonly JournalDirectory _directory;
    private readonly StreamKind _stream;
    private readonly JournalWriterOptions _options;
    private readonly byte[] _block;
    private readonly uint _journalTag;
    private readonly DurableMark? _mark;
    private readonly StreamStart _start;
    private JournalBlockHeader _header;
    private IJournalFile? _file;
    private readonly SyncThread? _syncThread;
    private Action<long>? _durableMoved;
    private volatile Exception? _failure;
    private bool _isFailureTold;
    private long _segmentFirst;
    private bool _isSegmentReady;
    private bool _isTorn;
    private uint _previousCrc;
    private long _writtenSequence;
    private long _durableSequence;
    private long _writtenBytes;    // Content, as the next two.
    private long _begunBytes;      // A sync has begun that covers them, or is done.
    private long _syncedBytes;
    private long _syncBegan = long.MinValue;

    public SegmentWriter(JournalDirectory directory, StreamKind stream, JournalWriterOptions options, StreamStart start, bool syncsBeside = false)
    {
        _directory = directory;
        _start = start;
        _previousCrc = start.LastCrc32C;
        _writtenSequence = start.LastSequence;
        _durableSequence = start.LastSequence;
        _stream = stream;
        _options = options.Validated();
        Lz4Frame.EnsureAvailable();    // Nothing is written that could not be read here.
        _block = new byte[JournalBlockHeader.FrameOffset + Lz4RecordEncoder.CompressBound(options.BlockBytes)];
        _journalTag = JournalManifest.TagOf(directory.Manifest.JournalId);
        Disk = new DiskMonitor(options, directory.StreamPath(stream));
        directory.EnsureStream(stream);
        _mark = stream == StreamKind.In ? new DurableMark(directory, _durableSequence) : null;
        if (syncsBeside) { _syncThread = new SyncThread(SyncBeside, Release); }    // Last: it uses all the others.
    }

    /// <summary>How the disk is doing.</summary>
    public DiskMonitor Disk { get; }

    /// <summary>The last sequence that was handed to the operating system; −1 is none.</summary>
    public long WrittenSequence => Volatile.Read(ref _writtenSequence);

    /// <summary>The last sequence that is on the disk; −1 is none.</summary>
    public long DurableSequence => Volatile.Read(ref _durableSequence);

    /// <summary>Content bytes that were handed to the operating system, of this writer.</summary>
    public long WrittenBytes => _writtenBytes;

    /// <summary>Content bytes that were written and are not on the disk for certain.</summary>
    public long UnsyncedBytes => _writtenBytes - Volatile.Read(ref _syncedBytes);

    /// <summary>Content bytes that were written and that no sync covers, not even one under way.</summary>
    public long UncoveredBytes => _writtenBytes - _begunBytes;

    public bool IsFailed => _failure is not null;

    /// <summary>Whether the second thread has not come to the end of its syncs.</summary>
    public bool IsSyncing => _syncThread is { IsBusy: true };

    /// <summary>Has the durable sequence told whenever it moves, by the thread that moves it; before the first block. One thread at a time does.</summary>
    public void OnDurable(Action<long> moved) => _durableMoved = moved;

    /// <summary>Throws what went wrong, here or on the second thread.</summary>
    public void ThrowIfFailed(string operation)
    {
        if (_failure is not null) { ThrowFailed(operation); }
    }

    /// <summary>Writes one block, in a new segment when it does not fit into the current one.</summary>
    public void Write(BlockBuffer content)
    {
        ThrowIfFailed("write");
        int length = JournalBlockHeader.FrameOffset + content.Compress(_block.AsSpan(JournalBlockHeader.FrameOffset));
        bool isRollDue = IsRollDue(content, length);
        if (isRollDue) { AwaitSync("write"); }
        Disk.Begin(_file?.Path);
        try
        {
            if (isRollDue) { CloseSegment(); }
            while (!TryWrite(content, length)) { RefuseIfOverdue(); }
            RefuseIfOverdue();
        }
        catch (IOException failure)
        {
            Fail(failure);
            throw;
        }
        finally
        {
            Disk.End();
        }

        _previousCrc = _header.Crc32C;
        _writtenBytes += content.Length;
        Volatile.Write(ref _writtenSequence, content.LastSequence);
        if (_options.Mode == JournalMode.Async) { _mark?.Publish(content.LastSequence); }    // Nobody waits for more in this mode.
    }

    /// <summary>Returns once everything written is on the disk.</summary>
    public void Sync()
    {
        AwaitSync("sync");
        if (_file is null) { return; }
        Disk.Begin(_file.Path);
        try
        {
            _file.SyncData();
            RefuseIfOverdue();
        }
        catch (IOException failure)
        {
            Fail(failure);
            throw;
        }
        finally
        {
            Disk.End();
        }

        PublishWritten();
    }

    /// <summary>When the last sync began on the second thread, by the options' clock. A later one that was asked for may be waiting.</summary>
    public long SyncBegan => Volatile.Read(ref _syncBegan);

    /// <summary>Has everything written synced by the second thread, as soon as it is through with what it is at.</summary>
    public void BeginSync()
    {
        ThrowIfFailed("sync");
        if (_file is null) { return; }
        _begunBytes = _writtenBytes;
        _syncThread!.Begin(new SyncExtent(_file, _writtenSequence, _writtenBytes));
    }

    /// <summary>Returns once no sync is under way, and throws if it failed.</summary>
    public void AwaitSync(string operation)
    {
        if (IsSyncing) { _syncThread!.Wait(); }
        ThrowIfFailed(operation);
    }

    /// <summary>As <see cref="AwaitSync"/>, but not longer than <paramref name="limit"/>; false when one still is under way.</summary>
    public bool TryAwaitSync(TimeSpan limit)
    {
        bool isDone = !IsSyncing || _syncThread!.TryWait(limit);
        ThrowIfFailed("sync");
        return isDone;
    }

    /// <summary>
    /// Syncs, and ends the stream with an empty block whose watermark covers everything before it: from then on damage to
    /// the last records is told from a torn tail. The second thread ends too.
    /// </summary>
    public void Complete(BlockBuffer empty)
    {
        AwaitSync("complete");
        _syncThread?.End();
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
            Fail(failure);
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
    public void Dispose()
    {
        if (_syncThread is null || _syncThread.TryLeave()) { Release(); }
    }

    private void Release()
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
        PublishWritten();
        _file.Dispose();
        _file = null;
    }

    // On the second thread. Whatever goes wrong there is the writer's to tell.
    private void SyncBeside(SyncExtent extent)
    {
        if (_failure is not null || _syncThread!.IsAbandoned) { return; }    // The one before has failed, or hung: this one would say that all is well.
        Volatile.Write(ref _syncBegan, Disk.BeginSync(extent.File.Path));
        try
        {
            extent.File.SyncData();
            RefuseIfOverdue();
            if (!_syncThread.IsAbandoned) { PublishDurable(extent.Sequence, extent.Bytes); }
        }
        catch (Exception failure)
        {
            _failure = failure;    // Whatever the writer may have met meanwhile: this is why the file takes nothing more.
        }
        finally
        {
            Disk.EndSync();
        }
    }

    private void PublishWritten()
    {
        _begunBytes = _writtenBytes;
        PublishDurable(_writtenSequence, _writtenBytes);
    }

    // By whoever synced; the two threads take turns.
    private void PublishDurable(long sequence, long bytes)
    {
        Volatile.Write(ref _syncedBytes, bytes);
        Volatile.Write(ref _durableSequence, sequence);
        _mark?.Publish(sequence);
        _durableMoved?.Invoke(sequence);
    }

    // On the writer's thread, about to throw. A file whose sync has failed takes no writes: then the sync is what is told.
    private void Fail(IOException failure)
    {
        if (failure is JournalIOException) { _syncThread?.TryWait(LongestFailing); }
        if (Interlocked.CompareExchange(ref _failure, failure, null) is not null) { ThrowFailed("write"); }
        _isFailureTold = true;
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
            DurableSequence = DurableSequence,
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
        // A sync that failed on the second thread is told as if it had been made here.
        if (!_isFailureTold || _failure is not JournalIOException failure)
        {
            _isFailureTold = true;
            ExceptionDispatchInfo.Throw(_failure!);
            return;
        }

        throw new JournalIOException(failure.Errno, $"{operation} after a failed {failure.Operation}", failure.Path, failure);
    }
}
