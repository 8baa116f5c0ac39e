using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Persistence.Journal.Writing;

/// <summary>
/// How much of what a stream's writer has written is on the disk. Syncs the segment, on the writer's thread or on a second one while
/// the writer goes on, and tells how far that brought it. All but the sequences is for the writer's thread.
/// </summary>
internal sealed class DurableProgress : IDisposable
{
    private static readonly TimeSpan LongestFailing = TimeSpan.FromSeconds(1);    // From the file's refusal to the end of its sync: an instant. One that hangs is not waited for.

    private readonly DiskMonitor _disk;
    private readonly DurableMark? _mark;
    private readonly bool _marksWritten;
    private readonly Action _release;
    private readonly SyncThread? _syncThread;
    private Action<long>? _moved;
    private long _writtenSequence;
    private long _durableSequence;
    private long _writtenBytes;    // Content, as the next two.
    private long _begunBytes;      // A sync has begun that covers them, or is done.
    private long _syncedBytes;
    private long _syncBegan = long.MinValue;

    /// <param name="disk">Hears of every sync.</param>
    /// <param name="mark">Tells followers; null tells them nothing.</param>
    /// <param name="mode">In mode async followers need not wait for the disk.</param>
    /// <param name="lastSequence">The last one on the disk before the first block; −1 is none.</param>
    /// <param name="syncsBeside">Starts the second thread.</param>
    /// <param name="release">Gives back what a sync uses: called by <see cref="Dispose"/>, or by a second thread that hung then and comes back.</param>
    public DurableProgress(DiskMonitor disk, DurableMark? mark, JournalMode mode, long lastSequence, bool syncsBeside, Action release)
    {
        _disk = disk;
        _mark = mark;
        _marksWritten = mode == JournalMode.Async;
        _writtenSequence = lastSequence;
        _durableSequence = lastSequence;
        _release = release;
        if (syncsBeside) { _syncThread = new SyncThread(SyncBeside, Release); }    // Last: it uses all the others.
    }

    /// <summary>What went wrong, with a sync or with a write that told <see cref="Fail"/>.</summary>
    public StreamFailure Failure { get; } = new();

    /// <summary>The last sequence that was handed to the operating system; −1 is none. Any thread.</summary>
    public long WrittenSequence => Volatile.Read(ref _writtenSequence);

    /// <summary>The last sequence that is on the disk; −1 is none. Any thread.</summary>
    public long DurableSequence => Volatile.Read(ref _durableSequence);

    /// <summary>Content bytes that were handed to the operating system, of this writer.</summary>
    public long WrittenBytes => _writtenBytes;

    /// <summary>Content bytes that were written and are not on the disk for certain.</summary>
    public long UnsyncedBytes => _writtenBytes - Volatile.Read(ref _syncedBytes);

    /// <summary>Content bytes that were written and that no sync covers, not even one under way.</summary>
    public long UncoveredBytes => _writtenBytes - _begunBytes;

    /// <summary>When the last sync began on the second thread, by the options' clock. A later one that was asked for may be waiting.</summary>
    public long SyncBegan => Volatile.Read(ref _syncBegan);

    /// <summary>Whether the second thread has not come to the end of its syncs.</summary>
    public bool IsSyncing => _syncThread is { IsBusy: true };

    /// <summary>Has the durable sequence told whenever it moves, by the thread that moves it; before the first block. One thread at a time does.</summary>
    public void OnMoved(Action<long> moved) => _moved = moved;

    /// <summary>A block was handed to the operating system.</summary>
    /// <param name="lastSequence">In it.</param>
    /// <param name="bytes">Of its content.</param>
    public void Wrote(long lastSequence, int bytes)
    {
        _writtenBytes += bytes;
        Volatile.Write(ref _writtenSequence, lastSequence);
        if (_marksWritten) { _mark?.Publish(lastSequence); }    // Nobody waits for more in this mode.
    }

    /// <summary>Returns once everything written is on the disk.</summary>
    /// <param name="file">The segment; null when nothing has been written since the last one was closed.</param>
    public void Sync(IJournalFile? file)
    {
        AwaitSync("sync");
        if (file is null) { return; }
        _disk.Begin(file.Path);
        try
        {
            file.SyncData();
            _disk.ThrowIfOverdue();
        }
        catch (IOException failure)
        {
            Fail(failure);
            throw;
        }
        finally
        {
            _disk.End();
        }

        PublishWritten();
    }

    /// <summary>Has everything written synced by the second thread, as soon as it is through with what it is at.</summary>
    /// <param name="file">As for <see cref="Sync"/>.</param>
    public void BeginSync(IJournalFile? file)
    {
        Failure.ThrowIfSet("sync");
        if (file is null) { return; }
        _begunBytes = _writtenBytes;
        _syncThread!.Begin(new SyncExtent(file, _writtenSequence, _writtenBytes));
    }

    /// <summary>Returns once no sync is under way, and throws if it failed.</summary>
    public void AwaitSync(string operation)
    {
        if (IsSyncing) { _syncThread!.Wait(); }
        Failure.ThrowIfSet(operation);
    }

    /// <summary>As <see cref="AwaitSync"/>, but not longer than <paramref name="limit"/>; false when one still is under way.</summary>
    public bool TryAwaitSync(TimeSpan limit)
    {
        bool isDone = !IsSyncing || _syncThread!.TryWait(limit);
        Failure.ThrowIfSet("sync");
        return isDone;
    }

    /// <summary>As <see cref="AwaitSync"/>; no further sync may begin beside the writer, and the second thread ends.</summary>
    public void EndSyncs(string operation)
    {
        AwaitSync(operation);
        _syncThread?.End();
    }

    /// <summary>Everything written is on the disk: the caller has synced it.</summary>
    public void PublishWritten()
    {
        _begunBytes = _writtenBytes;
        Publish(_writtenSequence, _writtenBytes);
    }

    /// <summary>The writer is about to throw. A file whose sync has failed takes no writes: then the sync is what is told.</summary>
    public void Fail(IOException failure)
    {
        if (failure is JournalIOException) { _syncThread?.TryWait(LongestFailing); }
        Failure.Set(failure);
    }

    /// <summary>Waits for a sync under way, but no longer than a moment: one that hangs keeps what it uses until it comes back.</summary>
    public void Dispose()
    {
        if (_syncThread is null || _syncThread.TryLeave()) { Release(); }
    }

    // On the second thread. Whatever goes wrong there is the writer's to tell.
    private void SyncBeside(SyncExtent extent)
    {
        if (Failure.IsSet || _syncThread!.IsAbandoned) { return; }    // The one before has failed, or hung: this one would say that all is well.
        Volatile.Write(ref _syncBegan, _disk.BeginSync(extent.File.Path));
        try
        {
            extent.File.SyncData();
            _disk.ThrowIfOverdue();
            if (!_syncThread.IsAbandoned) { Publish(extent.Sequence, extent.Bytes); }
        }
        catch (Exception failure)
        {
            Failure.SetBeside(failure);
        }
        finally
        {
            _disk.EndSync();
        }
    }

    // By whoever synced; the two threads take turns.
    private void Publish(long sequence, long bytes)
    {
        Volatile.Write(ref _syncedBytes, bytes);
        Volatile.Write(ref _durableSequence, sequence);
        if (!_marksWritten) { _mark?.Publish(sequence); }
        _moved?.Invoke(sequence);
    }

    private void Release()
    {
        _release();
        _mark?.Dispose();
    }
}
