using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Journal;

/// <summary>A span of a journal that one start of the engine wrote; the manifest's own epoch is the first.</summary>
public sealed record JournalEpoch
{
    /// <summary>Higher than every one before; part of each client order id.</summary>
    public required int Epoch { get; init; }

    /// <summary>Its first event's sequence. Everything before it was on the disk when the epoch was opened.</summary>
    public required long FirstSequence { get; init; }

    /// <summary>The highest sequence of which a block was dropped; below <see cref="FirstSequence"/> when none was seen.</summary>
    public required long DroppedThrough { get; init; }

    public required Timestamp OpenedAt { get; init; }

    /// <summary>How the epoch before ended, in words; for people.</summary>
    public required string Reason { get; init; }

    /// <summary>Why it was opened. Files from before this was kept have recoveries only.</summary>
    public EpochReason Cause { get; init; } = EpochReason.Recovery;

    /// <summary>Who opened it; for people.</summary>
    public required string ProgramVersion { get; init; }

    /// <summary>The rules by which its events become decisions.</summary>
    public required int EngineSemantics { get; init; }
}
