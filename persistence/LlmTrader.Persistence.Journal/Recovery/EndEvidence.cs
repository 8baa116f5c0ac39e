namespace LlmTrader.Persistence.Journal.Recovery;

/// <summary>The end of a stream, as far as it is whole.</summary>
/// <param name="LastSequence">Of the last record; −1 is none.</param>
/// <param name="CompletedEpoch">The highest epoch of which an end block is there; 0 is none.</param>
/// <param name="IsComplete">Whether an end block comes last.</param>
internal readonly record struct StreamTail(long LastSequence, int CompletedEpoch, bool IsComplete);

/// <summary>
/// What lies beside <c>in</c> and tells that more had been in it. Its own blocks can't: a file that was cut between two blocks, or is
/// gone, looks as if nobody had written more.
/// </summary>
/// <remarks>
/// The end block of <c>out</c> tells, since an engine that stops clean completes <c>in</c> on the disk before it. Other blocks of <c>out</c>
/// don't: it is written without waiting, and may be ahead. What an earlier epoch told is settled: the next one's entry names what stayed.
/// </remarks>
internal static class EndEvidence
{
    /// <summary>Why <c>in</c> lacks something, and up to where; null when nothing tells so.</summary>
    /// <param name="manifest">The journal's.</param>
    /// <param name="epochs">Its later epochs.</param>
    /// <param name="input">The end of <c>in</c>.</param>
    /// <param name="output">The end of <c>out</c>, whole as it was found.</param>
    /// <param name="witnesses">Snapshots, found before <c>in</c> was looked at: its writer may go on meanwhile.</param>
    public static (string Reason, long Known)? WhyMore(
        JournalManifest manifest, IReadOnlyList<JournalEpoch> epochs, StreamTail input, StreamTail output, IEnumerable<SnapshotWitness> witnesses)
    {
        int current = epochs.Count == 0 ? manifest.Epoch : epochs[^1].Epoch;
        SnapshotWitness? newest = witnesses.Where(witness => witness.Sequence > input.LastSequence && witness.Epoch == EpochAt(manifest, epochs, witness.Sequence)).MaxBy(witness => witness.Sequence);
        if (newest is not null)
        {
            return ($"The snapshot '{newest.Path}' was made of events that were on the disk up to sequence {newest.Sequence}; in ends before.", Math.Max(newest.Sequence, output.LastSequence));
        }

        if (output.CompletedEpoch != current || (input.IsComplete && input.CompletedEpoch == current)) { return null; }
        return ($"The end mark of out tells that the run of epoch {current} was completed, which it is only once in is complete on the disk; in lacks its end.", output.LastSequence);
    }

    private static int EpochAt(JournalManifest manifest, IReadOnlyList<JournalEpoch> epochs, long sequence) =>
        epochs.LastOrDefault(epoch => epoch.FirstSequence <= sequence)?.Epoch ?? manifest.Epoch;
}
