using System.CommandLine;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Retention;
using LlmTrader.Persistence.Snapshots;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Recovery;

namespace LlmTrader.Tools.Cli.Verbs.Journal;

/// <summary><c>llmtrader journal repair</c></summary>
internal sealed class RepairVerb : Verb
{
    private readonly Argument<string> _directory = JournalArgument.Create();
    private readonly Option<bool> _acceptLoss = OptionOf.Flag("--accept-loss", "Repair corruption too: keep what is whole before it, put the rest aside.");
    private readonly Option<bool> _dryRun = OptionOf.Flag("--dry-run", "Only say what would be done.");

    public RepairVerb()
        : base("repair", "Cut a journal back to what is whole; say what is lost.")
    {
        Arguments.Add(_directory);
        Options.Add(_acceptLoss);
        Options.Add(_dryRun);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "Judges both streams as a start of the engine does, and repairs them: \n\n"
        + "- clean or open: nothing is wrong, nothing is done.\n"
        + "- a torn tail, an ambiguous tail: what a crash leaves behind. Nothing of it was ever acknowledged as durable; it is put aside. A start of the engine does the same by itself.\n"
        + "- out ahead of in: a crash took events whose consequences were written already; these are put aside, and made again when such events come again.\n"
        + "- corruption: something that had been durable is damaged or missing; also when only the end of out or a snapshot tells that in held more. Refused with exit code 3 until --accept-loss. Restore from a backup if you have one; check the disk in any case.\n\n"
        + "What is kept is everything before the first bad byte: what lies behind a hole can't be replayed. Nothing is deleted: the rest goes to DIR/dropped/EPOCH, which can be read like a journal. "
        + "A repaired journal goes on in a new epoch, so that no order is named as one that was lost.\n\n"
        + "A lost or damaged pruned.json is written anew from the first blocks where a snapshot replaces what is gone, else with --accept-loss. Snapshots of events that the journal does not have go to DIR/dropped/EPOCH too.\n\n"
        + "Exit code 0 when the journal can be continued, 1 when it is whole and yet no engine could start on it (its first events were pruned, and no snapshot can be used), 3 when it is refused or somebody is writing it.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader journal repair run --dry-run", "what is wrong with it, and what would be done"),
        new("llmtrader journal repair run --accept-loss", "after a disk failure, without a backup: keep what is whole before the damage"),
        new("llmtrader journal cat run/dropped/2", "what the second epoch put aside, as far as it is readable"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        JournalDirectory directory = JournalDirectory.Open(arguments.GetValue(_directory)!);
        bool acceptLoss = arguments.GetValue(_acceptLoss);
        IReadOnlyList<SnapshotWitness> witnesses = new SnapshotDirectory(directory).Witnesses;
        RecoveryInspection found = JournalWalk.Run(session, "inspect", progress => JournalRecovery.Inspect(directory, progress, witnesses: witnesses));
        RecoveryPlan plan = RecoveryPlan.For(found);
        string? unstartable = found.Verdict <= RecoveryVerdict.AmbiguousTail || found.IsPruningAlone ? StartCheck.WhyNoSnapshot(found) : null;
        bool canRebuild = found.IsPruningAlone && unstartable is null;
        bool isRefused = directory.IsPutAside || (found.Verdict == RecoveryVerdict.Corruption && !acceptLoss && !canRebuild);
        bool isNeeded = found.Verdict > RecoveryVerdict.Open || found.Out.Ahead > 0 || plan.Snapshots.Count > 0;
        bool isRepaired = isNeeded && !isRefused && !arguments.GetValue(_dryRun);
        if (isRepaired) { Repair(directory, found, witnesses, acceptLoss, canRebuild); }
        if (session.IsJson) { session.WriteJson(Document(found, isNeeded ? plan : null, isRefused, isRepaired, unstartable)); }
        else { Print(found, isNeeded ? plan : null, isRefused, isRepaired, unstartable, session); }
        return isRefused ? ExitCode.Fault : unstartable is null ? ExitCode.Success : ExitCode.Finding;
    }

    // Under the lock it is judged again, so that nothing is done to a journal that has changed since.
    private static void Repair(JournalDirectory directory, RecoveryInspection found, IReadOnlyList<SnapshotWitness> witnesses, bool acceptLoss, bool rebuildPruning)
    {
        RecoveryOptions options = new()
        {
            ProgramVersion = $"llmtrader {typeof(RepairVerb).Assembly.GetName().Version?.ToString(3)} (journal repair)",
            OpenedAt = new Timestamp((DateTime.UtcNow - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick),
            EngineSemantics = found.EngineSemantics,
            Witnesses = witnesses,
            AcceptLoss = acceptLoss,
            RebuildPruning = rebuildPruning,
        };
        JournalRecovery.Open(directory, options).Dispose();
    }

    private static object Document(RecoveryInspection found, RecoveryPlan? plan, bool isRefused, bool isRepaired, string? unstartable) => new
    {
        journal = found.Directory.Path,
        found.Verdict,
        isRefused,
        isRepaired,
        keptThrough = found.In.LastSequence,
        advice = isRepaired ? null : found.Advice,
        epoch = isRepaired ? plan!.NextEpoch : found.Epoch,
        @in = Document(found.In),
        @out = Document(found.Out),
        epochDamage = found.EpochDamage,
        pruneDamage = found.PruneDamage,
        unstartable,
        putAside = plan is null ? null : new { directory = plan.DroppedPath, files = plan.Steps.Where(step => step.Length > 0), plan.Snapshots },
    };

    private static object Document(StreamInspection stream) => new
    {
        stream.Verdict, stream.LastSequence, stream.KnownDurable, stream.Position, firstAffected = stream.FirstAffected, lastAffected = stream.LastAffected,
        stream.Ahead, stream.Unreadable, wholeBehind = stream.WholeBehind, stream.WholeBlocksBehind, stream.Reason,
    };

    private static void Print(RecoveryInspection found, RecoveryPlan? plan, bool isRefused, bool isRepaired, string? unstartable, Session session)
    {
        foreach (string line in found.ToString().Split('\n')) { session.WriteLine(line); }
        if (found.Out is { Verdict: RecoveryVerdict.Clean, LastSequence: < 0, Ahead: 0 }) { session.WriteLine("out has no segment: either nothing was derived, or it is gone (`llmtrader journal verify` tells which). The next start of the engine makes it again from in."); }
        if (unstartable is not null) { session.WriteLine($"NOT startable: {unstartable}"); }
        if (plan is null)
        {
            session.WriteLine("Nothing to repair.");
            return;
        }

        PrintLoss("in", found.In, session);
        PrintLoss("out", found.Out, session);
        string done = isRepaired ? "put aside" : "to be put aside";
        foreach (PutAside step in plan.Steps.Where(step => step.Length > 0))
        {
            string what = step.From == 0 ? "all" : $"from byte {step.From} on";
            session.WriteLine($"{done}: '{step.Segment}', {what}, {Figure.Bytes(step.Length - step.From)}, in '{plan.DroppedPath}'");
        }

        foreach (string snapshot in plan.Snapshots) { session.WriteLine($"{done}: '{snapshot}', a snapshot of events that in does not have, in '{plan.DroppedPath}'"); }
        if (found.PruneDamage is not null && !isRefused) { session.WriteLine($"{(isRepaired ? "written anew" : "to be written anew")}: '{PruneRecord.FileName}', from the first blocks that are there"); }
        session.WriteLine(isRefused ? $"REFUSED, nothing was changed. {found.Advice}"
            : isRepaired ? $"Repaired: the journal goes on {Place(found.In)} in epoch {plan.NextEpoch}."
            : $"Would be repaired: the journal would go on {Place(found.In)} in epoch {plan.NextEpoch}.");
    }

    private static string Place(StreamInspection input) => input.LastSequence < 0 ? "from its first sequence" : $"after sequence {input.LastSequence}";

    private static void PrintLoss(string name, StreamInspection stream, Session session)
    {
        if (stream.Verdict <= RecoveryVerdict.Open) { return; }
        PrintRanges($"{name}, not readable", stream.Unreadable, session);
        PrintRanges($"{name}, whole but behind it", stream.WholeBehind, session);
    }

    // Many holes make many ranges; --json has them all.
    private static void PrintRanges(string what, IReadOnlyList<SequenceRange> ranges, Session session)
    {
        if (ranges.Count == 0) { return; }
        string text = ranges.Count == 1 ? ranges[0].ToString() : $"{Figure.Count(ranges.Count)} ranges, {Figure.Count(ranges.Sum(range => range.Last - range.First + 1))} sequences, from {ranges[0].First} to {ranges[^1].Last}";
        session.WriteLine($"{what}: {text}");
    }
}
