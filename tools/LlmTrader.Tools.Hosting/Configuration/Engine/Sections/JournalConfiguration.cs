using System.ComponentModel;
using LlmTrader.Persistence.Journal;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>Where and how everything that happens is written.</summary>
public sealed record JournalConfiguration
{
    [Description("The journal's directory; against this file's directory when relative.")]
    public string Directory { get; init; } = "journal";

    [Description("When what was decided is on the disk: async (as the system writes it back; a power cut takes the last of it), group (one sync for all that came together) or sync (one per batch). What waits for the journal waits in async until it is written, else until it is on the disk.")]
    public JournalMode Mode { get; init; } = JournalMode.Group;

    [Within("0s", "1s")]
    [Description("The least time between the starts of two syncs in mode group.")]
    public TimeSpan GroupDelay { get; init; } = TimeSpan.FromMicroseconds(50);

    [Within("1KiB", "256MiB")]
    [Description("Content that forces a sync in mode group before its time.")]
    public ByteSize GroupSize { get; init; } = ByteSize.MiB(1);

    [Within("1MiB", "4GiB")]
    [Description("Where a segment file ends and the next begins.")]
    public ByteSize SegmentSize { get; init; } = ByteSize.MiB(256);

    [Within("1h", "36500d")]
    [Description("How long segments are kept before they may be pruned.")]
    public TimeSpan Retain { get; init; } = TimeSpan.FromDays(90);

    [Within("1%", "100%")]
    [Description("Used space of the disk from which there is a warning.")]
    public Ratio WarnAt { get; init; } = Ratio.Percent(80);

    [Within("1%", "100%")]
    [Description("Used space of the disk from which only orders that reduce pass.")]
    public Ratio StopEntriesAt { get; init; } = Ratio.Percent(92);

    [Description("What happens when the disk is full: halt, or wait for space (back_pressure).")]
    public DiskPolicy OnDiskFull { get; init; } = DiskPolicy.Halt;

    [Description("What happens when a write takes longer than stall_limit: halt, or wait (back_pressure).")]
    public DiskPolicy OnStall { get; init; } = DiskPolicy.BackPressure;

    [Within("10ms", "10m")]
    [Description("How long an operation of the disk may take.")]
    public TimeSpan StallLimit { get; init; } = TimeSpan.FromSeconds(5);

    [Description("Snapshots, from which a start needs only the events behind the newest.")]
    public SnapshotConfiguration Snapshots { get; init; } = new();

    /// <summary>How streams are written.</summary>
    public JournalWriterOptions ToWriterOptions() => new JournalWriterOptions
    {
        Mode = Mode,
        GroupCommitDelay = GroupDelay,
        GroupCommitBytes = (int)GroupSize.Bytes,
        SegmentBytes = SegmentSize.Bytes,
        OnDiskFull = OnDiskFull,
        OnStall = OnStall,
        StallLimit = StallLimit,
    }.Validated();
}

/// <summary>When a snapshot is taken: whichever comes first.</summary>
public sealed record SnapshotConfiguration
{
    [CanBeOff]
    [Within("1000", "1000000000000")]
    [Description("After so many events; off for never by their number.")]
    public long? Events { get; init; } = 5_000_000;

    [CanBeOff]
    [Within("10s", "30d")]
    [Description("After so long; off for never by the clock.")]
    public TimeSpan? Every { get; init; } = TimeSpan.FromMinutes(30);

    [Within("1", "1000")]
    [Description("How many are kept.")]
    public int Keep { get; init; } = 3;
}
