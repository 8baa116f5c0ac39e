using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Retention;
using LlmTrader.Persistence.Snapshots;

namespace LlmTrader.Tools.Hosting.Recovery;

/// <summary>Whether an engine could start on a journal. Looks, and changes nothing.</summary>
public static class StartCheck
{
    /// <summary>
    /// Why no engine could start on a journal, as far as its end and what was pruned tell; null when one could. Where nothing was pruned only the
    /// last segments are read: damage before them is for a verification to find.
    /// </summary>
    /// <exception cref="Persistence.Journal.Platform.JournalIOException">The disk can't be read.</exception>
    /// <exception cref="JournalFormatException">A file of it is damaged.</exception>
    public static string? WhyNot(JournalDirectory journal)
    {
        IReadOnlyList<SnapshotWitness> witnesses = new SnapshotDirectory(journal).Witnesses;    // Before the streams: a writer may go on.
        bool isPruned = PruneRecord.Read(journal).In is not null;
        long from = isPruned ? new SnapshotChoice(journal).NextSequence : journal.Segments(StreamKind.In) is [.., var last] ? JournalDirectory.FirstSequenceOf(last) : 0;
        RecoveryInspection found = JournalRecovery.Inspect(journal, from: from, witnesses: witnesses);
        return found.Verdict == RecoveryVerdict.Corruption ? $"{found.Worst} {found.Advice}" : WhyNoSnapshot(found);
    }

    /// <summary>Why no engine could start on a journal whose first events were pruned, and what to do; null when one could, or nothing was pruned.</summary>
    public static string? WhyNoSnapshot(RecoveryInspection found)
    {
        ArgumentNullException.ThrowIfNull(found);
        if (found.PrunedThrough is not { } pruned) { return null; }
        SnapshotChoice choice = new(found.Directory);
        choice.Fit(found);
        return choice.NextSequence > pruned ? null : WhyNoSnapshot(pruned, choice);
    }

    internal static string WhyNoSnapshot(long pruned, SnapshotChoice choice)
    {
        string why = choice.Current is { } older ? $"the newest that can be used is of sequence {older.Header.Sequence}." : choice.PassedOver.Count == 0 ? "there is none." : string.Join(" ", choice.PassedOver.Select(snapshot => snapshot.Message));
        return $"in was pruned up to sequence {pruned}, and no snapshot can be used instead: {why} No engine can start on it. "
            + "Restore from a backup; or copy all of the archived segments back into in/ and out/, and then delete pruned.json.";
    }
}

/// <summary>No engine could start on this journal.</summary>
public sealed class UnstartableJournalException : Exception
{
    internal UnstartableJournalException(string journal, string reason)
        : base($"'{journal}': {reason}")
    {
    }
}
