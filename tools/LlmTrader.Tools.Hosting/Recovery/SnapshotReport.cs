using LlmTrader.Engine.Runtime;
using LlmTrader.Persistence.Snapshots;

namespace LlmTrader.Tools.Hosting.Recovery;

/// <summary>How often snapshots are made, and how many stay.</summary>
public sealed record SnapshotterOptions
{
    /// <summary>The most events between two snapshots: so many a start has to replay, at a few million a second.</summary>
    public const long MostEvents = 5_000_000;

    /// <summary>Events between two snapshots while the journal grows, at most <see cref="MostEvents"/>.</summary>
    public long Every { get; init; } = MostEvents;

    /// <summary>Goes on with a journal that is being written, until its end mark; else ends where the journal ends now.</summary>
    public bool Follow { get; init; }

    /// <summary>Snapshots that stay, the newest.</summary>
    public int Keep { get; init; } = 3;
}

/// <summary>A snapshot that was made.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Header">What it is of.</param>
/// <param name="FileBytes">Its length on the disk.</param>
public sealed record MadeSnapshot(string Path, SnapshotHeader Header, long FileBytes);

/// <summary>What a run of the snapshotter did.</summary>
public sealed record SnapshotReport
{
    public required string Journal { get; init; }

    /// <summary>The snapshot that it began with; null when it began with the first event.</summary>
    public required SnapshotHeader? Base { get; init; }

    /// <summary>Why newer ones were not taken.</summary>
    public required IReadOnlyList<SnapshotDamagedException> PassedOver { get; init; }

    /// <summary>Durable events behind <see cref="Base"/>.</summary>
    public required long Replayed { get; init; }

    public required IReadOnlyList<MadeSnapshot> Made { get; init; }

    /// <summary>Old ones that went.</summary>
    public required int Removed { get; init; }

    /// <summary>The first difference between the journal and its replay, after which no snapshot was made; null when there is none.</summary>
    public required Divergence? Divergence { get; init; }
}
