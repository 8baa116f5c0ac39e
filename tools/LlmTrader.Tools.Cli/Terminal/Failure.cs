using LlmTrader.Engine.Runtime;
using LlmTrader.Feeds.Import;
using LlmTrader.Persistence.Decisions;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Codec;
using LlmTrader.Persistence.Journal.Platform;
using LlmTrader.Persistence.Journal.Retention;
using LlmTrader.Persistence.Ledger;
using LlmTrader.Persistence.QuestDb;
using LlmTrader.Tools.Cli.Verbs.Ctl;
using LlmTrader.Tools.Hosting.Admin.Client;
using LlmTrader.Tools.Hosting.Backups;
using LlmTrader.Tools.Hosting.Live;
using LlmTrader.Tools.Hosting.Recovery;
using LlmTrader.Tools.Hosting.Runs;
using Npgsql;

namespace LlmTrader.Tools.Cli.Terminal;

/// <summary>A failure in words.</summary>
/// <param name="ExitCode">One of <see cref="Cli.ExitCode"/>.</param>
/// <param name="Message">What is wrong, in one line, or with a caret below what it is about.</param>
/// <param name="Next">What to do about it; null when the message says it.</param>
internal sealed record Failure(int ExitCode, string Message, string? Next)
{
    /// <summary>What an exception that left a verb means to the caller.</summary>
    /// <param name="exception">It.</param>
    /// <param name="verb">The verb's full name, for the pointer to its help.</param>
    public static Failure From(Exception exception, string verb) => exception switch
    {
        OperationCanceledException => new(Cli.ExitCode.Interrupted, "interrupted", null),
        UsageException e => Usage(Lines(e.Message), verb),
        EngineCallException e => new(ExitCodeOf(e.Kind), Lines(e.Message), e.Next),
        ImportException { Fault: ImportFault.FileNotFound or ImportFault.NotAFile or ImportFault.MissingOption or ImportFault.UnknownZone } e => Usage(OneLine(e.Message), verb),
        ImportException { Fault: ImportFault.Unreadable } e => Fault(e),
        ImportException { Fault: < ImportFault.FieldCount } e => new(Cli.ExitCode.Finding, OneLine(e.Message), "Nothing was written. Mend the file, or name the right layout or entry, then import it again."),
        ImportException e => new(Cli.ExitCode.Finding, OneLine(e.Message), "Nothing was written. Mend the row, or leave such rows out: see the --on-… options of `llmtrader import --help`."),
        IncompleteDataException e => new(Cli.ExitCode.Finding, OneLine(e.Message), null),
        RunException e => Usage(Lines(e.Message), verb),
        JournalCorruptException e => new(Cli.ExitCode.Finding, OneLine(e.Message), "`llmtrader journal verify DIR` lists everything that is damaged."),
        RecoveryDivergedException e => new(Cli.ExitCode.Finding, OneLine(e.Message), "Either this is not the program that wrote the journal, or it has a fault: `llmtrader replay --journal DIR --verify` compares the whole of it."),
        BackupDamagedException e => new(Cli.ExitCode.Finding, OneLine(e.Message), "`llmtrader backup verify` lists everything that is wrong with it. Use another backup."),
        JournalPrunedException e => new(Cli.ExitCode.Finding, OneLine(e.Message), null),
        UnstartableJournalException e => new(Cli.ExitCode.Finding, OneLine(e.Message), null),
        DecisionCorruptException e => new(Cli.ExitCode.Fault, OneLine(e.Message), "`llmtrader decisions verify` checks a copy in the same way."),
        JournalFormatException e => new(Cli.ExitCode.Fault, OneLine(e.Message), WayForward(e.File)),
        JournalIOException { Errno: Errno.ENOENT } e => NoJournal(Path.GetDirectoryName(e.Path)!, verb),
        JournalIOException e => new(Cli.ExitCode.Fault, OneLine(e.Message), null),
        JournalRecoveryException or JournalInUseException or JournalStalledException => new(Cli.ExitCode.Fault, OneLine(exception.Message), null),
        Lz4NotFoundException e => new(Cli.ExitCode.Fault, OneLine(e.Message), null),
        LedgerException or NpgsqlException => new(Cli.ExitCode.Fault, $"PostgreSQL: {OneLine(exception.Message)}", LedgerRemedy.For(exception) ?? "Is the server there, and is this its address? Run again when it is."),
        QuestDbException e => new(Cli.ExitCode.Fault, OneLine(e.Message), e.Remedy ?? "Is the server there, and is this its address? Run again when it is."),
        VenueUnavailableException e => new(Cli.ExitCode.Fault, OneLine(e.Message), null),
        IOException or UnauthorizedAccessException => Fault(exception),
        _ => new(
            Cli.ExitCode.Fault,
            $"{exception.GetType().Name}: {OneLine(exception.Message)}",
            $"This is a fault of the program or the machine; run again with {ErrorReport.TraceVariable}=1 for the trace."),
    };

    /// <summary>A command line that can't be used.</summary>
    public static Failure Usage(string message, string verb) => new(Cli.ExitCode.Usage, message, $"See `{verb} --help`.");

    private static int ExitCodeOf(EngineCallKind kind) => kind switch { EngineCallKind.Request => Cli.ExitCode.Usage, EngineCallKind.Refused => Cli.ExitCode.Finding, _ => Cli.ExitCode.Fault };

    private static string? WayForward(string file)
    {
        string? journal = Path.GetDirectoryName(file);
        return Path.GetFileName(file) switch
        {
            JournalDirectory.ManifestName => $"It never changes: copy it back from a backup of this journal, from its archive, or from {Path.Combine(journal!, JournalDirectory.DroppedName)}/EPOCH, where a repair leaves a copy.",
            PruneRecord.FileName => $"Copy it back from a backup; or run `llmtrader journal repair {journal}`, which writes it anew from the first blocks.",
            JournalDirectory.EpochsName => $"Copy it back from a backup; or run `llmtrader journal repair {journal} --accept-loss`, which writes it anew from the blocks.",
            _ => null,
        };
    }

    private static Failure NoJournal(string directory, string verb)
    {
        if (Directory.Exists(directory) || NewJournal.PartialsOf(directory) is not { Count: > 0 } partials) { return Usage($"'{directory}' holds no journal.", verb); }
        string named = string.Join(", ", partials.Select(partial => $"'{partial}'"));
        return new(Cli.ExitCode.Usage, $"'{directory}' was never completed; its partial journal is {named}.", "Its run was cut off, or is still under way. Name the partial journal to look at it: `llmtrader journal describe`, `llmtrader journal repair`.");
    }

    private static Failure Fault(Exception exception) => new(Cli.ExitCode.Fault, OneLine(exception.Message), "Check the path, its permissions and the free space, then run again.");

    // A caret stands below a text of the user's: its line breaks are kept.
    private static string Lines(string text) => text.ReplaceLineEndings("\n").Trim();

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();
}
