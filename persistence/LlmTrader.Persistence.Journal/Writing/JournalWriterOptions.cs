using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Persistence.Journal;

/// <summary>How a stream is written. None of it changes what a reader finds, but for the cut into blocks and segments.</summary>
public sealed record JournalWriterOptions
{
    /// <summary>A live venue needs <see cref="JournalMode.Group"/> or <see cref="JournalMode.Sync"/>.</summary>
    public JournalMode Mode { get; init; } = JournalMode.Group;

    /// <summary>Content of a full block before compression, 4 KiB to 4 MiB. It hardly matters for speed and size; 64 KiB stays in the cache.</summary>
    public int BlockBytes { get; init; } = 64 << 10;

    /// <summary>
    /// The least time between two partly filled blocks in mode async: a lone event is written at once, a stream of small
    /// batches in one block per delay. Bounds how far the written sequence lags.
    /// </summary>
    public TimeSpan WriteDelay { get; init; } = TimeSpan.FromMicroseconds(500);

    /// <summary>
    /// The least time between the starts of two syncs in mode group. A disk that takes longer groups by itself: what comes during
    /// a sync is the next one's. Above the disk's own time it trades latency for fewer syncs.
    /// </summary>
    public TimeSpan GroupCommitDelay { get; init; } = TimeSpan.FromMicroseconds(50);

    /// <summary>Content that forces a sync in mode group before its time, in bytes before compression.</summary>
    public int GroupCommitBytes { get; init; } = 1 << 20;

    /// <summary>
    /// Content from which on a group is synced by a thread of its own, while the writer goes on. The writer syncs less itself, as long as groups stay
    /// small: nothing is gained by a second thread, which must be woken. 0 is always the thread.
    /// </summary>
    public int OverlapBytes { get; init; } = 4 << 10;

    /// <summary>
    /// Content that may be written in mode group and not be synced yet: then appending waits for the disk. It bounds what a slow one leaves in the system's
    /// cache; 16 MiB are 70 ms of 5 M events a second. Never less than a group, <see cref="GroupCommitBytes"/>.
    /// </summary>
    public int MaxUnsyncedBytes { get; init; } = 16 << 20;

    /// <summary>
    /// Content from which on mode async has a thread of its own sync what was written, one sync at a time; nobody waits for it but the end of a segment, which
    /// would else have all of the segment to sync while the writer stands still. 16 MiB are 70 ms of 5 M events a second.
    /// </summary>
    public int SyncAheadBytes { get; init; } = 16 << 20;

    /// <summary>Rolling a segment costs one file create and one sync; 256 MiB keeps that rare and copies quick.</summary>
    public long SegmentBytes { get; init; } = 256L << 20;

    /// <summary>Reserves a segment's space when it is created, so that a full disk shows then, and appends need no allocation. The length stays true.</summary>
    public bool Preallocate { get; init; } = true;

    /// <summary>What happens when a write or a sync takes longer than <see cref="StallLimit"/>. Back-pressure just waits.</summary>
    public DiskPolicy OnStall { get; init; } = DiskPolicy.BackPressure;

    /// <summary>
    /// What happens when the disk or the quota is full. Back-pressure writes the same block again every
    /// <see cref="RetryDelay"/> until there is space, or <see cref="OnStall"/> halts, or somebody gives up.
    /// </summary>
    public DiskPolicy OnDiskFull { get; init; } = DiskPolicy.Halt;

    /// <summary>How long an operation of the disk may take. Far above what a busy disk needs, far below what a desk tolerates.</summary>
    public TimeSpan StallLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The pause before a full disk is asked again.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The monotonic clock behind the delays. It decides when bytes are written, never which.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Creates a segment file that must not exist yet: where tests inject a full or failing disk.</summary>
    public Func<string, IJournalFile> CreateFile { get; init; } = JournalFile.CreateNew;

    /// <summary>Throws <see cref="ArgumentException"/> that names the option when a value can't be used.</summary>
    public JournalWriterOptions Validated()
    {
        Require(Enum.IsDefined(Mode), nameof(Mode), "async, group or sync");
        Require(BlockBytes is >= 4 << 10 and <= JournalFormat.MaxContentLength, nameof(BlockBytes), "4 KiB to 4 MiB");
        Require(WriteDelay >= TimeSpan.Zero, nameof(WriteDelay), "0 or more");
        Require(GroupCommitDelay >= TimeSpan.Zero, nameof(GroupCommitDelay), "0 or more");
        Require(GroupCommitBytes > 0, nameof(GroupCommitBytes), "above 0");
        Require(OverlapBytes >= 0, nameof(OverlapBytes), "0 or more");
        Require(SyncAheadBytes > 0, nameof(SyncAheadBytes), "above 0");
        Require(MaxUnsyncedBytes > 0, nameof(MaxUnsyncedBytes), "above 0");
        Require(SegmentBytes >= 1 << 10, nameof(SegmentBytes), "1 KiB or more");
        Require(Enum.IsDefined(OnStall), nameof(OnStall), "halt or back-pressure");
        Require(Enum.IsDefined(OnDiskFull), nameof(OnDiskFull), "halt or back-pressure");
        Require(StallLimit > TimeSpan.Zero, nameof(StallLimit), "above 0");
        Require(RetryDelay > TimeSpan.Zero && RetryDelay.TotalMilliseconds <= int.MaxValue, nameof(RetryDelay), "above 0 and below 24 days");
        return this;
    }

    private static void Require(bool condition, string option, string expected)
    {
        if (!condition) { throw new ArgumentException($"Journal option {option} must be {expected}."); }
    }
}
