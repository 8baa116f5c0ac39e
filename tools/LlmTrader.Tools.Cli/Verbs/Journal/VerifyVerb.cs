using System.CommandLine;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Retention;
using LlmTrader.Persistence.Snapshots;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Recovery;

namespace LlmTrader.Tools.Cli.Verbs.Journal;

/// <summary><c>llmtrader journal verify</c></summary>
internal sealed class VerifyVerb : Verb
{
    private readonly Argument<string> _directory = JournalArgument.Create();

    public VerifyVerb()
        : base("verify", "Check every byte of a journal; list what is damaged.") => Arguments.Add(_directory);

    /// <inheritdoc/>
    public override string Teaching =>
        "Checks the checksum and every record of every block of both streams, and goes on behind damage, so that the list is complete. "
        + "Each finding names segment, block, byte and the sequences it touches. A torn tail, or a stream without its end mark, is what a crash leaves behind: the run stopped there, and the next start cuts the tail off. "
        + "Whole blocks may lie behind a torn one, since a disk writes in its own order; it is damage as soon as anything recorded says that the torn one had been durable. "
        + "What lies beside the events is asked too: where out was completed, or a snapshot goes beyond the end, in held more than it does.\n\n"
        + "A journal that was pruned begins where pruning left off: its first block must continue the last one that was removed, and a snapshot must be there that replaces what is gone.\n\n"
        + "Exit code 1 when anything was found, 3 when manifest.json, epoch.json or pruned.json can't be read, which is told by file and field before any block is read; `llmtrader journal repair` says what can be done about it. Whether the events also lead to the same decisions is the question of `llmtrader replay --verify`.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("llmtrader journal verify llmtrader-demo", "is every byte of the demo's journal as it was written?")];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        JournalDirectory directory = JournalDirectory.Open(arguments.GetValue(_directory)!);
        PruneRecord pruned = PruneRecord.Read(directory);
        IReadOnlyList<SnapshotWitness> witnesses = new SnapshotDirectory(directory).Witnesses;
        JournalVerification verification = JournalWalk.Run(session, "verify", progress => JournalInspector.Verify(directory, progress, witnesses));
        string? unstartable = verification.IsDamaged || pruned.In is null ? null : StartCheck.WhyNot(directory);
        bool isSound = verification.IsSound && unstartable is null;
        if (session.IsJson)
        {
            session.WriteJson(new { journal = directory.Path, isSound, unstartable, verification.Blocks, verification.Records, verification.InEnd, verification.OutEnd, pruned, verification.Findings });
        }
        else
        {
            foreach (JournalFinding finding in verification.Findings) { session.WriteLine(finding.ToString()); }
            PrintPruned(session, "in", pruned.In);
            PrintPruned(session, "out", pruned.Out);
            if (unstartable is not null) { session.WriteLine($"NOT startable: {unstartable}"); }
            session.WriteLine($"{(isSound ? "sound" : "NOT sound")}: {Figure.Count(verification.Blocks)} blocks, {Figure.Count(verification.Records)} records checked"
                + $"{(isSound ? "" : $", findings: {Figure.Count(verification.Findings.Count + (unstartable is null ? 0 : 1))}")}; in ends {JournalWalk.Describe(verification.InEnd)}, {OutEnd(directory, verification)}");
        }

        return isSound ? ExitCode.Success : ExitCode.Finding;
    }

    private static void PrintPruned(Session session, string stream, PrunedPart? part)
    {
        if (part is null) { return; }
        session.WriteLine($"{stream} begins behind sequence {part.LastSequence}: older segments were pruned, {Figure.Count(part.Segments)} in all, the last at {part.At}; the chain goes on from block {part.LastCrc32C:x8}");
    }

    private static string OutEnd(JournalDirectory directory, JournalVerification verification) =>
        directory.Segments(StreamKind.Out).Count == 0 ? "there is no out" : $"out {JournalWalk.Describe(verification.OutEnd)}";
}
