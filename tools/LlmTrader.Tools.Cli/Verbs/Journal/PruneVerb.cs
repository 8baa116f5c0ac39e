using System.CommandLine;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Retention;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Recovery;

namespace LlmTrader.Tools.Cli.Verbs.Journal;

/// <summary><c>llmtrader journal prune</c></summary>
internal sealed class PruneVerb : Verb
{
    private readonly Argument<string> _directory = JournalArgument.Create();
    private readonly Option<TimeSpan> _age = AgeOption.Create("Only segments whose last write is at least this old, such as 90d, 12h or 90m.");
    private readonly Option<string?> _archived = OptionOf.Text("--archived", "ARCHIVE", "Only what lies in this archive byte for byte.");
    private readonly Option<bool> _dry = OptionOf.Flag("--dry-run", "Only say what would be removed, and why the rest would not.");

    public PruneVerb()
        : base("prune", "Remove a journal's old segments that nobody needs any more.")
    {
        Arguments.Add(_directory);
        Options.Add(_age);
        Options.Add(_archived);
        Options.Add(_dry);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "From the oldest on, a segment is removed when it is old enough, every block in it is right (it is read to find out), every follower with a checkpoint in DIR/followers has seen all of it, "
        + "and the oldest snapshot in DIR/snapshots that can be used (its checksum is verified) needs nothing of it. Without a snapshot the engine needs its journal from the first sequence on: nothing is removed. The last segment of a stream always stays.\n\n"
        + "DIR/pruned.json remembers, before anything goes, where the streams begin from now on and with which checksum the chain goes on, so that `journal verify` still checks it from its first block. "
        + "Exit code 1 when a segment is damaged: then it and all behind it stay.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader journal prune DIR --older-than 90d --dry-run", "what would go, and why does the rest stay?"),
        new("llmtrader journal prune DIR --older-than 90d --archived /mnt/archive/DIR", "only what is archived"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        JournalDirectory directory = JournalDirectory.Open(arguments.GetValue(_directory)!);
        JournalDirectory? archive = arguments.GetValue(_archived) is { } path ? JournalDirectory.Open(path) : null;
        if (archive?.Path == directory.Path) { throw new UsageException("--archived names the journal itself."); }
        bool isDry = arguments.GetValue(_dry);
        JournalPruner pruner = new(directory, SnapshotRetention.OldestNeeded(directory), arguments.GetValue(_age), archive);
        IReadOnlyList<SegmentVerdict> plan = JournalWalk.Run(session, "verify", pruner.Plan);
        if (!isDry) { pruner.Run(); }
        long bytes = plan.Where(segment => segment.Goes).Sum(segment => segment.Bytes);
        if (session.IsJson) { session.WriteJson(new { journal = directory.Path, isDryRun = isDry, bytes, segments = plan.Select(RetentionReport.Document) }); }
        else
        {
            RetentionReport.Print(plan, isDry ? "would go" : "removed", session);
            session.WriteLine($"{Figure.Count(plan.Count(segment => segment.Goes))} segments, {Figure.Bytes(bytes)} {(isDry ? "would be removed" : "removed")}");
        }

        return RetentionReport.ExitCodeOf(plan);
    }
}
