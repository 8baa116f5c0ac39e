namespace LlmTrader.Persistence.Journal;

/// <summary>
/// How a stream's disk is doing. The writer's thread tells it when an operation begins and ends, and so does the one that syncs
/// beside it; any thread may ask, also while those are stuck in the kernel.
/// </summary>
public sealed class DiskMonitor : IDisposable
{
    private const long Idle = long.MinValue;

    private readonly JournalWriterOptions _options;
    private readonly ManualResetEventSlim _givenUp = new();
    private long _since = Idle;        // The writer's operation,
    private long _syncSince = Idle;    // and the sync beside it.
    private long _stalls;
    private long _retries;
    private volatile string _path;

    internal DiskMonitor(JournalWriterOptions options, string path)
    {
        _options = options;
        _path = path;
    }

    /// <summary>The segment that is written, or the stream's directory before the first.</summary>
    public string Path => _path;

    /// <summary>From when on an operation counts as stalled.</summary>
    public TimeSpan Limit => _options.StallLimit;

    /// <summary>How long the operation under way has taken so far, waits for space included; the longer of two; zero when none is.</summary>
    public TimeSpan StalledFor
    {
        get
        {
            TimeSpan writing = ElapsedOf(ref _since);
            TimeSpan syncing = ElapsedOf(ref _syncSince);
            return writing > syncing ? writing : syncing;
        }
    }

    /// <summary>When the operation under way began, if it is stalled; null when it is not.</summary>
    public DateTimeOffset? StalledSince => StalledFor is var time && time >= Limit ? _options.Clock.GetUtcNow() - time : null;

    /// <summary>Operations that took longer than the limit and came to their end.</summary>
    public long Stalls => Volatile.Read(ref _stalls);

    /// <summary>How often a full disk was asked again.</summary>
    public long DiskFullRetries => Volatile.Read(ref _retries);

    /// <summary>Ends a wait for disk space, now or later: the writer then fails with what the disk said. Any thread.</summary>
    public void GiveUp() => _givenUp.Set();

    public void Dispose() => _givenUp.Dispose();

    internal void Begin(string? path)
    {
        if (path is not null) { _path = path; }
        Volatile.Write(ref _since, _options.Clock.GetTimestamp());
    }

    internal void End() => End(ref _since);

    /// <summary>A sync beside the writer begins, of the segment that it writes. When: by the clock's own measure.</summary>
    internal long BeginSync(string path)
    {
        long now = _options.Clock.GetTimestamp();
        _path = path;
        Volatile.Write(ref _syncSince, now);
        return now;
    }

    internal void EndSync() => End(ref _syncSince);

    /// <summary>At the end of an operation: throws where it came too late to be relied on.</summary>
    internal void ThrowIfOverdue()
    {
        if (_options.OnStall == DiskPolicy.Halt && StalledFor >= Limit) { throw Stalled(); }
    }

    internal JournalStalledException Stalled() => new(_path, StalledFor, Limit);

    /// <summary>Waits before a full disk is asked again; false when it must not be.</summary>
    internal bool WaitForSpace()
    {
        if (_givenUp.Wait(_options.RetryDelay)) { return false; }
        Volatile.Write(ref _retries, _retries + 1);
        return true;
    }

    private void End(ref long since)
    {
        if (ElapsedOf(ref since) >= Limit) { Interlocked.Increment(ref _stalls); }
        Volatile.Write(ref since, Idle);
    }

    private TimeSpan ElapsedOf(ref long since)
    {
        long start = Volatile.Read(ref since);
        return start == Idle ? TimeSpan.Zero : _options.Clock.GetElapsedTime(start);
    }
}
