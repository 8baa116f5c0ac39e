using System.CommandLine;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Retention;
using LlmTrader.Tools.Cli.Terminal;

namespace LlmTrader.Tools.Cli.Verbs.Journal;

/// <summary><c>llmtrader journal archive</c></summary>
internal sealed class ArchiveVerb : Verb
{
    private readonly Argument<string> _directory = JournalArgument.Create();
    private readonly Option<TimeSpan> _age = AgeOption.Create("Only segments whose last write is at least this old, such as 30d, 12h or 90m.");
    private readonly Option<string> _to = new("--to") { HelpName = "ARCHIVE", Description = "The archive's directory, one for each journal; made when it is not there.", Required = true };
    private readonly Option<bool> _dry = OptionOf.Flag("--dry-run", "Only say what would be copied, and why the rest would not.");

    public ArchiveVerb()
        : base("archive", "Copy a journal's old segments, verified, to another place.")
    {
        Arguments.Add(_directory);
        Options.Add(_age);
        Options.Add(_to);
        Options.Add(_dry);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "Copies closed segments only, and only those in which every block is right; each copy is synced and read back before it gets its name. "
        + "The archive has the form of a journal: `journal cat`, `export` and `verify` read it. Run it as often as you like, also beside a running engine: what lies there already is compared byte for byte.\n\n"
        + "Nothing is removed here; that is what `journal prune` is for. Exit code 1 when a segment is damaged.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader journal archive DIR --older-than 30d --to /mnt/archive/DIR --dry-run", "what would be copied?"),
        new("llmtrader journal archive DIR --older-than 30d --to /mnt/archive/DIR && llmtrader journal prune DIR --older-than 90d --archived /mnt/archive/DIR", "keep a month here and everything there"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        JournalDirectory directory = JournalDirectory.Open(arguments.GetValue(_directory)!);
        string target = Path.GetFullPath(arguments.GetValue(_to)!);
        if (target == directory.Path) { throw new UsageException("--to names the journal itself."); }
        bool isDry = arguments.GetValue(_dry);
        JournalArchiver archiver = new(directory, target, arguments.GetValue(_age));
        IReadOnlyList<SegmentVerdict> plan = JournalWalk.Run(session, "verify", archiver.Plan);
        if (!isDry) { JournalWalk.Run(session, "copy", progress => { archiver.Run(plan, progress); return true; }); }
        long bytes = plan.Where(segment => segment.Goes).Sum(segment => segment.Bytes);
        if (session.IsJson) { session.WriteJson(new { journal = directory.Path, archive = target, isDryRun = isDry, bytes, segments = plan.Select(RetentionReport.Document) }); }
        else
        {
            RetentionReport.Print(plan, isDry ? "would be copied" : "copied", session);
            session.WriteLine($"{Figure.Count(plan.Count(segment => segment.Goes))} segments, {Figure.Bytes(bytes)} {(isDry ? "would be copied" : "copied")} to {target}");
        }

        return RetentionReport.ExitCodeOf(plan);
    }
}
