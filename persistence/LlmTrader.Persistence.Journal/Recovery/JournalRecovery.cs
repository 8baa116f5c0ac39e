using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal.Platform;
using LlmTrader.Persistence.Journal.Recovery;

namespace LlmTrader.Persistence.Journal;

/// <summary>
/// The one way from a journal on the disk to one that can be written, after a crash and after a clean stop alike. Cuts off
/// what had never been durable; refuses where more than that is missing; raises the epoch.
/// </summary>
public static class JournalRecovery
{
    /// <summary>Judges both streams. Changes nothing.</summary>
    /// <param name="directory">The journal.</param>
    /// <param name="progress">Told of bytes read.</param>
    /// <param name="from">As <see cref="RecoveryOptions.From"/>.</param>
    /// <param name="witnesses">As <see cref="RecoveryOptions.Witnesses"/>.</param>
    /// <exception cref="JournalIOException">The disk can't be read: that is no verdict.</exception>
    /// <exception cref="JournalFormatException">A segment has no segment's name.</exception>
    /// <exception cref="Codec.Lz4NotFoundException">liblz4 is not installed.</exception>
    public static RecoveryInspection Inspect(
        JournalDirectory directory, IProgress<JournalProgress>? progress = null, long from = 0, IReadOnlyList<SnapshotWitness>? witnesses = null)
    {
        ArgumentNullException.ThrowIfNull(directory);
        RecoveryInspection found = Look(directory, progress, from);
        if (directory.IsPutAside || WhyMore(found, witnesses) is null) { return found; }
        found = Look(directory, progress, from);    // An engine that stopped between the two looks has completed in before out.
        if (WhyMore(found, witnesses) is not { } more) { return found; }
        StreamInspection input = found.In;
        return found with
        {
            In = input with
            {
                Verdict = RecoveryVerdict.Corruption,
                KnownDurable = Math.Max(input.KnownDurable, more.Known),
                Unreadable = input.Unreadable.Count == 0 && more.Known > input.LastSequence ? [new SequenceRange(input.FirstAffected, more.Known)] : input.Unreadable,
                Reason = input.Reason.Length == 0 ? more.Reason : $"{input.Reason} {more.Reason}",
            },
        };
    }

    /// <summary>
    /// Takes the journal's lock, judges, puts aside what does not stay, and opens the next epoch, durably. Afterwards the
    /// streams are continued by <see cref="JournalWriter"/> and <see cref="OutJournalWriter"/>.
    /// </summary>
    /// <exception cref="JournalInUseException">Somebody writes this journal.</exception>
    /// <exception cref="JournalRecoveryException">It is corrupt and no loss was accepted, or it was written under other semantics.</exception>
    /// <exception cref="JournalIOException">The disk refuses; calling this again goes on where it stopped.</exception>
    public static RecoveredJournal Open(JournalDirectory directory, RecoveryOptions options, IProgress<JournalProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(options);
        JournalLock taken = JournalLock.Acquire(directory.Path);
        try
        {
            RecoveryInspection inspection = Inspect(directory, progress, options.From, options.Witnesses);
            RefuseIfUnfit(inspection, options);
            RecoveryPlan plan = RecoveryPlan.For(inspection, options.SkippedEpochs);
            SettleWhatStays(plan);
            inspection.RebuiltPruning?.Write(directory);    // Before all else, so that what is judged next is judged alike.
            List<JournalEpoch> epochs = [.. inspection.Epochs, EpochOf(plan, options)];
            EpochFile.Write(directory, epochs);    // First: were it last, a crash in between could put two remainders into one place.
            plan.Execute();
            return new RecoveredJournal(plan, epochs[^1], taken);
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    private static RecoveryInspection Look(JournalDirectory directory, IProgress<JournalProgress>? progress, long from)
    {
        (IReadOnlyList<JournalEpoch> epochs, string? damage) = ReadEpochs(directory);
        if (damage is not null) { from = 0; }    // Then only the blocks tell the highest epoch.
        PruneCheck pruned = PruneCheck.Of(directory);
        if (pruned.Rebuilt is not null) { directory = directory.Assuming(pruned.Rebuilt); }
        StreamInspection input = StreamSurvey.Run(directory, StreamKind.In, epochs, long.MaxValue, from, progress);
        StreamInspection output = StreamSurvey.Run(directory, StreamKind.Out, epochs, input.LastSequence, from, progress);
        return new RecoveryInspection(directory, input, output, epochs, damage) { PruneDamage = pruned.Damage, RebuiltPruning = pruned.Rebuilt };
    }

    private static (string Reason, long Known)? WhyMore(RecoveryInspection found, IReadOnlyList<SnapshotWitness>? witnesses) =>
        EndEvidence.WhyMore(found.Directory.Manifest, found.Epochs, found.In.Tail, found.Out.Tail, witnesses ?? []);

    private static (IReadOnlyList<JournalEpoch> Epochs, string? Damage) ReadEpochs(JournalDirectory directory)
    {
        try { return (directory.ReadEpochs(), null); }
        catch (JournalFormatException error) { return ([], error.Message); }
    }

    private static void RefuseIfUnfit(RecoveryInspection inspection, RecoveryOptions options)
    {
        if (inspection.Directory.IsPutAside)
        {
            throw new JournalRecoveryException(inspection, $"'{inspection.Directory.Path}' holds what a recovery put aside; it can be read, not continued.");
        }

        bool isAccepted = options.AcceptLoss || (options.RebuildPruning && inspection.IsPruningAlone);
        if (inspection.Verdict == RecoveryVerdict.Corruption && !isAccepted)
        {
            throw new JournalRecoveryException(inspection, $"The journal '{inspection.Directory.Path}' is damaged and is not continued: {inspection.Worst} {inspection.Advice}");
        }

        if (inspection.EpochDamage is null && inspection.EngineSemantics != options.EngineSemantics && inspection.Verdict != RecoveryVerdict.Clean)
        {
            throw new JournalRecoveryException(
                inspection,
                $"The journal '{inspection.Directory.Path}' was written under engine semantics {inspection.EngineSemantics} and was not completed; this program has {options.EngineSemantics}. "
                + "Complete it with the program that wrote it, then start this one.");
        }
    }

    // The new epoch says that everything before it is on the disk: after the crash of a process it may be in memory only.
    private static void SettleWhatStays(RecoveryPlan plan)
    {
        foreach (string segment in plan.LastSegmentsThatStay)
        {
            using IJournalFile file = JournalFile.OpenAppend(segment);
            file.SyncData();
        }
    }

    private static JournalEpoch EpochOf(RecoveryPlan plan, RecoveryOptions options)
    {
        RecoveryInspection inspection = plan.Inspection;
        string reason = inspection.Verdict is RecoveryVerdict.Clean or RecoveryVerdict.Open ? inspection.In.ToString() : inspection.ToString();
        return new JournalEpoch
        {
            Epoch = plan.NextEpoch,
            FirstSequence = inspection.In.LastSequence + 1,
            DroppedThrough = inspection.In.LastAffected ?? inspection.In.LastSequence,
            OpenedAt = options.OpenedAt,
            Reason = reason,
            Cause = inspection.Verdict == RecoveryVerdict.Corruption && options.Cause == EpochReason.Recovery ? EpochReason.Repair : options.Cause,
            ProgramVersion = options.ProgramVersion,
            EngineSemantics = options.EngineSemantics,
        };
    }
}
