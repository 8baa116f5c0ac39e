using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal.Platform;
using LlmTrader.Persistence.Journal.Writing;

namespace LlmTrader.Persistence.Journal;

/// <summary>
/// Writes the <c>in</c> stream: every sequenced event, in order. One thread appends; any thread may read the two
/// sequences. A second thread syncs large groups in mode group, and what has gathered in mode async; what goes wrong there is thrown by the next call. Append
/// and EndOfBatch allocate nothing but when a segment rolls. A <see cref="JournalIOException"/> or a
/// <see cref="JournalStalledException"/> is final.
/// </summary>
public sealed class JournalWriter : IJournal, IDisposable
{
    /// <summary>What the names of the threads begin with that a writer starts for its work.</summary>
    public const string ThreadPrefix = "journal-";

    // How long a writer that has nothing at hand waits for the second thread, to sync what came meanwhile. Not longer: the ring behind it fills.
    private static readonly TimeSpan LongestIdleWait = TimeSpan.FromMilliseconds(1);

    private readonly SegmentWriter _segments;
    private readonly DurableProgress _progress;
    private readonly StreamFailure _failure;
    private readonly BlockBuffer _block;
    private readonly JournalMode _mode;
    private readonly int _groupCommitBytes;
    private readonly int _overlapBytes;
    private readonly int _maxUnsyncedBytes;
    private readonly int _syncAheadBytes;
    private readonly TimeProvider _clock;
    private readonly long _delayTicks;
    private long _nextSequence;
    private long _lastTicks;
    private long _contentBefore;    // Bytes at the last end of a batch.
    private JournalLock? _lock;
    private bool _wasLarge;
    private bool _isCompleted;

    /// <summary>Starts the stream of a new journal, and takes its lock. The first segment is created with the first block.</summary>
    /// <exception cref="JournalIOException">The stream's directory can't be created, or has segments already: <see cref="JournalRecovery.Open"/> continues it.</exception>
    /// <exception cref="JournalInUseException">Somebody writes this journal.</exception>
    /// <exception cref="Codec.Lz4NotFoundException">liblz4 is not installed.</exception>
    public JournalWriter(JournalDirectory directory, JournalWriterOptions? options = null)
        : this((directory ?? throw new ArgumentNullException(nameof(directory))).WithoutSegments(StreamKind.In), options ?? new JournalWriterOptions(), StreamStart.Of(directory.Manifest))
    {
        try
        {
            _lock = JournalLock.Acquire(directory.Path);
        }
        catch
        {
            _segments.Dispose();
            throw;
        }
    }

    /// <summary>Continues the stream of a recovered journal, in a new segment. The journal stays locked by <paramref name="recovered"/>.</summary>
    /// <exception cref="Codec.Lz4NotFoundException">liblz4 is not installed.</exception>
    public JournalWriter(RecoveredJournal recovered, JournalWriterOptions? options = null)
        : this((recovered ?? throw new ArgumentNullException(nameof(recovered))).Directory, options ?? new JournalWriterOptions(), recovered.StartOf(StreamKind.In))
    {
    }

    private JournalWriter(JournalDirectory directory, JournalWriterOptions options, StreamStart start)
    {
        _segments = new SegmentWriter(directory, StreamKind.In, options, start, syncsBeside: options.Mode != JournalMode.Sync);
        _progress = _segments.Progress;
        _failure = _progress.Failure;
        _block = new BlockBuffer(options.BlockBytes);
        _nextSequence = start.LastSequence + 1;
        _block.Begin(_nextSequence);
        _mode = options.Mode;
        _groupCommitBytes = options.GroupCommitBytes;
        _overlapBytes = options.OverlapBytes;
        _maxUnsyncedBytes = Math.Max(options.MaxUnsyncedBytes, options.GroupCommitBytes);
        _syncAheadBytes = options.SyncAheadBytes;
        _clock = options.Clock;
        TimeSpan delay = _mode == JournalMode.Group ? options.GroupCommitDelay : options.WriteDelay;
        _delayTicks = (long)(delay.TotalSeconds * _clock.TimestampFrequency);
        _lastTicks = _clock.GetTimestamp() - _delayTicks;    // The first batch need not wait.
    }

    /// <inheritdoc/>
    public long WrittenSequence => _progress.WrittenSequence;

    /// <inheritdoc/>
    public long DurableSequence => _progress.DurableSequence;

    /// <summary>Up to here events are as safe as the mode makes them: written in mode async, on the disk in the others. Any thread.</summary>
    public long CommittedSequence => _mode == JournalMode.Async ? WrittenSequence : DurableSequence;

    /// <summary>The sequence that must come next; of a completed journal, that of a next one.</summary>
    public long NextSequence => _isCompleted ? WrittenSequence + 1 : _nextSequence;

    /// <inheritdoc/>
    /// <exception cref="InvariantViolationException">The sequence is not the next one, or the journal is completed.</exception>
    /// <exception cref="JournalIOException">The disk failed, now or before.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(in EngineEvent sequenced)
    {
        Invariant.Holds(sequenced.Sequence == _nextSequence);   // Gap-free.
        if (!_block.HasRoom || _failure.IsSet) { MakeRoom(); }
        _block.Append(in sequenced);
        _nextSequence++;
    }

    /// <inheritdoc/>
    /// <exception cref="JournalIOException">The disk failed, now or before.</exception>
    public void EndOfBatch()
    {
        switch (_mode)
        {
            case JournalMode.Async:
                _failure.ThrowIfSet("sync");
                if (_block.Count > 0 && IsDue()) { WriteBlock(); }
                break;
            case JournalMode.Group:
                EndOfGroupBatch();
                break;
            default:
                if (Uncommitted > 0) { Commit(); }
                break;
        }
    }

    /// <inheritdoc/>
    public bool OnDurable(Action<long> moved)
    {
        _progress.OnMoved(moved);
        return true;
    }

    /// <inheritdoc/>
    /// <exception cref="JournalIOException">The disk failed, now or before.</exception>
    public void Complete()
    {
        if (_isCompleted) { return; }
        if (_block.Count > 0) { WriteBlock(); }
        _segments.Complete(_block);
        _isCompleted = true;
        _nextSequence = long.MinValue;   // No event has it: a completed journal takes none.
    }

    /// <summary>How the disk is doing; for a <see cref="JournalWatchdog"/> and for whoever supervises.</summary>
    public DiskMonitor Disk => _segments.Disk;

    /// <summary>How long the disk operation under way has taken so far; zero when none is. Any thread.</summary>
    public TimeSpan StalledFor => Disk.StalledFor;

    /// <summary>
    /// Closes the file. What was not written is lost, as in a crash, and so is the failure of a sync that nobody has been told of yet: <see cref="Complete"/>
    /// ends a run.
    /// </summary>
    public void Dispose()
    {
        _segments.Dispose();
        _lock?.Dispose();
        _lock = null;
    }

    private long Uncommitted => _progress.UncoveredBytes + (_block.Count > 0 ? _block.Length : 0);

    private void EndOfGroupBatch()
    {
        _failure.ThrowIfSet("sync");    // On the second thread, since the last call.
        long batch = _progress.WrittenBytes + _block.Length - _contentBefore;
        _contentBefore += batch;
        if (Uncommitted == 0 || (Uncommitted < _groupCommitBytes && !IsDue())) { return; }

        // Behind a large batch there is likely more at hand. Behind a small one there is nothing, and as a block it would be a waste.
        if (batch >= _overlapBytes || _progress.TryAwaitSync(LongestIdleWait)) { Commit(); }
    }

    private bool IsDue() => _clock.GetTimestamp() - Math.Max(_lastTicks, _progress.SyncBegan) >= _delayTicks;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void MakeRoom()
    {
        WriteBlock();
        if (_mode == JournalMode.Group && _progress.UncoveredBytes >= _groupCommitBytes) { Commit(); }
    }

    private void WriteBlock()
    {
        if (_mode == JournalMode.Group && _progress.UnsyncedBytes >= _maxUnsyncedBytes) { _progress.AwaitSync("write"); }
        _segments.Write(_block);
        _block.Begin(_nextSequence);
        if (_mode != JournalMode.Async) { return; }
        _lastTicks = _clock.GetTimestamp();
        if (_progress.UncoveredBytes >= _syncAheadBytes && !_progress.IsSyncing) { _segments.BeginSync(); }
    }

    private void Commit()
    {
        if (_block.Count > 0) { WriteBlock(); }
        _lastTicks = _clock.GetTimestamp();   // Before the sync: the delay is from start to start.
        if (_mode == JournalMode.Group && IsOverlapWorthIt()) { _segments.BeginSync(); } else { _segments.Sync(); }
    }

    // A small group right behind a large one is the rest of a burst, or its middle: a sync that takes long must not stop it.
    private bool IsOverlapWorthIt()
    {
        bool wasLarge = _wasLarge;
        _wasLarge = _progress.UncoveredBytes >= _overlapBytes;
        return wasLarge || _wasLarge;
    }
}
