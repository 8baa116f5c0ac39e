using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Platform;
using LlmTrader.Persistence.Snapshots;

namespace LlmTrader.Tools.Hosting.Recovery;

/// <summary>
/// Which snapshots carry a journal whose older part goes. The derived stream is written without waiting, so a snapshot may be of events whose
/// records a crash has taken; a start passes such a one over, makes the records again from an earlier state, and needs the events before it.
/// </summary>
public static class SnapshotRetention
{
    /// <summary>
    /// The sequence of the oldest snapshot that can be used, when a start could go by one of them as the journal lies on the disk now; null when
    /// none can, and then nothing may go.
    /// </summary>
    /// <exception cref="JournalIOException">The disk refuses.</exception>
    public static long? OldestNeeded(JournalDirectory journal) => NewestThatCarries(journal) is null ? null : new SnapshotDirectory(journal).OldestUsable();

    /// <summary>The sequence of the snapshot that a start would take now; null without one. What it rests on is made durable.</summary>
    /// <exception cref="JournalIOException">The disk refuses.</exception>
    internal static long? NewestThatCarries(JournalDirectory journal)
    {
        ArgumentNullException.ThrowIfNull(journal);
        try
        {
            SnapshotChoice choice = new(journal);
            choice.Fit(JournalRecovery.Inspect(journal, from: choice.NextSequence));
            if (choice.Current is null) { return null; }
            if (journal.Segments(StreamKind.Out) is [.., var last]) { Settle(last); }
            return choice.Current.Header.Sequence;
        }
        catch (JournalIOException error) when (error.Errno == Errno.ENOENT)
        {
            return null;   // A start is taking the journal up and puts files aside: what it leaves, the next look sees.
        }
    }

    /// <summary>Makes durable what is written of a segment. Those before it were synced when they were closed.</summary>
    /// <exception cref="JournalIOException">The disk refuses.</exception>
    internal static void Settle(string segment)
    {
        using IJournalFile file = JournalFile.OpenAppend(segment);
        file.SyncData();
    }
}
